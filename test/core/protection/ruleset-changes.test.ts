import { describe, expect, test } from '@jest/globals'
import type { AppliedRuleset } from '../../../src/core/protection/protection-record.ts'
import type { RulesetDocument } from '../../../src/core/protection/ruleset.ts'
import {
  type LiveRuleset,
  overwriting,
  planRulesets,
  type RulesetStep,
} from '../../../src/core/protection/ruleset-changes.ts'
import {
  digestOf,
  type RulesetContent,
  rulesetDifferences,
  rulesetFields,
} from '../../../src/core/protection/ruleset-fields.ts'

const history: RulesetDocument = {
  name: 'cursor-guard: history main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [{ actor_id: 1_000, actor_type: 'Integration', bypass_mode: 'always' }],
  conditions: { ref_name: { include: ['refs/heads/main', 'refs/heads/next'], exclude: [] } },
  rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }],
}

const changes: RulesetDocument = {
  ...history,
  name: 'cursor-guard: changes main',
  bypass_actors: [],
  rules: [
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [
          { context: 'build' },
          { context: 'cursor-guard / secrets', integration_id: 1_000 },
        ],
        strict_required_status_checks_policy: false,
        do_not_enforce_on_create: true,
      },
    },
  ],
}

/** The same as GitHub tells it: in another order, with nulls and with defaults of its own. */
const asGitHubTells: RulesetContent = {
  name: changes.name,
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { exclude: [], include: ['refs/heads/next', 'refs/heads/main'] } },
  rules: [
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: false,
        do_not_enforce_on_create: true,
        required_status_checks: [
          { integration_id: 1_000, context: 'cursor-guard / secrets' },
          { context: 'build', integration_id: null },
        ],
      },
    },
    {
      type: 'pull_request',
      parameters: {
        allowed_merge_methods: ['squash', 'merge', 'rebase'],
        automatic_copilot_code_review_enabled: false,
        required_reviewers: [],
        dismissal_restriction: null,
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
  ],
}

test('what GitHub adds, reorders or leaves null is no difference', () => {
  expect(rulesetDifferences(rulesetFields(changes), rulesetFields(asGitHubTells))).toEqual([])
})

const parametersOf = (at: number, more: object) => ({
  ...asGitHubTells,
  rules: asGitHubTells.rules?.map((rule, index) =>
    index === at ? { ...rule, parameters: { ...(rule.parameters as object), ...more } } : rule,
  ),
})

test.each<{ when: string; live: RulesetContent; differences: object[] }>([
  {
    when: 'a rule was taken out',
    live: { ...asGitHubTells, rules: asGitHubTells.rules?.slice(0, 1) },
    differences: [
      { what: 'pull_request.dismiss_stale_reviews_on_push', wanted: 'true' },
      { what: 'pull_request.required_approving_review_count', wanted: '1' },
      { what: 'rule pull_request', wanted: 'yes' },
    ],
  },
  {
    when: 'a rule was added',
    live: { ...asGitHubTells, rules: [...(asGitHubTells.rules ?? []), { type: 'creation' }] },
    differences: [{ what: 'rule creation', live: 'yes' }],
  },
  {
    when: 'it was switched off',
    live: { ...asGitHubTells, enforcement: 'disabled' },
    differences: [{ what: 'enforcement', wanted: 'active', live: 'disabled' }],
  },
  {
    when: 'somebody may pass it',
    live: {
      ...asGitHubTells,
      bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
    },
    differences: [{ what: 'bypass RepositoryRole 5 (always)', live: 'yes' }],
  },
  {
    when: 'fewer approvals are asked for',
    live: parametersOf(1, { required_approving_review_count: 0 }),
    differences: [{ what: 'pull_request.required_approving_review_count', wanted: '1', live: '0' }],
  },
  {
    when: 'a check may come from anybody',
    live: parametersOf(0, {
      required_status_checks: [{ context: 'build' }, { context: 'cursor-guard / secrets' }],
    }),
    differences: [
      {
        what: 'required_status_checks.required_status_checks "cursor-guard / secrets"',
        live: 'yes',
      },
      {
        what: 'required_status_checks.required_status_checks "cursor-guard / secrets", integration_id 1000',
        wanted: 'yes',
      },
    ],
  },
  {
    when: 'a branch is left out',
    live: { ...asGitHubTells, conditions: { ref_name: { include: ['refs/heads/main'] } } },
    differences: [{ what: 'for.ref_name.include refs/heads/next', wanted: 'yes' }],
  },
  {
    when: 'the default branch is excluded',
    live: {
      ...asGitHubTells,
      conditions: {
        ref_name: {
          include: ['refs/heads/main', 'refs/heads/next'],
          exclude: ['refs/heads/main'],
        },
      },
    },
    differences: [{ what: 'for.ref_name.exclude refs/heads/main', live: 'yes' }],
  },
  {
    when: 'ways to merge were narrowed',
    live: parametersOf(1, { allowed_merge_methods: ['squash'] }),
    differences: [{ what: 'pull_request.allowed_merge_methods squash', live: 'yes' }],
  },
  {
    when: 'who may pass it is not shown',
    live: { ...asGitHubTells, bypass_actors: null },
    differences: [],
  },
])('when $when it is told', ({ live, differences }) => {
  expect(rulesetDifferences(rulesetFields(changes), rulesetFields(live))).toEqual(differences)
})

test('a parameter GitHub has by itself is no difference until somebody changes it', () => {
  const before = rulesetFields(parametersOf(1, { review_style: 'strict' }))
  const wanted = rulesetFields(changes)
  expect(rulesetDifferences(wanted, before, before)).toEqual([])
  const changed = rulesetFields(parametersOf(1, { review_style: 'lax' }))
  expect(rulesetDifferences(wanted, changed, before)).toEqual([
    { what: 'pull_request.review_style', live: 'lax' },
  ])
})

