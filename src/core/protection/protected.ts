import { forbids } from '../policy/judge/bypass.ts'
import { compilePolicy } from '../policy/judge/compile.ts'
import type { BranchRule, Policy } from '../policy/policy.ts'

export type Forbidden = 'rewrite' | 'delete'

/**
 * The entries of `branches:` that forbid this to a ref.
 *
 * `hold` forbids it too: whoever pushes past the guard has asked nobody.
 */
export function forbiddenBy(
  policy: Policy,
  ref: string,
  defaultBranch: string,
  change: Forbidden,
): BranchRule[] {
  return policy.branches.filter((branch) => forbids(branch, { ref, change, defaultBranch }))
}

/** Whether what these entries say is carried out, and not only noted. */
export function isEnforced(policy: Policy, rules: readonly BranchRule[]): boolean {
  const { enforced, floorEnforced } = compilePolicy(policy)
  return rules.some(({ source }) => (source === 'floor' ? floorEnforced : enforced))
}
