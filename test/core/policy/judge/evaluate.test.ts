import { expect, test } from '@jest/globals'
import { builtInPolicy } from '../../../../src/core/policy/built-in.ts'
import { evaluate } from '../../../../src/core/policy/judge/evaluate.ts'
import type { Facts, Subject } from '../../../../src/core/policy/subject.ts'
import { facts, laterPolicyOf as policyOf } from '../policy-text.ts'

const push: Extract<Subject, { kind: 'push' }> = {
  kind: 'push',
  ref: 'refs/heads/main',
  update: 'fast-forward',
  paths: ['src/a.ts'],
  secrets: false,
  authors: ['dev@acme.example'],
  bytes: 4_096,
}
const shell = (command: string): Subject => ({ kind: 'tool', tool: 'shell', command })

const policy = policyOf(`
branches:
  - { match: [main, "release/**"] }
  - { match: "wip/*", force_push: allow, delete: hold }
rules:
  - { name: manifests, when: { push: { paths: "deploy/prod/**" }, branch: main }, then: hold }
  - { name: destructive, when: { command: terraform destroy }, then: deny, reason: Ask. }
  - { name: look at writes, when: { tool: [write, edit] }, then: warn }
  - { name: mask answers, when: { response: {} }, then: mask }
  - { name: permitted, when: { prompt: {} }, then: allow }
  - { name: no secrets talk, when: { prompt: { text: "*password*" } }, then: deny }
  - { name: mcp servers, when: { mcp: ["*", "!docs/*"] }, then: deny }
  - { name: fetch, when: { url: "*://*.internal/*" }, then: deny }
  - { name: helpers, when: { name: subagent }, then: hold }
  - { name: big, when: { push: { larger_than: 10M } }, then: hold }
  - { name: authors, when: { push: { authors: "!*@acme.example" } }, then: warn }
  - { name: merge, when: { github: "PUT /repos/*/*/pulls/*/merge" }, then: deny }
  - { name: metadata, when: { egress: "169.254.169.254:*" }, then: deny }
  - { name: steering, when: { cloud-agent: change }, then: hold }
agents: { cloud: hold }
egress: { default: deny, allow: ["*.example.com:443"] }
`)

