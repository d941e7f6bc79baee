import type { PushWarning } from '../git/ref-update.ts'
import type { ApprovalNeed, Decision, RuleResult, Verdict } from '../policy/decision.ts'
import { stricter } from '../policy/decision.ts'
import { joinNeeds } from '../policy/judge/compile.ts'
import { evaluate } from '../policy/judge/evaluate.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import type { Facts, OrUnknown, PushSubject } from '../policy/subject.ts'
import { allNeeds } from './eligibility.ts'

/** What is known about the change of a pull request. */
export interface ChangeFacts {
  /** `owner/name`. */
  repository: string
  defaultBranch: string
  /** Full ref it goes into. */
  baseRef: string
  /** Login of whoever opened it. */
  actor: OrUnknown<string>
  paths: OrUnknown<readonly string[]>
  /** E-mail addresses of authors and committers. */
  authors: OrUnknown<readonly string[]>
  bytes: OrUnknown<number>
  secrets?: OrUnknown<boolean>
  warnings: readonly PushWarning[]
  /** Whether a commit shows the sign of an agent. */
  agent: OrUnknown<boolean>
  /** Whether one of Cursor's cloud agents made or pushed it. */
  cloudAgent: OrUnknown<boolean>
  /** Of the guarded session that made it, where that is known. */
  runner?: Facts['runner']
  /** Milliseconds since the epoch. */
  now: number
}

/**
 * Judges a pull request as the push it would be: a fast-forward of its base by its changes.
 *
 * Rules about runs and models speak of agents, and so does what is built in: they are left out for a
 * change without any sign of one. With an agent and no known session, what they ask for is unknown.
 * Secrets that have arrived are the business of another check.
 */
export function judgeChange(policy: Policy, change: ChangeFacts): Decision {
  const isByPeople = change.agent === false && change.cloudAgent === false
  const { asked, left } = isByPeople ? withoutAgents(policy) : { asked: policy, left: [] }
  const facts = factsOf(change)
  const decisions = [evaluate(atPullRequest(asked), subjectOf(change), facts)]
  if (change.cloudAgent !== false) decisions.push(cloudDecision(policy, change, facts))
  if (!isByPeople) decisions.push(...change.warnings.flatMap(warningDecision))
  const joined = joinDecisions(decisions)
  return { ...joined, rules: [...joined.rules, ...left.map(isAboutRuns)] }
}

function subjectOf({ baseRef, paths, authors, bytes, secrets }: ChangeFacts): PushSubject {
  return {
    kind: 'push',
    ref: baseRef,
    update: 'fast-forward',
    paths,
    authors,
    bytes,
    ...(secrets === undefined ? {} : { secrets }),
  }
}

function factsOf(change: ChangeFacts): Facts {
  const { repository, baseRef, defaultBranch, actor, runner, now } = change
  const unknown = 'unknown' as const
  return {
    repository,
    ref: baseRef,
    defaultBranch,
    actor,
    runner: runner ?? {
      workflow: unknown,
      workflowRef: unknown,
      environment: unknown,
      event: unknown,
      kind: unknown,
    },
    model: unknown,
    now,
  }
}

interface Split {
  asked: Policy
  left: readonly Rule[]
}

const splits = new WeakMap<Policy, Split>()

function withoutAgents(policy: Policy): Split {
  const known = splits.get(policy)
  if (known !== undefined) return known
  const isAsked = ({ when, source }: Rule) =>
    when.runner === undefined && when.model === undefined && source !== 'built-in'
  const fresh = {
    asked: { ...policy, rules: policy.rules.filter(isAsked) },
    left: policy.rules.filter((rule) => !isAsked(rule)),
  }
  splits.set(policy, fresh)
  return fresh
}

const atPullRequests = new WeakMap<Policy, Policy>()

/** `secrets.push` is about a push that can still be refused; what has arrived is `secrets.pushed`. */
function atPullRequest(policy: Policy): Policy {
  const known = atPullRequests.get(policy)
  if (known !== undefined) return known
  const { floor } = policy
  const { push: _, ...floorSecrets } = floor?.secrets ?? {}
  const fresh: Policy = {
    ...policy,
    secrets: { ...policy.secrets, push: 'warn' },
    ...(floor === undefined ? {} : { floor: { ...floor, secrets: floorSecrets } }),
  }
  atPullRequests.set(policy, fresh)
  return fresh
}

/** What the policy says about cloud agents, said of what one has already made. */
function cloudDecision(policy: Policy, { cloudAgent }: ChangeFacts, facts: Facts): Decision {
  const action = cloudAgent === 'unknown' ? 'unknown' : 'create'
  const decision = evaluate(policy, { kind: 'cloud-agent', action, path: '/' }, facts)
  const rules = decision.rules.filter(({ matched }) => matched)
  if (decision.rule !== 'agents.cloud') return { ...decision, rules }
  const made = cloudAgent === 'unknown' ? 'may have made' : 'made'
  const reason = `One of Cursor's cloud agents ${made} this change, where no guard could see it.`
  return { ...decision, rules, reason }
}

/** What a guarded push is held or refused for whatever the policy says, an agent's commits are too. */
function warningDecision({ code, text, effect }: PushWarning): Decision[] {
  if (effect === 'note') return []
  const rule = `push.${code}`
  const result = {
    rule,
    source: 'built-in' as const,
    // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
    then: effect,
    matched: true,
    conditions: [],
    reason: text,
  }
  return [
    {
      verdict: effect,
      effective: effect,
      rule,
      reason: text,
      rules: [result],
      ...(effect === 'hold' ? { approve: anyWriter } : {}),
    },
  ]
}

const anyWriter: ApprovalNeed = { count: 1, teams: [], users: [], permission: 'write' }

/** One decision of several: the strictest, and everything that must be agreed to. */
function joinDecisions(decisions: readonly Decision[]): Decision {
  const strictest = (of: (one: Decision) => Verdict) => decisions.map(of).reduce(stricter)
  const effective = strictest((one) => one.effective)
  const verdict = strictest((one) => one.verdict)
  const winner =
    decisions.find((one) => one.effective === effective && one.verdict === verdict) ??
    decisions.find((one) => one.effective === effective)
  const holds = decisions.filter(
    (one) => (effective === 'allow' ? one.verdict : one.effective) === 'hold',
  )
  const needs = holds.flatMap(({ approve }) => (approve === undefined ? [] : eachNeed(approve)))
  const { rule, reason } = winner ?? {}
  const isHeld = (effective === 'allow' ? verdict : effective) === 'hold'
  return {
    verdict,
    effective,
    ...(rule === undefined ? {} : { rule }),
    ...(reason === undefined ? {} : { reason }),
    ...(isHeld && needs.length > 0 ? { approve: joinNeeds(needs) } : {}),
    rules: decisions.flatMap(({ rules }) => rules),
  }
}

/** Needs one by one and in one form, so that they can be joined with those of other decisions. */
const eachNeed = (need: ApprovalNeed): ApprovalNeed[] =>
  allNeeds(need).map(({ count, teams, users, permission }) => ({
    count,
    teams,
    users,
    ...(permission === undefined ? {} : { permission }),
  }))

const isAboutRuns = ({ name, source = 'repository', then }: Rule): RuleResult => ({
  rule: name,
  source,
  then,
  matched: false,
  conditions: [
    { key: 'agent', expected: 'the run of an agent', actual: 'no sign of an agent', outcome: 'no' },
  ],
})

/** Whether a rule asks for something that is costly to find out. */
export const asksForSecrets = ({ rules }: Policy): boolean =>
  rules.some(({ when }) => when.push?.secrets !== undefined)
