import { expect, test } from '@jest/globals'
import { builtInPolicy } from '../../../../src/core/policy/built-in.ts'
import {
  auditReport,
  type PolicyReview,
  policyReport,
} from '../../../../src/server/app/policy/policy-report.ts'
import { policyOf } from '../../../core/policy/policy-text.ts'

const strict = policyOf(
  'rules: [{ name: production, when: { push: {} }, then: hold, approve: { count: 2 } }]',
)
const loose = policyOf('rules: [{ name: production, when: { push: {} }, then: hold }]')

const review = (but: Partial<PolicyReview>): PolicyReview => ({
  headSha: 'a'.repeat(40),
  defaultBranch: 'main',
  place: 'pull request',
  file: 'valid',
  problems: [],
  before: strict,
  after: strict,
  without: builtInPolicy,
  floor: 'none',
  messages: [],
  ...but,
})
const without = ({ before: _, ...rest }: PolicyReview): PolicyReview => rest

test.each<{ when: string; given: PolicyReview; conclusion: string; title: string; says?: string }>([
  {
    when: 'a file that changes nothing',
    given: review({}),
    conclusion: 'success',
    title: 'Valid; says the same as before',
    says: 'It counts once it is on `main`',
  },
  {
    when: 'a loosening',
    given: review({ after: loose }),
    conclusion: 'neutral',
    title: 'Loosens the policy in 1 place',
    says: '### Loosened\n\n- rules: "production": needs 2 approvals, now 1',
  },
  {
    when: 'a loosening with a tightening',
    given: review({ before: loose, after: policyOf('limits: { minutes: 5 }') }),
    conclusion: 'neutral',
    title: 'Loosens the policy in 1 place',
    says: '### Tightened\n\n- limits.minutes: none, now 5',
  },
  {
    when: 'a tightening',
    given: review({ before: loose, after: strict }),
    conclusion: 'success',
    title: 'Valid; 1 change, nothing loosened',
  },
  {
    when: 'a first policy',
    given: without(review({ after: policyOf('') })),
    conclusion: 'success',
    title: 'A first policy',
    says: 'Compared with the built-in policy',
  },
  {
    when: 'a first policy that audits',
    given: without(review({ after: policyOf('enforcement: audit') })),
    conclusion: 'success',
    title: 'A first policy: judges and refuses nothing yet',
    says: 'With a policy the App will write check runs',
  },
  {
    when: 'a removal',
    given: review({ file: 'removed', after: builtInPolicy }),
    conclusion: 'neutral',
    title: 'Removes the policy',
    says: 'takes away the rulesets it made',
  },
  {
    when: 'a removal under a floor',
    given: review({ file: 'removed', after: { ...builtInPolicy, floor: {} } }),
    conclusion: 'neutral',
    title: 'Removes the policy',
    says: 'a floor does not go with the file',
  },
  {
    when: 'a broken file',
    given: review({ file: 'broken', problems: ['f.yml:2:5: rules: expected a list'] }),
    conclusion: 'failure',
    title: 'Not valid: 1 problem',
    says: 'the version that is in force now stays',
  },
  {
    when: 'a broken first file',
    given: without(review({ file: 'broken', problems: ['f.yml:2:5: a: b', 'f.yml:3:5: a: b'] })),
    conclusion: 'failure',
    title: 'Not valid: 2 problems',
    says: 'the built-in policy is in force until it is valid',
  },
  {
    when: 'a floor that cannot be read',
    given: review({ floor: 'unreadable' }),
    conclusion: 'success',
    title: "Valid; says the same as before; the organisation's floor cannot be read",
    says: 'The floor that was read last stays in force',
  },
  {
    when: 'a floor that cannot be read, where it counts',
    given: review({ floor: 'unreadable', place: 'default branch' }),
    conclusion: 'failure',
    title: "Valid; says the same as before; the organisation's floor cannot be read",
  },
  {
    when: 'a floor nobody has seen',
    given: review({ floor: 'unknown' }),
    conclusion: 'success',
    title: 'Valid; says the same as before',
    says: 'Whether the organisation sets a floor cannot be seen',
  },
  {
    when: 'a key of its own that is not in this version, where it counts',
    given: review({
      place: 'default branch',
      after: { ...strict, ignored: ['.github/cursor-guard.yml:3:1: egress: not here; ignored'] },
    }),
    conclusion: 'neutral',
    title: 'Valid; says the same as before; without 1 key not in this version',
    says: '### Not in this version, in force without it\n\n- .github/cursor-guard.yml:3:1: egress: not here',
  },
  {
    when: "a key of the organisation's that is not in this version",
    given: review({
      after: {
        ...strict,
        ignored: ["the organisation's file: .github/cursor-guard.yml:3:1: egress: not here"],
      },
    }),
    conclusion: 'success',
    title: 'Valid; says the same as before',
    says: "- the organisation's file: .github/cursor-guard.yml:3:1: egress: not here",
  },
  {
    when: 'a file looser than the floor',
    given: review({ messages: ['secrets.push: warn is looser'] }),
    conclusion: 'success',
    title: 'Valid; says the same as before',
    says: "### The organisation's floor\n\n- secrets.push: warn is looser",
  },
])('$when: $title', ({ given, conclusion, title, says }) => {
  const report = policyReport(given)
  expect(report).toMatchObject({ name: 'policy', conclusion, title })
  if (says !== undefined) expect(report.summary).toContain(says)
})

