import { expect, test } from '@jest/globals'
import type { DriftIncident } from '../../../src/core/protection/protection-record.ts'
import {
  type ProtectionState,
  renderProtection,
} from '../../../src/core/protection/render-protection.ts'
import type { RulesetDocument } from '../../../src/core/protection/ruleset.ts'

const history: RulesetDocument = {
  name: 'cursor-guard: history main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [{ actor_id: 7, actor_type: 'Integration', bypass_mode: 'always' }],
  conditions: { ref_name: { include: ['refs/heads/main'], exclude: ['refs/heads/wip'] } },
  rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'update' }],
}
const review = (required_approving_review_count: number): RulesetDocument['rules'][number] => ({
  type: 'pull_request',
  parameters: {
    required_approving_review_count,
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
})
const changes: RulesetDocument = {
  ...history,
  name: 'cursor-guard: changes main',
  bypass_actors: [],
  rules: [
    review(1),
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [{ context: 'build' }, { context: 'a | b', integration_id: 7 }],
        strict_required_status_checks_policy: false,
        do_not_enforce_on_create: false,
      },
    },
    { type: 'required_linear_history' },
    { type: 'required_signatures' },
  ],
}
const at = Date.UTC(2027, 0, 2, 3, 4)
const incident: DriftIncident = {
  openedAt: at,
  lastAt: at,
  drifts: [
    {
      at,
      ruleset: 'cursor-guard: history main',
      actor: { id: 5, login: 'mallory' },
      differences: [
        { what: 'rule deletion', wanted: 'yes' },
        { what: 'enforcement', wanted: 'active', live: 'disabled' },
      ],
      more: 0,
      outcome: 'undone',
      times: 1,
    },
  ],
  earlier: 0,
  told: true,
}

const render = (but: Partial<ProtectionState> = {}) =>
  renderProtection({
    rulesets: [],
    preview: [],
    problems: [],
    notes: [],
    strangers: [],
    others: [],
    ...but,
  })

/** The headline: the worst of what is so. */
test.each<{ but: Partial<ProtectionState>; conclusion: string; title: string }>([
  { but: {}, conclusion: 'success', title: 'The policy asks for no protection of branches' },
  { but: { rulesets: [history] }, conclusion: 'success', title: '1 ruleset in place' },
  { but: { rulesets: [history, changes] }, conclusion: 'success', title: '2 rulesets in place' },
  {
    but: { rulesets: [history], incident },
    conclusion: 'success',
    title: 'Put back; 1 ruleset in place',
  },
  {
    but: { preview: [history, changes] },
    conclusion: 'neutral',
    title: 'Audit: 2 rulesets would be kept, none is written',
  },
  {
    but: { preview: [history], rulesets: [changes] },
    conclusion: 'success',
    title: '1 ruleset in place',
  },
  {
    but: { noRulesets: 'Upgrade', preview: [history] },
    conclusion: 'neutral',
    title: 'Detect and restore only',
  },
  {
    but: { problems: ['x'], noRulesets: 'Upgrade', rulesets: [history], incident },
    conclusion: 'failure',
    title: 'Branches are not protected as the policy says',
  },
  {
    but: { problems: ['x'], stoppedAt: at },
    conclusion: 'failure',
    title: 'Changed again and again: not put back for now',
  },
])('$title', ({ but, conclusion, title }) => {
  expect(render(but)).toMatchObject({ conclusion, title })
})

test('rulesets stand in a table: refs, rules and who may pass', () => {
  expect(render({ rulesets: [history, { ...changes, rules: [review(2)] }] }).summary).toBe(
    [
      '### Kept by the App',
      '',
      '| ruleset | refs | rules | who may pass it |',
      '|---|---|---|---|',
      '| cursor-guard: history main | refs/heads/main, not refs/heads/wip | cannot be deleted; no force push; no moving | Integration 7 \\(always\\) |',
      '| cursor-guard: changes main | refs/heads/main, not refs/heads/wip | pull request with 2 approvals | nobody |',
    ].join('\n'),
  )
})

test('every rule has its words, and a name from outside breaks no cell', () => {
  const { summary } = render({ preview: [changes] })
  expect(summary).toContain('### Would be kept, were the policy enforced')
  expect(summary).toContain(
    '| pull request with 1 approval; checks "build", "a \\| b"; linear history; signed commits | nobody |',
  )
  const cells = summary
    .split('\n')
    .at(-1)
    ?.match(/(?<!\\)\|/g)
  expect(cells).toHaveLength(5)
})

test('what is wrong comes first, what is only known last', () => {
  const { summary } = render({
    problems: ['one\ntwo', 'three'],
    stoppedAt: at,
    incident,
    noRulesets: 'Upgrade to <b>Pro</b>',
    rulesets: [history],
    preview: [changes],
    notes: ['a note'],
    strangers: ['cursor-guard: @somebody'],
    others: ['a rule of the organisation'],
  })
  const places = [
    '### Not as the policy says\n\n- one\n  two\n- three',
    'so from 2027-01-02 03:04 UTC to 2027-01-02 04:04 UTC nothing is written',
    '### Changed by others\n\n- ',
    'mallory (id 5)',
    '**This repository has no rulesets** (GitHub says: Upgrade to &lt;b\\>Pro&lt;/b\\>)',
    '### Kept by the App',
    '### Would be kept, were the policy enforced',
    '### Good to know\n\n- a note',
    '### Named like the App’s rulesets, but not made by it: left alone\n\n- cursor-guard: @\u200bsomebody',
    '### Also in force, and never touched\n\n- a rule of the organisation',
  ].map((text) => summary.indexOf(text))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places).not.toContain(-1)
})

test('where there is nothing to tell, that is told', () => {
  expect(render().summary).toContain('no entry under `branches` that asks for a ruleset')
})
