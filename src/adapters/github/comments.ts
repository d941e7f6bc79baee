import { isStatus, type Octokit } from './octokit.ts'
import type { GithubAccount } from './pull-requests.ts'
import { at, type Repository } from './repository.ts'

export interface Comment {
  id: number
  /** GraphQL's name for it. */
  nodeId: string
  by: GithubAccount
  body: string
  /** Milliseconds since the epoch. */
  at: number
  /** To the second: a change within the second of its making does not show here. */
  isEdited: boolean
  /** The App that wrote it, also where it wrote in a person's name. */
  app?: number
}

/** Comments of one pull request that are read; with more nobody can say what they come to. */
export const maxComments = 1_000

/**
 * The comments of an issue or pull request that were changed since a moment, the oldest first;
 * `undefined` when they are too many to read.
 *
 * @param since milliseconds since the epoch
 */
export async function listComments(
  octokit: Octokit,
  repository: Repository,
  number: number,
  since: number,
): Promise<Comment[] | undefined> {
  const comments: Comment[] = []
  let read = 0
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...at(repository),
    issue_number: number,
    since: `${new Date(since).toISOString().slice(0, 19)}Z`,
    per_page: 100,
  })
  for await (const { data } of pages) {
    read += data.length
    if (read > maxComments) return undefined
    comments.push(...data.flatMap((one) => toComment(one) ?? []))
  }
  return comments
}

/** One comment as it is now; `undefined` when it is gone. */
export async function readComment(
  octokit: Octokit,
  repository: Repository,
  id: number,
): Promise<{ comment: Comment; issue: number | undefined } | undefined> {
  try {
    const { data } = await octokit.rest.issues.getComment({ ...at(repository), comment_id: id })
    const comment = toComment(data)
    const issue = /\/issues\/(\d+)$/.exec(data.issue_url)?.[1]
    if (comment === undefined) return undefined
    return { comment, issue: issue === undefined ? undefined : Number(issue) }
  } catch (error) {
    if (isStatus(error, 404, 410)) return undefined
    throw error
  }
}

/**
 * Writes a comment, or writes it anew.
 *
 * @param known the comment written before, when it is remembered
 * @returns its id; `undefined` where a conversation is locked
 */
export async function keepComment(
  octokit: Octokit,
  repository: Repository,
  number: number,
  body: string,
  known: number | undefined,
): Promise<number | undefined> {
  if (known !== undefined) {
    try {
      await octokit.rest.issues.updateComment({ ...at(repository), comment_id: known, body })
      return known
    } catch (error) {
      if (!isStatus(error, 404)) throw error
    }
  }
  try {
    const { data } = await octokit.rest.issues.createComment({
      ...at(repository),
      issue_number: number,
      body,
    })
    return data.id
  } catch (error) {
    if (isStatus(error, 403) && /locked/i.test(String((error as Error).message))) return undefined
    throw error
  }
}

/** Finds out what dates to the second cannot say: whether a comment was ever changed, and by whom. */
export const commentHistoryQuery = `query commentHistory($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on IssueComment { id lastEditedAt includesCreatedEdit }
  }
}`

/** Comments asked about in one query. */
export const maxNodesPerQuery = 100

interface History {
  nodes: ({ id?: string; lastEditedAt?: string | null; includesCreatedEdit?: boolean } | null)[]
}

/**
 * Those of the comments that nobody has ever changed, by their GraphQL names.
 *
 * @returns `undefined` when the forge does not understand the question, as an old server may not
 */
export async function neverEdited(
  octokit: Octokit,
  nodeIds: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const pristine = new Set<string>()
  for (let start = 0; start < nodeIds.length; start += maxNodesPerQuery) {
    const ids = nodeIds.slice(start, start + maxNodesPerQuery)
    const answer = await askHistory(octokit, ids)
    if (answer === undefined) return undefined
    for (const node of answer.nodes) {
      const isPristine = node?.lastEditedAt === null && node.includesCreatedEdit === false
      if (node?.id !== undefined && isPristine) pristine.add(node.id)
    }
  }
  return pristine
}

async function askHistory(octokit: Octokit, ids: string[]): Promise<History | undefined> {
  try {
    return await octokit.graphql<History>(commentHistoryQuery, { ids })
  } catch (error) {
    if (isStatus(error, 404) || isNotUnderstood(error)) return undefined
    throw error
  }
}

/** An answer of GraphQL that is an error, other than that of too many questions. */
function isNotUnderstood(error: unknown): boolean {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors))
    return false
  return error.errors.every((one: { type?: unknown }) => one?.type !== 'RATE_LIMITED')
}

interface GivenComment {
  id: number
  node_id: string
  user: GithubAccount | null
  body?: string
  created_at: string
  updated_at: string
  performed_via_github_app?: { id?: number } | null
}

function toComment(given: GivenComment): Comment | undefined {
  const { id, node_id, user, body = '', created_at, updated_at } = given
  if (user === null) return undefined
  const app = given.performed_via_github_app
  return {
    id,
    nodeId: node_id,
    by: { id: user.id, login: user.login, type: user.type },
    body,
    at: Date.parse(created_at),
    isEdited: created_at !== updated_at,
    ...(app === null || app === undefined ? {} : { app: app.id ?? 0 }),
  }
}
