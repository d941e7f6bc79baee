import { expect, test } from '@jest/globals'
import { builtInPolicy } from '../../../../src/core/policy/built-in.ts'
import { compilePolicy, joinNeeds, strictest } from '../../../../src/core/policy/judge/compile.ts'
import { createSituation } from '../../../../src/core/policy/judge/situation.ts'
import type { Policy } from '../../../../src/core/policy/policy.ts'
import { resolvePolicy } from '../../../../src/core/policy/resolve.ts'
import type { Subject } from '../../../../src/core/policy/subject.ts'
import { facts, laterPolicyOf as policyOf } from '../policy-text.ts'

/** `kind rule then (source)` of everything a policy says, in order. */
const says = (policy: Policy): string[] =>
  compilePolicy(policy).judges.map(
    ({ kind, rule, then, source }) => `${kind} ${rule} ${then} (${source})`,
  )

/** What the sections of a file say beside its rules. */
test.each<{ text: string; judges: string[] }>([
  {
    text: 'secrets: { push: warn }\nagents: { cloud: allow }',
    judges: ['push secrets.push warn (repository)'],
  },
  {
    text: 'agents: { cloud: allow }\nbranches: [{ match: main }]',
    judges: [
      'push branches.force_push deny (repository)',
      'push branches.delete deny (repository)',
      'push secrets.push deny (repository)',
    ],
  },
  {
    text: 'agents: { cloud: allow }\nbranches: [{ match: main, force_push: allow, delete: hold }]',
    judges: ['push branches.delete hold (repository)', 'push secrets.push deny (repository)'],
  },
  {
    text: 'agents: { cloud: deny }\negress: { allow: ["a:1"] }',
    judges: [
      'push secrets.push deny (repository)',
      'cloud-agent agents.cloud deny (repository)',
      'egress egress.default deny (repository)',
    ],
  },
])('"$text" judges by $judges', ({ text, judges }) => {
  expect(says(policyOf(text))).toEqual(judges)
})

test.each<{ when: string; kind: string }>([
  { when: 'prompt: {}', kind: 'prompt' },
  { when: 'response: {}', kind: 'response' },
  { when: 'push: {}', kind: 'push' },
  { when: 'github: {}', kind: 'github' },
  { when: 'egress: {}', kind: 'egress' },
  { when: 'cloud-agent: {}', kind: 'cloud-agent' },
  { when: 'process: {}', kind: 'process' },
  { when: 'process: mcp, command: npx', kind: 'process' },
  { when: 'tool: {}', kind: 'tool' },
  { when: 'command: ls', kind: 'tool' },
  { when: 'path: a', kind: 'tool' },
])('a rule about "$when" judges subjects of the kind $kind', ({ when, kind }) => {
  const [judge] = compilePolicy(
    policyOf(`rules: [{ name: x, when: { ${when} }, then: warn }]`),
  ).judges
  expect(judge?.kind).toBe(kind)
  expect(judge?.quiet).toBe(false)
})

test('sections stand quietly beside the rules, which speak even where they do not apply', () => {
  const { judges } = compilePolicy(
    policyOf('rules: [{ name: x, when: { push: {} }, then: deny, reason: No. }]'),
  )
  expect(judges.map(({ rule, quiet, reason }) => [rule, quiet, reason])).toEqual([
    ['x', false, 'No.'],
    ['secrets.push', true, undefined],
    ['agents.cloud', true, undefined],
  ])
})

test('who wrote a rule, and who a section: the built-in policy, a floor, an organisation', () => {
  expect(new Set(compilePolicy(builtInPolicy).judges.map(({ source }) => source))).toEqual(
    new Set(['built-in']),
  )
  const { policy } = resolvePolicy({
    repository: policyOf('rules: [{ name: own, when: { push: {} }, then: deny }]'),
    organisation: policyOf(
      'rules: [{ name: theirs, when: { push: {} }, then: deny }]\nfloor: { secrets: { push: deny }, rules: [{ name: least, when: { push: {} }, then: deny }] }',
      true,
    ),
  })
  expect(says(policy)).toEqual([
    'push least deny (floor)',
    'push own deny (repository)',
    'push theirs deny (organisation)',
    'push secrets.push deny (repository)',
    'cloud-agent agents.cloud hold (repository)',
    'push secrets.push deny (floor)',
  ])
})

/** Only what a policy enforces is carried out, and what its floor says unless that audits too. */
test.each<{ own: string; floor: string | undefined; enforced: boolean; floorEnforced: boolean }>([
  { own: 'enforce', floor: undefined, enforced: true, floorEnforced: true },
  { own: 'audit', floor: undefined, enforced: false, floorEnforced: true },
  { own: 'audit', floor: '', enforced: false, floorEnforced: true },
  { own: 'audit', floor: 'enforcement: audit', enforced: false, floorEnforced: false },
  { own: 'audit', floor: 'enforcement: enforce', enforced: true, floorEnforced: true },
])('$own under the floor "$floor"', ({ own, floor, enforced, floorEnforced }) => {
  const { policy } = resolvePolicy({
    repository: policyOf(`enforcement: ${own}`),
    organisation: floor === undefined ? undefined : policyOf(`floor: { ${floor} }`, true),
  })
  expect(compilePolicy(policy)).toMatchObject({ enforced, floorEnforced })
})

