import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { ChangeFindings } from '../../../core/approval/change-findings.ts'
import type { Participant } from '../../../core/approval/eligibility.ts'
import type { Pusher } from '../../../core/approval/remembered-pull.ts'

/** Everybody who had a part in a change, as far as the forge tells. */
export function participantsOf(
  { author }: PullRequest,
  { participants }: ChangeFindings,
  pushers: readonly Pusher[],
): Participant[] {
  return [
    ...(author === undefined ? [] : [{ ...author, as: 'pull request author' as const }]),
    ...pushers.map((one) => ({ ...one, as: 'pusher' as const })),
    ...participants,
  ]
}
