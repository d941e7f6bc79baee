import { type ApprovalNeed, stricter, type Verdict } from '../decision.ts'
import type { BranchRule, Floor, Policy, Rule, Source } from '../policy.ts'
import type { Subject } from '../subject.ts'
import { compileWhen } from './compile-when.ts'
import { type Condition, onBranch } from './condition.ts'
import { compileAllowedHosts, hostText } from './match.ts'

type Kind = Subject['kind']

/** A rule of the file, or what a section of it says, made ready to judge subjects of one kind. */
export interface Judge {
  kind: Kind
  rule: string
  source: Source
  then: Verdict
  conditions: readonly Condition[]
  /** The rule's own words to whoever is refused. */
  reason?: string
  need?: ApprovalNeed
  /** Left out of the result tree where it does not match: a section of the file is no rule. */
  quiet: boolean
}

/** Everything a policy says, in the order of the file; the floor judges beside the rest. */
export interface CompiledPolicy {
  judges: readonly Judge[]
  enforced: boolean
  floorEnforced: boolean
}

const compiled = new WeakMap<Policy, CompiledPolicy>()

/** The policy made ready; each policy object once. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const known = compiled.get(policy)
  if (known !== undefined) return known
  const { floor } = policy
  const fresh: CompiledPolicy = {
    judges: [
      ...policy.rules.map(compileRule),
      ...policy.branches.flatMap(compileBranch),
      ...compileSections(policy, sourceOf(policy)),
      ...(floor === undefined ? [] : compileSections(floor, 'floor')),
    ],
    enforced: policy.enforcement === 'enforce',
    // A floor that does not speak of it holds, whatever a repository tries out.
    floorEnforced: floor?.enforcement !== 'audit',
  }
  compiled.set(policy, fresh)
  return fresh
}

/** Where the sections of a policy come from: the built-in one marks its rules. */
const sourceOf = ({ rules, branches }: Policy): Source =>
  [...rules, ...branches].every(({ source }) => source === 'built-in') && rules.length > 0
    ? 'built-in'
    : 'repository'

/** Whoever may write releases a hold that names nobody. */
const anyWriter: ApprovalNeed = { count: 1, teams: [], users: [], permission: 'write' }

function compileRule(rule: Rule): Judge {
  const { name, when, then, reason, approve, source = 'repository' } = rule
  return {
    kind: kindOf(rule),
    rule: name,
    source,
    then,
    conditions: compileWhen(when),
    ...(reason === undefined ? {} : { reason }),
    ...(then === 'hold'
      ? { need: approve ? { ...approve.by, count: approve.count } : anyWriter }
      : {}),
    quiet: false,
  }
}

const kinds = ['prompt', 'response', 'push', 'github', 'egress', 'cloud-agent', 'process'] as const

const kindOf = ({ when }: Rule): Kind => kinds.find((kind) => when[kind] !== undefined) ?? 'tool'

/** What a section of the file says about subjects of one kind. */
function section(
  kind: Kind,
  rule: string,
  { source, then }: { source: Source; then: Verdict },
  conditions: readonly Condition[],
): Judge {
  const judge = { kind, rule, source, then, conditions, quiet: true }
  return then === 'hold' ? { ...judge, need: anyWriter } : judge
}

function compileBranch({
  match,
  force_push,
  delete: onDelete,
  source = 'repository',
}: BranchRule): Judge[] {
  const branch = onBranch('branches.match', match)
  const judge = (rule: string, then: Verdict, update: string) =>
    section('push', rule, { source, then }, [onUpdate(update), branch])
  return [
    judge('branches.force_push', force_push, 'rewrite'),
    judge('branches.delete', onDelete, 'delete'),
  ].filter(({ then }) => then !== 'allow')
}

const onUpdate = (expected: string): Condition => ({
  key: 'push.update',
  expected,
  ask({ subject }) {
    const update = subject.kind === 'push' ? subject.update : 'unknown'
    const outcome = update === 'unknown' ? 'unknown' : update === expected ? 'yes' : 'no'
    return { outcome, actual: update }
  },
})

function compileSections(
  { secrets, agents, egress }: Pick<Floor, 'secrets' | 'agents' | 'egress'>,
  source: Source,
): Judge[] {
  const judge = (kind: Kind, rule: string, then: Verdict | undefined, condition: Condition) =>
    then === undefined || then === 'allow'
      ? []
      : [section(kind, rule, { source, then }, [condition])]
  return [
    ...judge('push', 'secrets.push', secrets?.push, holdsSecret),
    ...judge('cloud-agent', 'agents.cloud', agents?.cloud, setsToWork),
    ...judge('egress', 'egress.default', egress?.default, isUnlisted(egress?.allow ?? [])),
  ]
}

/** A push that was not scanned counts as one without a secret; where a scan failed, the lane says `unknown`. */
const holdsSecret: Condition = {
  key: 'push.secrets',
  expected: 'true',
  ask({ subject }) {
    const found = (subject.kind === 'push' ? subject.secrets : undefined) ?? false
    const outcome = found === 'unknown' ? 'unknown' : found ? 'yes' : 'no'
    return { outcome, actual: String(found) }
  },
}

const setsToWork: Condition = {
  key: 'cloud-agent.action',
  expected: 'create, follow-up',
  ask({ subject }) {
    const action = subject.kind === 'cloud-agent' ? subject.action : 'unknown'
    if (action === 'unknown') return { outcome: 'unknown', actual: action }
    const outcome = action === 'create' || action === 'follow-up' ? 'yes' : 'no'
    return { outcome, actual: action }
  },
}

function isUnlisted(allow: readonly string[]): Condition {
  const isAllowed = compileAllowedHosts(allow)
  return {
    key: 'egress.allow',
    expected: `none of ${allow.join(', ') || 'no host'}`,
    ask({ subject }) {
      if (subject.kind !== 'egress') return { outcome: 'no', actual: subject.kind }
      const { host, port } = subject
      return { outcome: isAllowed(host, port) ? 'no' : 'yes', actual: hostText(host, port) }
    },
  }
}

/** All of several needs, as one. */
export function joinNeeds(needs: readonly ApprovalNeed[]): ApprovalNeed {
  const [first = anyWriter, ...others] = needs
  const seen = new Set([JSON.stringify(first)])
  const also = others.filter((need) => {
    const text = JSON.stringify(need)
    return seen.has(text) ? false : seen.add(text)
  })
  return also.length === 0 ? first : { ...first, also }
}

export const strictest = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce(stricter, 'allow')
