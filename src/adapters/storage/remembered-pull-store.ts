import * as z from 'zod'
import type { RememberedPull, RememberedPullStore } from '../../core/approval/remembered-pull.ts'
import type { RenderedApproval } from '../../core/approval/render-approval.ts'
import type { Fields } from '../../core/schema-fields.ts'
import type { Database } from './database.ts'

/** Pull requests taken to be open that are listed in one go. */
const maxListed = 10_000

const buttonSchema = z.object({
  label: z.string(),
  description: z.string(),
  identifier: z.string(),
})

const reportSchema = z.object({
  conclusion: z.enum(['success', 'failure', 'action_required']),
  title: z.string(),
  summary: z.string(),
  text: z.string(),
  actions: z.array(buttonSchema).exactOptional(),
  externalId: z.string().exactOptional(),
} satisfies Fields<RenderedApproval>) satisfies z.ZodType<RenderedApproval>

const rememberedPullSchema = z.object({
  repository: z.number(),
  number: z.number(),
  headSha: z.string(),
  baseRef: z.string(),
  isOpen: z.boolean(),
  basis: z.string(),
  policy: z.string(),
  change: z.string(),
  report: reportSchema,
  request: z.string().exactOptional(),
  asked: z
    .object({ request: z.string(), users: z.array(z.number()), teams: z.array(z.string()) })
    .exactOptional(),
  comment: z.object({ id: z.number(), digest: z.string() }).exactOptional(),
  at: z.number(),
} satisfies Fields<RememberedPull>) satisfies z.ZodType<RememberedPull>

/** Remembers how pull requests were last judged, and who pushed their heads. */
export function createRememberedPullStore(db: Database): RememberedPullStore {
  return {
    async get(repository, number) {
      const row = await db
        .selectFrom('judged_pulls')
        .select('document')
        .where('repository_id', '=', repository)
        .where('number', '=', number)
        .executeTakeFirst()
      return row && read(row.document)
    },
    async save(pull) {
      const { repository, number, headSha, isOpen, policy, at } = pull
      const document = JSON.stringify(rememberedPullSchema.parse(pull))
      const written = { head_sha: headSha, is_open: isOpen, policy, document, at }
      await db
        .insertInto('judged_pulls')
        .values({ repository_id: repository, number, ...written })
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'number']).doUpdateSet(written),
        )
        .execute()
    },
    async openWithHead(repository, headSha) {
      const rows = await db
        .selectFrom('judged_pulls')
        .select('document')
        .where('repository_id', '=', repository)
        .where('head_sha', '=', headSha)
        .where('is_open', '=', true)
        .orderBy('number')
        .execute()
      return rows.map(({ document }) => read(document))
    },
    async listOpen(repository, otherThan) {
      const open = db
        .selectFrom('judged_pulls')
        .select('number')
        .where('repository_id', '=', repository)
        .where('is_open', '=', true)
        .orderBy('number')
        .limit(maxListed)
      const rows = await (otherThan === undefined
        ? open
        : open.where('policy', '!=', otherThan)
      ).execute()
      return rows.map(({ number }) => number)
    },
    async notePusher(repository, headSha, { id, login, type }, at) {
      await db
        .insertInto('head_pushers')
        .values({
          repository_id: repository,
          head_sha: headSha,
          account_id: id,
          login,
          type,
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async pushersOf(repository, headSha) {
      const rows = await db
        .selectFrom('head_pushers')
        .select(['account_id', 'login', 'type'])
        .where('repository_id', '=', repository)
        .where('head_sha', '=', headSha)
        .orderBy('account_id')
        .execute()
      return rows.map(({ account_id, login, type }) => ({ id: account_id, login, type }))
    },
    async forget(repository, before) {
      await db
        .deleteFrom('judged_pulls')
        .where('repository_id', '=', repository)
        .where('is_open', '=', false)
        .where('at', '<', before)
        .execute()
      await db
        .deleteFrom('head_pushers')
        .where('repository_id', '=', repository)
        .where('at', '<', before)
        .execute()
    },
  }
}

const read = (document: string): RememberedPull => rememberedPullSchema.parse(JSON.parse(document))
