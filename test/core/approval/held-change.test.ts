import { expect, test } from '@jest/globals'
import {
  askAbout,
  type Binding,
  buttonRevision,
  end,
  heldChangeKey,
  keepVote,
  maxKeptVotes,
} from '../../../src/core/approval/held-change.ts'

const binding: Binding = {
  repository: 42,
  number: 7,
  baseRef: 'refs/heads/main',
  mergeBase: 'c'.repeat(40),
  headSha: 'a'.repeat(40),
  policyDigest: 'd'.repeat(64),
  round: 0,
}
const asked = askAbout(binding, {
  need: { count: 1, teams: [], users: [] },
  askedAt: 1_000,
  expiresAt: 9_000,
  after: { review: 0, comment: 0 },
})

test.each<Partial<Binding>>([
  { repository: 43 },
  { number: 8 },
  { baseRef: 'refs/heads/release' },
  { mergeBase: 'e'.repeat(40) },
  { headSha: 'b'.repeat(40) },
  { policyDigest: 'f'.repeat(64) },
  { round: 1 },
])('another %j is another request', (but) => {
  expect(heldChangeKey({ ...binding, ...but })).not.toBe(heldChangeKey(binding))
  expect(heldChangeKey({ ...binding })).toBe(heldChangeKey(binding))
})

test('a request has a short id of its key and waits', () => {
  expect(asked.id).toBe(asked.key.slice(0, 10))
  expect(asked.state).toBe('waiting')
})

const press = (id: number, approve: boolean, mark: number) => ({
  by: { id, login: `p${id}` },
  approve,
  at: mark,
  surface: 'button' as const,
  mark,
})

test('the last press of a person stands, however late an earlier one is delivered again', () => {
  const once = keepVote(asked, press(1, true, 1))
  expect(buttonRevision(once)).toBe(2)
  const twice = keepVote(once, press(1, false, 2))
  expect(keepVote(twice, press(1, true, 1))).toBe(twice)
  expect(twice.kept).toEqual([press(1, false, 2)])
})

test('people with the same page in front of them both have a voice', () => {
  const both = keepVote(keepVote(asked, press(1, true, 1)), press(2, false, 1))
  expect(both.kept).toHaveLength(2)
})

test('votes that are kept have a limit', () => {
  let change = asked
  for (let id = 1; id <= maxKeptVotes + 5; id += 1) change = keepVote(change, press(id, true, 1))
  expect(change.kept).toHaveLength(maxKeptVotes)
})

test('what has ended stays ended', () => {
  const used = end(asked, 'used', 'merged')
  expect(end(used, 'withdrawn', 'closed')).toBe(used)
})
