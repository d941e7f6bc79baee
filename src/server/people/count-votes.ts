import { type Excluded, eligibility } from '../../core/approval/eligibility.ts'
import type { HeldChange } from '../../core/approval/request.ts'
import { type Tally, tally } from '../../core/approval/tally.ts'
import type { AskedRepository } from './asked-repository.ts'
import type { HeardVotes } from './hear-votes.ts'
import { accessIn, readAccessNow } from './who-may-decide.ts'

/**
 * Counts what was heard. Who speaks is looked up now: a permission that was taken away takes its votes
 * along. Where not all was heard, or nobody knows who made the change, nothing is approved.
 *
 * @param given.blind why nobody can say who made the change, when that is so
 */
export async function countVotes(
  asked: AskedRepository,
  given: { request: HeldChange; heard: HeardVotes; excluded: Excluded; blind: string | undefined },
): Promise<Tally> {
  const { request, heard, excluded, blind } = given
  const speakers = heard.votes.flatMap(({ by, about }) => {
    const isHere =
      'headSha' in about ? about.headSha === request.headSha : about.request === request.key
    return isHere ? [by] : []
  })
  const access = await readAccessNow(asked, speakers, request.need)
  const counted = tally(heard.votes, request, (person, need) =>
    eligibility(accessIn(access, person), need, excluded),
  )
  const isBlocked = heard.deaf !== undefined || blind !== undefined
  return isBlocked && counted.outcome === 'approved'
    ? { ...counted, outcome: 'undecided' }
    : counted
}
