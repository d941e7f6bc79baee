import { expect, test } from '@jest/globals'
import { evaluate } from '../../../../src/core/policy/judge/evaluate.ts'
import {
  renderMarkdown,
  renderReason,
  renderTerminal,
} from '../../../../src/core/policy/render/render.ts'
import { renderPolicy } from '../../../../src/core/policy/render/render-policy.ts'
import type { Subject } from '../../../../src/core/policy/subject.ts'
import { facts, laterPolicyOf as policyOf } from '../policy-text.ts'

const policy = policyOf(`
branches: [{ match: [main] }]
rules:
  - { name: destructive, when: { command: terraform destroy }, then: deny, reason: Open a ticket. }
  - { name: no helm, when: { command: helm }, then: deny }
  - { name: manifests, when: { push: { paths: "deploy/**" } }, then: hold, approve: { by: { teams: [leads], permission: maintain }, count: 2 } }
egress: { allow: ["a.test:443"] }
agents: { cloud: hold }
`)
const push = (but: object): Subject => ({
  kind: 'push',
  ref: 'refs/heads/main',
  update: 'fast-forward',
  paths: [],
  ...but,
})
const shell = (command: string): Subject => ({ kind: 'tool', tool: 'shell', command })

test.each<[string, Subject, string]>([
  [
    'a rule with a reason',
    shell('terraform destroy'),
    'cursor-guard: refused by "destructive": Open a ticket.',
  ],
  [
    'a rule without one',
    shell('helm upgrade'),
    'cursor-guard: refused by "no helm": The rule "no helm" refuses this. Do not look for another way; say what is needed and ask a person.',
  ],
  [
    'a doubt',
    shell('$X'),
    'cursor-guard: refused by "destructive": Open a ticket. (command could not be read for certain, so the stricter case counts: write the command out, without variables.)',
  ],
  [
    'a hold',
    push({ paths: ['deploy/x'] }),
    'cursor-guard: held for approval by "manifests": The rule "manifests" asks for a person\'s approval.',
  ],
  [
    'a rewrite',
    push({ update: 'rewrite' }),
    'cursor-guard: refused by "branches.force_push": main is protected, and this push would drop commits from it. Fetch, rebase onto it and push without force.',
  ],
  [
    'a deletion',
    push({ update: 'delete' }),
    'cursor-guard: refused by "branches.delete": main is protected and cannot be deleted. Leave it, or ask a person to delete it.',
  ],
  [
    'a secret',
    push({ secrets: true }),
    'cursor-guard: refused by "secrets.push": This push holds a secret, in a commit or in a name. Take it out of all of them, revoke it if it was real, and push again.',
  ],
  [
    'a host',
    { kind: 'egress', host: 'b.test', port: 443 },
    'cursor-guard: refused by "egress.default": b.test:443 is not in egress.allow. Use a host that is listed, or ask for this one to be added to the policy.',
  ],
  [
    'a cloud agent',
    { kind: 'cloud-agent', action: 'create', path: '/' },
    'cursor-guard: held for approval by "agents.cloud": A cloud agent works where this guard cannot see it. Do the work in this session, or ask a person to start it.',
  ],
  ['nothing', shell('ls'), 'cursor-guard: allowed'],
])('%s is told in a sentence', (_, subject, text) => {
  expect(renderReason(evaluate(policy, subject, facts))).toBe(text)
})

test('what is only audited says so', () => {
  const audit = policyOf(
    'enforcement: audit\nrules: [{ name: x, when: { command: helm }, then: deny }]',
  )
  expect(renderReason(evaluate(audit, shell('helm'), facts))).toBe(
    'cursor-guard: allowed; would be refused by "x" if the policy were enforced',
  )
})

test('a terminal shows what matched, on what, who may approve, and why the rest did not', () => {
  expect(renderTerminal(evaluate(policy, push({ paths: ['deploy/x'] }), facts))).toBe(`\
cursor-guard: held for approval by "manifests": The rule "manifests" asks for a person's approval.
  + manifests: hold
      when.push.paths: deploy/x matches deploy/**
  approval: 2 of: team leads, anyone with maintain permission
  - destructive: does not apply, when: push does not match tool
  - no helm: does not apply, when: push does not match tool
`)
})

test.each<{ when: string; subject: Subject; says: string }>([
  {
    when: 'one path',
    subject: push({ paths: ['src/a.ts'] }),
    says: 'manifests: does not apply, when.push.paths: the only path does not match deploy/**',
  },
  {
    when: 'several paths',
    subject: push({ paths: ['src/a.ts', 'src/b.ts'] }),
    says: 'manifests: does not apply, when.push.paths: each of 2 paths does not match deploy/**',
  },
  {
    when: 'no path',
    subject: push({ paths: [] }),
    says: 'manifests: does not apply, when.push.paths: an empty list of paths does not match deploy/**',
  },
])('$when that a rule does not name: said without a second "not"', ({ subject, says }) => {
  expect(renderTerminal(evaluate(policy, subject, facts))).toContain(says)
})

test('markdown shows the same as a table', () => {
  const text = renderMarkdown(evaluate(policy, push({ paths: ['deploy/x'] }), facts))
  expect(text).toContain(
    '| manifests | repository | **hold** | when.push.paths: deploy/x matches deploy/\\*\\* |',
  )
  expect(text).toContain('Approval: 2 of: team leads, anyone with maintain permission')
})

const hostile = 'deploy/\u001b[31m\n::error::x\u202e<img src=x>|`a`[b](https://evil.test) @team #1'

test('nothing an agent writes acts on a terminal, a log or a page', () => {
  const decision = evaluate(policy, push({ paths: [hostile] }), facts)
  const terminal = renderTerminal(decision)
  expect(terminal).not.toMatch(/[\u001b\u202e]|::error/)
  expect(terminal.split('\n')).toHaveLength(7)
  const markdown = renderMarkdown(decision)
  const row = markdown.split('\n').find((line) => line.startsWith('| manifests'))
  expect(row).toContain('&lt;img')
  expect(row).toContain('\\`a\\`')
  expect(row).not.toMatch(/@team|#1|:\/\/|[^\\]\[b/)
  expect(row?.match(/(?<!\\)\|/g)).toHaveLength(5)
})

test('a policy is shown in a few lines', () => {
  const text = renderPolicy(policy)
  expect(text).toContain('  branch      main: force push deny, delete deny\n')
  expect(text).toContain('  rule        hold  manifests\n')
  expect(text).toContain('  cursor      unknown calls deny\n')
  expect(text).toContain('  git         50 refs a push\n')
  expect(text).toContain('  recording   kept 90d, required, artifact by visibility\n')
})
