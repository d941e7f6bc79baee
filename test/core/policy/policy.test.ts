import { expect, test } from '@jest/globals'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { policyOf } from './policy-text.ts'

/** Every key a policy has, in one file, and all that is made of it. */
const everyKey = `
enforcement: audit
branches:
  - match: [~DEFAULT_BRANCH, "release/**"]
    force_push: hold
    delete: allow
    pull_request: { approvals: 2, dismiss_stale: false, code_owners: true, last_push_approval: true }
    required_checks: [build]
    linear_history: true
    signed_commits: true
    bypass: [{ actor: "bot[bot]", reason: cuts releases, until: 2027-01-01 }]
secrets:
  inline: warn
  push: hold
  pushed: quarantine
  known: [TOKEN]
  rules: [{ id: key, pattern: "abc[0-9]", keywords: [abc] }]
  allow: [{ fingerprint: abcdef, path: "test/**", reason: fixture, until: 2027-01-01 }]
  allow_inline: true
rules:
  - name: everything
    when:
      push: { paths: a, update: create, secrets: true, authors: "*@x", larger_than: 1k }
      branch: main
      repository: a/b
      actor: ann
      model: auto
      runner: { workflow: w, environment: e, event: push, kind: self-hosted, ref: main }
    then: hold
    reason: Ask.
    approve: { by: { teams: [t], users: [u], permission: admin }, count: 2 }
  - { name: commands, when: { command: ls, path: x, mcp: m, url: u, name: n, tool: {} }, then: warn }
  - { name: prompts, when: { prompt: { text: "*" } }, then: mask }
  - { name: answers, when: { response: {} }, then: mask }
  - { name: agents, when: { cloud-agent: create }, then: deny }
limits: { minutes: 1, tokens: 2k, tool_calls: 3, pushes: 4, reached: hold }
git: { repositories: [a/b], push_options: allow, refs_per_push: 5 }
agents: { cloud: deny, identities: [bot] }
cursor: { unknown_calls: allow }
recording: { retention: 1d, require: false, artifact: off }
approval: { wait: 1m, expires: 1h, self: true }
cases: [c.yml]
`

const expected: Omit<Policy, 'stated'> = {
  version: 1,
  enforcement: 'audit',
  branches: [
    {
      match: ['~DEFAULT_BRANCH', 'release/**'],
      force_push: 'hold',
      delete: 'allow',
      pull_request: {
        approvals: 2,
        dismiss_stale: false,
        code_owners: true,
        last_push_approval: true,
      },
      required_checks: ['build'],
      linear_history: true,
      signed_commits: true,
      bypass: [{ actor: 'bot[bot]', reason: 'cuts releases', until: '2027-01-01' }],
    },
  ],
  secrets: {
    inline: 'warn',
    push: 'hold',
    pushed: 'quarantine',
    known: ['TOKEN'],
    rules: [{ id: 'key', pattern: 'abc[0-9]', keywords: ['abc'] }],
    allow: [{ fingerprint: 'abcdef', path: 'test/**', reason: 'fixture', until: '2027-01-01' }],
    allow_inline: true,
  },
  rules: [
    {
      name: 'everything',
      when: {
        push: {
          paths: ['a'],
          update: ['create'],
          secrets: true,
          authors: ['*@x'],
          larger_than: 1_000,
        },
        branch: ['main'],
        repository: ['a/b'],
        actor: ['ann'],
        model: ['auto'],
        runner: {
          workflow: ['w'],
          environment: ['e'],
          event: ['push'],
          kind: ['self-hosted'],
          ref: ['main'],
        },
      },
      // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
      then: 'hold',
      reason: 'Ask.',
      approve: { by: { teams: ['t'], users: ['u'], permission: 'admin' }, count: 2 },
    },
    {
      name: 'commands',
      when: { tool: [], command: ['ls'], path: ['x'], mcp: ['m'], url: ['u'], name: ['n'] },
      // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
      then: 'warn',
    },
    // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
    { name: 'prompts', when: { prompt: { text: ['*'] } }, then: 'mask' },
    // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
    { name: 'answers', when: { response: {} }, then: 'mask' },
    // biome-ignore lint/suspicious/noThenProperty: the file's own word, never awaited
    { name: 'agents', when: { 'cloud-agent': ['create'] }, then: 'deny' },
  ],
  limits: { minutes: 1, tokens: 2_000, tool_calls: 3, pushes: 4, reached: 'hold' },
  git: { repositories: ['a/b'], push_options: 'allow', refs_per_push: 5 },
  agents: { cloud: 'deny', identities: ['bot'] },
  cursor: { unknown_calls: 'allow' },
  egress: { default: 'allow', allow: [] },
  recording: { retention: 86_400, require: false, artifact: 'off' },
  approval: { wait: 60, expires: 3_600, self: true },
  cases: ['c.yml'],
}

test('a file that uses every key is read to exactly this policy', () => {
  const { stated: _, written, ...policy } = policyOf(everyKey)
  expect(policy).toEqual(expected)
  expect(written).toEqual({
    'approval.expires': '1h',
    'approval.wait': '1m',
    'recording.retention': '1d',
  })
})

test('a policy is plain JSON: what is stored and sent is the same policy', () => {
  const policy = policyOf(everyKey)
  expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy)
})

test('every value of a section that a file states is named, and nothing else', () => {
  const { stated } = policyOf(everyKey)
  const valued = Object.entries(expected).flatMap(([key, value]) =>
    typeof value !== 'object' || Array.isArray(value)
      ? [key]
      : [key, ...Object.keys(value).map((inner) => `${key}.${inner}`)],
  )
  expect(stated.toSorted()).toEqual(
    valued.filter((key) => !/^(?:version|egress)/.test(key)).toSorted(),
  )
})
