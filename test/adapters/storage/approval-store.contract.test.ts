import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createApprovalStores } from '../../../src/adapters/storage/approval-store.ts'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import { createFileApprovalStore } from '../../../src/adapters/storage/file-approval-store.ts'
import {
  end,
  type HeldAction,
  type HeldChange,
  keepVote,
} from '../../../src/core/approval/request.ts'
import { maxAlike } from '../../../src/core/approval/request-key.ts'
import type { ApprovalStore } from '../../../src/core/approval/store.ts'
import { memoryApprovals } from '../../support/app/memory-services.ts'

/** The embedded database takes seconds to start, on a busy machine many. */
const embeddedMs = 120_000

let directory: string
let opened: OpenDatabase
let places = 0
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'approval-stores-'))
  opened = await openDatabase({ directory })
}, embeddedMs)
afterAll(async () => {
  await opened.close()
  await rm(directory, { recursive: true, force: true })
})

const keyOf = (beginning: string) => beginning.padEnd(64, '0')

const action: HeldAction = {
  about: 'push',
  key: keyOf('0123456789'),
  session: 's',
  title: 'push to acme/site: main',
  detail: 'a commit',
  rule: 'deploys',
  reason: 'A deployment changes what users see.',
  state: 'waiting',
  need: {
    count: 2,
    teams: ['leads'],
    users: [],
    permission: 'maintain',
    also: [{ count: 1, teams: [], users: ['carol'] }],
  },
  askedAt: 1_800_000_000_000,
  expiresAt: 1_800_000_060_000,
  kept: [],
}
const { session: _s, title: _t, detail: _d, rule: _r, reason: _e, ...asked } = action

const vote = (id: number, mark = 1) => ({
  by: { id, login: `p${id}` },
  approve: true,
  at: 1,
  surface: 'button' as const,
  mark,
})

/** One place each, in which nothing was asked yet. */
const stores: { kind: string; open: (place: number) => Promise<ApprovalStore> }[] = [
  {
    kind: 'files',
    open: (place) => createFileApprovalStore(join(directory, `approvals-${place}`)),
  },
  { kind: 'a database', open: async (place) => createApprovalStores(opened.db)(place) },
  { kind: 'memory', open: async (place) => memoryApprovals()(place) },
]

describe.each(stores)('requests in $kind', ({ open }) => {
  let store: ApprovalStore
  let change: HeldChange
  beforeEach(async () => {
    places += 1
    store = await open(places)
    change = {
      ...asked,
      about: 'pull-request',
      key: keyOf('fedcba9876'),
      repository: places,
      number: 7,
      headSha: 'a'.repeat(40),
      after: { review: 5, comment: 6 },
    }
  })

  test('what was put is found by its key and in the list, with every field', async () => {
    const decider = { id: 2, login: 'ben', surface: 'button' as const, at: 1, self: false }
    const used = { ...end(keepVote(change, vote(2)), 'used', 'merged'), decidedBy: [decider] }
    const later = { ...used, askedAt: action.askedAt + 1, impossible: 'nobody' }
    expect(await store.replace(undefined, action)).toBe(true)
    expect(await store.replace(undefined, later)).toBe(true)
    expect(await store.get(action.key)).toEqual(action)
    expect(await store.get(change.key)).toEqual(later)
    expect(await store.list(10)).toEqual([later, action])
    expect(await store.list(1)).toEqual([later])
  })

  test('nothing is found by less than a whole key, nor by a name that is none', async () => {
    await store.replace(undefined, action)
    for (const key of ['', action.key.slice(0, 10), action.key.slice(0, 63), '../../etc/passwd']) {
      expect(await store.get(key)).toBeUndefined()
    }
    expect(await store.get(`${action.key.slice(0, 63)}f`)).toBeUndefined()
  })

  test('all that begin alike are told, whatever became of them, and not more than can be looked at', async () => {
    const ended = end({ ...change, key: keyOf('01234567891') }, 'withdrawn', 'closed')
    for (const one of [action, ended, change]) await store.replace(undefined, one)
    expect(await store.keysLike('0123456789')).toEqual([action.key, ended.key])
    expect(await store.keysLike('01234567891')).toEqual([ended.key])
    expect(await store.keysLike(change.key)).toEqual([change.key])
    expect(await store.keysLike('1')).toEqual([])
    const many = Array.from({ length: maxAlike + 2 }, (_, index) => index.toString(16))
    for (const one of many) {
      await store.replace(undefined, { ...change, key: keyOf(`aaaaaaaaaa${one.padStart(2, '0')}`) })
    }
    expect(await store.keysLike('aaaaaaaaaa')).toHaveLength(maxAlike)
  })

  test('requests about one pull request, or one head of it, are listed, the newest first', async () => {
    const at = (number: number, but: Partial<HeldChange>): HeldChange => ({
      ...change,
      key: keyOf(`${number}`),
      askedAt: change.askedAt + number,
      ...but,
    })
    const other = at(3, { headSha: 'b'.repeat(40) })
    const all = [action, at(1, {}), at(2, {}), other, at(4, { number: 8 })]
    for (const one of all) await store.replace(undefined, one)
    const listed = await store.listOfPull({ number: 7, limit: 2 })
    expect(listed.map(({ key }) => key)).toEqual([keyOf('3'), keyOf('2')])
    const ofHead = await store.listOfPull({ number: 7, headSha: change.headSha, limit: 9 })
    expect(ofHead.map(({ key }) => key)).toEqual([keyOf('2'), keyOf('1')])
    expect(await store.listOfPull({ number: 9, limit: 9 })).toEqual([])
  })

  test('a request is replaced only by whoever has seen it as it is', async () => {
    expect(await store.replace(action, keepVote(action, vote(1)))).toBe(false)
    expect(await store.replace(undefined, action)).toBe(true)
    expect(await store.replace(undefined, action)).toBe(false)
    const voted = keepVote(action, vote(1))
    expect(await store.replace(action, voted)).toBe(true)
    expect(await store.replace(action, end(action, 'withdrawn', 'late'))).toBe(false)
    expect(await store.get(action.key)).toEqual(voted)
  })

  test('of many decisions at once exactly one counts', async () => {
    await store.replace(undefined, action)
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, id) => store.replace(action, keepVote(action, vote(id)))),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  test('what is no request is not written', async () => {
    const broken = { ...action, need: { ...action.need, quorum: 3 } }
    await expect(store.replace(undefined, broken)).rejects.toThrow()
    expect(await store.get(action.key)).toBeUndefined()
  })
})
