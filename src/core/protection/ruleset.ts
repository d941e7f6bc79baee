import { createHash } from 'node:crypto'
import type { BranchRule, Policy } from '../policy/policy.ts'
import { markdownCode } from '../policy/render/plain-text.ts'
import { type RefCondition, type RefTarget, refConditions } from './ref-conditions.ts'

/** Every ruleset of the App starts like this. */
export const rulesetPrefix = 'cursor-guard: '

/** A ruleset in the form GitHub takes. */
export interface RulesetDocument {
  name: string
  target: RefTarget
  enforcement: 'active'
  bypass_actors: { actor_id: number; actor_type: 'Integration'; bypass_mode: 'always' }[]
  conditions: { ref_name: { include: string[]; exclude: string[] } }
  rules: RulesetRule[]
}

export type RulesetRule =
  | {
      type:
        | 'deletion'
        | 'non_fast_forward'
        | 'update'
        | 'required_linear_history'
        | 'required_signatures'
    }
  | {
      type: 'pull_request'
      parameters: {
        required_approving_review_count: number
        dismiss_stale_reviews_on_push: boolean
        require_code_owner_review: boolean
        require_last_push_approval: boolean
        required_review_thread_resolution: boolean
        allowed_merge_methods?: ('merge' | 'squash' | 'rebase')[]
      }
    }
  | {
      type: 'required_status_checks'
      parameters: {
        required_status_checks: { context: string; integration_id?: number }[]
        strict_required_status_checks_policy: boolean
        do_not_enforce_on_create: boolean
      }
    }

export interface WantedRulesets {
  rulesets: RulesetDocument[]
  /** What is not as the policy says it, or may surprise; one sentence each, in markdown. */
  notes: string[]
}

/** GitHub's own limits. */
const maxRulesets = 75
const maxNameLength = 100

/**
 * What GitHub must hold true for these entries of `branches:`; an entry that asks for nothing has no
 * ruleset. Two for each match: `history` keeps commits and refs, with the App as the only one who may
 * pass it, to restore; `changes` says how commits get there, and nobody may pass it.
 *
 * @param appId whose check runs count as the App's
 * @param entries the entries to carry out, when not all of the policy's
 */
export function wantedRulesets(
  policy: Policy,
  { appId, defaultBranch }: { appId: number; defaultBranch: string },
  entries: readonly BranchRule[] = policy.branches,
): WantedRulesets {
  const notes: string[] = []
  const rulesets: RulesetDocument[] = []
  for (const { entry, target, condition } of mergeByRefs(entries, defaultBranch, notes)) {
    const make = (kind: 'history' | 'changes', rules: RulesetRule[], bypass: boolean) => {
      if (rules.length === 0) return
      rulesets.push({
        name: nameOf(kind, condition.label),
        target,
        enforcement: 'active',
        bypass_actors: bypass
          ? [{ actor_id: appId, actor_type: 'Integration', bypass_mode: 'always' }]
          : [],
        conditions: { ref_name: { include: condition.include, exclude: condition.exclude } },
        rules,
      })
    }
    make('history', historyRules(entry, target), true)
    const own = ownChecks(policy, entry, target, condition, notes)
    make('changes', changeRules(entry, target, own, appId), false)
  }
  if (rulesets.length > maxRulesets) {
    const left = rulesets.splice(maxRulesets).map(({ name }) => markdownCode(name))
    notes.push(
      `GitHub takes ${maxRulesets} rulesets, so these are only detected and restored: ${left.join(', ')}`,
    )
  }
  return { rulesets, notes: [...new Set(notes)] }
}

interface Entry {
  entry: BranchRule
  target: RefTarget
  condition: RefCondition
}

/** Entries about the same refs, as of the floor and of the repository, are one: the strictest of each. */
function mergeByRefs(
  entries: readonly BranchRule[],
  defaultBranch: string,
  notes: string[],
): Entry[] {
  const merged = new Map<string, Entry>()
  for (const entry of entries) {
    const conditions = refConditions(entry.match, defaultBranch)
    notes.push(...conditions.notes)
    for (const target of ['branch', 'tag'] as const) {
      const condition = conditions[target]
      if (condition === undefined) continue
      const key = `${target} ${condition.label}`
      const other = merged.get(key)
      const both = other === undefined ? entry : strictest(other.entry, entry)
      merged.set(key, { entry: both, target, condition })
    }
  }
  return [...merged.values()]
}

function strictest(a: BranchRule, b: BranchRule): BranchRule {
  const stricter = (one: BranchRule['delete'], other: BranchRule['delete']) =>
    one === 'allow' ? other : one
  const [x, y] = [a.pull_request, b.pull_request]
  const pullRequest = x &&
    y && {
      approvals: Math.max(x.approvals, y.approvals),
      dismiss_stale: x.dismiss_stale || y.dismiss_stale,
      code_owners: x.code_owners || y.code_owners,
      last_push_approval: x.last_push_approval || y.last_push_approval,
    }
  const joined = pullRequest ?? x ?? y
  return {
    ...a,
    force_push: stricter(a.force_push, b.force_push),
    delete: stricter(a.delete, b.delete),
    ...(joined === undefined ? {} : { pull_request: joined }),
    required_checks: [...new Set([...a.required_checks, ...b.required_checks])],
    linear_history: a.linear_history || b.linear_history,
    signed_commits: a.signed_commits || b.signed_commits,
    // The built-in default asks for less than a file: two of different source are a file's.
    ...(a.source === b.source ? {} : { source: 'repository' as const }),
  }
}

