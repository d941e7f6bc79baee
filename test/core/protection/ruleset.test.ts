import { describe, expect, test } from '@jest/globals'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import {
  type RulesetDocument,
  requiredOwnChecks,
  wantedRulesets,
} from '../../../src/core/protection/ruleset.ts'

const appId = 1_000
const about = { appId, defaultBranch: 'main' }
const quiet = 'secrets: { pushed: warn }\nagents: { cloud: allow }'

function policyOf(text: string, organisation?: string): Policy {
  const read = (body: string, organisation = false) =>
    parsePolicy(Buffer.from(`version: 1\n${body}`), 'policy.yml', { organisation })
  return resolvePolicy({
    repository: read(text),
    ...(organisation === undefined ? {} : { organisation: read(organisation, true) }),
  }).policy
}

const wanted = (text: string, organisation?: string) =>
  wantedRulesets(policyOf(text, organisation), about)

/** `history main: deletion, non_fast_forward` */
const brief = ({ name, rules }: RulesetDocument) =>
  `${name.replace('cursor-guard: ', '')}: ${rules.map(({ type }) => type).join(', ')}`

const contexts = ({ rules }: RulesetDocument) =>
  rules.flatMap((rule) =>
    rule.type === 'required_status_checks' ? rule.parameters.required_status_checks : [],
  )

test('a full entry is two rulesets: one the App may pass, and one that nobody may', () => {
  const { rulesets, notes } = wanted(`
branches:
  - match: [main, "release/**"]
    pull_request: { approvals: 2, dismiss_stale: true, code_owners: true, last_push_approval: true }
    required_checks: [build]
    linear_history: true
    signed_commits: true`)
  const conditions = {
    ref_name: {
      include: ['refs/heads/main', 'refs/heads/release/**/*', 'refs/heads/release'],
      exclude: [],
    },
  }
  expect(notes).toEqual([])
  expect(rulesets).toEqual([
    {
      name: 'cursor-guard: history main, release/**',
      target: 'branch',
      enforcement: 'active',
      bypass_actors: [{ actor_id: appId, actor_type: 'Integration', bypass_mode: 'always' }],
      conditions,
      rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }],
    },
    {
      name: 'cursor-guard: changes main, release/**',
      target: 'branch',
      enforcement: 'active',
      bypass_actors: [],
      conditions,
      rules: [
        {
          type: 'pull_request',
          parameters: {
            required_approving_review_count: 2,
            dismiss_stale_reviews_on_push: true,
            require_code_owner_review: true,
            require_last_push_approval: true,
            required_review_thread_resolution: false,
          },
        },
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [
              { context: 'build' },
              { context: 'cursor-guard / secrets', integration_id: appId },
              { context: 'cursor-guard / approval', integration_id: appId },
            ],
            strict_required_status_checks_policy: false,
            do_not_enforce_on_create: true,
          },
        },
        { type: 'required_linear_history' },
        { type: 'required_signatures' },
      ],
    },
  ])
})

const both = 'deletion, non_fast_forward'

test.each<{ when: string; entry: string; rulesets: string[] }>([
  { when: 'nothing said', entry: '', rulesets: [`history main: ${both}`] },
  {
    when: 'deletion allowed',
    entry: 'delete: allow',
    rulesets: ['history main: non_fast_forward'],
  },
  { when: 'rewrites allowed', entry: 'force_push: allow', rulesets: ['history main: deletion'] },
  {
    when: 'both held',
    entry: 'delete: hold, force_push: hold',
    rulesets: [`history main: ${both}`],
  },
  { when: 'both allowed', entry: 'delete: allow, force_push: allow', rulesets: [] },
  {
    when: 'a check wanted',
    entry: 'required_checks: [build]',
    rulesets: [`history main: ${both}`, 'changes main: required_status_checks'],
  },
  {
    when: 'both allowed and linear history',
    entry: 'delete: allow, force_push: allow, linear_history: true',
    rulesets: ['changes main: required_linear_history'],
  },
])('with $when there is $rulesets', ({ entry, rulesets }) => {
  const { rulesets: found } = wanted(`branches: [{ match: main, ${entry} }]\n${quiet}`)
  expect(found.map(brief)).toEqual(rulesets)
})

test('tags have rulesets of their own, without pull requests and the App’s checks', () => {
  const { rulesets } = wanted(
    'branches: [{ match: [main, "refs/tags/v*"], pull_request: {}, required_checks: [build] }]',
  )
  expect(rulesets.map(({ target, ...rest }) => `${target} ${brief({ target, ...rest })}`)).toEqual([
    `branch history main: ${both}`,
    'branch changes main: pull_request, required_status_checks',
    `tag history refs/tags/v*: ${both}, update`,
    'tag changes refs/tags/v*: required_status_checks',
  ])
  expect(rulesets.map(contexts).at(-1)).toEqual([{ context: 'build' }])
})