test('what stands in force once it is merged is shown whole', () => {
  const { text = '' } = policyReport(review({}))
  expect(text).toMatch(/^### What would be in force\n\n```text\n {2}enforcement/)
  expect(text).toContain('hold  production')
})

test('problems are annotations at their lines, at most 200', () => {
  const line = (at: number) =>
    `.github/cursor-guard.yml:${at}:7: rules[0].then: expected "deny": or`
  const problems = [...Array(300).keys()].map((at) => line(at + 1))
  const { annotations = [] } = policyReport(review({ file: 'broken', problems }))
  expect(annotations).toHaveLength(200)
  expect(annotations[1]).toEqual({
    path: '.github/cursor-guard.yml',
    startLine: 2,
    endLine: 2,
    level: 'failure',
    title: 'rules[0].then',
    message: 'expected "deny": or',
  })
  const shortened = [line(1), '… and 12 more']
  expect(policyReport(review({ file: 'broken', problems: shortened })).annotations).toHaveLength(1)
})

test('words of the file are no marks, links, mentions or fences in a report', () => {
  const name = '@acme/all [x](https://x.test) </details> | ```` `'
  const rule = `rules: [{ name: ${JSON.stringify(name)}, when: { push: {} }, then: deny }]`
  const { summary, text = '' } = policyReport(review({ before: policyOf(rule) }))
  expect(summary).not.toMatch(/@acme|\]\(http|<\/details|https:\/\//)
  const shown = policyReport(review({ after: policyOf(rule) }))
  expect(shown.text).toMatch(/\n`````text\n/)
  expect(shown.text?.endsWith('\n`````')).toBe(true)
  expect(text).not.toContain('`````')
})

test('audit is summed up, with the rules it was about', () => {
  const counts = [
    { subject: 'push', would: 'held', rule: 'a|b', count: 2 },
    { subject: 'push', would: 'held', rule: 'c', count: 1 },
    { subject: 'pull request', would: 'denied', rule: 'd', count: 1 },
  ] as const
  const audit = { counts, days: 7 }
  const { summary } = policyReport(review({ audit }))
  expect(summary).toContain(
    'In 7 days 3 pushes would have been held and 1 pull request would have been denied.',
  )
  expect(summary).toContain('| a\\|b | 2 pushes held |')
  expect(auditReport('b'.repeat(40), loose, audit)).toMatchObject({
    conclusion: 'neutral',
    title: 'In 7 days 3 pushes would have been held and 1 pull request would have been denied',
  })
  expect(auditReport('b'.repeat(40), loose, { counts: [], days: 1 })).toMatchObject({
    conclusion: 'success',
    title: 'In one day nothing would have been refused, held or put back',
  })
})
