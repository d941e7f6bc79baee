import { stricter } from '../decision.ts'
import { covers } from '../judge/glob.ts'
import { isExclusion } from '../judge/match.ts'
import type {
  ApprovalPolicy,
  EgressPolicy,
  Floor,
  GitPolicy,
  Limits,
  Policy,
  RecordingPolicy,
  SecretRule,
  SecretsPolicy,
} from '../policy.ts'
import { narrowAllowances } from './narrow-allowances.ts'

/**
 * The policy with every key at least as tight as the floor.
 *
 * Tighter is: enforced rather than audited; masked rather than warned about; the stricter verdict;
 * the lower limit; ending rather than asking; a longer retention; a shorter wait and life of requests;
 * fewer exceptions, hosts, repositories and refs; more rules, known names and agent identities. `artifact` has
 * no order: the floor's value stands.
 *
 * @param stated keys the repository sets itself; only those are reported as looser
 */
export function applyFloor(
  policy: Policy,
  floor: Floor,
  stated: readonly string[],
): { policy: Policy; messages: string[] } {
  const messages: string[] = []
  const compare = createComparison(stated, messages)
  noteMilderRules(policy, floor, messages)
  const { agents } = policy
  const tightened: Policy = {
    ...policy,
    enforcement: compare.tighter('enforcement', policy.enforcement, floor.enforcement, [
      'audit',
      'enforce',
    ]),
    branches: [...(floor.branches ?? []), ...policy.branches],
    rules: [...(floor.rules ?? []), ...policy.rules],
    secrets: tightenSecrets(policy.secrets, floor.secrets ?? {}, compare, messages),
    limits: tightenLimits(policy.limits, floor.limits ?? {}, compare),
    git: tightenGit(policy.git, floor.git ?? {}, compare, messages),
    agents: {
      cloud: compare.tighter('agents.cloud', agents.cloud, floor.agents?.cloud, [
        'allow',
        'hold',
        'deny',
      ]),
      identities: union(floor.agents?.identities, agents.identities),
    },
    cursor: {
      unknown_calls: compare.tighter(
        'cursor.unknown_calls',
        policy.cursor.unknown_calls,
        floor.cursor?.unknown_calls,
        ['allow', 'deny'],
      ),
    },
    egress: narrowEgress(policy.egress, floor.egress ?? {}, compare, messages),
    recording: tightenRecording(policy.recording, floor.recording ?? {}, compare),
    approval: tightenApproval(policy.approval, floor.approval ?? {}, compare),
    floor,
  }
  return { policy: tightened, messages }
}

interface Comparison {
  note(key: string, own: unknown, least: unknown): void
  /** The tighter of two values by their place in `order`, from loose to tight. */
  tighter<T>(key: string, own: T, least: T | undefined, order: readonly T[]): T
  lower<T extends number | undefined>(key: string, own: T, bound: number | undefined): T | number
}

function createComparison(stated: readonly string[], messages: string[]): Comparison {
  const note = (key: string, own: unknown, least: unknown) => {
    if (stated.includes(key)) {
      messages.push(`${key}: ${own} is looser than the organisation's floor, so ${least} stands`)
    }
  }
  return {
    note,
    tighter(key, own, least, order) {
      if (least === undefined || order.indexOf(own) >= order.indexOf(least)) return own
      note(key, own, least)
      return least
    },
    lower(key, own, bound) {
      if (bound === undefined || (own !== undefined && own <= bound)) return own
      if (own !== undefined) note(key, own, bound)
      return bound
    },
  }
}

function tightenSecrets(
  own: SecretsPolicy,
  floor: Partial<SecretsPolicy>,
  { tighter }: Comparison,
  messages: string[],
): SecretsPolicy {
  return {
    inline: tighter('secrets.inline', own.inline, floor.inline, ['warn', 'mask']),
    push: tighter('secrets.push', own.push, floor.push, ['warn', 'hold', 'deny']),
    pushed: tighter('secrets.pushed', own.pushed, floor.pushed, ['warn', 'block', 'quarantine']),
    known: union(floor.known, own.known),
    rules: joinSecretRules(floor.rules ?? [], own.rules, messages),
    allow: narrowAllowances(own.allow, floor.allow, messages),
    allow_inline: tighter('secrets.allow_inline', own.allow_inline, floor.allow_inline, [
      true,
      false,
    ]),
  }
}

function tightenLimits(
  own: Limits,
  floor: Partial<Limits>,
  { lower, tighter }: Comparison,
): Limits {
  const limits: Limits = {
    reached: tighter('limits.reached', own.reached, floor.reached, ['hold', 'end']),
  }
  for (const key of ['minutes', 'tokens', 'tool_calls', 'pushes'] as const) {
    const limit = lower(`limits.${key}`, own[key], floor[key])
    if (limit !== undefined) limits[key] = limit
  }
  return limits
}

