import { expect, test } from '@jest/globals'
import {
  asHeldAction,
  asHeldChange,
  end,
  expire,
  forgetPeople,
  type HeldChange,
  keepVote,
  maxKeptVotes,
  nextMark,
} from '../../../src/core/approval/request.ts'

const asked: HeldChange = {
  about: 'pull-request',
  key: 'e'.repeat(64),
  repository: 42,
  number: 7,
  headSha: 'a'.repeat(40),
  state: 'waiting',
  need: { count: 1, teams: [], users: [] },
  askedAt: 1_000,
  expiresAt: 9_000,
  after: { review: 0, comment: 0 },
  kept: [],
}

const press = (id: number, approve: boolean, mark: number) => ({
  by: { id, login: `p${id}` },
  approve,
  at: mark,
  surface: 'button' as const,
  mark,
})

test('the last press of a person stands, however late an earlier one is delivered again', () => {
  const once = keepVote(asked, press(1, true, 1))
  expect(nextMark(once, 'button')).toBe(2)
  const twice = keepVote(once, press(1, false, 2))
  expect(keepVote(twice, press(1, true, 1))).toBe(twice)
  expect(twice.kept).toEqual([press(1, false, 2)])
})

test('people with the same page in front of them both have a voice', () => {
  const both = keepVote(keepVote(asked, press(1, true, 1)), press(2, false, 1))
  expect(both.kept).toHaveLength(2)
})

test('votes that are kept have a limit', () => {
  let request = asked
  for (let id = 1; id <= maxKeptVotes + 5; id += 1) request = keepVote(request, press(id, true, 1))
  expect(request.kept).toHaveLength(maxKeptVotes)
})

test('what has ended stays ended', () => {
  const used = end(asked, 'used', 'merged')
  expect(end(used, 'withdrawn', 'closed')).toBe(used)
  expect(expire(used, 9_000)).toBe(used)
})

test('the deadline ends what waits, at that very moment', () => {
  expect(expire(asked, 8_999)).toBe(asked)
  expect(expire(asked, 9_000)).toMatchObject({ state: 'expired', why: 'nobody decided in time' })
})

test('what a session asks and what is asked about a pull request are told apart', () => {
  const { number: _, headSha: __, repository: ___, after: ____, ...rest } = asked
  const action = {
    ...rest,
    about: 'push' as const,
    session: 's',
    title: 't',
    detail: 'd',
    rule: 'r',
  }
  expect([asHeldChange(asked), asHeldChange(action)]).toEqual([asked, undefined])
  expect([asHeldAction(asked), asHeldAction(action)]).toEqual([undefined, action])
  expect([asHeldChange(undefined), asHeldAction(undefined)]).toEqual([undefined, undefined])
})

test('people are forgotten, that it was asked is not', () => {
  const decider = { id: 1, login: 'p1', surface: 'button' as const, at: 1, self: false }
  const used = { ...keepVote(asked, press(1, true, 1)), state: 'used' as const }
  const forgotten = forgetPeople({ ...used, decidedBy: [decider] })
  expect(forgotten).toEqual({ ...asked, state: 'used' })
})
