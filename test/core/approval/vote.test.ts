import { expect, test } from '@jest/globals'
import { type Approval, approvalId, approvalKey } from '../../../src/core/approval/request.ts'
import { expire, use, vote } from '../../../src/core/approval/vote.ts'

const waiting: Approval = {
  id: 'a'.repeat(10),
  key: 'a'.repeat(64),
  session: 's',
  state: 'waiting',
  title: 'shell: deploy',
  detail: 'deploy',
  rule: 'deploys',
  need: { count: 1, teams: [], users: [] },
  askedAt: 0,
  expiresAt: 1_000,
  votes: [],
}
const yes = { by: 'ann', approve: true, at: 10, surface: 'test' }

test.each([
  { when: 'one approval where one is needed', but: {}, cast: yes, state: 'approved' },
  {
    when: 'one approval where two are needed',
    but: { need: { ...waiting.need, count: 2 } },
    cast: yes,
    state: 'waiting',
  },
  {
    when: 'the same voice twice where two are needed',
    but: { need: { ...waiting.need, count: 2 }, votes: ['ann'] },
    cast: yes,
    state: 'waiting',
  },
  {
    when: 'a second voice where two are needed',
    but: { need: { ...waiting.need, count: 2 }, votes: ['ben'] },
    cast: yes,
    state: 'approved',
  },
  { when: 'a refusal', but: {}, cast: { ...yes, approve: false }, state: 'denied' },
])('$when gives $state', ({ but, cast, state }) => {
  expect(vote({ ...waiting, ...but }, cast).state).toBe(state)
})

test.each(['approved', 'denied', 'expired', 'withdrawn', 'used'] as const)(
  'nobody votes on a request that is %s',
  (state) => {
    expect(() => vote({ ...waiting, state }, yes)).toThrow(`already ${state}`)
  },
)

test('a vote at the deadline comes too late', () => {
  expect(() => vote(waiting, { ...yes, at: 1_000 })).toThrow('already expired')
  expect(expire({ ...waiting, state: 'approved' }, 1_000).state).toBe('expired')
})

test('an approval is used once', () => {
  const used = use(vote(waiting, yes), 20)
  expect(used.state).toBe('used')
  expect(() => use(used, 21)).toThrow('is used')
})

test('the key binds session, policy and the exact action', () => {
  const parts = { session: 's', policyDigest: 'p', subject: { command: 'x' } }
  const key = approvalKey(parts)
  expect(approvalKey({ ...parts })).toBe(key)
  expect(approvalId(key)).toMatch(/^[0-9a-f]{10}$/)
  for (const but of [{ session: 't' }, { policyDigest: 'q' }, { subject: { command: 'x ' } }]) {
    expect(approvalKey({ ...parts, ...but })).not.toBe(key)
  }
})