/** A tag that is moved, even to a commit on top, is another tag: git calls it clobbered. */
function historyRules(entry: BranchRule, target: RefTarget): RulesetRule[] {
  return [
    ...(entry.delete === 'allow' ? [] : [{ type: 'deletion' as const }]),
    ...(entry.force_push === 'allow' ? [] : [{ type: 'non_fast_forward' as const }]),
    ...(entry.force_push === 'allow' || target === 'branch' ? [] : [{ type: 'update' as const }]),
  ]
}

function changeRules(
  entry: BranchRule,
  target: RefTarget,
  own: readonly string[],
  appId: number,
): RulesetRule[] {
  const rules: RulesetRule[] = []
  if (entry.pull_request !== undefined && target === 'branch') {
    const { approvals, dismiss_stale, code_owners, last_push_approval } = entry.pull_request
    rules.push({
      type: 'pull_request',
      parameters: {
        required_approving_review_count: approvals,
        dismiss_stale_reviews_on_push: dismiss_stale,
        require_code_owner_review: code_owners,
        require_last_push_approval: last_push_approval,
        required_review_thread_resolution: false,
      },
    })
  }
  const others = entry.required_checks.filter((context) => !own.includes(context))
  if (own.length + others.length > 0) {
    const ours = (context: string) =>
      context.startsWith('cursor-guard / ') ? { context, integration_id: appId } : { context }
    rules.push({
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [...others, ...own].map(ours),
        strict_required_status_checks_policy: false,
        // What is approved is a pull request's head; a branch that is made now never had a chance.
        do_not_enforce_on_create: own.length > 0,
      },
    })
  }
  if (entry.linear_history) rules.push({ type: 'required_linear_history' })
  if (entry.signed_commits) rules.push({ type: 'required_signatures' })
  return rules
}

/**
 * The App's own checks that changes of these branches wait for.
 *
 * GitHub lets a commit onto such a branch only when the check is there already. So tags, which are
 * made of commits that were merged, wait for none; nor do branches of any name on which work is done,
 * unless the entry itself wants pull requests or checks there: nobody could push to them any more. A
 * branch that takes pushes waits for what the policy asks for in as many words, not for its defaults.
 */
function ownChecks(
  policy: Policy,
  entry: BranchRule,
  target: RefTarget,
  { label, isBroad }: RefCondition,
  notes: string[],
): string[] {
  const takesPushes = entry.pull_request === undefined && entry.required_checks.length === 0
  const own = requiredOwnChecks(policy, takesPushes ? 'stated' : 'all')
  if (target === 'tag' || entry.source === 'built-in' || own.length === 0) return []
  if (!takesPushes) return own
  const names = own.map(markdownCode).join(' and ')
  const branches = markdownCode(label)
  if (isBroad) {
    notes.push(
      `${branches} takes every branch, so ${names} cannot be required there: nobody could push any more. Name the branches that changes are merged into, or add \`pull_request:\`.`,
    )
    return []
  }
  notes.push(
    `Pushes straight to ${branches} are refused, because ${names} must pass before a commit gets there: changes come by pull request.`,
  )
  return own
}

/**
 * The App's checks without which nothing is merged under this policy: `secrets` when a secret blocks,
 * `approval` when a rule may hold or deny a change, or hold Cursor's cloud agents; `session` when the
 * policy says in as many words that agents' commits need a recording.
 *
 * @param which `stated`: without those that come of defaults alone
 */
export function requiredOwnChecks(policy: Policy, which: 'all' | 'stated' = 'all'): string[] {
  const mayHold = policy.rules.some(
    ({ when, then }) =>
      (then === 'hold' || then === 'deny') &&
      when.push !== undefined &&
      (when.push.update === undefined || when.push.update.includes('fast-forward')),
  )
  const counts = (key: string) => which === 'all' || policy.stated.includes(key)
  const { recording, stated, floor } = policy
  const session =
    recording.require &&
    (stated.includes('recording.require') || floor?.recording?.require === true)
  const secrets = policy.secrets.pushed !== 'warn' && counts('secrets.pushed')
  const cloud = policy.agents.cloud !== 'allow' && counts('agents.cloud')
  return [
    ...(secrets ? ['cursor-guard / secrets'] : []),
    ...(mayHold || cloud ? ['cursor-guard / approval'] : []),
    ...(session ? ['cursor-guard / session'] : []),
  ]
}

/** A name says what it is about; one that would be too long ends in a digest of the whole. */
function nameOf(kind: 'history' | 'changes', label: string): string {
  const name = `${rulesetPrefix}${kind} ${label.replace(/[\p{Cc}\p{Cf}]/gu, '')}`
  if (name.length <= maxNameLength) return name
  const digest = createHash('sha256').update(label).digest('hex').slice(0, 8)
  return `${name.slice(0, maxNameLength - 11)}… ${digest}`
}
