import type { PushWarning } from '../../core/git/ref-update.ts'
import type { Decision } from '../../core/policy/decision.ts'
import { effectOf } from '../../core/policy/judge/evaluate.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { reasonFor } from '../../core/policy/render/render.ts'
import type { PushSubject } from '../../core/policy/subject.ts'

/** One thing that stands in the way of a ref: its rule, and what it says. */
export interface PushReason {
  effect: 'deny' | 'hold'
  rule: string
  text: string
}

/**
 * All that stands in the way of a ref, the weightiest first: what refuses it before what asks a
 * person, what decided before the rest.
 *
 * @param decision what was decided by the policy
 */
export function pushReasons(
  policy: Policy,
  decision: Decision,
  { subject, warnings }: { subject: PushSubject; warnings: readonly PushWarning[] },
): PushReason[] {
  const ofPolicy = decision.rules.flatMap((result): PushReason[] => {
    const effect = result.matched ? effectOf(policy, result) : 'allow'
    const text = reasonFor(result, subject)
    const stands = (effect === 'deny' || effect === 'hold') && text !== undefined
    return stands ? [{ effect, rule: result.rule, text }] : []
  })
  const own = warnings.flatMap(({ code, text, effect }): PushReason[] =>
    effect === 'note' ? [] : [{ effect, rule: `push.${code}`, text }],
  )
  const weightOf = ({ effect, rule }: PushReason) =>
    (effect === 'deny' ? 0 : 2) + (rule === decision.rule ? 0 : 1)
  return [...ofPolicy, ...own].sort((a, b) => weightOf(a) - weightOf(b))
}
