import { type Comment, listComments, neverEdited } from '../../../adapters/github/comments.ts'
import { listReviews, type Review } from '../../../adapters/github/reviews.ts'
import { type Command, readCommand } from '../../../core/approval/command.ts'
import type { HeldChange, KeptVote } from '../../../core/approval/held-change.ts'
import { type CastVote, minIdLength, namedRequest } from '../../../core/approval/tally.ts'
import type { Scope } from '../scope.ts'

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
const first = { review: 0, comment: 0 }

/**
 * Hears reviews and comments as the forge has them now, and the votes it does not keep. What was said
 * while nobody listened is heard as well.
 *
 * @param ids the requests of this pull request, by their ids
 */
export async function hearVotes(
  scope: Scope,
  change: HeldChange,
  ids: readonly string[],
): Promise<HeardVotes> {
  const { octokit, repository } = scope
  const { number, askedAt } = change
  const reviews = await listReviews(octokit, repository, number)
  const comments = await listComments(octokit, repository, number, askedAt - clockSlackMs)
  const commands = await readCommands(scope, change, ids, comments ?? [])
  const deaf =
    reviews === undefined
      ? 'there are too many reviews to count them'
      : comments === undefined
        ? 'there are too many comments to count them'
        : undefined
  return {
    votes: [
      ...(reviews ?? []).flatMap(toVote),
      ...commands.votes,
      ...change.kept.map(toKept(change)),
    ],
    remarks: commands.remarks,
    comments: comments ?? [],
    last: lastOf(reviews, comments),
    ...(deaf === undefined ? {} : { deaf }),
  }
}

/** What was said up to now, so that it can be told from what is said later. */
export async function hearLast(
  { octokit, repository }: Scope,
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
  return { ...first, review: idOf(reviews), comment: idOf(comments) }
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

const toKept =
  (change: HeldChange) =>
  ({ by, approve, at, surface, mark }: KeptVote): CastVote => ({
    by: { ...by, type: 'User' },
    says: approve ? 'approve' : 'deny',
    at,
    surface,
    about: { request: change.id },
    source: mark,
  })

async function readCommands(
  { octokit }: Scope,
  change: HeldChange,
  ids: readonly string[],
  comments: readonly Comment[],
): Promise<Pick<HeardVotes, 'votes' | 'remarks'>> {
  const remarks: string[] = []
  const said: { vote: CastVote; comment: Comment }[] = []
  for (const comment of comments) {
    const command = readCommand(comment.body)
    if (command === undefined || comment.by.type !== 'User') continue
    if (['status', 'help', 'init'].includes(command.word)) continue
    const problem = commentProblem(comment) ?? commandProblem(command, change, ids)
    if (problem === undefined) said.push({ vote: commentVote(command, comment, change), comment })
    else if (comment.id > change.after.comment) {
      remarks.push(`${comment.by.login} wrote ${wordText(command)}: ${problem}`)
    }
  }
  const nodes = said.map(({ comment }) => comment.nodeId)
  const pristine = nodes.length === 0 ? new Set() : await neverEdited(octokit, nodes)
  const votes = said.filter(({ comment }) => pristine?.has(comment.nodeId)).map(({ vote }) => vote)
  for (const { comment, vote } of said) {
    if (pristine?.has(comment.nodeId)) continue
    const why =
      pristine === undefined
        ? 'the forge does not say whether the comment was edited, so it does not count'
        : 'an edited comment does not count; write a new one'
    remarks.push(`${comment.by.login} wrote "${vote.says}": ${why}`)
  }
  return { votes, remarks }
}

/** Never the words themselves: they can hold a secret, and would outlive the comment. */
const wordText = ({ word }: Command): string =>
  word === 'unreadable' ? 'a command that cannot be read' : `"${word}"`

function commentProblem({ isEdited, app }: Comment): string | undefined {
  if (app !== undefined) return 'written by an app, so it does not count'
  return isEdited ? 'an edited comment does not count; write a new one' : undefined
}

/**
 * An approval names its request: whoever types it has seen what it is about. A refusal is about the
 * open request unless it names another one: an id that is none is the first word of a reason.
 */
function commandProblem(
  { word, id }: Command,
  change: HeldChange,
  ids: readonly string[],
): string | undefined {
  if (word === 'unreadable') {
    return `write approve ${change.id} with nothing behind it, or deny, status or help`
  }
  if (id === undefined) {
    return word === 'deny' ? undefined : `it does not say what; write approve ${change.id}`
  }
  const named = namedRequest(id, ids)
  if ('problem' in named) {
    if (word === 'deny') return undefined
    return {
      short: `an id has at least ${minIdLength} characters; the open request is ${change.id}`,
      unknown: `there is no request with that id here; the open request is ${change.id}`,
      ambiguous: `several requests begin with that id; the open request is ${change.id}`,
    }[named.problem]
  }
  if (named.id === change.id) return undefined
  return `request ${named.id} is no longer open; the open request is ${change.id}`
}

const commentVote = ({ word }: Command, comment: Comment, change: HeldChange): CastVote => ({
  by: comment.by,
  says: word === 'approve' ? 'approve' : 'deny',
  at: comment.at,
  surface: 'comment',
  about: { request: change.id },
  source: comment.id,
})
