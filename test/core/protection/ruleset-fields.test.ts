import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  actorText,
  digestOf,
  isForeign,
  type RulesetContent,
  type RulesetFields,
  rulesetDifferences,
  rulesetFields,
  showsBypass,
} from '../../../src/core/protection/ruleset-fields.ts'

const ruleset: RulesetContent = {
  name: 'cursor-guard: changes main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
  rules: [
    { type: 'deletion' },
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 2,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [{ context: 'build' }, { context: 'secrets', integration_id: 7 }],
        strict_required_status_checks_policy: false,
      },
    },
  ],
}
const fieldsOf = (but: Partial<RulesetContent> = {}) => rulesetFields({ ...ruleset, ...but })

test('a ruleset is its fields, each in words', () => {
  expect(fieldsOf()).toEqual({
    name: 'cursor-guard: changes main',
    target: 'branch',
    enforcement: 'active',
    'for.ref_name.include refs/heads/main': 'yes',
    'rule deletion': 'yes',
    'rule pull_request': 'yes',
    'pull_request.required_approving_review_count': '2',
    'pull_request.dismiss_stale_reviews_on_push': 'true',
    'rule required_status_checks': 'yes',
    'required_status_checks.required_status_checks "build"': 'yes',
    'required_status_checks.required_status_checks "secrets", integration_id 7': 'yes',
  })
})

const checks = (...list: unknown[]): Partial<RulesetContent> => ({
  rules: [{ type: 'required_status_checks', parameters: { required_status_checks: list } }],
})
const review = (parameters: unknown): Partial<RulesetContent> => ({
  rules: [{ type: 'pull_request', parameters }],
})

/** Two ways in which GitHub says the same. */
test.each<{ what: string; one: Partial<RulesetContent>; other: Partial<RulesetContent> }>([
  { what: 'no target and branch', one: { target: undefined }, other: { target: 'branch' } },
  { what: 'no rules and none', one: { rules: null }, other: { rules: [] } },
  {
    what: 'null, false and nothing',
    one: review({ a: null, b: false, c: undefined, d: [] }),
    other: review({}),
  },
  {
    what: 'no parameters and empty ones',
    one: { rules: [{ type: 'update' }] },
    other: { rules: [{ type: 'update', parameters: {} }] },
  },
  {
    what: 'another order of a list',
    one: checks({ context: 'a' }, { context: 'b', integration_id: 1 }),
    other: checks({ integration_id: 1, context: 'b' }, { context: 'a' }),
  },
  {
    what: 'a check of any App',
    one: checks({ context: 'a', integration_id: null }),
    other: checks({ context: 'a' }),
  },
  {
    what: 'all ways to merge and no word of them',
    one: review({ allowed_merge_methods: ['squash', 'merge', 'rebase'] }),
    other: review({}),
  },
  {
    what: 'another order of rules',
    one: { rules: [{ type: 'deletion' }, { type: 'update' }] },
    other: { rules: [{ type: 'update' }, { type: 'deletion' }] },
  },
])('$what are the same', ({ one, other }) => {
  expect(fieldsOf(one)).toEqual(fieldsOf(other))
  expect(digestOf(fieldsOf(one))).toBe(digestOf(fieldsOf(other)))
})

/** Changes that an attacker with the right to edit rulesets would make, and what is told of them. */
test.each<{ what: string; but: Partial<RulesetContent>; tells: object[] }>([
  {
    what: 'another enforcement',
    but: { enforcement: 'evaluate' },
    tells: [{ what: 'enforcement', wanted: 'active', live: 'evaluate' }],
  },
  {
    what: 'somebody who may pass it',
    but: { bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }] },
    tells: [{ what: 'bypass RepositoryRole 5 (always)', live: 'yes' }],
  },
  {
    what: 'a ref that is left out',
    but: {
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: ['refs/heads/main'] } },
    },
    tells: [{ what: 'for.ref_name.exclude refs/heads/main', live: 'yes' }],
  },
  {
    what: 'a condition on the repository',
    but: {
      conditions: {
        ref_name: { include: ['refs/heads/main'] },
        repository_name: { include: ['other'] },
      },
    },
    tells: [{ what: 'for.repository_name.include other', live: 'yes' }],
  },
  {
    what: 'a rule that is gone',
    but: { rules: ruleset.rules?.slice(1) },
    tells: [{ what: 'rule deletion', wanted: 'yes' }],
  },
  {
    what: 'a check from another App',
    but: {
      rules: ruleset.rules?.with(2, {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'build' }, { context: 'secrets', integration_id: 8 }],
        },
      }),
    },
    tells: [
      {
        what: 'required_status_checks.required_status_checks "secrets", integration_id 7',
        wanted: 'yes',
      },
      {
        what: 'required_status_checks.required_status_checks "secrets", integration_id 8',
        live: 'yes',
      },
    ],
  },
  {
    what: 'a check whose name reads like one of an App',
    but: {
      rules: ruleset.rules?.with(2, {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: 'build' }, { context: 'secrets", integration_id 7' }],
        },
      }),
    },
    tells: [
      {
        what: 'required_status_checks.required_status_checks "secrets", integration_id 7',
        wanted: 'yes',
      },
      {
        what: 'required_status_checks.required_status_checks "secrets", integration_id 7"',
        live: 'yes',
      },
    ],
  },
  {
    what: 'fewer approvals',
    but: {
      rules: ruleset.rules?.with(1, {
        type: 'pull_request',
        parameters: { required_approving_review_count: 0, dismiss_stale_reviews_on_push: true },
      }),
    },
    tells: [{ what: 'pull_request.required_approving_review_count', wanted: '2', live: '0' }],
  },
  {
    what: 'another target',
    but: { target: 'tag' },
    tells: [{ what: 'target', wanted: 'branch', live: 'tag' }],
  },
])('$what is told', ({ but, tells }) => {
  expect(rulesetDifferences(fieldsOf(), fieldsOf(but))).toEqual(tells)
})

