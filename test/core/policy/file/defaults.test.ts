import { expect, test } from '@jest/globals'
import type { Policy, When } from '../../../../src/core/policy/policy.ts'
import { laterPolicyOf, policyOf } from '../policy-text.ts'

/** A section that states one key has the defaults of all others. */
test.each<{ text: string; gives: Partial<Policy> }>([
  {
    text: 'secrets: { push: warn }',
    gives: {
      secrets: {
        inline: 'mask',
        push: 'warn',
        pushed: 'block',
        known: [],
        rules: [],
        allow: [],
        allow_inline: false,
      },
    },
  },
  { text: 'limits: { pushes: 0 }', gives: { limits: { reached: 'end', pushes: 0 } } },
  { text: 'limits: { reached: hold }', gives: { limits: { reached: 'hold' } } },
  {
    text: 'git: { push_options: allow }',
    gives: { git: { repositories: [], push_options: 'allow', refs_per_push: 50 } },
  },
  { text: 'agents: { identities: [a] }', gives: { agents: { cloud: 'hold', identities: ['a'] } } },
  {
    text: 'recording: { require: false }',
    gives: { recording: { retention: 7_776_000, require: false } },
  },
  {
    text: 'approval: { self: true }',
    gives: {
      approval: { wait: 480, expires: 86_400, self: true },
    },
  },
  { text: 'cursor: {}', gives: { cursor: { unknown_calls: 'deny' } } },
  { text: 'cursor: { unknown_calls: allow }', gives: { cursor: { unknown_calls: 'allow' } } },
  {
    text: 'branches: [{ match: main, pull_request: {} }]',
    gives: {
      branches: [
        {
          match: ['main'],
          force_push: 'deny',
          delete: 'deny',
          pull_request: {
            approvals: 1,
            dismiss_stale: true,
            code_owners: false,
            last_push_approval: false,
          },
          required_checks: [],
          linear_history: false,
          signed_commits: false,
          bypass: [],
        },
      ],
    },
  },
])('$text', ({ text, gives }) => {
  expect(policyOf(text)).toEqual({ ...policyOf(''), ...gives, stated: expect.anything() })
})

test('what is not there is no key that holds nothing', () => {
  const policy = policyOf(`
branches: [{ match: main, bypass: [{ actor: a, reason: x }] }]
secrets: { allow: [{ path: a, reason: x }] }
rules: [{ name: x, when: { push: {}, runner: { kind: a } }, then: deny }, { name: y, when: { prompt: {} }, then: hold }]
`)
  expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy)
})

/** What a condition says about the kind of tool. */
test.each<{ when: string; tool: When['tool'] | 'nothing' }>([
  { when: 'command: ls', tool: ['shell'] },
  { when: 'mcp: "*"', tool: ['mcp'] },
  { when: 'url: "*"', tool: ['fetch'] },
  { when: 'name: hook', tool: ['other'] },
  { when: 'path: a', tool: ['read', 'write', 'edit', 'delete'] },
  { when: 'path: a, tool: read', tool: ['read'] },
  { when: 'command: ls, tool: {}', tool: [] },
  { when: 'tool: ["!read"]', tool: ['!read'] },
  { when: 'push: {}', tool: 'nothing' },
  { when: 'prompt: {}', tool: 'nothing' },
])('$when is about the tools $tool', ({ when, tool }) => {
  const [rule] = policyOf(`rules: [{ name: x, when: { ${when} }, then: deny }]`).rules
  if (tool === 'nothing') expect(rule?.when).not.toHaveProperty('tool')
  else expect(rule?.when.tool).toEqual(tool)
})

/** Who releases a hold. Whoever is named alone; anyone who may write where nobody is. */
test.each<{ approve: string; by: unknown; count?: number }>([
  { approve: '', by: { teams: [], users: [], permission: 'write' } },
  { approve: ', approve: {}', by: { teams: [], users: [], permission: 'write' } },
  {
    approve: ', approve: { count: 3 }',
    by: { teams: [], users: [], permission: 'write' },
    count: 3,
  },
  {
    approve: ', approve: { by: { permission: admin } }',
    by: { teams: [], users: [], permission: 'admin' },
  },
  { approve: ', approve: { by: { teams: [a] } }', by: { teams: ['a'], users: [] } },
  { approve: ', approve: { by: { users: [a] } }', by: { teams: [], users: ['a'] } },
  {
    approve: ', approve: { by: { users: [a], permission: maintain } }',
    by: { teams: [], users: ['a'], permission: 'maintain' },
  },
])('a hold with "$approve" is released by $by', ({ approve, by, count = 1 }) => {
  const [rule] = policyOf(`rules: [{ name: x, when: { push: {} }, then: hold${approve} }]`).rules
  expect(rule?.approve).toEqual({ by, count })
})

