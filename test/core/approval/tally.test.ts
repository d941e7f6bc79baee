import { expect, test } from '@jest/globals'
import { type CastVote, tally, type VotedOn } from '../../../src/core/approval/tally.ts'
import type { ApprovalNeed } from '../../../src/core/policy/decision.ts'

const [head, other] = ['a'.repeat(40), 'b'.repeat(40)]
const need: ApprovalNeed = { count: 1, teams: [], users: [], permission: 'write' }
const question: VotedOn = {
  key: '1a2b3c4d5e'.padEnd(64, '0'),
  headSha: head,
  need,
  after: { review: 0, comment: 0 },
}
const person = (id: number) => ({ id, login: `p${id}`, type: 'User' })

const review = (id: number, says: CastVote['says'], at = 1, source = at): CastVote => ({
  by: person(id),
  says,
  at,
  surface: 'review',
  about: { headSha: head },
  source,
})
const comment = (id: number, says: CastVote['says'], at = 1): CastVote => ({
  ...review(id, says, at),
  surface: 'comment',
  about: { request: question.key },
})
const button = (id: number, says: CastVote['says'], at = 1): CastVote => ({
  ...review(id, says, at),
  surface: 'button',
  about: { request: question.key },
})

/** People below 10 may decide. */
const may = ({ id }: { id: number }) =>
  id < 10 ? { may: true as const, self: false } : { may: false as const, why: 'may not' }

test.each<{ when: string; votes: CastVote[]; but?: Partial<VotedOn>; outcome: string }>([
  { when: 'nobody says anything', votes: [], outcome: 'undecided' },
  { when: 'one approves where one is needed', votes: [review(1, 'approve')], outcome: 'approved' },
  { when: 'one approves by a button', votes: [button(1, 'approve')], outcome: 'approved' },
  { when: 'one approves by a comment', votes: [comment(1, 'approve')], outcome: 'approved' },
  {
    when: 'one approves on every surface where two are needed',
    votes: [review(1, 'approve'), button(1, 'approve', 2), comment(1, 'approve', 3)],
    but: { need: { ...need, count: 2 } },
    outcome: 'undecided',
  },
  {
    when: 'two approve where two are needed',
    votes: [review(1, 'approve'), button(2, 'approve')],
    but: { need: { ...need, count: 2 } },
    outcome: 'approved',
  },
  {
    when: 'the rule says zero',
    votes: [],
    but: { need: { ...need, count: 0 } },
    outcome: 'undecided',
  },
  { when: 'somebody approves who may not', votes: [review(10, 'approve')], outcome: 'undecided' },
  {
    when: 'one approves and one refuses',
    votes: [review(1, 'approve'), review(2, 'deny')],
    outcome: 'denied',
  },
  {
    when: 'one approves and somebody refuses who may not',
    votes: [review(1, 'approve'), review(10, 'deny')],
    outcome: 'approved',
  },
  {
    when: 'a refusal is taken back by an approval',
    votes: [review(1, 'deny', 1), review(1, 'approve', 2)],
    outcome: 'approved',
  },
  {
    when: 'an approval is taken back by a refusal on another surface',
    votes: [review(1, 'approve', 1), button(1, 'deny', 2)],
    outcome: 'denied',
  },
  {
    when: 'both come at the same moment',
    votes: [comment(1, 'deny', 5), review(1, 'approve', 5)],
    outcome: 'denied',
  },
  {
    when: 'a later review was dismissed, which revives nothing',
    votes: [review(1, 'approve', 1), review(1, 'nothing', 2)],
    outcome: 'undecided',
  },
  {
    when: 'a refusal was dismissed',
    votes: [review(1, 'nothing'), review(2, 'approve')],
    outcome: 'approved',
  },
  {
    when: 'the approval is of other commits',
    votes: [{ ...review(1, 'approve'), about: { headSha: other } }],
    outcome: 'undecided',
  },
  {
    when: 'the refusal is of other commits',
    votes: [{ ...review(1, 'deny'), about: { headSha: other } }, review(2, 'approve')],
    outcome: 'approved',
  },
  {
    when: 'the button belongs to another request',
    votes: [{ ...button(1, 'approve'), about: { request: 'f'.repeat(64) } }],
    outcome: 'undecided',
  },
  {
    when: 'the button belongs to a request whose key begins alike',
    votes: [{ ...button(1, 'approve'), about: { request: '1a2b3c4d5e'.padEnd(64, '1') } }],
    outcome: 'undecided',
  },
  {
    when: 'the same commits were approved before the policy changed',
    votes: [review(1, 'approve', 1, 7)],
    but: { after: { review: 7, comment: 0 } },
    outcome: 'undecided',
  },
  {
    when: 'the same commits were refused before the policy changed',
    votes: [review(1, 'deny', 1, 7), review(2, 'approve', 2, 8)],
    but: { after: { review: 7, comment: 0 } },
    outcome: 'denied',
  },
  {
    when: 'a refusal was taken back before the policy changed',
    votes: [review(1, 'deny', 1, 6), review(1, 'approve', 2, 7), review(2, 'approve', 3, 8)],
    but: { after: { review: 7, comment: 0 } },
    outcome: 'approved',
  },
])('when $when, it is $outcome', ({ votes, but, outcome }) => {
  expect(tally(votes, { ...question, ...but }, may).outcome).toBe(outcome)
  expect(tally(votes.toReversed(), { ...question, ...but }, may).outcome).toBe(outcome)
})

test('each of several needs is met by its own people', () => {
  const security: ApprovalNeed = { count: 1, teams: ['security'], users: [] }
  const both = { ...question, need: { ...need, also: [security] } }
  const bySide = (who: { id: number }, one: ApprovalNeed) =>
    one.teams.length > 0 === (who.id === 2)
      ? { may: true as const, self: false }
      : { may: false as const, why: 'another side' }
  expect(tally([review(1, 'approve')], both, bySide)).toMatchObject({
    outcome: 'undecided',
    given: [1, 0],
  })
  expect(tally([review(1, 'approve'), review(2, 'approve')], both, bySide).outcome).toBe('approved')
  expect(tally([review(1, 'approve'), review(2, 'deny')], both, bySide).outcome).toBe('denied')
})

test('what does not count is said with its reason, and a self-approval with its name', () => {
  const selfMay = () => ({ may: true as const, self: true })
  const votes = [review(1, 'approve'), { ...review(2, 'approve'), about: { headSha: other } }]
  const counted = tally(votes, question, selfMay)
  expect(counted.approvals).toEqual([
    { by: person(1), surface: 'review', at: 1, self: true, source: 1 },
  ])
  expect(counted.ignored).toEqual([{ vote: votes[1], why: 'was given to other commits' }])
})
