import { compilePolicy } from '../policy/compile.ts'
import { compileRefs, toText } from '../policy/match.ts'
import type { BranchRule, Policy } from '../policy/schema.ts'

export type Forbidden = 'rewrite' | 'delete'

/**
 * The entries of `branches:` that forbid this to a ref. A pattern nobody can decide counts.
 *
 * `hold` forbids it too: whoever pushes past the guard has asked nobody.
 */
export function forbiddenBy(
  policy: Policy,
  ref: string,
  defaultBranch: string,
  what: Forbidden,
): BranchRule[] {
  const text = toText(ref)
  return policy.branches.filter((rule) => {
    const then = what === 'rewrite' ? rule.force_push : rule.delete
    return then !== 'allow' && compileRefs(rule.match)(text, defaultBranch) !== 'no'
  })
}

/** Whether what these entries say is carried out, and not only noted. */
export function isEnforced(policy: Policy, rules: readonly BranchRule[]): boolean {
  const { enforced, floorEnforced } = compilePolicy(policy)
  return rules.some(({ source }) => (source === 'floor' ? floorEnforced : enforced))
}

/**
 * Why this account may do it after all; `undefined` when one of the entries does not let it.
 *
 * @param at milliseconds since the epoch; an exception that has run out no longer counts
 */
export function bypassReason(
  rules: readonly BranchRule[],
  login: string,
  at: number,
): string | undefined {
  const reasons = rules.map(({ bypass = [] }) =>
    bypass.find(
      ({ actor, until }) =>
        actor.toLowerCase() === login.toLowerCase() &&
        (until === undefined || at < Date.parse(`${until}T00:00:00Z`)),
    ),
  )
  if (reasons.length === 0 || reasons.some((found) => found === undefined)) return undefined
  return [...new Set(reasons.map((found) => found?.reason))].join('; ')
}
