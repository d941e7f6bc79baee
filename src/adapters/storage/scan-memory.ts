import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type Arrival,
  type ArrivedSecret,
  type LookedTip,
  maxSecrets,
  maxTips,
  type ScanMemory,
  undoings,
} from '../../core/secrets/scan-memory.ts'
import type { Database } from './database.ts'
import { readJsonColumn } from './read-column.ts'

/** Rows in one statement: PostgreSQL takes at most 65,535 values. */
const batch = 5_000

const text = z.string()
const texts = z.array(text)

/** What stands in the column of the rules' digest for refs as they were at first sight. */
const sightDigests = { before: 'before', seen: 'seen' } as const

/** Every field has its line, optional ones too: none gets lost on the way back. */
const arrivalSchema = z.object({
  key: text,
  before: text,
  after: text,
  excluded: texts,
  digest: text,
  openedBy: text.exactOptional(),
  missed: texts,
  undone: z.enum(undoings).exactOptional(),
} satisfies Record<keyof Arrival, z.ZodType>)

const secretSchema = z.object({
  rule: text,
  confidence: text,
  fingerprint: text,
  object: text,
  commit: text,
  path: text.exactOptional(),
  inside: text.exactOptional(),
  line: z.number().exactOptional(),
  where: text,
} satisfies Record<keyof ArrivedSecret, z.ZodType>)

/** What scans have found, in the database. */
export function createScanMemory(db: Database): ScanMemory {
  async function tips(repositoryId: number, digest: string): Promise<LookedTip[]> {
    return db
      .selectFrom('looked_tips')
      .select(['ref', 'oid'])
      .where('repository_id', '=', repositoryId)
      .where('digest', '=', digest)
      .orderBy('at', 'desc')
      .orderBy('ref')
      .limit(maxTips)
      .execute()
  }
  return {
    tips,
    async earlierTips(repositoryId, digest, refs) {
      const found: LookedTip[] = []
      for (const part of inBatches(refs)) {
        const rows = await db
          .selectFrom('looked_tips')
          .select(['ref', 'oid'])
          .where('repository_id', '=', repositoryId)
          .where('digest', 'not in', [digest, ...Object.values(sightDigests)])
          .where('ref', 'in', part)
          .distinctOn('ref')
          .orderBy('ref')
          .orderBy('at', 'desc')
          .execute()
        found.push(...rows)
      }
      return found
    },
    async firstSight(repositoryId) {
      const before = await tips(repositoryId, sightDigests.before)
      const seen = await tips(repositoryId, sightDigests.seen)
      return before.length + seen.length === 0 ? undefined : { before, seen }
    },
    async begin(repositoryId, sight, at) {
      await db.transaction().execute(async (within) => {
        for (const what of ['before', 'seen'] as const) {
          for (const part of inBatches(sight[what].slice(0, maxTips))) {
            await within
              .insertInto('looked_tips')
              .values(part.map((tip) => rowOf(repositoryId, sightDigests[what], tip, at)))
              .onConflict((conflict) => conflict.doNothing())
              .execute()
          }
        }
      })
    },
    async save(repositoryId, { head, arrival, tip, commits, secrets, at }) {
      await db.transaction().execute(async (within) => {
        if (tip !== undefined) {
          const row = rowOf(repositoryId, arrival.digest, tip, at)
          await within
            .insertInto('looked_tips')
            .values(row)
            .onConflict((conflict) =>
              conflict
                .columns(['repository_id', 'digest', 'ref'])
                .doUpdateSet({ oid: row.oid, at }),
            )
            .execute()
        }
        const { digest } = arrival
        for (const part of inBatches([...new Set(commits)])) {
          await within
            .insertInto('looked_commits')
            .values(part.map((id) => ({ repository_id: repositoryId, digest, commit_id: id })))
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        for (const part of inBatches(secrets)) {
          await within
            .insertInto('arrived_secrets')
            .values(
              part.map((secret) => ({
                repository_id: repositoryId,
                id: idOf(secret),
                document: JSON.stringify(secret),
                at,
              })),
            )
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        const document = JSON.stringify(arrival)
        await within
          .insertInto('arrivals')
          .values({ repository_id: repositoryId, head, key: arrival.key, document, at })
          .onConflict((conflict) =>
            conflict.columns(['repository_id', 'head', 'key']).doUpdateSet({ document, at }),
          )
          .execute()
      })
    },
    async unlooked(repositoryId, digest, commits) {
      const looked = new Set<string>()
      for (const part of inBatches(commits)) {
        const rows = await db
          .selectFrom('looked_commits')
          .select('commit_id')
          .where('repository_id', '=', repositoryId)
          .where('digest', '=', digest)
          .where('commit_id', 'in', part)
          .execute()
        for (const { commit_id } of rows) looked.add(commit_id)
      }
      return commits.filter((id) => !looked.has(id))
    },
    async arrivals(repositoryId, head) {
      const rows = await db
        .selectFrom('arrivals')
        .select('document')
        .where('repository_id', '=', repositoryId)
        .where('head', '=', head)
        .orderBy('key')
        .execute()
      return rows.map(({ document }) =>
        readJsonColumn('arrivals.document', arrivalSchema, document),
      )
    },
    async secrets(repositoryId) {
      const rows = await db
        .selectFrom('arrived_secrets')
        .select('document')
        .where('repository_id', '=', repositoryId)
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(maxSecrets)
        .execute()
      return rows.map(({ document }) =>
        readJsonColumn('arrived_secrets.document', secretSchema, document),
      )
    },
    async forget(before) {
      await db.deleteFrom('arrivals').where('at', '<', before).execute()
    },
  }
}

const rowOf = (repositoryId: number, digest: string, tip: LookedTip, at: number) => ({
  repository_id: repositoryId,
  digest,
  ref: tip.ref,
  oid: tip.oid,
  at,
})

/** The same finding, found again, is the same row. */
function idOf(secret: ArrivedSecret): string {
  const { rule, fingerprint, commit, path, inside, line, where, object } = secret
  const at = [rule, fingerprint, commit, path ?? '', line ?? 0, where, object]
  const told = JSON.stringify(inside === undefined ? at : [...at, inside])
  return createHash('sha256').update(told).digest('hex')
}

function* inBatches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += batch) yield rows.slice(at, at + batch)
}
