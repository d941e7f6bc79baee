import { type Comment, listComments } from '../../adapters/github/comments.ts'
import { listReviews, type Review } from '../../adapters/github/reviews.ts'
import type { HeldChange } from '../../core/approval/request.ts'
import type { ApprovalStore } from '../../core/approval/store.ts'
import { type CastVote, keptVotes } from '../../core/approval/tally.ts'
import type { AskedRepository } from './asked-repository.ts'
import { hearCommands } from './hear-commands.ts'

/** Everything that was said about one request. */
export interface HeardVotes {
  votes: CastVote[]
  /** What people wrote as a command, and why it does nothing. */
  remarks: string[]
  /** Why not everything could be heard; then nothing is approved. */
  deaf?: string
  comments: readonly Comment[]
  last: { review: number; comment: number }
}

/** Clocks of two machines are never further apart, in milliseconds. */
const clockSlackMs = 3_600_000

/**
 * Hears reviews and comments as the forge has them now, and the votes it does not keep. What was said
 * while nobody listened is heard as well.
 *
 * @param requests all that were ever asked in this repository, for ids that people type
 */
export async function hearVotes(
  asked: AskedRepository,
  requests: ApprovalStore,
  request: HeldChange,
): Promise<HeardVotes> {
  const { octokit, repository } = asked
  const { number, askedAt } = request
  const reviews = await listReviews(octokit, repository, number)
  const comments = await listComments(octokit, repository, number, askedAt - clockSlackMs)
  const commands = await hearCommands(asked, requests, request, comments ?? [])
  const deaf =
    reviews === undefined
      ? 'there are too many reviews to count them'
      : comments === undefined
        ? 'there are too many comments to count them'
        : undefined
  return {
    votes: [...(reviews ?? []).flatMap(toVote), ...commands.votes, ...keptVotes(request)],
    remarks: commands.remarks,
    comments: comments ?? [],
    last: lastOf(reviews, comments),
    ...(deaf === undefined ? {} : { deaf }),
  }
}

/** What was said up to now, so that it can be told from what is said later. */
export async function hearLast(
  { octokit, repository }: AskedRepository,
  number: number,
  since: number,
): Promise<HeardVotes['last']> {
  const reviews = await listReviews(octokit, repository, number)
  const comments = await listComments(octokit, repository, number, since - clockSlackMs)
  return lastOf(reviews, comments)
}

/** Of too many to read, none is the last: then whatever is said counts as said before. */
function lastOf(
  reviews: Review[] | undefined,
  comments: Comment[] | undefined,
): HeardVotes['last'] {
  const idOf = (list: readonly { id: number }[] | undefined) =>
    list === undefined ? Number.MAX_SAFE_INTEGER : Math.max(0, ...list.map(({ id }) => id))
  return { review: idOf(reviews), comment: idOf(comments) }
}

const says: Readonly<Record<string, CastVote['says']>> = {
  APPROVED: 'approve',
  CHANGES_REQUESTED: 'deny',
  DISMISSED: 'nothing',
}

function toVote({ id, by, state, commit, at }: Review): CastVote[] {
  const said = says[state]
  if (said === undefined) return []
  return [{ by, says: said, at, surface: 'review', about: { headSha: commit }, source: id }]
}
