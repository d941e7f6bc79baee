import { stricter } from '../decision.ts'
import type { BranchRule, Bypass } from '../policy.ts'
import type { ChangeEffect, PolicyChange } from './compare-rules.ts'
import { endless } from './floor.ts'
import { type Budget, coversRefs, listCovers, positives } from './pattern-cover.ts'

/** What holds for the refs of one pattern. */
type Demand = Omit<BranchRule, 'match' | 'source'>

/**
 * What changed for branches: every demand of every entry is looked for on the other side, wherever it
 * stands there, so splitting, joining and reordering entries is no change.
 */
export function compareBranches(
  before: readonly BranchRule[],
  after: readonly BranchRule[],
  { defaultBranch, budget }: { defaultBranch: string | undefined; budget: Budget },
): PolicyChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const patterns = (entries: readonly BranchRule[]) => entries.flatMap(({ match }) => match).length
  if (!budget.spend(2 * patterns(before) * patterns(after))) {
    return [{ effect: 'loosened', text: 'branches: has too many patterns to be compared' }]
  }
  const free = { spend: () => true }
  const changes = [
    ...lacks(before, after, 'loosened', { defaultBranch, budget: free }),
    ...lacks(after, before, 'tightened', { defaultBranch, budget: free }),
  ]
  const seen = new Set<string>()
  return changes.filter(({ text }) => !seen.has(text) && seen.add(text))
}

/** Demands of `entries` that `others` do not make of the same refs. */
function lacks(
  entries: readonly BranchRule[],
  others: readonly BranchRule[],
  effect: ChangeEffect,
  { defaultBranch, budget }: { defaultBranch: string | undefined; budget: Budget },
): PolicyChange[] {
  const covers = coversRefs(defaultBranch)
  return entries.flatMap((entry) =>
    patternsOf(entry).flatMap((pattern) => {
      const excluded = entry.match.filter((one) => one.startsWith('!'))
      const same = others.filter(
        (other) =>
          (entry.source !== 'floor' || other.source === 'floor') &&
          listCovers(other.match, [pattern, ...excluded], covers, budget),
      )
      const texts = weaker(entry, together(same), effect)
      return texts.map((text) => ({ effect, text: `branches: ${pattern}: ${text}` }))
    }),
  )
}

const patternsOf = ({ match }: BranchRule): string[] => {
  const found = positives(match)
  return found.length > 0 ? found : ['~ALL']
}

const nothing: Demand = {
  force_push: 'allow',
  delete: 'allow',
  required_checks: [],
  linear_history: false,
  signed_commits: false,
  bypass: [],
}

/** Several entries for the same refs: the strictest of each counts. */
function together(entries: readonly BranchRule[]): Demand {
  const joined = entries.reduce<Demand>(
    (sum, entry) => ({
      force_push: stricter(sum.force_push, entry.force_push) as Demand['force_push'],
      delete: stricter(sum.delete, entry.delete) as Demand['delete'],
      ...joinPullRequests(sum, entry),
      required_checks: [...sum.required_checks, ...entry.required_checks],
      linear_history: sum.linear_history || entry.linear_history,
      signed_commits: sum.signed_commits || entry.signed_commits,
      bypass: [],
    }),
    nothing,
  )
  const [first, ...others] = entries.filter(isRestricting)
  const bypass = others.reduce(
    (sum, entry) => sum.flatMap((permit) => common(permit, entry.bypass)),
    first?.bypass ?? [],
  )
  return { ...joined, bypass }
}

const isRestricting = ({ force_push, delete: onDelete }: Demand): boolean =>
  force_push !== 'allow' || onDelete !== 'allow'

function joinPullRequests(
  { pull_request: a }: Demand,
  { pull_request: b }: Demand,
): Pick<Demand, 'pull_request'> {
  if (a === undefined || b === undefined) {
    const one = a ?? b
    return one === undefined ? {} : { pull_request: one }
  }
  return {
    pull_request: {
      approvals: Math.max(a.approvals, b.approvals),
      dismiss_stale: a.dismiss_stale || b.dismiss_stale,
      code_owners: a.code_owners || b.code_owners,
      last_push_approval: a.last_push_approval || b.last_push_approval,
    },
  }
}

const sameActor = (a: Bypass, b: Bypass): boolean => a.actor.toLowerCase() === b.actor.toLowerCase()
const endOf = ({ until }: Bypass): string => until ?? endless

/** What both entries permit, for as long as both do. */
function common(permit: Bypass, others: readonly Bypass[]): Bypass[] {
  return others
    .filter((other) => sameActor(other, permit))
    .map((other) => (endOf(other) < endOf(permit) ? other : permit))
}

/** What is asked for less by `other` than by `full`, in words; the earlier value comes first. */
function weaker(full: Demand, other: Demand, effect: ChangeEffect): string[] {
  const say = (key: string, strict: unknown, loose: unknown) =>
    effect === 'loosened' ? `${key} ${strict}, now ${loose}` : `${key} ${loose}, now ${strict}`
  const texts: string[] = []
  for (const key of ['force_push', 'delete'] as const) {
    if (stricter(full[key], other[key]) !== other[key]) texts.push(say(key, full[key], other[key]))
  }
  for (const key of ['linear_history', 'signed_commits'] as const) {
    if (full[key] && !other[key]) texts.push(say(key, true, false))
  }
  const checks = full.required_checks.filter((check) => !other.required_checks.includes(check))
  if (checks.length > 0) texts.push(say('required_checks', checks.join(', '), 'not required'))
  texts.push(...weakerReview(full, other, say))
  const permits = other.bypass.filter((permit) => !isPermitted(permit, full.bypass))
  if (isRestricting(full) && isRestricting(other) && permits.length > 0) {
    const actors = permits.map(({ actor, until }) => (until ? `${actor} until ${until}` : actor))
    texts.push(say('bypass', 'not permitted', `permitted for ${actors.join(', ')}`))
  }
  return texts
}

const isPermitted = (permit: Bypass, list: readonly Bypass[]): boolean =>
  list.some((listed) => sameActor(listed, permit) && endOf(listed) >= endOf(permit))

function weakerReview(
  { pull_request: full }: Demand,
  { pull_request: other }: Demand,
  say: (key: string, strict: unknown, loose: unknown) => string,
): string[] {
  if (full === undefined) return []
  if (other === undefined) return [say('pull_request', 'required', 'not required')]
  const flags = (['dismiss_stale', 'code_owners', 'last_push_approval'] as const)
    .filter((key) => full[key] && !other[key])
    .map((key) => say(`pull_request.${key}`, true, false))
  return full.approvals > other.approvals
    ? [say('pull_request.approvals', full.approvals, other.approvals), ...flags]
    : flags
}