describe('the App’s own checks', () => {
  const rule = (when: string, then = 'hold') =>
    `rules: [{ name: r, when: { ${when} }, then: ${then} }]`
  const secrets = 'cursor-guard / secrets'
  const approval = 'cursor-guard / approval'

  test.each<{ when: string; text: string; checks: string[] }>([
    { when: 'nothing is said', text: '', checks: [secrets, approval] },
    { when: 'nothing of it is wanted', text: quiet, checks: [] },
    {
      when: 'secrets are quarantined',
      text: 'secrets: { pushed: quarantine }\nagents: { cloud: allow }',
      checks: [secrets],
    },
    { when: 'a rule holds pushes', text: `${quiet}\n${rule('push: {}')}`, checks: [approval] },
    {
      when: 'a rule denies pushes',
      text: `${quiet}\n${rule('push: {}', 'deny')}`,
      checks: [approval],
    },
    { when: 'a rule warns of pushes', text: `${quiet}\n${rule('push: {}', 'warn')}`, checks: [] },
    {
      when: 'a rule holds rewrites',
      text: `${quiet}\n${rule('push: { update: [rewrite] }')}`,
      checks: [],
    },
    {
      when: 'recordings are asked for',
      text: `${quiet}\nrecording: { require: true }`,
      checks: ['cursor-guard / session'],
    },
    { when: 'a rule holds commands', text: `${quiet}\n${rule('command: [rm]')}`, checks: [] },
  ])('when $text: $checks', ({ text, checks }) => {
    expect(requiredOwnChecks(policyOf(text))).toEqual(checks)
  })

  test('count only as the App’s, even when the policy lists them itself', () => {
    const { rulesets } = wanted(
      `branches: [{ match: main, required_checks: [build, "${secrets}", "cursor-guard / session"] }]\nagents: { cloud: allow }`,
    )
    expect(rulesets.flatMap(contexts)).toEqual([
      { context: 'build' },
      { context: 'cursor-guard / session', integration_id: appId },
      { context: secrets, integration_id: appId },
    ])
  })

  test('are required of a named branch without pull requests, and that is said', () => {
    const { rulesets, notes } = wanted(
      'branches: [{ match: main }]\nsecrets: { pushed: block }\nagents: { cloud: hold }',
    )
    expect(rulesets.flatMap(contexts)).toHaveLength(2)
    expect(notes).toEqual([
      'Pushes straight to `main` are refused, because `cursor-guard / secrets` and `cursor-guard / approval` must pass before a commit gets there: changes come by pull request.',
    ])
  })

  test('are not required of a branch that takes pushes by a policy’s defaults alone', () => {
    const { rulesets, notes } = wanted('branches: [{ match: main }]')
    expect(rulesets.map(brief)).toEqual([`history main: ${both}`])
    expect(notes).toEqual([])
  })

  test('are not required where that would end all pushing, and that is said', () => {
    const { rulesets, notes } = wanted('branches: [{ match: "**" }]\nsecrets: { pushed: block }')
    expect(rulesets.map(brief)).toEqual([`history **: ${both}`])
    expect(notes).toEqual([expect.stringContaining('takes every branch')])
  })

  test('are not required by a stand-in for a file that cannot be read', () => {
    const policy = policyOf('branches: [{ match: main }]')
    const entries = policy.branches.map((entry) => ({ ...entry, source: 'built-in' as const }))
    expect(wantedRulesets(policy, about, entries).rulesets.map(brief)).toEqual([
      `history main: ${both}`,
    ])
  })
})

test('a branch of the floor and the same branch of the repository are one, the strictest of each', () => {
  const { rulesets } = wanted(
    `branches: [{ match: main, force_push: allow, delete: allow, pull_request: { approvals: 2 }, required_checks: [build] }]\n${quiet}`,
    'floor: { branches: [{ match: main, pull_request: { approvals: 1, code_owners: true }, required_checks: [lint] }] }',
  )
  expect(rulesets.map(brief)).toEqual([
    `history main: ${both}`,
    'changes main: pull_request, required_status_checks',
  ])
  expect(rulesets[1]?.rules[0]).toMatchObject({
    parameters: { required_approving_review_count: 2, require_code_owner_review: true },
  })
  expect(contexts(rulesets[1] as RulesetDocument).map(({ context }) => context)).toEqual([
    'lint',
    'build',
  ])
})

test('every name is within GitHub’s hundred characters and belongs to one ruleset', () => {
  const long = (last: string) => [...'abcdefgh'].map((one) => `"${one.repeat(20)}"`).concat(last)
  const { rulesets } = wanted(
    `branches: [{ match: [${long('x')}] }, { match: [${long('y')}] }, { match: "~ALL" }]\n${quiet}`,
  )
  const names = rulesets.map(({ name }) => name)
  expect(names).toHaveLength(4)
  expect(new Set(names).size).toBe(4)
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(100)
  expect(names).toContain('cursor-guard: history ~ALL (tags)')
})

test('the order of the same policy gives the same rulesets', () => {
  const text = 'branches: [{ match: [main, "v*"], required_checks: [a, b] }]'
  expect(wanted(text)).toEqual(wanted(text))
})

test('what goes beyond GitHub’s seventy-five is named', () => {
  const entries = Array.from({ length: 80 }, (_, index) => `{ match: "b${index}" }`)
  const { rulesets, notes } = wanted(`branches: [${entries.join(', ')}]\n${quiet}`)
  expect(rulesets).toHaveLength(75)
  expect(notes).toEqual([expect.stringMatching(/`cursor-guard: history b79`$/)])
})
