import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createApprovalStores } from '../../../src/adapters/storage/approval-store.ts'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import { createSessionIndex } from '../../../src/adapters/storage/provenance-store.ts'
import { createRememberedPullStore } from '../../../src/adapters/storage/remembered-pull-store.ts'
import type { RememberedPull } from '../../../src/core/approval/remembered-pull.ts'
import { end, forgetPeople, type HeldChange } from '../../../src/core/approval/request.ts'

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)]
let directory: string
let opened: OpenDatabase

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pull-requests-'))
  opened = await openDatabase({ directory })
})

afterAll(async () => {
  await opened.close()
  await rm(directory, { recursive: true, force: true })
})

const held: HeldChange = {
  about: 'pull-request',
  key: '1a2b3c4d5e'.padEnd(64, '0'),
  repository: 9_007_199_254_740,
  number: 7,
  headSha: A,
  state: 'waiting',
  need: { count: 1, teams: [], users: [] },
  askedAt: 1_800_000_000_000,
  expiresAt: 1_800_086_400_000,
  after: { review: 5, comment: 6 },
  kept: [{ by: { id: 2, login: 'ben' }, approve: true, at: 1, surface: 'button', mark: 1 }],
}

test('a row that is no request, or is one of another repository, is an error and no approval', async () => {
  const stores = createApprovalStores(opened.db)
  const store = stores(held.repository)
  const row = { about: 'pull-request', number: 1, head_sha: A, state: 'used', has_people: false }
  const document = JSON.stringify(held)
  await opened.db
    .insertInto('approval_requests')
    .values([
      {
        ...row,
        repository_id: held.repository,
        key: 'x',
        asked_at: 1,
        document: '{"state":"used"}',
      },
      { ...row, repository_id: held.repository, key: 'y', asked_at: 1, document },
      { ...row, repository_id: 1, key: held.key, asked_at: 1, document },
    ])
    .execute()
  await expect(store.get('x')).rejects.toThrow()
  await expect(store.get('y')).rejects.toThrow('another key')
  await expect(stores(1).get(held.key)).rejects.toThrow('another repository')
  expect(await store.get(held.key)).toBeUndefined()
  await opened.db.deleteFrom('approval_requests').execute()
})

test('who decided what ended long ago is forgotten; that it was asked is not', async () => {
  const store = createApprovalStores(opened.db)(held.repository)
  const decider = { id: 2, login: 'ben', surface: 'button' as const, at: 1, self: false }
  const used = { ...end(held, 'used', 'merged'), decidedBy: [decider] }
  const waiting = { ...held, key: 'b'.repeat(64) }
  const late = { ...used, key: 'c'.repeat(64), askedAt: held.askedAt + 2 }
  for (const one of [used, waiting, late]) await store.replace(undefined, one)
  await store.forgetPeople(held.askedAt + 1)
  expect(await store.get(used.key)).toEqual(forgetPeople(used))
  expect(await store.get(waiting.key)).toEqual(waiting)
  expect(await store.get(late.key)).toEqual(late)
  expect(await store.keysLike('1a2b3c4d5e')).toEqual([used.key])
})

const judged: RememberedPull = {
  repository: 1,
  number: 7,
  headSha: A,
  baseRef: 'refs/heads/main',
  isOpen: true,
  basis: 'x',
  policy: 'p',
  change: '{}',
  report: {
    conclusion: 'action_required',
    title: 't',
    summary: 's',
    text: 'u',
    actions: [{ label: 'Approve', description: 'd', identifier: 'approve-1' }],
    externalId: held.key,
  },
  request: held.key,
  asked: { request: held.key, users: [2], teams: ['leads'] },
  comment: { id: 9, digest: 'y' },
  at: 1_800_000_000_000,
}

test('a pull request comes back as it was judged last, also by its head', async () => {
  const store = createRememberedPullStore(opened.db)
  await store.save({ ...judged, headSha: B })
  await store.save(judged)
  await store.save({ ...judged, number: 8 })
  await store.save({ ...judged, number: 9, isOpen: false })
  await store.save({ ...judged, repository: 2 })
  expect(await store.get(1, 7)).toEqual(judged)
  expect((await store.openWithHead(1, A)).map(({ number }) => number)).toEqual([7, 8])
  expect(await store.openWithHead(1, B)).toEqual([])
  expect(await store.listOpen(1)).toEqual([7, 8])
  await store.save({ ...judged, number: 8, policy: 'q' })
  expect(await store.listOpen(1, 'p')).toEqual([8])
})

test('who pushed a head is remembered once each', async () => {
  const store = createRememberedPullStore(opened.db)
  const ben = { id: 2, login: 'ben', type: 'User' }
  await store.notePusher(1, A, ben, 1)
  await store.notePusher(1, A, ben, 2)
  await store.notePusher(1, A, { ...ben, id: 3 }, 2)
  expect((await store.pushersOf(1, A)).map(({ id }) => id)).toEqual([2, 3])
  expect(await store.pushersOf(2, A)).toEqual([])
})

test('what was closed long ago is forgotten, what is open is not', async () => {
  const store = createRememberedPullStore(opened.db)
  await store.forget(1, judged.at + 1)
  expect(await store.get(1, 9)).toBeUndefined()
  expect(await store.get(1, 7)).toBeDefined()
  expect(await store.pushersOf(1, A)).toEqual([])
})

test('the run of a session is known with its people', async () => {
  const index = createSessionIndex(opened.db)
  const run = {
    people: [{ id: 2, login: 'ben', as: 'actor' as const }],
    runner: { workflow: 'a.yml', workflowRef: 'x', environment: '', event: 'push', kind: 'y' },
  }
  await index.note(1, [A], { session: 's', recording: 'complete', run })
  await index.note(1, [B], { session: 't', recording: 'unknown' })
  const found = await index.find(1, [A, B])
  expect(found.get(A)).toEqual({ session: 's', recording: 'complete', run })
  expect(found.get(B)).toEqual({ session: 't', recording: 'unknown' })
})
