import * as z from 'zod'
import type { HeldChange, HeldChangeStore } from '../../core/approval/held-change.ts'
import type { Database } from './database.ts'

const need = z.object({
  count: z.number(),
  teams: z.array(z.string()),
  users: z.array(z.string()),
  permission: z.enum(['read', 'triage', 'write', 'maintain', 'admin']).exactOptional(),
})

/** What a row holds; a row that is something else is an error, not an approval. */
const heldChangeSchema = z.object({
  id: z.string(),
  key: z.string(),
  repository: z.number(),
  number: z.number(),
  headSha: z.string(),
  state: z.enum(['waiting', 'used', 'expired', 'withdrawn']),
  need: need.extend({ also: z.array(need).exactOptional() }),
  askedAt: z.number(),
  expiresAt: z.number(),
  after: z.object({ review: z.number(), comment: z.number() }),
  kept: z.array(
    z.object({
      by: z.object({ id: z.number(), login: z.string() }),
      approve: z.boolean(),
      at: z.number(),
      surface: z.enum(['button', 'comment']),
      mark: z.number(),
    }),
  ),
  impossible: z.string().exactOptional(),
  why: z.string().exactOptional(),
  decidedBy: z
    .array(
      z.object({
        id: z.number(),
        login: z.string(),
        surface: z.enum(['review', 'button', 'comment']),
        at: z.number(),
        self: z.boolean(),
      }),
    )
    .exactOptional(),
})

/** Keeps requests about pull requests; each is replaced only by whoever has seen it as it is. */
export function createHeldChangeStore(db: Database): HeldChangeStore {
  return {
    async get(repository, id) {
      const row = await db
        .selectFrom('held_changes')
        .select('document')
        .where('repository_id', '=', repository)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && read(row.document)
    },
    async list(repository, number, limit) {
      const rows = await db
        .selectFrom('held_changes')
        .select('document')
        .where('repository_id', '=', repository)
        .where('number', '=', number)
        .orderBy('asked_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ document }) => read(document))
    },
    async replace(previous, next) {
      const { repository, id, number, state, askedAt } = next
      const written = { state, document: write(next) }
      if (previous === undefined) {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('held_changes')
          .values({ repository_id: repository, id, number, asked_at: askedAt, ...written })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        return Number(numInsertedOrUpdatedRows) === 1
      }
      const { numUpdatedRows } = await db
        .updateTable('held_changes')
        .set(written)
        .where('repository_id', '=', repository)
        .where('id', '=', id)
        .where('document', '=', write(previous))
        .executeTakeFirst()
      return Number(numUpdatedRows) === 1
    },
  }
}

const read = (document: string): HeldChange => heldChangeSchema.parse(JSON.parse(document))

/** In the schema's order of keys, so that equal requests have equal texts. */
const write = (change: HeldChange): string => JSON.stringify(heldChangeSchema.parse(change))
