import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import { type Excluded, eligibility, type Participant } from '../../../core/approval/eligibility.ts'
import type { HeldChange } from '../../../core/approval/held-change.ts'
import type { Pusher } from '../../../core/approval/judged-pull.ts'
import { type Tally, tally } from '../../../core/approval/tally.ts'
import { accessIn, readAccessNow } from '../../people/who-may-decide.ts'
import type { Scope } from '../scope.ts'
import type { HeardVotes } from './hear-votes.ts'
import type { JudgedChange } from './judged-change.ts'

/** Everybody who had a part in a change, as far as the forge tells. */
export function participantsOf(
  { author }: PullRequest,
  { participants }: JudgedChange,
  pushers: readonly Pusher[],
): Participant[] {
  return [
    ...(author === undefined ? [] : [{ ...author, as: 'pull request author' as const }]),
    ...pushers.map((one) => ({ ...one, as: 'pusher' as const })),
    ...participants,
  ]
}

/**
 * Counts what was heard. Who speaks is looked up now: a permission that was taken away takes its votes
 * along. Where not all was heard, or nobody knows who made the change, nothing is approved.
 */
export async function countVotes(
  scope: Scope,
  given: { change: HeldChange; heard: HeardVotes; excluded: Excluded; judgedChange: JudgedChange },
): Promise<Tally> {
  const { change, heard, excluded, judgedChange } = given
  const speakers = heard.votes.flatMap(({ by, about }) => {
    const isHere =
      'headSha' in about ? about.headSha === change.headSha : about.request === change.id
    return isHere ? [by] : []
  })
  const access = await readAccessNow(scope, speakers, change.need)
  const counted = tally(heard.votes, change, (person, need) =>
    eligibility(accessIn(access, person), need, excluded),
  )
  const isBlocked = heard.deaf !== undefined || judgedChange.blind !== undefined
  return isBlocked && counted.outcome === 'approved'
    ? { ...counted, outcome: 'undecided' }
    : counted
}
