import { expect, test } from '@jest/globals'
import { parseCases, runCases } from '../../../src/core/policy/cases.ts'
import { policyOf } from './policy-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const policy = policyOf(`
rules:
  - { name: helm, when: { command: helm }, then: deny }
  - { name: main, when: { push: {}, branch: "~DEFAULT_BRANCH" }, then: hold }
`)

/** What is told about each case of a file. */
const differences = (text: string): (readonly string[])[] =>
  runCases(policy, parseCases(bytes(text), 'cases.yml'), 0).map((result) => result.differences)

const helm = 'subject: { kind: tool, tool: shell, command: helm ls }'

test.each<{ what: string; entry: string; says: string[] }>([
  { what: 'a case that holds', entry: `${helm}, expect: deny`, says: [] },
  { what: 'a case that holds by its rule', entry: `${helm}, expect: deny, rule: helm`, says: [] },
  {
    what: 'another verdict',
    entry: `${helm}, expect: allow`,
    says: ['expected allow, the policy says deny'],
  },
  {
    what: 'another rule',
    entry: `${helm}, expect: deny, rule: main`,
    says: ['expected the rule "main", decided by "helm"'],
  },
  {
    what: 'no rule at all',
    entry: 'subject: { kind: tool, tool: read }, expect: deny, rule: helm',
    says: ['expected deny, the policy says allow', 'expected the rule "helm", decided by no rule'],
  },
])('$what', ({ entry, says }) => {
  expect(differences(`cases: [{ name: x, ${entry} }]`)).toEqual([says])
})

test('a case has the facts of its file and its own, and its own count', () => {
  const push = 'subject: { kind: push, ref: refs/heads/main, update: create }'
  expect(
    differences(`
facts: { defaultBranch: main }
cases:
  - { name: file, ${push}, expect: hold }
  - { name: own, ${push}, facts: { defaultBranch: trunk }, expect: allow }
`),
  ).toEqual([[], []])
  // What nobody says is unknown: the stricter case.
  expect(differences(`cases: [{ name: none, ${push}, expect: hold }]`)).toEqual([[]])
})

test.each([
  ['cases: []', 'expected at least one case'],
  ['cases: [{ name: "", subject: { kind: prompt, text: a }, expect: deny }]', 'expected some text'],
  [
    'cases: [{ name: x, subject: { kind: prompt, text: a }, expect: no }]',
    'expected one of "allow"',
  ],
  [
    'cases: [{ name: x, subject: { kind: promt, text: a }, expect: deny }]',
    'expected a kind of action',
  ],
  ['cases: [{ name: x, subject: { kind: prompt, text: a }, expect: deny, why: x }]', 'unknown key'],
])('the cases "%s" are refused: %s', (text, why) => {
  expect(() => parseCases(bytes(text), 'cases.yml')).toThrow(why)
})