test.each(['deny', 'warn', 'allow'])('a rule that says %s asks nobody', (then) => {
  const [rule] = policyOf(`rules: [{ name: x, when: { push: {} }, then: ${then} }]`).rules
  expect(rule).not.toHaveProperty('approve')
})

/** A floor has the keys it states, and no default: what it leaves out is free. */
test.each<{ text: string; floor: unknown }>([
  { text: '', floor: {} },
  { text: 'enforcement: audit', floor: { enforcement: 'audit' } },
  { text: 'secrets: { push: deny }', floor: { secrets: { push: 'deny' } } },
  {
    text: 'secrets: { allow: [{ path: a, reason: x }] }',
    floor: { secrets: { allow: [{ path: 'a', reason: 'x' }] } },
  },
  { text: 'limits: {}', floor: { limits: {} } },
  { text: 'limits: { minutes: 5 }', floor: { limits: { minutes: 5 } } },
  { text: 'git: { repositories: [] }', floor: { git: { repositories: [] } } },
  { text: 'agents: { cloud: deny }', floor: { agents: { cloud: 'deny' } } },
  { text: 'cursor: { unknown_calls: deny }', floor: { cursor: { unknown_calls: 'deny' } } },
  { text: 'recording: { require: true }', floor: { recording: { require: true } } },
  { text: 'approval: { wait: 0s }', floor: { approval: { wait: 0 } } },
])('a floor of { $text } demands that alone', ({ text, floor }) => {
  expect(policyOf(`floor: { ${text} }`, true).floor).toStrictEqual(floor)
})

test('rules and branches of a floor are complete, and marked as its own', () => {
  const { floor, rules, branches } = policyOf(
    `
rules: [{ name: own, when: { push: {} }, then: deny }]
branches: [{ match: dev }]
floor:
  rules: [{ name: x, when: { command: ls }, then: hold }]
  branches: [{ match: main, bypass: [{ actor: a, reason: x }] }]
`,
    true,
  )
  expect(floor?.rules).toStrictEqual([
    {
      name: 'x',
      when: { command: ['ls'], tool: ['shell'] },
      // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
      then: 'hold',
      approve: { by: { teams: [], users: [], permission: 'write' }, count: 1 },
      source: 'floor',
    },
  ])
  expect(floor?.branches).toStrictEqual([
    {
      match: ['main'],
      force_push: 'deny',
      delete: 'deny',
      required_checks: [],
      linear_history: false,
      signed_commits: false,
      bypass: [{ actor: 'a', reason: 'x' }],
      source: 'floor',
    },
  ])
  expect([...rules, ...branches].map(({ source }) => source)).toEqual([undefined, undefined])
})

test('a floor that nobody wrote is no key of the policy', () => {
  expect(policyOf('enforcement: audit', true)).not.toHaveProperty('floor')
})

/** Which keys a file sets itself: a floor is told against these, and an organisation fills the rest. */
test.each<{ text: string; stated: string[] }>([
  { text: '', stated: [] },
  { text: 'enforcement: enforce', stated: ['enforcement'] },
  { text: 'rules: []\nbranches: []\ncases: []', stated: ['branches', 'rules', 'cases'] },
  { text: 'limits: {}', stated: ['limits'] },
  {
    text: 'secrets: { push: deny, known: [] }',
    stated: ['secrets', 'secrets.push', 'secrets.known'],
  },
  { text: 'floor: { enforcement: audit, limits: { minutes: 1 } }', stated: [] },
])('"$text" states $stated', ({ text, stated }) => {
  expect(policyOf(text, true).stated).toEqual(stated)
})

/** Carried out by nothing yet, and so in no file; what they mean is there. */
test.each<{ text: string; egress: unknown }>([
  { text: '', egress: { default: 'allow', allow: [] } },
  { text: 'egress: {}', egress: { default: 'deny', allow: [] } },
  { text: 'egress: { allow: ["a:1"] }', egress: { default: 'deny', allow: ['a:1'] } },
  {
    text: 'egress: { default: allow, allow: ["a:1"] }',
    egress: { default: 'allow', allow: ['a:1'] },
  },
])('"$text" is egress $egress', ({ text, egress }) => {
  expect(laterPolicyOf(text).egress).toEqual(egress)
  if (text !== '') expect(laterPolicyOf(`floor: { ${text} }`, true).floor).toEqual({ egress })
})
