import { type Comment, neverEdited } from '../../adapters/github/comments.ts'
import { type Command, readCommand } from '../../core/approval/comment-command.ts'
import type { HeldChange } from '../../core/approval/request.ts'
import { minIdLength, type Named } from '../../core/approval/request-key.ts'
import { type ApprovalStore, findNamed, shownId } from '../../core/approval/store.ts'
import type { CastVote } from '../../core/approval/tally.ts'
import type { AskedRepository } from './asked-repository.ts'

/** Different ids in comments that are looked up besides beginnings of the open request's key. */
const maxLookups = 200

/** The votes in comments on one pull request, and what people wrote as a command that does nothing. */
export async function hearCommands(
  { octokit }: AskedRepository,
  requests: ApprovalStore,
  request: HeldChange,
  comments: readonly Comment[],
): Promise<{ votes: CastVote[]; remarks: string[] }> {
  const open: Open = {
    request,
    id: await shownId(requests, request.key),
    named: lookUps(requests, request.key),
  }
  const remarks: string[] = []
  const said: { vote: CastVote; comment: Comment }[] = []
  for (const comment of comments) {
    const command = readCommand(comment.body)
    if (command === undefined || comment.by.type !== 'User') continue
    if (['status', 'help', 'init'].includes(command.word)) continue
    const problem = commentProblem(comment) ?? (await commandProblem(command, open))
    if (problem === undefined) said.push({ vote: commentVote(command, comment, request), comment })
    else if (comment.id > request.after.comment) {
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

/** The request that is open, what people type for it, and what else they may mean. */
interface Open {
  request: HeldChange
  id: string
  named(typed: string): Promise<Named>
}

/** Looks up each id once; however many ids are in comments, those of the open request are looked up. */
function lookUps(requests: ApprovalStore, open: string): Open['named'] {
  const known = new Map<string, Named>()
  return async (typed) => {
    const found = known.get(typed)
    if (found !== undefined) return found
    const isOpen = open.startsWith(typed.toLowerCase())
    if (known.size >= maxLookups && !isOpen) return { problem: 'unknown', keys: [] }
    const named = await findNamed(requests, typed)
    known.set(typed, named)
    return named
  }
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
async function commandProblem(
  { word, id: typed }: Command,
  { request, id, named }: Open,
): Promise<string | undefined> {
  if (word === 'unreadable') {
    return `write approve ${id} with nothing behind it, or deny, status or help`
  }
  if (typed === undefined) {
    return word === 'deny' ? undefined : `it does not say what; write approve ${id}`
  }
  const found = await named(typed)
  if ('problem' in found) {
    if (word === 'deny') return undefined
    return {
      short: `an id has at least ${minIdLength} characters; the open request is ${id}`,
      unknown: `there is no request with that id here; the open request is ${id}`,
      ambiguous: `several requests begin with that id; the open request is ${id}`,
    }[found.problem]
  }
  if (found.key === request.key) return undefined
  return `request ${typed.toLowerCase()} is no longer open; the open request is ${id}`
}

const commentVote = ({ word }: Command, comment: Comment, request: HeldChange): CastVote => ({
  by: comment.by,
  says: word === 'approve' ? 'approve' : 'deny',
  at: comment.at,
  surface: 'comment',
  about: { request: request.key },
  source: comment.id,
})
