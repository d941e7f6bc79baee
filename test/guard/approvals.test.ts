import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createFileApprovalStore } from '../../src/adapters/storage/file-approval-store.ts'
import { approvalId, approvalKey } from '../../src/core/approval/request.ts'
import type { ApprovalStore } from '../../src/core/approval/store.ts'
import { vote } from '../../src/core/approval/vote.ts'
import { createApprovals } from '../../src/guard/approvals.ts'
import type { HoldRequest } from '../../src/guard/ports.ts'

let directory: string
let store: ApprovalStore
let time: number
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'approvals-'))
  store = await createFileApprovalStore(directory)
  time = 0
})
afterEach(() => rm(directory, { recursive: true }))

const key = approvalKey({ session: 's', policyDigest: 'p', subject: 'deploy' })
const id = approvalId(key)
const request: HoldRequest = {
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
const approvals = () =>
  createApprovals({
    store,
    session: 's',
    expiresMs: 1_000,
    clock: () => time,
    stopwatch: () => performance.now(),
  })

async function decide(approve: boolean): Promise<void> {
  for (;;) {
    const stored = await store.get(id)
    if (stored?.state === 'waiting') {
      const next = vote(stored, { by: 'ann', approve, at: time, surface: 'test', why: 'because' })
      if (await store.replace(stored, next)) return
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('an approval releases the one who waits', async () => {
  const answer = approvals().ask(request, 900, never)
  await decide(true)
  expect(await answer).toEqual({
    outcome: 'approved',
    by: 'ann',
    surface: 'test',
    why: 'because',
    request: id,
  })
  expect((await store.get(id))?.state).toBe('used')
})

test('a refusal is final for this request', async () => {
  const answer = approvals().ask(request, 900, never)
  await decide(false)
  expect((await answer).outcome).toBe('denied')
  expect((await approvals().ask(request, 900, never)).outcome).toBe('denied')
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
  expect(await store.get(id)).toMatchObject({ state: 'waiting', askedAt: 5_000 })
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
])('asking for $when is refused at once, naming the gateway', async ({ need, says }) => {
  const answer = await approvals().ask(
    { ...request, need: { ...request.need, ...need } },
    900,
    never,
  )
  expect(answer).toMatchObject({ outcome: 'impossible' })
  expect(answer.outcome === 'impossible' && answer.why).toContain(says)
  expect(answer.outcome === 'impossible' && answer.why).toContain('gateway')
})