/** A floor that lists repositories permits no others. */
function tightenGit(
  own: GitPolicy,
  floor: Partial<GitPolicy>,
  { lower, tighter }: Comparison,
  messages: string[],
): GitPolicy {
  const permitted = floor.repositories && new Set(floor.repositories.map(lowerCase))
  const repositories = own.repositories.filter((name) => {
    const isPermitted = permitted === undefined || permitted.has(lowerCase(name))
    if (!isPermitted) {
      messages.push(
        `git.repositories: ${name} is not among those the organisation's floor permits, and is not reached`,
      )
    }
    return isPermitted
  })
  return {
    repositories,
    push_options: tighter('git.push_options', own.push_options, floor.push_options, [
      'allow',
      'deny',
    ]),
    refs_per_push: lower('git.refs_per_push', own.refs_per_push, floor.refs_per_push),
  }
}

const lowerCase = (text: string): string => text.toLowerCase()

function tightenRecording(
  own: RecordingPolicy,
  floor: Partial<RecordingPolicy>,
  { note, tighter }: Comparison,
): RecordingPolicy {
  const retention = Math.max(own.retention, floor.retention ?? 0)
  if (retention !== own.retention) note('recording.retention', own.retention, retention)
  const artifact = floor.artifact ?? own.artifact
  if (artifact !== own.artifact) note('recording.artifact', own.artifact, artifact)
  return {
    retention,
    require: tighter('recording.require', own.require, floor.require, [false, true]),
    ...(artifact === undefined ? {} : { artifact }),
  }
}

function tightenApproval(
  own: ApprovalPolicy,
  floor: Partial<ApprovalPolicy>,
  { lower, tighter }: Comparison,
): ApprovalPolicy {
  return {
    wait: lower('approval.wait', own.wait, floor.wait),
    expires: lower('approval.expires', own.expires, floor.expires),
    self: tighter('approval.self', own.self, floor.self, [true, false]),
  }
}

const union = (first: readonly string[] = [], second: readonly string[]): string[] => [
  ...new Set([...first, ...second]),
]

/** Both stand and the stricter wins; whoever wrote the milder one should know. */
function noteMilderRules({ rules, branches }: Policy, floor: Floor, messages: string[]): void {
  for (const { name, then } of rules) {
    const least = floor.rules?.find((rule) => rule.name.toLowerCase() === name.toLowerCase())
    if (least !== undefined && stricter(then, least.then) !== then) {
      messages.push(
        `rules: "${name}" says ${then}; the organisation's floor says ${least.then}, which stands`,
      )
    }
  }
  for (const { match, force_push, delete: onDelete } of branches) {
    const isMilder = floor.branches?.some(
      (least) =>
        least.match.some((glob) => match.includes(glob)) &&
        (stricter(force_push, least.force_push) !== force_push ||
          stricter(onDelete, least.delete) !== onDelete),
    )
    if (isMilder === true) {
      messages.push(
        `branches: ${match.join(', ')} is looser than the organisation's floor, which stands`,
      )
    }
  }
}

/** The floor's pattern keeps its id; a different one of the repository gets out of its way. */
function joinSecretRules(
  floor: readonly SecretRule[],
  own: readonly SecretRule[],
  messages: string[],
): SecretRule[] {
  const kept = own.filter((rule) => {
    const least = floor.find(({ id }) => id === rule.id)
    if (least !== undefined && least.pattern !== rule.pattern) {
      messages.push(
        `secrets.rules: ${rule.id} is set by the organisation's floor, whose pattern stands`,
      )
    }
    return least === undefined
  })
  return [...floor, ...kept]
}

/** What both permit: a host of one list counts when the other list covers it. */
function narrowEgress(
  own: EgressPolicy,
  floor: Partial<EgressPolicy>,
  { note }: Comparison,
  messages: string[],
): EgressPolicy {
  if (floor.default !== 'deny') return own
  const permitted = floor.allow ?? []
  if (own.default === 'allow') {
    note('egress.default', 'allow', 'deny')
    return { default: 'deny', allow: permitted }
  }
  const positive = (list: readonly string[]) => list.filter((host) => !isExclusion(host))
  const within = (inner: string, list: readonly string[]) =>
    positive(list).some((outer) => covers(outer.toLowerCase(), inner.toLowerCase()))
  const kept = positive(own.allow).filter((host) => within(host, permitted))
  const narrower = positive(permitted).filter((host) => within(host, own.allow))
  for (const host of positive(own.allow)) {
    if (kept.includes(host) || narrower.some((inner) => within(inner, [host]))) continue
    messages.push(
      `egress.allow: ${host} is not within the organisation's floor, and is not permitted`,
    )
  }
  const excluded = [...own.allow, ...permitted].filter(isExclusion)
  return { default: 'deny', allow: union(kept, [...narrower, ...excluded]) }
}
