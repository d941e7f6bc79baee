import { stricter } from '../decision.ts'
import type { BranchRule, Bypass } from '../policy.ts'
import type { ChangeEffect, PolicyChange } from './compare-rules.ts'
import { endless } from './narrow-allowances.ts'
import { type Budget, coversRefs, listCovers, positives } from './pattern-cover.ts'

/** What an entry may forbid; a bypass excepts somebody from it. */
const changes = ['force_push', 'delete'] as const
type Change = (typeof changes)[number]

/** What holds for the refs of one pattern. A bypass counts for a change that its entry forbids. */
interface Demand extends Omit<BranchRule, 'match' | 'source' | 'bypass'> {
  bypass: Readonly<Record<Change, readonly Bypass[]>>
}

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
  const found = [
    ...lacks(before, after, 'loosened', { defaultBranch, budget: free }),
    ...lacks(after, before, 'tightened', { defaultBranch, budget: free }),
  ]
  const seen = new Set<string>()
  return found.filter(({ text }) => !seen.has(text) && seen.add(text))
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
  bypass: { force_push: [], delete: [] },
}

/** Several entries for the same refs: the strictest of each counts. */
function together(entries: readonly BranchRule[]): Demand {
  return entries.reduce<Demand>(
    (sum, entry) => ({
      force_push: stricter(sum.force_push, entry.force_push) as Demand['force_push'],
      delete: stricter(sum.delete, entry.delete) as Demand['delete'],
      ...joinPullRequests(sum, entry),
      required_checks: [...sum.required_checks, ...entry.required_checks],
      linear_history: sum.linear_history || entry.linear_history,
      signed_commits: sum.signed_commits || entry.signed_commits,
      bypass: {
        force_push: sharedBypass(entries, 'force_push'),
        delete: sharedBypass(entries, 'delete'),
      },
    }),
    nothing,
  )
}

/** What every entry that forbids the change permits. */
function sharedBypass(entries: readonly BranchRule[], change: Change): readonly Bypass[] {
  const [first, ...others] = entries.filter((entry) => entry[change] !== 'allow')
  return others.reduce(
    (sum, entry) => sum.flatMap((permit) => common(permit, entry.bypass)),
    first?.bypass ?? [],
  )
}

function joinPullRequests(
  { pull_request: a }: Pick<Demand, 'pull_request'>,
  { pull_request: b }: Pick<Demand, 'pull_request'>,
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
function weaker(full: BranchRule, other: Demand, effect: ChangeEffect): string[] {
  const say = (key: string, strict: unknown, loose: unknown) =>
    effect === 'loosened' ? `${key} ${strict}, now ${loose}` : `${key} ${loose}, now ${strict}`
  const texts: string[] = []
  for (const key of changes) {
    if (stricter(full[key], other[key]) !== other[key]) texts.push(say(key, full[key], other[key]))
  }
  for (const key of ['linear_history', 'signed_commits'] as const) {
    if (full[key] && !other[key]) texts.push(say(key, true, false))
  }
  const checks = full.required_checks.filter((check) => !other.required_checks.includes(check))
  if (checks.length > 0) texts.push(say('required_checks', checks.join(', '), 'not required'))
  texts.push(...weakerReview(full, other, say))
  const actors = changes.flatMap((change) => furtherBypass(full, other, change))
  if (actors.length > 0) {
    const permitted = `permitted for ${[...new Set(actors)].join(', ')}`
    texts.push(say('bypass', 'not permitted', permitted))
  }
  return texts
}

/** Who may make a change under `other` that both forbid, and may not under `full`. */
function furtherBypass(full: BranchRule, other: Demand, change: Change): string[] {
  if (full[change] === 'allow') return []
  return other.bypass[change]
    .filter((permit) => !isPermitted(permit, full.bypass))
    .map(({ actor, until }) => (until === undefined ? actor : `${actor} until ${until}`))
}

const isPermitted = (permit: Bypass, list: readonly Bypass[]): boolean =>
  list.some((listed) => sameActor(listed, permit) && endOf(listed) >= endOf(permit))

function weakerReview(
  { pull_request: full }: BranchRule,
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
