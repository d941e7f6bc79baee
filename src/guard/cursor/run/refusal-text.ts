import type { Decision } from '../../../core/policy/decision.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { waitText } from '../../../core/policy/render/duration-text.ts'
import type { HoldAnswer } from '../../ports.ts'
import type { Session } from '../../session.ts'

/** What the agent reads when a held call was not released; it says what can be done. */
export function refusalText(
  answer: HoldAnswer,
  decision: Decision,
  { policy, waitMs }: { policy: Policy; waitMs: number },
): string {
  const why = decision.reason ?? 'this needs approval'
  switch (answer.outcome) {
    case 'denied':
      return `${why} ${answer.by} denied it${answer.why ? `: ${answer.why}` : '.'}`
    case 'impossible':
      return `${why} Nobody can approve it here: ${answer.why}.`
    default:
      return (
        `${why} Nobody decided within ${waitText(policy, waitMs)}. Request ${answer.outcome === 'timeout' ? answer.request : ''} ` +
        'stays open: once it is approved, the very same call passes when it is made again.'
      )
  }
}

/** What whoever still sends something reads once the session is over. */
export function endedText(session: Session): string {
  return `the session has ended: ${session.ended}`
}