const live = (id: number, content: RulesetContent, isOwn = true): LiveRuleset => ({
  id,
  name: content.name,
  isOwn,
  fields: rulesetFields(content),
})

const applied = (id: number, document: RulesetDocument): AppliedRuleset => ({
  id,
  name: document.name,
  wanted: digestOf(rulesetFields(document)),
  live: rulesetFields(document),
})

const known = { [history.name]: applied(1, history), [changes.name]: applied(2, changes) }
const both = [live(1, history), live(2, asGitHubTells)]

const words = (step: RulesetStep) => {
  const cause = 'cause' in step ? ` by ${step.cause.why}` : ''
  const id = 'live' in step ? ` ${step.live.id}` : ''
  return `${step.do}${id} ${step.key.replace('cursor-guard: ', '')}${cause}`
}

describe('the plan', () => {
  test.each<{
    when: string
    wanted?: RulesetDocument[]
    live?: LiveRuleset[]
    applied?: Record<string, AppliedRuleset>
    steps: string[]
    strangers?: number[]
  }>([
    { when: 'all is well', steps: ['keep 1 history main', 'keep 2 changes main'] },
    {
      when: 'there is nothing yet',
      live: [],
      applied: {},
      steps: ['create history main by policy', 'create changes main by policy'],
    },
    {
      when: 'somebody removed one',
      live: [live(2, asGitHubTells)],
      steps: ['create history main by drift', 'keep 2 changes main'],
    },
    {
      when: 'somebody switched one off',
      live: [live(1, { ...history, enforcement: 'disabled' }), live(2, changes)],
      steps: ['update 1 history main by drift', 'keep 2 changes main'],
    },
    {
      when: 'somebody renamed one',
      live: [live(1, { ...history, name: 'mine' }), live(2, changes)],
      steps: ['update 1 history main by drift', 'keep 2 changes main'],
    },
    {
      when: 'the policy asks for less',
      wanted: [{ ...history, rules: [{ type: 'deletion' }] }, changes],
      steps: ['update 1 history main by policy', 'keep 2 changes main'],
    },
    {
      when: 'the policy no longer asks for one',
      wanted: [history],
      steps: ['keep 1 history main', 'delete 2 changes main'],
    },
    {
      when: 'one that is no longer wanted was renamed: both marks are needed to delete',
      wanted: [history],
      live: [live(1, history), live(2, { ...changes, name: 'theirs' })],
      steps: ['keep 1 history main', 'forget changes main'],
    },
    {
      when: 'one that is no longer wanted is gone',
      wanted: [history],
      live: [live(1, history)],
      steps: ['keep 1 history main', 'forget changes main'],
    },
    {
      when: 'somebody else’s has our prefix',
      live: [...both, live(9, { ...history, name: 'cursor-guard: history of mine' })],
      steps: ['keep 1 history main', 'keep 2 changes main'],
      strangers: [9],
    },
    {
      when: 'somebody else’s has the very name and other content',
      wanted: [history],
      applied: {},
      live: [live(9, { ...history, enforcement: 'disabled' })],
      steps: ['create history main by policy'],
      strangers: [9],
    },
    {
      when: 'a server died between writing and remembering',
      wanted: [history],
      applied: {},
      live: [live(9, history)],
      steps: ['keep 9 history main'],
    },
    {
      when: 'the organisation has one of that name and content',
      wanted: [history],
      applied: {},
      live: [live(9, history, false)],
      steps: ['create history main by policy'],
    },
    {
      when: 'the policy is gone and another’s has our prefix',
      wanted: [],
      live: [...both, live(9, { ...history, name: 'cursor-guard: x' })],
      steps: ['delete 1 history main', 'delete 2 changes main'],
      strangers: [9],
    },
  ])('when $when: $steps', (row) => {
    const plan = planRulesets(
      row.wanted ?? [history, changes],
      row.live ?? both,
      row.applied ?? known,
    )
    expect(plan.steps.map(words)).toEqual(row.steps)
    expect(plan.strangers.map(({ id }) => id)).toEqual(row.strangers ?? [])
  })

  test('a name that is taken is not fought for', () => {
    const taken = live(9, { ...history, enforcement: 'disabled' })
    const [step] = planRulesets([history], [taken], {}).steps
    expect(step).toMatchObject({
      do: 'create',
      key: history.name,
      wanted: { name: `${history.name} (2)` },
    })
    const second = { ...history, name: `${history.name} (2)` }
    const next = planRulesets([history], [taken, live(10, second)], {
      [history.name]: applied(10, second),
    })
    expect(next.steps.map(words)).toEqual(['keep 10 history main'])
  })

  test('what GitHub keeps otherwise than asked is told and not written again', () => {
    const odd = rulesetFields({ ...history, rules: [{ type: 'deletion' }] })
    const last = { ...applied(1, history), live: odd }
    const { steps } = planRulesets(
      [history],
      [{ id: 1, name: history.name, isOwn: true, fields: odd }],
      { [history.name]: last },
    )
    expect(steps).toMatchObject([
      { do: 'keep', unmet: [{ what: 'rule non_fast_forward', wanted: 'yes' }] },
    ])
  })

  test('ways to merge that somebody narrowed are all named in the answer', () => {
    const narrowed = live(2, parametersOf(1, { allowed_merge_methods: ['squash'] }))
    expect(overwriting(changes, narrowed).rules[0]).toMatchObject({
      parameters: { allowed_merge_methods: ['merge', 'squash', 'rebase'] },
    })
    expect(overwriting(changes, live(2, asGitHubTells))).toBe(changes)
  })
})
