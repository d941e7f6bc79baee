import type {
  EgressPolicy,
  Floor,
  Limits,
  Policy,
  SecretAllowance,
  SecretRule,
  SecretsPolicy,
} from '../policy.ts'
import { durationText } from '../render/duration-text.ts'
import { compareBranches } from './compare-branches.ts'
import { type ChangeEffect, compareRules, type PolicyChange } from './compare-rules.ts'
import { applyFloor } from './floor.ts'
import { endless, permits } from './narrow-allowances.ts'
import { openPolicy } from './open-policy.ts'
import {
  type Budget,
  beyond,
  coversPlain,
  createBudget,
  missingFrom,
  positives,
} from './pattern-cover.ts'

export type { ChangeEffect, PolicyChange } from './compare-rules.ts'

/**
 * What is different between two policies, key by key, and whether it is looser.
 *
 * `loosened` errs on the safe side: where two conditions cannot be held against each other, the later
 * one may let something pass. A policy without a loosening never lets pass what the earlier one held
 * up.
 *
 * @param defaultBranch what `~DEFAULT_BRANCH` stands for, when it is known
 */
export function comparePolicies(
  before: Policy,
  after: Policy,
  { defaultBranch }: { defaultBranch?: string } = {},
): PolicyChange[] {
  const context = { defaultBranch, budget: createBudget() }
  const sections = compareSections(before, after, context)
  return [...sections, ...compareFloors(before.floor, after.floor, context)]
}

interface Context {
  defaultBranch: string | undefined
  budget: Budget
}

function compareSections(before: Policy, after: Policy, context: Context): PolicyChange[] {
  const audits = after.enforcement === 'audit'
  return [
    ...ordered('enforcement', before.enforcement, after.enforcement, ['audit', 'enforce']),
    ...compareBranches(before.branches, after.branches, context),
    ...compareSecrets(before.secrets, after.secrets, context.budget),
    ...compareRules(before.rules, after.rules, { ...context, audits }),
    ...compareLimits(before.limits, after.limits),
    ...compareGit(before, after),
    ...ordered('agents.cloud', before.agents.cloud, after.agents.cloud, ['allow', 'hold', 'deny']),
    ...names('agents.identities', before.agents.identities, after.agents.identities, 'tightened'),
    ...ordered('cursor.unknown_calls', before.cursor.unknown_calls, after.cursor.unknown_calls, [
      'allow',
      'deny',
    ]),
    ...compareEgress(before.egress, after.egress, context.budget),
    ...compareRecording(before, after),
    ...compareApproval(before, after),
  ]
}

/** One value whose order, from loose to tight, is known. */
function ordered<T>(key: string, was: T, is: T, order: readonly T[]): PolicyChange[] {
  if (was === is) return []
  const effect = order.indexOf(is) < order.indexOf(was) ? 'loosened' : 'tightened'
  return [{ effect, text: `${key}: ${was}, now ${is}` }]
}

/** A bound: more of it is looser, and none at all the loosest. */
function bound(
  key: string,
  was: number | undefined,
  is: number | undefined,
  show: (value: number) => string = String,
): PolicyChange[] {
  if (was === is) return []
  const effect = (is ?? Infinity) > (was ?? Infinity) ? 'loosened' : 'tightened'
  const text = (value: number = Infinity) => (value === Infinity ? 'none' : show(value))
  return [{ effect, text: `${key}: ${text(was)}, now ${text(is)}` }]
}

const opposite: Readonly<Record<ChangeEffect, ChangeEffect>> = {
  loosened: 'tightened',
  tightened: 'loosened',
  changed: 'changed',
}

/** A list of names: what a further one does, and a missing one the other way round. */
function names(
  key: string,
  was: readonly string[],
  is: readonly string[],
  further: ChangeEffect,
): PolicyChange[] {
  return [
    ...missingFrom(is, was).map((one) => ({ effect: further, text: `${key}: ${one} is new` })),
    ...missingFrom(was, is).map((one) => ({
      effect: opposite[further],
      text: `${key}: ${one} is gone`,
    })),
  ]
}

function compareSecrets(was: SecretsPolicy, is: SecretsPolicy, budget: Budget): PolicyChange[] {
  return [
    ...ordered('secrets.inline', was.inline, is.inline, ['warn', 'mask']),
    ...ordered('secrets.push', was.push, is.push, ['warn', 'hold', 'deny']),
    ...ordered('secrets.pushed', was.pushed, is.pushed, ['warn', 'block', 'quarantine']),
    ...ordered('secrets.allow_inline', was.allow_inline, is.allow_inline, [true, false]),
    ...names('secrets.known', was.known, is.known, 'tightened'),
    ...compareSecretRules(was.rules, is.rules),
    ...compareAllowances('secrets.allow', was.allow, is.allow, budget),
  ]
}

function compareSecretRules(was: readonly SecretRule[], is: readonly SecretRule[]): PolicyChange[] {
  const ids = (rules: readonly SecretRule[]) => rules.map(({ id }) => id)
  const changed = is.flatMap((rule): PolicyChange[] => {
    const old = was.find(({ id }) => id === rule.id)
    if (old === undefined || JSON.stringify(old) === JSON.stringify(rule)) return []
    const isWider =
      old.pattern === rule.pattern && old.keywords.every((word) => rule.keywords.includes(word))
    const effect = isWider ? 'tightened' : 'loosened'
    return [{ effect, text: `secrets.rules: ${rule.id} looks for something else` }]
  })
  return [...names('secrets.rules', ids(was), ids(is), 'tightened'), ...changed]
}

