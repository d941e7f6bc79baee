import { PGlite } from '@electric-sql/pglite'
import { expect, test } from '@jest/globals'
import { Kysely, PGliteDialect } from 'kysely'
import { createApprovalStores } from '../../../src/adapters/storage/approval-store.ts'
import { createRememberedPullStore } from '../../../src/adapters/storage/remembered-pull-store.ts'
import { createApprovalRequests } from '../../../src/adapters/storage/tables/approval-tables.ts'
import type { Tables } from '../../../src/adapters/storage/tables/index.ts'
import { createPullRequests } from '../../../src/adapters/storage/tables/pull-request-tables.ts'
import { end } from '../../../src/core/approval/request.ts'

/** The embedded database takes seconds to start, on a busy machine many. */
const embeddedMs = 120_000

const key = '1a2b3c4d5e'.padEnd(64, '7')
const id = key.slice(0, 10)
const headSha = 'a'.repeat(40)
/** As version 0.1 of this server wrote it. */
const before = {
  id,
  key,
  repository: 42,
  number: 7,
  headSha,
  state: 'waiting',
  need: { count: 1, teams: [], users: [], also: [{ count: 1, teams: ['leads'], users: [] }] },
  askedAt: 1_800_000_000_000,
  expiresAt: 1_800_086_400_000,
  after: { review: 5, comment: 6 },
  kept: [{ by: { id: 2, login: 'ben' }, approve: false, at: 1, surface: 'comment', mark: 9 }],
}
const report = {
  conclusion: 'failure',
  title: 't',
  summary: `Request: "${id}"`,
  text: '',
  externalId: id,
}
const pull = {
  repository: 42,
  number: 7,
  headSha,
  baseRef: 'refs/heads/main',
  isOpen: true,
  basis: 'x',
  policy: 'p',
  material: JSON.stringify({ mergeBase: id, material: id }),
  report,
  request: id,
  asked: { request: id, users: [2], teams: [] },
  at: 1,
}

test(
  'requests found by ten digits go on under their whole keys, with the votes they had',
  async () => {
    await using pglite = await PGlite.create({ parsers: { 20: Number } })
    const db = new Kysely<Tables & { held_changes: Record<string, unknown> }>({
      dialect: new PGliteDialect({ pglite }),
    })
    await createPullRequests.up(db)
    const row = { repository_id: 42, number: 7, state: 'waiting', asked_at: before.askedAt }
    await db
      .insertInto('held_changes')
      .values([
        { ...row, id, document: JSON.stringify(before) },
        { ...row, id: 'broken', document: 'no request' },
      ])
      .execute()
    await db
      .insertInto('judged_pulls')
      .values({
        repository_id: 42,
        number: 7,
        head_sha: headSha,
        is_open: true,
        policy: 'p',
        document: JSON.stringify(pull),
        at: 1,
      })
      .execute()

    await createApprovalRequests.up(db)

    const store = createApprovalStores(db)(42)
    const { id: _, ...rest } = before
    const moved = await store.get(key)
    expect(moved).toEqual({ about: 'pull-request', ...rest })
    expect(await store.get(id)).toBeUndefined()
    expect(await store.list(10)).toHaveLength(1)
    if (moved === undefined) throw new Error('not moved')
    expect(await store.replace(moved, end(moved, 'withdrawn', 'closed'))).toBe(true)
    await store.forgetPeople(before.askedAt + 1)
    expect(await store.get(key)).toMatchObject({ kept: [] })

    const { material, ...known } = pull
    expect(await createRememberedPullStore(db).get(42, 7)).toEqual({
      ...known,
      change: material,
      request: key,
      asked: { ...pull.asked, request: key },
      report: { ...report, externalId: key },
    })
  },
  embeddedMs,
)
