import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import { createHeldChangeStore } from '../../../src/adapters/storage/held-change-store.ts'
import { createJudgedPullStore } from '../../../src/adapters/storage/judged-pull-store.ts'
import { createSessionIndex } from '../../../src/adapters/storage/provenance-store.ts'
import { askAbout, end, type HeldChange, keepVote } from '../../../src/core/approval/held-change.ts'
import type { JudgedPull } from '../../../src/core/approval/judged-pull.ts'

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

const ask = (round: number, askedAt: number): HeldChange =>
  askAbout(
    {
      repository: 9_007_199_254_740,
      number: 7,
      baseRef: 'refs/heads/main',
      mergeBase: B,
      headSha: A,
      policyDigest: 'd',
      round,
    },
    {
      need: {
        count: 2,
        teams: ['leads'],
        users: [],
        permission: 'maintain',
        also: [{ count: 1, teams: [], users: ['carol'] }],
      },
      askedAt,
      expiresAt: askedAt + 86_400_000,
      after: { review: 5, comment: 6 },
    },
  )

test('a request comes back as it was written, and is replaced only by who has seen it as it is', async () => {
  const store = createHeldChangeStore(opened.db)
  const asked = ask(0, 1_800_000_000_000)
  const { repository } = asked
  expect(await store.replace(undefined, asked)).toBe(true)
  expect(await store.replace(undefined, asked)).toBe(false)
  expect(await store.get(repository, asked.id)).toEqual(asked)
  expect(await store.get(1, asked.id)).toBeUndefined()
  const vote = {
    by: { id: 2, login: 'ben' },
    approve: true,
    at: 1,
    surface: 'button' as const,
    mark: 1,
  }
  const voted = keepVote(asked, vote)
  expect(await store.replace(asked, voted)).toBe(true)
  expect(await store.replace(asked, end(asked, 'withdrawn', 'late'))).toBe(false)
  const read = (await store.get(repository, asked.id)) as HeldChange
  const decider = { id: 2, login: 'ben', surface: 'button' as const, at: 1, self: false }
  expect(await store.replace(read, { ...end(read, 'used', 'merged'), decidedBy: [decider] })).toBe(
    true,
  )
  expect(await store.get(repository, asked.id)).toMatchObject({
    state: 'used',
    kept: [vote],
    decidedBy: [decider],
  })
})

test('requests of one pull request are listed, the newest first', async () => {
  const store = createHeldChangeStore(opened.db)
  const later = [ask(1, 1_800_000_001_000), ask(2, 1_800_000_002_000)]
  for (const one of later) await store.replace(undefined, { ...one, impossible: 'nobody' })
  const listed = await store.list(later[0]?.repository ?? 0, 7, 2)
  expect(listed.map(({ id }) => id)).toEqual([later[1]?.id, later[0]?.id])
  expect(await store.list(later[0]?.repository ?? 0, 8, 2)).toEqual([])
})

test('a row that is no request is an error, not an approval', async () => {
  const store = createHeldChangeStore(opened.db)
  const row = { repository_id: 1, id: 'x', number: 1, state: 'used', asked_at: 1 }
  await opened.db
    .insertInto('held_changes')
    .values({ ...row, document: '{"state":"used"}' })
    .execute()
  await expect(store.get(1, 'x')).rejects.toThrow()
})

const judged: JudgedPull = {
  repository: 1,
  number: 7,
  headSha: A,
  baseRef: 'refs/heads/main',
  isOpen: true,
  basis: 'x',
  policy: 'p',
  material: '{}',
  report: {
    conclusion: 'action_required',
    title: 't',
    summary: 's',
    text: 'u',
    actions: [{ label: 'Approve', description: 'd', identifier: 'approve-1' }],
    externalId: '1a2b3c4d5e',
  },
  request: '1a2b3c4d5e',
  asked: { request: '1a2b3c4d5e', users: [2], teams: ['leads'] },
  comment: { id: 9, digest: 'y' },
  at: 1_800_000_000_000,
}

test('a pull request comes back as it was judged last, also by its head', async () => {
  const store = createJudgedPullStore(opened.db)
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
  const store = createJudgedPullStore(opened.db)
  const ben = { id: 2, login: 'ben', type: 'User' }
  await store.notePusher(1, A, ben, 1)
  await store.notePusher(1, A, ben, 2)
  await store.notePusher(1, A, { ...ben, id: 3 }, 2)
  expect((await store.pushersOf(1, A)).map(({ id }) => id)).toEqual([2, 3])
  expect(await store.pushersOf(2, A)).toEqual([])
})

test('what was closed long ago is forgotten, what is open is not', async () => {
  const store = createJudgedPullStore(opened.db)
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
