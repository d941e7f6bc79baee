import { expect, test } from '@jest/globals'
import {
  type AccessNow,
  eligibility,
  excludedFrom,
  needText,
  type Part,
  type Participant,
  whyNobodyCan,
} from '../../../src/core/approval/eligibility.ts'
import type { ApprovalNeed } from '../../../src/core/policy/decision.ts'

const need: ApprovalNeed = {
  count: 1,
  teams: ['platform'],
  users: ['Carol'],
  permission: 'maintain',
}
const ann: AccessNow = { id: 1, login: 'ann', type: 'User', permission: 'maintain', teams: {} }
const took = (as: Part, id = 1, type = 'User'): Participant => ({ id, login: 'ann', as, type })
const nobody = excludedFrom([], false)

test.each<{ when: string; who: Partial<AccessNow>; may: boolean }>([
  { when: 'somebody with the permission', who: {}, may: true },
  { when: 'somebody with more than the permission', who: { permission: 'admin' }, may: true },
  { when: 'somebody with less than the permission', who: { permission: 'write' }, may: false },
  {
    when: 'a member of the team',
    who: { permission: 'read', teams: { platform: true } },
    may: true,
  },
  {
    when: 'a member of another team',
    who: { permission: 'write', teams: { web: true } },
    may: false,
  },
  { when: 'a former member', who: { permission: 'write', teams: { platform: false } }, may: false },
  {
    when: 'an unreadable team',
    who: { permission: 'write', teams: { platform: 'unknown' } },
    may: false,
  },
  { when: 'a named user', who: { login: 'carol', permission: 'read' }, may: true },
  { when: 'a named user without access', who: { login: 'carol', permission: 'none' }, may: false },
  { when: 'a look-alike of a named user', who: { login: 'car0l', permission: 'read' }, may: false },
  {
    when: 'a team member without access',
    who: { permission: 'none', teams: { platform: true } },
    may: false,
  },
  { when: 'an unknown permission', who: { permission: 'unknown' }, may: false },
  { when: 'a bot with every permission', who: { type: 'Bot', permission: 'admin' }, may: false },
  { when: 'an app by another name', who: { type: 'Mannequin', permission: 'admin' }, may: false },
])('$when: may decide is $may', ({ who, may }) => {
  expect(eligibility({ ...ann, ...who }, need, nobody).may).toBe(may)
})

test.each<Part>([
  'author',
  'committer',
  'co-author',
  'pusher',
  'pull request author',
  'actor',
  'triggering actor',
])('whoever took part as %s may not decide', (as) => {
  const answer = eligibility(ann, need, excludedFrom([took(as)], false))
  expect(answer).toEqual({ may: false, why: `took part in the change (${as})` })
})

test('people are told apart by number, not by name', () => {
  const excluded = excludedFrom([took('author', 99)], false)
  expect(eligibility(ann, need, excluded).may).toBe(true)
})

test.each<{ when: string; parts: Participant[]; may: boolean }>([
  { when: 'the person behind the run', parts: [took('triggering actor')], may: true },
  {
    when: 'the person who opened it and wrote it',
    parts: [took('pull request author'), took('author')],
    may: true,
  },
  {
    when: 'its author, when a run of somebody else made it',
    parts: [took('pull request author'), took('actor', 2)],
    may: false,
  },
  {
    when: 'a commit author who started nothing',
    parts: [took('author'), took('pull request author', 2)],
    may: false,
  },
  {
    when: 'the pusher of what a bot opened',
    parts: [took('pusher'), took('pull request author', 2, 'Bot')],
    may: true,
  },
])('with approval.self, $when: may decide is $may', ({ parts, may }) => {
  const answer = eligibility(ann, need, excludedFrom(parts, true))
  expect(answer.may).toBe(may)
  if (answer.may) expect(answer.self).toBe(true)
  expect(eligibility(ann, need, excludedFrom(parts, false)).may).toBe(false)
})

test('approval.self never lets a bot decide', () => {
  const bot = { ...ann, type: 'Bot' }
  const parts = [took('pull request author', 1, 'Bot'), took('actor', 1, 'Bot')]
  expect(eligibility(bot, need, excludedFrom(parts, true)).may).toBe(false)
})

const two = { ...need, count: 2 }
const ben = { ...ann, id: 2, login: 'ben' }

test.each<{ when: string; people: AccessNow[] | 'unknown'; parts: Participant[]; text?: RegExp }>([
  { when: 'two people are left', people: [ann, ben], parts: [] },
  { when: 'nobody can list the people', people: 'unknown', parts: [took('author')] },
  {
    when: 'one of two took part',
    people: [ann, ben],
    parts: [took('author')],
    text: /only 1 of 2.*ann took part/,
  },
  {
    when: 'the rule names nobody',
    people: [],
    parts: [],
    text: /nobody is left.*names nobody else/,
  },
])('when $when, the reason is $text', ({ people, parts, text }) => {
  const why = whyNobodyCan([{ need: two, people }], excludedFrom(parts, false))
  if (text === undefined) expect(why).toBeUndefined()
  else {
    expect(why).toMatch(text)
    expect(why).toMatch(/approve\.by.*approve\.count.*approval\.self: true/)
  }
})

test('a need and those beside it read as one sentence', () => {
  const also = [{ count: 2, teams: ['security'], users: [] }]
  expect(needText({ ...need, also })).toBe(
    '1 of: team platform, Carol, anyone with maintain permission; and 2 of: team security',
  )
})
