import { expect, test } from '@jest/globals'
import { decideHere, stateHere, useHere } from '../../../src/core/approval/operator.ts'
import type { HeldAction, KeptVote } from '../../../src/core/approval/request.ts'

const waiting: HeldAction = {
  about: 'tool',
  key: 'a'.repeat(64),
  session: 's',
  state: 'waiting',
  title: 'shell: deploy',
  detail: 'deploy',
  rule: 'deploys',
  need: { count: 1, teams: [], users: [] },
  askedAt: 0,
  expiresAt: 1_000,
  kept: [],
}
const [ann, ben] = [
  { id: 1, login: 'ann' },
  { id: 2, login: 'ben' },
]
const yes = { by: ann, approve: true, at: 10 }
const kept = (by: KeptVote['by'], approve = true): KeptVote[] => [
  { by, approve, at: 5, surface: 'command line', mark: 1 },
]
const two = { ...waiting.need, count: 2 }
const id = 'aaaaaaaaaa'

test.each([
  { when: 'one approval where one is needed', but: {}, cast: yes, state: 'approved' },
  {
    when: 'one approval where two are needed',
    but: { need: two },
    cast: yes,
    state: 'waiting',
  },
  {
    when: 'the same voice twice where two are needed',
    but: { need: two, kept: kept(ann) },
    cast: yes,
    state: 'waiting',
  },
  {
    when: 'a second voice where two are needed',
    but: { need: two, kept: kept(ben) },
    cast: yes,
    state: 'approved',
  },
  { when: 'a refusal', but: {}, cast: { ...yes, approve: false }, state: 'denied' },
  {
    when: 'a refusal by whoever approved before, in the same millisecond',
    but: { need: two, kept: kept(ann) },
    cast: { ...yes, approve: false, at: 5 },
    state: 'denied',
  },
])('$when gives $state', ({ but, cast, state }) => {
  expect(stateHere(decideHere({ ...waiting, ...but }, cast, id), 10)).toBe(state)
})

test.each<{ state: string; but: Partial<HeldAction> }>([
  { state: 'approved', but: { kept: kept(ben) } },
  { state: 'denied', but: { kept: kept(ben, false) } },
  { state: 'expired', but: { state: 'expired' } },
  { state: 'withdrawn', but: { state: 'withdrawn' } },
  { state: 'used', but: { state: 'used' } },
])('nobody votes on a request that is $state', ({ state, but }) => {
  expect(() => decideHere({ ...waiting, ...but }, yes, id)).toThrow(
    `request ${id} is already ${state}`,
  )
})

test('a vote at the deadline comes too late', () => {
  expect(() => decideHere(waiting, { ...yes, at: 1_000 }, id)).toThrow('already expired')
  expect(stateHere({ ...waiting, kept: kept(ann) }, 1_000)).toBe('expired')
})

test('an approval is used once, and says whose it was', () => {
  const used = useHere(decideHere(waiting, yes, id), 20)
  expect(used.state).toBe('used')
  expect(used.decidedBy).toEqual([{ ...ann, surface: 'command line', at: 10, self: false }])
  expect(() => useHere(used, 21)).toThrow('is used')
})
