import type { Octokit } from './octokit.ts'
import type { Repository } from './repository.ts'

/** One pull request in a merge queue. */
export interface QueueEntry {
  /** Its pull request. */
  number: number
  /** Head of the pull request, not of the queue. */
  pullHeadSha: string
  /** The commit it is put on top of: the base branch, or what another entry made. */
  baseSha?: string
  /** What comes of it: the commit whose checks the queue waits for. */
  headSha?: string
}

/** Entries of one queue that are read; GitHub's own limit of one answer. */
const maxEntries = 100

export const mergeQueueQuery = `query mergeQueue($owner: String!, $name: String!, $branch: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: ${maxEntries}, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          baseCommit { oid }
          headCommit { oid }
          pullRequest { number headRefOid }
        }
      }
    }
  }
}`

/** Pages of a queue that are read. */
const maxPages = 10

interface Answer {
  repository: {
    mergeQueue: {
      entries: {
        pageInfo: { hasNextPage: boolean; endCursor: string | null }
        nodes:
          | ({
              baseCommit: { oid: string } | null
              headCommit: { oid: string } | null
              pullRequest: { number: number; headRefOid: string } | null
            } | null)[]
          | null
      } | null
    } | null
  } | null
}

/**
 * The entries of a branch's merge queue; `undefined` where there is no queue, or it cannot be read
 * as a whole.
 */
export async function readMergeQueue(
  octokit: Octokit,
  { owner, name }: Repository,
  branch: string,
): Promise<QueueEntry[] | undefined> {
  const found: QueueEntry[] = []
  let after: string | null = null
  for (let page = 0; page < maxPages; page += 1) {
    const answer: Answer = await octokit.graphql<Answer>(mergeQueueQuery, {
      owner,
      name,
      branch,
      after,
    })
    const entries = answer.repository?.mergeQueue?.entries
    if (!entries) return undefined
    for (const node of entries.nodes ?? []) {
      if (!node?.pullRequest) return undefined
      const { pullRequest, baseCommit, headCommit } = node
      found.push({
        number: pullRequest.number,
        pullHeadSha: pullRequest.headRefOid,
        ...(baseCommit === null ? {} : { baseSha: baseCommit.oid }),
        ...(headCommit === null ? {} : { headSha: headCommit.oid }),
      })
    }
    if (!entries.pageInfo.hasNextPage) return found
    after = entries.pageInfo.endCursor
  }
  return undefined
}

/**
 * The entries that one group is made of: from its head down to its base, each standing on another.
 *
 * @returns `undefined` when the chain does not lead from one to the other
 */
export function entriesOfGroup(
  entries: readonly QueueEntry[],
  group: { baseSha: string; headSha: string },
): QueueEntry[] | undefined {
  const found: QueueEntry[] = []
  for (let head = group.headSha; head !== group.baseSha; ) {
    const here = entries.filter((entry) => entry.headSha === head && !found.includes(entry))
    const bases = new Set(here.map(({ baseSha }) => baseSha))
    const [base] = bases
    if (base === undefined || bases.size !== 1) return undefined
    found.push(...here)
    head = base
  }
  return found.length === 0 ? undefined : found
}
