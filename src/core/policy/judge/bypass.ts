import type { BranchRule, Bypass, Policy } from '../policy.ts'
import { compileRefs, toText } from './match.ts'

/** A ref that was rewritten or deleted, and by whom. */
export interface ProtectedChange {
  /** Full ref. */
  ref: string
  change: 'rewrite' | 'delete'
  /** Login, or `name[bot]`. */
  actor: string
  defaultBranch: string
  /** Milliseconds since the epoch. */
  now: number
}

/**
 * Why somebody may leave a protected ref changed, or `undefined` when it is to be put back.
 *
 * Every entry of `branches` that forbids the change must list them, the floor's included: so no list
 * of a repository opens what its organisation protects. The first entry's permission is given.
 */
export function bypassFor({ branches }: Policy, change: ProtectedChange): Bypass | undefined {
  const forbidding = branches.filter((branch) => forbids(branch, change))
  const permits = forbidding.map(({ bypass }) => bypass.find((entry) => counts(entry, change)))
  return permits.includes(undefined) ? undefined : permits[0]
}

/** Whether an entry of `branches` forbids a change. A pattern nobody can decide counts, and so does `hold`. */
export function forbids(
  branch: BranchRule,
  { ref, change, defaultBranch }: Pick<ProtectedChange, 'ref' | 'change' | 'defaultBranch'>,
): boolean {
  const verdict = change === 'delete' ? branch.delete : branch.force_push
  return verdict !== 'allow' && compileRefs(branch.match)(toText(ref), defaultBranch) !== 'no'
}

function counts({ actor, until }: Bypass, change: ProtectedChange): boolean {
  const isOver = until !== undefined && change.now >= Date.parse(`${until}T00:00:00Z`)
  return !isOver && actor.toLowerCase() === change.actor.toLowerCase()
}