test('bypass actors that are not shown are no difference, whichever side does not show them', () => {
  const hidden = fieldsOf({ bypass_actors: undefined })
  const shown = fieldsOf({ bypass_actors: [{ actor_id: 1, actor_type: 'Team' }] })
  expect(showsBypass(hidden)).toBe(false)
  expect(showsBypass(fieldsOf({ bypass_actors: null }))).toBe(false)
  expect(showsBypass(shown)).toBe(true)
  expect(rulesetDifferences(shown, hidden)).toEqual([])
  expect(rulesetDifferences(hidden, shown)).toEqual([])
  expect(rulesetDifferences(shown, hidden, shown)).toEqual([])
})

test('a parameter that no policy decides is a difference only once it has changed', () => {
  const live = fieldsOf(review({ required_reviewers: ['x'], required_approving_review_count: 2 }))
  const wanted = fieldsOf(review({ required_approving_review_count: 2 }))
  const told = { what: 'pull_request.required_reviewers x', live: 'yes' }
  expect(rulesetDifferences(wanted, live)).toEqual([told])
  expect(rulesetDifferences(wanted, live, live)).toEqual([])
  // A parameter of the policy is one, however long it has stood there.
  const fewer = fieldsOf(review({ required_approving_review_count: 1 }))
  expect(rulesetDifferences(wanted, fewer, fewer)).toHaveLength(1)
})

test.each<{ name: string; foreign: boolean }>([
  { name: 'pull_request.required_approving_review_count', foreign: false },
  { name: 'pull_request.allowed_merge_methods squash', foreign: false },
  { name: 'required_status_checks.required_status_checks "a.b"', foreign: false },
  { name: 'for.ref_name.include refs/heads/a.b', foreign: false },
  { name: 'pull_request.required_reviewers', foreign: true },
  { name: 'for.repository_name.include x', foreign: true },
  { name: 'rule deletion', foreign: false },
  { name: 'name', foreign: false },
  { name: 'bypass Team 1 (always)', foreign: false },
])('$name is no parameter of a policy: $foreign', ({ name, foreign }) => {
  expect(isForeign(name)).toBe(foreign)
})

test.each([
  [{ actor_id: 5, actor_type: 'Team', bypass_mode: 'pull_request' }, 'Team 5 (pull_request)'],
  [{ actor_id: 5, actor_type: 'Integration' }, 'Integration 5 (always)'],
  [{ actor_id: null, actor_type: 'OrganizationAdmin' }, 'OrganizationAdmin (always)'],
  [{ actor_id: 0, actor_type: 'DeployKey', bypass_mode: 'always' }, 'DeployKey 0 (always)'],
] as const)('%j is %s', (actor, text) => {
  expect(actorText(actor)).toBe(text)
})

const contents = fc.record({
  name: fc.constantFrom('a', 'b'),
  target: fc.constantFrom('branch', 'tag', undefined),
  enforcement: fc.constantFrom('active', 'disabled'),
  bypass_actors: fc.array(
    fc.record({
      actor_id: fc.constantFrom(1, 2, null),
      actor_type: fc.constantFrom('Team', 'User'),
    }),
    { maxLength: 2 },
  ),
  conditions: fc.record({ ref_name: fc.record({ include: fc.subarray(['a', 'b']) }) }),
  rules: fc.array(
    fc.record({
      type: fc.constantFrom('deletion', 'pull_request'),
      parameters: fc.dictionary(
        fc.constantFrom('required_approving_review_count', 'require_code_owner_review'),
        fc.constantFrom(1, 2, true, false, null),
      ),
    }),
    { maxLength: 3 },
  ),
})

test('two rulesets have no difference exactly when they have one digest', () => {
  const law = fc.property(contents, contents, (one, other) => {
    const [a, b]: RulesetFields[] = [one, other].map((content) => rulesetFields(content))
    if (a === undefined || b === undefined) return
    expect(rulesetDifferences(a, a)).toEqual([])
    expect(rulesetDifferences(a, b).length === 0).toBe(digestOf(a) === digestOf(b))
    // Read the other way round, wanted and live change places.
    expect(rulesetDifferences(b, a).map(({ what, wanted, live }) => [what, live, wanted])).toEqual(
      rulesetDifferences(a, b).map(({ what, wanted, live }) => [what, wanted, live]),
    )
  })
  fc.assert(law, { numRuns: 1_000 })
})