test.each<{ what: string; subject: Subject; verdict: string; rule?: string }>([
  { what: 'an ordinary push', subject: push, verdict: 'allow' },
  {
    what: 'a rewrite of main',
    subject: { ...push, update: 'rewrite' },
    verdict: 'deny',
    rule: 'branches.force_push',
  },
  {
    what: 'a rewrite of MAIN',
    subject: { ...push, ref: 'refs/heads/MAIN', update: 'rewrite' },
    verdict: 'deny',
    rule: 'branches.force_push',
  },
  {
    what: 'the deletion of a release',
    subject: { ...push, ref: 'refs/heads/release/1', update: 'delete', paths: [] },
    verdict: 'deny',
    rule: 'branches.delete',
  },
  {
    what: 'an update of main nobody could read',
    subject: { ...push, update: 'unknown' },
    verdict: 'deny',
    rule: 'branches.force_push',
  },
  {
    what: 'a rewrite of a tag',
    subject: { ...push, ref: 'refs/tags/main', update: 'rewrite' },
    verdict: 'allow',
  },
  {
    what: 'a rewrite where that is allowed',
    subject: { ...push, ref: 'refs/heads/wip/a', update: 'rewrite' },
    verdict: 'allow',
  },
  {
    what: 'a deletion that is held',
    subject: { ...push, ref: 'refs/heads/wip/a', update: 'delete' },
    verdict: 'hold',
    rule: 'branches.delete',
  },
  {
    what: 'a path that is held',
    subject: { ...push, paths: ['a', 'deploy/prod/x.yml'] },
    verdict: 'hold',
    rule: 'manifests',
  },
  {
    what: 'that path on another branch',
    subject: { ...push, ref: 'refs/heads/dev', paths: ['deploy/prod/x.yml'] },
    verdict: 'allow',
  },
  {
    what: 'paths nobody could read',
    subject: { ...push, paths: 'unknown' },
    verdict: 'hold',
    rule: 'manifests',
  },
  { what: 'no paths', subject: { ...push, paths: [] }, verdict: 'allow' },
  {
    what: 'a held path in a rewrite: the stricter wins',
    subject: { ...push, update: 'rewrite', paths: ['deploy/prod/x.yml'] },
    verdict: 'deny',
    rule: 'branches.force_push',
  },
  {
    what: 'a push with a secret',
    subject: { ...push, secrets: true },
    verdict: 'deny',
    rule: 'secrets.push',
  },
  {
    what: 'a push not searched to the end',
    subject: { ...push, secrets: 'unknown' },
    verdict: 'deny',
    rule: 'secrets.push',
  },
  {
    what: 'a push that is too large',
    subject: { ...push, bytes: 10_000_001 },
    verdict: 'hold',
    rule: 'big',
  },
  {
    what: 'a push of unknown size',
    subject: { ...push, bytes: 'unknown' },
    verdict: 'hold',
    rule: 'big',
  },
  {
    what: 'an author from elsewhere',
    subject: { ...push, authors: ['a@acme.example', 'b@other.example'] },
    verdict: 'warn',
    rule: 'authors',
  },
  {
    what: 'the command itself',
    subject: shell('cd x && terraform destroy'),
    verdict: 'deny',
    rule: 'destructive',
  },
  { what: 'another command', subject: shell('terraform plan'), verdict: 'allow' },
  {
    what: 'a command nobody can read',
    subject: shell('eval "$X"'),
    verdict: 'deny',
    rule: 'destructive',
  },
  {
    what: 'a shell without its command',
    subject: { kind: 'tool', tool: 'shell' },
    verdict: 'deny',
    rule: 'destructive',
  },
  {
    what: 'a write',
    subject: { kind: 'tool', tool: 'write', path: 'a' },
    verdict: 'warn',
    rule: 'look at writes',
  },
  { what: 'a read', subject: { kind: 'tool', tool: 'read', path: 'a' }, verdict: 'allow' },
  {
    what: 'a request nobody can name',
    subject: { kind: 'tool', tool: 'unknown' },
    verdict: 'deny',
    rule: 'destructive',
  },
  {
    what: 'an mcp call',
    subject: { kind: 'tool', tool: 'mcp', mcp: 'jira/create' },
    verdict: 'deny',
    rule: 'mcp servers',
  },
  {
    what: 'an mcp call that is excepted',
    subject: { kind: 'tool', tool: 'mcp', mcp: 'docs/search' },
    verdict: 'allow',
  },
  {
    what: 'a fetch inside',
    subject: { kind: 'tool', tool: 'fetch', url: 'https://wiki.internal/x' },
    verdict: 'deny',
    rule: 'fetch',
  },
  {
    what: 'a named helper',
    subject: { kind: 'tool', tool: 'other', name: 'subagent' },
    verdict: 'hold',
    rule: 'helpers',
  },
  {
    what: 'an answer',
    subject: { kind: 'response', text: 'x' },
    verdict: 'mask',
    rule: 'mask answers',
  },
  {
    what: 'a prompt',
    subject: { kind: 'prompt', text: 'fix it' },
    verdict: 'allow',
    rule: 'permitted',
  },
  {
    what: 'a prompt with a word',
    subject: { kind: 'prompt', text: 'the\nPASSWORD is' },
    verdict: 'deny',
    rule: 'no secrets talk',
  },
  {
    what: 'a prompt too long to search',
    subject: { kind: 'prompt', text: 'x'.repeat(1_100_000) },
    verdict: 'deny',
    rule: 'no secrets talk',
  },
  {
    what: 'a merge',
    subject: { kind: 'github', verb: 'PUT', path: '/repos/a/b/pulls/1/merge' },
    verdict: 'deny',
    rule: 'merge',
  },
  {
    what: 'a host that is listed',
    subject: { kind: 'egress', host: 'api.example.com', port: 443 },
    verdict: 'allow',
  },
  {
    what: 'a host that is not',
    subject: { kind: 'egress', host: 'example.org', port: 443 },
    verdict: 'deny',
    rule: 'egress.default',
  },
  {
    what: 'a cloud agent started',
    subject: { kind: 'cloud-agent', action: 'create', path: '/' },
    verdict: 'hold',
    rule: 'agents.cloud',
  },
  {
    what: 'a cloud agent steered',
    subject: { kind: 'cloud-agent', action: 'follow-up', path: '/' },
    verdict: 'hold',
    rule: 'agents.cloud',
  },
  {
    what: 'a cloud call nobody knows',
    subject: { kind: 'cloud-agent', action: 'unknown', path: '/' },
    verdict: 'hold',
    rule: 'steering',
  },
  {
    what: 'a cloud agent looked at',
    subject: { kind: 'cloud-agent', action: 'read', path: '/' },
    verdict: 'allow',
  },
])('$what gives $verdict by $rule', ({ subject, verdict, rule }) => {
  const decision = evaluate(policy, subject, facts)
  expect({ verdict: decision.verdict, rule: decision.rule }).toEqual({ verdict, rule })
  expect(decision.effective).toBe(verdict)
  if (verdict === 'deny' || verdict === 'hold') expect(decision.reason).toMatch(/[.)]$/)
  if (verdict === 'hold') expect(decision.approve?.count).toBeGreaterThan(0)
})

