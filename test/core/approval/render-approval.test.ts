import { expect, test } from '@jest/globals'
import { conclusions, type Phase, phaseOf } from '../../../src/core/approval/phase.ts'
import {
  type ApprovalView,
  joinApprovals,
  readButton,
  renderApproval,
} from '../../../src/core/approval/render-approval.ts'
import type { HeldChange } from '../../../src/core/approval/request.ts'
import type { Tally } from '../../../src/core/approval/tally.ts'
import type { Decision } from '../../../src/core/policy/decision.ts'

const head = 'a'.repeat(40)
const need = { count: 2, teams: ['platform-leads'], users: [], permission: 'maintain' as const }
const key = '1f2e3d4c5b'.padEnd(64, '6')
const change: HeldChange = {
  about: 'pull-request',
  key,
  repository: 42,
  number: 7,
  headSha: head,
  state: 'waiting',
  need,
  askedAt: Date.parse('2026-11-22T12:00:00Z'),
  expiresAt: Date.parse('2026-11-23T12:00:00Z'),
  after: { review: 0, comment: 0 },
  kept: [],
}
const hold: Decision = {
  verdict: 'hold',
  effective: 'hold',
  rule: 'production manifests',
  reason: 'A senior engineer looks at these.',
  approve: need,
  rules: [],
}
const counted: Tally = {
  outcome: 'undecided',
  given: [1],
  approvals: [{ by: { id: 1, login: 'ann' }, surface: 'review', at: 1, self: false }],
  denials: [],
  ignored: [
    {
      vote: {
        by: { id: 2, login: 'ben', type: 'User' },
        says: 'approve',
        at: 1,
        surface: 'comment',
        about: { request: change.key },
      },
      why: 'took part in the change (author)',
    },
  ],
}
const view: ApprovalView = {
  number: 7,
  baseRef: 'refs/heads/main',
  headSha: head,
  phase: 'waiting',
  decision: hold,
  request: change,
  id: '1f2e3d4c5b',
  tally: counted,
  participants: [{ id: 2, login: 'ben', as: 'author', type: 'User' }],
  unresolved: ['co-author nobody@example.org'],
  risks: ['deploy/prod/app.yml decides what runs'],
  notes: [],
}
const phases = Object.keys(conclusions) as Phase[]

test('what waits says who is asked, what is there, until when, and how to answer', () => {
  const { conclusion, title, summary, text, externalId } = renderApproval(view)
  expect(conclusion).toBe('action_required')
  expect(title).toBe(
    'Waiting for approval: 1 of 2 by team platform-leads or anyone with maintain permission ("production manifests")',
  )
  expect(externalId).toBe(key)
  for (const part of [
    'A senior engineer looks at these.',
    '2 of: team platform-leads, anyone with maintain permission',
    'Given: 1 of 2 (ann by review)',
    '2026-11-23 12:00 UTC',
    '/cursor-guard approve 1f2e3d4c5b`',
    'Request: `1f2e3d4c5b`',
    'deploy/prod/app.yml decides what runs',
  ]) {
    expect(summary).toContain(part)
  }
  expect(text).toContain('ben: author')
  expect(text).toContain('co-author nobody@\u200bexample.org')
  expect(text).toContain('ben, comment \\(approve\\): took part in the change \\(author\\)')
})

test.each([
  { users: ['ben', 'carol'], by: 'carol' },
  { users: ['Ann', 'dave', 'carol'], by: 'dave or carol' },
  { users: ['c', 'd', 'e', 'f', 'g'], by: 'c or d or e or 2 more' },
  { users: ['ann'], by: 'somebody else' },
])('the title names of $users whoever is left to act', ({ users, by }) => {
  const need = { count: 2, users, teams: [] }
  const { title } = renderApproval({ ...view, request: { ...change, need }, barred: ['ben'] })
  expect(title).toBe(`Waiting for approval: 1 of 2 by ${by} ("production manifests")`)
})

test('the title names nobody for what is given already', () => {
  const also = [{ count: 1, users: ['dave'], teams: [] }]
  const need = { count: 1, users: ['ann', 'carol'], teams: [], also }
  const { title } = renderApproval({
    ...view,
    request: { ...change, need },
    tally: { ...counted, given: [1, 0] },
  })
  expect(title).toBe('Waiting for approval: 1 of 1 and 0 of 1 by dave ("production manifests")')
})

test('more who agree than are needed is no riddle', () => {
  const vote = (id: number, login: string) =>
    ({ by: { id, login }, surface: 'review', at: 1, self: false }) as const
  const approvals = [vote(1, 'ann'), vote(2, 'ben'), vote(3, 'carol')]
  const more = { ...counted, outcome: 'approved' as const, given: [3], approvals }
  const { summary } = renderApproval({ ...view, phase: 'approved', tally: more })
  expect(summary).toContain(
    'Given: 3, where 2 are needed (ann by review; ben by review; carol by review)',
  )
})