/** The conditions of a section, asked about one subject: `key: expected <- actual: outcome`. */
const asked = (text: string, rule: string, subject: Subject): string[] => {
  const judge = compilePolicy(policyOf(text)).judges.find((one) => one.rule === rule)
  const situation = createSituation(subject, facts)
  return (judge?.conditions ?? []).map(({ key, expected, ask }) => {
    const { actual, outcome } = ask(situation)
    return `${key}: ${expected} <- ${actual}: ${outcome}`
  })
}
const push: Subject = { kind: 'push', ref: 'refs/heads/main', update: 'rewrite', paths: [] }
const cloud = (action: 'create' | 'follow-up' | 'read' | 'change' | 'unknown'): Subject => ({
  kind: 'cloud-agent',
  action,
  path: '/',
})

test.each<{ text: string; rule: string; subject: Subject; says: string[] }>([
  {
    text: 'branches: [{ match: [main, dev] }]',
    rule: 'branches.force_push',
    subject: push,
    says: [
      'push.update: rewrite <- rewrite: yes',
      'branches.match: main, dev <- refs/heads/main: yes',
    ],
  },
  {
    text: 'branches: [{ match: dev }]',
    rule: 'branches.delete',
    subject: { ...push, update: 'unknown' },
    says: ['push.update: delete <- unknown: unknown', 'branches.match: dev <- refs/heads/main: no'],
  },
  {
    text: 'branches: [{ match: main }]',
    rule: 'branches.delete',
    subject: push,
    says: ['push.update: delete <- rewrite: no', 'branches.match: main <- refs/heads/main: yes'],
  },
  {
    text: '',
    rule: 'secrets.push',
    subject: { ...push, secrets: true },
    says: ['push.secrets: true <- true: yes'],
  },
  {
    text: '',
    rule: 'secrets.push',
    subject: { ...push, secrets: 'unknown' },
    says: ['push.secrets: true <- unknown: unknown'],
  },
  { text: '', rule: 'secrets.push', subject: push, says: ['push.secrets: true <- false: no'] },
  ...(
    [
      ['create', 'yes'],
      ['follow-up', 'yes'],
      ['read', 'no'],
      ['change', 'no'],
      ['unknown', 'unknown'],
    ] as const
  ).map(([action, outcome]) => ({
    text: '',
    rule: 'agents.cloud',
    subject: cloud(action),
    says: [`cloud-agent.action: create, follow-up <- ${action}: ${outcome}`],
  })),
  {
    text: 'egress: { allow: ["a.test:443"] }',
    rule: 'egress.default',
    subject: { kind: 'egress', host: 'A.test.', port: 443 },
    says: ['egress.allow: none of a.test:443 <- a.test:443: no'],
  },
  {
    text: 'egress: {}',
    rule: 'egress.default',
    subject: { kind: 'egress', host: 'a.test', port: 443 },
    says: ['egress.allow: none of no host <- a.test:443: yes'],
  },
])('$rule of "$text" says $says', ({ text, rule, subject, says }) => {
  expect(asked(text, rule, subject)).toEqual(says)
})

test('a section asked about another kind of subject never says yes', () => {
  const text = 'branches: [{ match: "~ALL" }]\negress: {}'
  for (const rule of ['branches.force_push', 'secrets.push', 'agents.cloud', 'egress.default']) {
    const [first] = asked(text, rule, { kind: 'prompt', text: 'main' })
    expect(first).toMatch(/: (no|unknown)$/)
  }
})

test('a policy is made ready once', () => {
  const policy = policyOf('')
  expect(compilePolicy(policy)).toBe(compilePolicy(policy))
  expect(compilePolicy(policyOf(''))).not.toBe(compilePolicy(policy))
})

const writer = { count: 1, teams: [], users: [], permission: 'write' }

/** Who releases what a rule or a section holds. */
test.each<{ text: string; rule: string; need: unknown }>([
  { text: 'agents: { cloud: hold }', rule: 'agents.cloud', need: writer },
  { text: 'secrets: { push: hold }', rule: 'secrets.push', need: writer },
  { text: 'secrets: { push: deny }', rule: 'secrets.push', need: undefined },
  {
    text: 'branches: [{ match: main, force_push: hold }]',
    rule: 'branches.force_push',
    need: writer,
  },
  {
    text: 'rules: [{ name: x, when: { push: {} }, then: hold, approve: { by: { teams: [t] }, count: 2 } }]',
    rule: 'x',
    need: { count: 2, teams: ['t'], users: [] },
  },
  { text: 'rules: [{ name: x, when: { push: {} }, then: deny }]', rule: 'x', need: undefined },
])('"$text": $rule needs $need', ({ text, rule, need }) => {
  expect(compilePolicy(policyOf(text)).judges.find((one) => one.rule === rule)?.need).toEqual(need)
})

test('a hold that came from elsewhere without a word of who approves asks whoever may write', () => {
  const policy = policyOf('rules: [{ name: x, when: { push: {} }, then: hold }]')
  const rules = policy.rules.map(({ approve: _, ...rest }) => rest)
  const [judge] = compilePolicy({ ...policy, rules }).judges
  expect(judge?.need).toEqual(writer)
})

test('several needs are one that asks for each of them once', () => {
  const team = { count: 2, teams: ['t'], users: [] }
  const user = { count: 1, teams: [], users: ['u'] }
  expect(joinNeeds([])).toEqual(writer)
  expect(joinNeeds([team])).toEqual(team)
  expect(joinNeeds([team, { ...team }])).toEqual(team)
  expect(joinNeeds([team, user, { ...team }, { ...user }])).toEqual({ ...team, also: [user] })
  expect(joinNeeds([team, { ...team, count: 1 }])).toEqual({
    ...team,
    also: [{ ...team, count: 1 }],
  })
})

test('the strictest of several verdicts counts, and nothing said allows', () => {
  expect(strictest([])).toBe('allow')
  expect(strictest(['warn', 'mask', 'allow'])).toBe('mask')
  expect(strictest(['hold', 'deny', 'mask'])).toBe('deny')
})