const scoped = (scope: string) =>
  policyOf(`rules: [{ name: scoped, when: { push: {}, ${scope} }, then: deny }]`)

test.each<{
  scope: string
  but?: Partial<Facts>
  runner?: Partial<Facts['runner']>
  outcome: string
}>([
  { scope: 'branch: main', outcome: 'deny' },
  { scope: 'branch: "!main"', outcome: 'allow' },
  { scope: 'branch: "~DEFAULT_BRANCH"', outcome: 'deny' },
  { scope: 'branch: "~DEFAULT_BRANCH"', but: { defaultBranch: 'trunk' }, outcome: 'allow' },
  { scope: 'branch: "~DEFAULT_BRANCH"', but: { defaultBranch: 'unknown' }, outcome: 'deny' },
  { scope: 'repository: "acme/*"', outcome: 'deny' },
  { scope: 'repository: "ACME/shop"', outcome: 'deny' },
  { scope: 'repository: "acme/*"', but: { repository: 'other/shop' }, outcome: 'allow' },
  { scope: 'repository: "acme/*"', but: { repository: 'unknown' }, outcome: 'deny' },
  { scope: 'actor: octocat', outcome: 'deny' },
  { scope: 'actor: "!octocat"', outcome: 'allow' },
  { scope: 'actor: "!deploy[bot]"', but: { actor: 'deploy[bot]' }, outcome: 'allow' },
  { scope: 'actor: "!octocat"', but: { actor: 'unknown' }, outcome: 'deny' },
  { scope: 'model: "gpt-*"', outcome: 'allow' },
  { scope: 'model: auto', outcome: 'deny' },
  { scope: 'runner: { workflow: "!nightly.yml" }', outcome: 'deny' },
  {
    scope: 'runner: { workflow: "!nightly.yml" }',
    runner: { workflow: 'nightly.yml' },
    outcome: 'allow',
  },
  {
    scope: 'runner: { environment: "!automation" }',
    runner: { environment: 'automation' },
    outcome: 'allow',
  },
  { scope: 'runner: { environment: "!automation" }', outcome: 'deny' },
  { scope: 'runner: { event: [pull_request, workflow_run] }', outcome: 'allow' },
  { scope: 'runner: { event: "*_dispatch" }', outcome: 'deny' },
  { scope: 'runner: { kind: self-hosted }', outcome: 'allow' },
  { scope: 'runner: { kind: self-hosted }', runner: { kind: 'unknown' }, outcome: 'deny' },
  { scope: 'runner: { ref: "!main" }', outcome: 'allow' },
  {
    scope: 'runner: { ref: "!main" }',
    runner: { workflowRef: 'refs/heads/evil' },
    outcome: 'deny',
  },
])(
  'a rule scoped by $scope gives $outcome with $but $runner',
  ({ scope, but, runner, outcome }) => {
    const given = { ...facts, ...but, runner: { ...facts.runner, ...runner } }
    expect(evaluate(scoped(scope), push, given).verdict).toBe(outcome)
  },
)

test('a fact nobody could read does not allow anything', () => {
  const open = policyOf('rules: [{ name: open, when: { push: {}, actor: octocat }, then: allow }]')
  const decision = evaluate(open, push, { ...facts, actor: 'unknown' })
  expect(decision.rules[0]).toMatchObject({ matched: false, conditions: [{ outcome: 'unknown' }] })
})

test('while a policy audits, the verdict stands and nothing but masking is carried out', () => {
  const audit = policyOf(`
enforcement: audit
rules:
  - { name: destructive, when: { command: terraform destroy }, then: deny }
  - { name: answers, when: { response: {} }, then: mask }
`)
  expect(evaluate(audit, shell('terraform destroy'), facts)).toMatchObject({
    verdict: 'deny',
    effective: 'allow',
    rule: 'destructive',
    reason: expect.stringContaining('destructive'),
  })
  expect(evaluate(audit, { kind: 'response', text: '' }, facts)).toMatchObject({
    verdict: 'mask',
    effective: 'mask',
  })
})

test('everybody whom several holds ask for must agree', () => {
  const held = policyOf(`
rules:
  - { name: a, when: { push: {} }, then: hold, approve: { by: { teams: [leads] }, count: 2 } }
  - { name: b, when: { push: {} }, then: hold, approve: { by: { users: [octocat] } } }
  - { name: c, when: { push: {} }, then: hold, approve: { by: { users: [octocat] } } }
`)
  expect(evaluate(held, push, facts).approve).toEqual({
    count: 2,
    teams: ['leads'],
    users: [],
    also: [{ count: 1, teams: [], users: ['octocat'] }],
  })
})