function compareAllowances(
  key: string,
  was: readonly SecretAllowance[],
  is: readonly SecretAllowance[],
  budget: Budget,
): PolicyChange[] {
  const text = ({ fingerprint, path, until }: SecretAllowance) =>
    `${[fingerprint, path].filter((part) => part !== undefined).join(' in ')}${until ? ` until ${until}` : ''}`
  return [
    ...notPermitted(is, was, budget).map(
      (one): PolicyChange => ({ effect: 'loosened', text: `${key}: excepts ${text(one)}` }),
    ),
    ...notPermitted(was, is, budget).map(
      (one): PolicyChange => ({
        effect: 'tightened',
        text: `${key}: no longer excepts ${text(one)}`,
      }),
    ),
  ]
}

/** Exceptions that no other one takes in; beyond the budget, that are not the very same. */
function notPermitted(
  list: readonly SecretAllowance[],
  others: readonly SecretAllowance[],
  budget: Budget,
): SecretAllowance[] {
  const keyOf = ({ reason: _, ...rest }: SecretAllowance) => JSON.stringify(rest)
  const same = new Set(others.map(keyOf))
  const left = list.filter((one) => !same.has(keyOf(one)))
  if (left.length === 0 || !budget.spend(left.length * others.length)) return left
  return left.filter(
    (one) =>
      !others.some(
        (other) => permits(other, one) && (other.until ?? endless) >= (one.until ?? endless),
      ),
  )
}

function compareLimits(was: Limits, is: Limits): PolicyChange[] {
  const keys = ['minutes', 'tokens', 'tool_calls', 'pushes'] as const
  return [
    ...keys.flatMap((key) => bound(`limits.${key}`, was[key], is[key])),
    ...ordered('limits.reached', was.reached, is.reached, ['hold', 'end']),
  ]
}

function compareGit({ git: was }: Policy, { git: is }: Policy): PolicyChange[] {
  return [
    ...names('git.repositories', was.repositories, is.repositories, 'loosened'),
    ...ordered('git.push_options', was.push_options, is.push_options, ['allow', 'deny']),
    ...bound('git.refs_per_push', was.refs_per_push, is.refs_per_push),
  ]
}

function compareEgress(was: EgressPolicy, is: EgressPolicy, budget: Budget): PolicyChange[] {
  if (was.default !== is.default) {
    return ordered('egress.default', was.default, is.default, ['allow', 'deny'])
  }
  if (is.default === 'allow') return []
  const newHosts = (list: readonly string[], others: readonly string[]) =>
    beyond(positives(list), positives(others), coversPlain, budget)
  const changes = [
    ...newHosts(is.allow, was.allow).map(
      (host): PolicyChange => ({ effect: 'loosened', text: `egress.allow: ${host} is new` }),
    ),
    ...newHosts(was.allow, is.allow).map(
      (host): PolicyChange => ({ effect: 'tightened', text: `egress.allow: ${host} is gone` }),
    ),
  ]
  const excluded = (list: readonly string[]) => list.filter((host) => host.startsWith('!'))
  return [
    ...changes,
    ...names('egress.allow', excluded(was.allow), excluded(is.allow), 'tightened'),
  ]
}

function compareRecording({ recording: was }: Policy, { recording: is }: Policy): PolicyChange[] {
  const [from, to] = [was.artifact ?? 'by visibility', is.artifact ?? 'by visibility']
  return [
    // Kept for less time is looser: the other way round than a bound.
    ...bound('recording.retention', was.retention, is.retention, durationText).map(
      ({ effect, text }) => ({ effect: opposite[effect], text }),
    ),
    ...ordered('recording.require', was.require, is.require, [false, true]),
    ...(from === to
      ? []
      : [{ effect: 'changed' as const, text: `recording.artifact: ${from}, now ${to}` }]),
  ]
}

function compareApproval({ approval: was }: Policy, { approval: is }: Policy): PolicyChange[] {
  return [
    ...bound('approval.wait', was.wait, is.wait, durationText),
    ...bound('approval.expires', was.expires, is.expires, durationText),
    ...ordered('approval.self', was.self, is.self, [true, false]),
  ]
}

function compareFloors(
  before: Floor | undefined,
  after: Floor | undefined,
  context: Context,
): PolicyChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const [was, is] = [before ?? {}, after ?? {}]
  const under = (floor: Floor) => ({
    ...applyFloor(openPolicy, floor, []).policy,
    enforcement: word(floor),
  })
  const changes = [
    ...compareSections(under(was), under(is), context),
    ...compareLists(was, is, context.budget),
  ]
  return changes.map(({ effect, text }) => ({ effect, text: `floor.${text}` }))
}

/** A floor that says nothing of it is carried out wherever a repository enforces or audits. */
const word = ({ enforcement }: Floor) => enforcement ?? 'enforce'

/** Lists of what a floor permits: a floor without the list permits everything. */
function compareLists(was: Floor, is: Floor, budget: Budget): PolicyChange[] {
  const permit = (key: string, had: unknown, has: unknown): PolicyChange[] =>
    had === undefined || has === undefined
      ? ordered(key, had === undefined ? 'free' : 'listed', has === undefined ? 'free' : 'listed', [
          'free',
          'listed',
        ])
      : []
  const [hadAllow, hasAllow] = [was.secrets?.allow, is.secrets?.allow]
  const [hadOthers, hasOthers] = [was.git?.repositories, is.git?.repositories]
  return [
    ...permit('secrets.allow', hadAllow, hasAllow),
    ...(hadAllow && hasAllow ? compareAllowances('secrets.allow', hadAllow, hasAllow, budget) : []),
    ...permit('git.repositories', hadOthers, hasOthers),
    ...(hadOthers && hasOthers ? names('git.repositories', hadOthers, hasOthers, 'loosened') : []),
  ]
}