test("buttons keep to GitHub's limits, whatever the revision", () => {
  const many = {
    ...change,
    kept: [
      {
        by: { id: 1, login: 'ann' },
        approve: true,
        at: 1,
        surface: 'button' as const,
        mark: 99_999_998,
      },
    ],
  }
  const { actions = [] } = renderApproval({ ...view, request: many })
  expect(actions).toHaveLength(2)
  for (const { label, description, identifier } of actions) {
    expect(label.length).toBeLessThanOrEqual(20)
    expect(description.length).toBeLessThanOrEqual(40)
    expect(identifier.length).toBeLessThanOrEqual(20)
    expect(readButton(identifier)?.mark).toBe(99_999_999)
  }
})

test.each(['approve', 'approve-', 'approve-1x', 'merge-1', 'approve-1234567890', ' deny-1'])(
  '%j is no button of ours',
  (identifier) => expect(readButton(identifier)).toBeUndefined(),
)

test('only what waits has buttons, and only with a request behind them', () => {
  const withButtons = phases.filter((phase) => renderApproval({ ...view, phase }).actions)
  expect(withButtons).toEqual(['waiting'])
  expect(renderApproval({ ...view, request: undefined }).actions).toBeUndefined()
})

test('nothing undecided ever concludes as anything a required check takes for good', () => {
  const good = phases.filter((phase) => conclusions[phase] === 'success')
  expect(good).toEqual(['free', 'approved', 'merged'])
  expect(new Set(Object.values(conclusions))).toEqual(
    new Set(['success', 'failure', 'action_required']),
  )
})

test.each<{
  when: string
  decision?: Partial<Decision>
  but?: object
  outcome?: Tally['outcome']
  now?: number
  phase: Phase
}>([
  { when: 'nothing holds it', decision: { effective: 'allow' }, phase: 'free' },
  { when: 'a rule refuses it', decision: { effective: 'deny' }, phase: 'refused' },
  { when: 'nobody has decided', phase: 'waiting' },
  { when: 'enough approve', outcome: 'approved', phase: 'approved' },
  { when: 'one refuses', outcome: 'denied', phase: 'denied' },
  { when: 'it is approved too late', outcome: 'approved', now: change.expiresAt, phase: 'expired' },
  { when: 'nobody can decide', but: { impossible: 'nobody' }, phase: 'impossible' },
  {
    when: 'somebody decides after all',
    but: { impossible: 'nobody' },
    outcome: 'approved',
    phase: 'approved',
  },
  { when: 'it was withdrawn', but: { state: 'withdrawn' }, outcome: 'approved', phase: 'void' },
])(
  'when $when, the phase is $phase',
  ({ decision, but, outcome = 'undecided', now = 0, phase }) => {
    const given = { ...change, ...but }
    expect(phaseOf({ ...hold, ...decision }, given, { ...counted, outcome }, now)).toBe(phase)
  },
)

test('a hold without a request is not a pass', () => {
  expect(phaseOf(hold, undefined, undefined, 0)).toBe('waiting')
})

test('names and reasons from outside cannot write markdown', () => {
  const evil = '[x](http://evil) @everyone <img src=x> `code` | cell\n# heading'
  const { title, summary, text } = renderApproval({
    ...view,
    decision: { ...hold, rule: evil, reason: evil },
    risks: [evil],
    unresolved: [evil],
  })
  expect(title).not.toContain('\n')
  for (const part of [summary, text]) {
    expect(part).not.toContain('](http')
    expect(part).not.toContain('@everyone')
    expect(part).not.toContain('<img')
    expect(part).not.toMatch(/^# heading/m)
  }
})

const waiting = { number: 7, report: renderApproval(view) }
const free = {
  number: 8,
  report: renderApproval({
    ...view,
    phase: 'free',
    decision: { verdict: 'allow', effective: 'allow', rules: [] },
    request: undefined,
  }),
}
const refused = {
  number: 9,
  report: renderApproval({ ...view, phase: 'refused', request: undefined }),
}

test('several pull requests with one commit get the strictest answer, and are all named', () => {
  const joined = joinApprovals([free, waiting])
  expect(joined).toMatchObject({ conclusion: 'action_required', externalId: key })
  expect(joined.actions).toHaveLength(2)
  expect(joined.summary).toContain('#7')
  expect(joined.summary).toContain('#8')
  expect(joinApprovals([waiting, refused, free]).conclusion).toBe('failure')
  expect(joinApprovals([free])).toBe(free.report)
})

test('where two wait, no button could say which one it means', () => {
  const joined = joinApprovals([waiting, { ...waiting, number: 8 }])
  expect(joined.actions).toBeUndefined()
  expect(joined.externalId).toBeUndefined()
})
