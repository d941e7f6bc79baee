import { stricter } from '../decision.ts'
import type { Rule } from '../policy.ts'
import { whenCovers } from './compare-when.ts'
import { type Budget, missingFrom } from './pattern-cover.ts'

/** One difference between two policies, in words. */
export interface PolicyChange {
  effect: ChangeEffect
  /** Starts with the key: `approval.wait: 5m, now 8m`. Holds words of the file: escape it. */
  text: string
}

/** `loosened` where it is, or cannot be ruled out; `changed` where neither is stricter. */
export type ChangeEffect = 'loosened' | 'tightened' | 'changed'

export interface RuleContext {
  defaultBranch: string | undefined
  budget: Budget
  /** The later policy only audits: holds and refusals let pass, masks do not. */
  audits: boolean
}

/** What was added, removed and changed among rules. The order of rules means nothing. */
export function compareRules(
  before: readonly Rule[],
  after: readonly Rule[],
  context: RuleContext,
): PolicyChange[] {
  const pairs = pairRules(before, after)
  const kept = new Set(pairs.map(([rule]) => rule))
  const known = new Set(pairs.map(([, rule]) => rule))
  return [
    ...before.filter((rule) => !kept.has(rule)).map(removed),
    ...after.filter((rule) => !known.has(rule)).map(added),
    ...pairs.flatMap(([was, is]) => compareRule(was, is, context)),
  ]
}

/** Rules of one name belong together, then those that apply to the same and say the same. */
function pairRules(before: readonly Rule[], after: readonly Rule[]): [Rule, Rule][] {
  const pairs: [Rule, Rule][] = []
  let [left, free] = [before, after]
  for (const keyOf of [nameOf, says]) {
    const found = new Map(free.map((rule) => [keyOf(rule), rule]))
    const used = new Set<Rule>()
    left = left.filter((was) => {
      const is = found.get(keyOf(was))
      if (is === undefined || used.has(is)) return true
      pairs.push([was, is])
      used.add(is)
      return false
    })
    free = free.filter((rule) => !used.has(rule))
  }
  return pairs
}

const nameOf = (rule: Rule): string =>
  `${isFloor(rule)} ${rule.name.toLowerCase().replace(/\s+/g, ' ')}`

/** A rule of the floor is carried out where one of the repository may only be audited. */
const isFloor = ({ source }: Rule): boolean => source === 'floor'
const says = (rule: Rule): string => JSON.stringify([isFloor(rule), rule.when, rule.then])

const removed = ({ name, then }: Rule): PolicyChange => ({
  effect: then === 'allow' ? 'changed' : 'loosened',
  text: `rules: "${name}" (${then}) is gone`,
})

const added = ({ name, then }: Rule): PolicyChange => ({
  effect: then === 'allow' ? 'changed' : 'tightened',
  text: `rules: "${name}" (${then}) is new`,
})

function compareRule(was: Rule, is: Rule, context: RuleContext): PolicyChange[] {
  const change = (effect: ChangeEffect, text: string) => ({
    effect,
    text: `rules: "${is.name}": ${text}`,
  })
  const changes = [
    ...(was.then === is.then
      ? []
      : [change(verdictEffect(was, is, context), `${was.then}, now ${is.then}`)]),
    ...compareApprovers(was, is).map(([effect, text]) => change(effect, text)),
  ]
  const applies = was.then === 'allow' || is.then === 'allow' ? undefined : scope(was, is, context)
  if (applies !== undefined) changes.push(change(...applies))
  if (changes.length === 0 && JSON.stringify(bare(was)) !== JSON.stringify(bare(is))) {
    changes.push(change('changed', 'says the same in other words'))
  }
  return changes
}

const bare = ({ source: _, ...rule }: Rule) => rule

function verdictEffect(was: Rule, is: Rule, { audits }: RuleContext): ChangeEffect {
  const masked = audits && !isFloor(was) && was.then === 'mask'
  return stricter(was.then, is.then) === is.then && !masked ? 'tightened' : 'loosened'
}

function scope(
  { when: was }: Rule,
  { when: is }: Rule,
  context: RuleContext,
): [ChangeEffect, string] | undefined {
  const [isAll, wasAll] = [whenCovers(is, was, context), whenCovers(was, is, context)]
  if (isAll) return wasAll ? undefined : ['tightened', 'applies to more than before']
  return ['loosened', wasAll ? 'applies to less than before' : 'applies to something else']
}

/** From the fewest people to the most. */
const permissions: readonly string[] = ['admin', 'maintain', 'write', 'triage', 'read']

const rank = (permission = ''): number => permissions.indexOf(permission)

/** Who releases a hold: fewer people asked, or more people who may, is looser. */
function compareApprovers(was: Rule, is: Rule): [ChangeEffect, string][] {
  if (was.approve === undefined || is.approve === undefined) return []
  const { by: wasBy, count: wasCount } = was.approve
  const { by: isBy, count: isCount } = is.approve
  const changes: [ChangeEffect, string][] = []
  if (isCount !== wasCount) {
    const effect = isCount < wasCount ? 'loosened' : 'tightened'
    changes.push([effect, `needs ${wasCount} approvals, now ${isCount}`])
  }
  for (const group of ['teams', 'users'] as const) {
    const more = missingFrom(isBy[group], wasBy[group])
    const fewer = missingFrom(wasBy[group], isBy[group])
    if (more.length > 0) changes.push(['loosened', `${group} ${more.join(', ')} may approve`])
    if (fewer.length > 0) {
      changes.push(['tightened', `${group} ${fewer.join(', ')} may no longer approve`])
    }
  }
  const [from, to] = [wasBy, isBy].map(({ permission }) => permission ?? 'nobody else')
  if (from !== to) {
    const effect = rank(to) > rank(from) ? 'loosened' : 'tightened'
    changes.push([effect, `permission that may approve: ${from}, now ${to}`])
  }
  return changes
}