test('of two rules as strict, the one that matched for certain gives the reason', () => {
  const two = policyOf(`
rules:
  - { name: perhaps, when: { push: {}, actor: x }, then: deny }
  - { name: surely, when: { push: {} }, then: deny }
`)
  expect(evaluate(two, push, { ...facts, actor: 'unknown' }).rule).toBe('surely')
})

test('the tree says of every rule whether it matched and on what', () => {
  const { rules } = evaluate(policy, { ...push, paths: ['deploy/prod/x.yml'] }, facts)
  const [matched, ...others] = rules.filter((result) => result.matched)
  expect(others).toEqual([])
  expect(matched?.then).toBe('hold')
  expect(matched).toMatchObject({
    rule: 'manifests',
    source: 'repository',
    matched: true,
    conditions: [
      { key: 'when.branch', expected: 'main', actual: 'refs/heads/main', outcome: 'yes' },
      {
        key: 'when.push.paths',
        expected: 'deploy/prod/**',
        actual: 'deploy/prod/x.yml',
        outcome: 'yes',
      },
    ],
  })
  expect(rules.find(({ rule }) => rule === 'destructive')).toMatchObject({
    matched: false,
    conditions: [{ key: 'when', expected: 'tool', actual: 'push', outcome: 'no' }],
  })
  expect(
    evaluate(policy, shell('x'.repeat(5000)), facts).rules.every(({ conditions }) =>
      conditions.every(({ actual }) => actual.length <= 200),
    ),
  ).toBe(true)
})

test('what people write to the agent is not in the tree', () => {
  const tree = JSON.stringify(
    evaluate(policy, { kind: 'prompt', text: 'my password is hunter2' }, facts),
  )
  expect(tree).not.toContain('hunter2')
})

test.each<{ what: string; subject: Subject; but?: Partial<Facts>; verdict: string }>([
  { what: 'an ordinary push', subject: push, verdict: 'allow' },
  {
    what: 'a rewrite of the default branch',
    subject: { ...push, update: 'rewrite' },
    verdict: 'deny',
  },
  { what: 'its deletion', subject: { ...push, update: 'delete' }, verdict: 'deny' },
  {
    what: 'a rewrite of another branch',
    subject: { ...push, ref: 'refs/heads/wip', update: 'rewrite' },
    verdict: 'allow',
  },
  {
    what: 'a rewrite where the default branch is unknown',
    subject: { ...push, ref: 'refs/heads/wip', update: 'rewrite' },
    but: { defaultBranch: 'unknown' },
    verdict: 'deny',
  },
  {
    what: 'a changed workflow',
    subject: { ...push, paths: ['.github/workflows/ci.yml'] },
    verdict: 'deny',
  },
  {
    what: 'a workflow in other letters',
    subject: { ...push, paths: ['.GitHub/Workflows/ci.yml'] },
    verdict: 'deny',
  },
  {
    what: 'a changed policy',
    subject: { ...push, paths: ['.github/cursor-guard.yml'] },
    verdict: 'deny',
  },
  { what: 'a push with a secret', subject: { ...push, secrets: true }, verdict: 'deny' },
  { what: 'a shell command', subject: shell('npm test'), verdict: 'allow' },
  { what: 'a tool nobody can name', subject: { kind: 'tool', tool: 'unknown' }, verdict: 'allow' },
  {
    what: 'any host',
    subject: { kind: 'egress', host: 'example.com', port: 443 },
    verdict: 'allow',
  },
])('without a policy, $what gives $verdict', ({ subject, but, verdict }) => {
  const decision = evaluate(builtInPolicy, subject, { ...facts, ...but })
  expect(decision.verdict).toBe(verdict)
  expect(decision.rules.every(({ source }) => source === 'built-in')).toBe(true)
})

test('fifty rules are judged in tens of microseconds', () => {
  const rules = Array.from(
    { length: 50 },
    (_, index) =>
      `  - { name: r${index}, when: { push: { paths: ["a${index}/**", "**/*.x${index}"] }, branch: [main, "release/**"] }, then: deny }`,
  )
  const many = policyOf(`rules:\n${rules.join('\n')}\n`)
  const once = () => evaluate(many, { ...push, paths: ['src/a.ts', 'README.md'] }, facts)
  const runs = 2000
  const judge = () => {
    let allowed = 0
    const before = process.cpuUsage()
    for (let index = 0; index < runs; index++) if (once().verdict === 'allow') allowed++
    const { user, system } = process.cpuUsage(before)
    return { allowed, microseconds: (user + system) / runs }
  }
  judge()
  const { allowed, microseconds } = judge()
  expect(allowed).toBe(runs)
  // Measured at 20 to 30; the rest is room for a machine that is busy or slow.
  expect(microseconds).toBeLessThan(300)
})
