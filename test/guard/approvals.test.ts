import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createFileApprovalStore } from '../../src/adapters/storage/file-approval-store.ts'
import { decideHere, stateHere } from '../../src/core/approval/operator.ts'
import { type Binding, requestKey } from '../../src/core/approval/request-key.ts'
import type { ApprovalStore } from '../../src/core/approval/store.ts'
import { createApprovals } from '../../src/guard/approvals.ts'
import type { HoldRequest } from '../../src/guard/ports.ts'
import { collidingPushes, collidingTools } from '../support/colliding-requests.ts'
import { patienceMs, until } from '../support/until.ts'

let directory: string
let store: ApprovalStore
let time: number
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'approvals-'))
  store = await createFileApprovalStore(directory)
  time = 0
})
afterEach(() => rm(directory, { recursive: true }))

const key = requestKey({ about: 'tool', session: 's', policyDigest: 'p', subject: 'deploy' })
const id = key.slice(0, 10)
const request: HoldRequest = {
  about: 'tool',
  key,
  title: 'shell: deploy',
  detail: 'deploy',
  rule: 'deploys',
  reason: 'Deploys need a person.',
  need: { count: 1, teams: [], users: [] },
  run: 'r',
  call: 'c',
}
const never = new AbortController().signal
const approvals = (attended = true) =>
  createApprovals({
    store,
    attended,
    session: 's',
    expiresMs: 1_000,
    clock: () => time,
    stopwatch: () => performance.now(),
  })

async function decide(approve: boolean, which = key): Promise<void> {
  await until(async () => {
    const stored = await store.get(which)
    if (stored === undefined || stateHere(stored, time) !== 'waiting') return false
    const said = { by: { id: 1, login: 'ann' }, approve, at: time, why: 'because' }
    return store.replace(stored, decideHere(stored, said, id))
  })
}

test('an approval releases the one who waits', async () => {
  const answer = approvals().ask(request, patienceMs, never)
  await decide(true)
  expect(await answer).toEqual({
    outcome: 'approved',
    by: 'ann',
    surface: 'command line',
    why: 'because',
    request: id,
  })
  expect((await store.get(key))?.state).toBe('used')
})

test('a refusal is final for this request', async () => {
  const answer = approvals().ask(request, patienceMs, never)
  await decide(false)
  expect((await answer).outcome).toBe('denied')
  expect((await approvals().ask(request, patienceMs, never)).outcome).toBe('denied')
})

test('an approval that came too late for the wait releases the same action later, once', async () => {
  expect((await approvals().ask(request, 0, never)).outcome).toBe('timeout')
  await decide(true)
  expect((await approvals().ask(request, 0, never)).outcome).toBe('approved')
  expect((await approvals().ask(request, 0, never)).outcome).toBe('timeout')
})

test('an expired request is asked anew', async () => {
  expect((await approvals().ask(request, 0, never)).outcome).toBe('timeout')
  await decide(true)
  time = 5_000
  expect((await approvals().ask(request, 0, never)).outcome).toBe('timeout')
  expect(await store.get(key)).toMatchObject({ state: 'waiting', askedAt: 5_000 })
})

test('a request of which other people must approve by now is asked anew; a refusal stands', async () => {
  const lower = { ...request, need: { ...request.need, permission: 'read' as const } }
  expect((await approvals().ask(request, 0, never)).outcome).toBe('timeout')
  await decide(true)
  expect((await approvals().ask(lower, 0, never)).outcome).toBe('timeout')
  await decide(false)
  expect((await approvals().ask(request, 0, never)).outcome).toBe('denied')
})

describe('two actions whose keys share ten digits', () => {
  const asking = (binding: Binding): HoldRequest => ({
    ...request,
    about: binding.about === 'push' ? 'push' : 'tool',
    key: requestKey(binding),
  })

  test.each([
    { what: 'tool calls', pair: collidingTools },
    { what: 'pushes', pair: collidingPushes },
  ])('$what: an approval of the harmless one never releases the other', async ({ pair }) => {
    const [harmless, other] = [asking(pair[0]), asking(pair[1])]
    expect(harmless.key.slice(0, 10)).toBe(other.key.slice(0, 10))
    expect((await approvals().ask(harmless, 0, never)).outcome).toBe('timeout')
    await decide(true, harmless.key)
    expect(await approvals().ask(other, 0, never)).toEqual({
      outcome: 'timeout',
      request: other.key.slice(0, 11),
    })
    expect((await approvals().ask(harmless, 0, never)).outcome).toBe('approved')
    expect((await approvals().ask(other, 0, never)).outcome).toBe('timeout')
    await decide(true, other.key)
    expect((await approvals().ask(other, 0, never)).outcome).toBe('approved')
  })

  test('each is shown with as much of its key as tells it from the other', async () => {
    const [first, second] = [asking(collidingTools[0]), asking(collidingTools[1])]
    await approvals().ask(first, 0, never)
    expect(await approvals().idOf(first.key)).toBe(first.key.slice(0, 10))
    await approvals().ask(second, 0, never)
    expect(await approvals().idOf(first.key)).toBe(first.key.slice(0, 11))
    expect(await approvals().idOf(second.key)).toBe(second.key.slice(0, 11))
  })

  test('what a store gives for another key is not taken', async () => {
    const [first, second] = [asking(collidingTools[0]), asking(collidingTools[1])]
    await approvals().ask(first, 0, never)
    await decide(true, first.key)
    const stored = await store.get(first.key)
    store = { ...store, get: async () => stored }
    await expect(approvals().ask(second, 0, never)).rejects.toThrow('about something else')
  })
})

test('whoever stops waiting gets an answer at once', async () => {
  const stop = new AbortController()
  const answer = approvals().ask(request, 60_000, stop.signal)
  stop.abort()
  expect((await answer).outcome).toBe('timeout')
})

test.each([
  { when: 'a team', need: { teams: ['platform'] }, says: 'a member of platform' },
  { when: 'a user', need: { users: ['ann'] }, says: 'one of ann' },
  { when: 'a permission', need: { permission: 'admin' as const }, says: 'the permission admin' },
  { when: 'two approvals', need: { count: 2 }, says: '2 approvals' },
])('nobody here can be asked for $when, and the key to set is named', ({ need, says }) => {
  const why = approvals().whyNobody({ ...request, need: { ...request.need, ...need } })
  expect(why).toBe(
    `rule "deploys" asks for ${says}, which nobody can give on this machine; leave approve out of that rule in .github/cursor-guard.yml, and its operator decides`,
  )
})

test('the operator can be asked, and in a CI job there is none', () => {
  expect(approvals().whyNobody(request)).toBeUndefined()
  expect(approvals(false).whyNobody(request)).toBe(
    'nobody sits at this machine to decide, for it is a CI job; set then of rule "deploys" to deny or allow in .github/cursor-guard.yml',
  )
})

test('for what is too long to be looked at nobody is asked, and what is asked for can be found again', async () => {
  const detail = '\u0001'.repeat(131_000)
  const { whyNobody, ask } = approvals()
  expect(whyNobody({ ...request, detail })).toBeUndefined()
  await ask({ ...request, detail }, 0, never)
  expect(await store.list(10)).toMatchObject([{ key, detail }])
  expect(whyNobody({ ...request, detail: '\u0001'.repeat(132_000) })).toBe(
    'what it is about has more than 786432 bytes, which nobody could look at',
  )
})
