import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

/** An account as the forge names it; `type` is `User`, `Bot`, … */
export interface GithubAccount {
  id: number
  login: string
  type: string
}

export interface PullRequest {
  number: number
  isOpen: boolean
  /** When it was merged, in milliseconds since the epoch. */
  mergedAt?: number
  isDraft: boolean
  headSha: string
  /** Absent when the fork it came from is gone. */
  headRepository?: number
  /** Full ref. */
  baseRef: string
  /** Where the base was when the forge last looked; it may have moved on. */
  baseSha: string
  /** Absent when the account is gone. */
  author?: GithubAccount
  requestedUsers: readonly number[]
  requestedTeams: readonly string[]
}

/** Open pull requests of one repository that are looked at in one go. */
export const maxOpenPulls = 3_000
/** Pull requests of one commit that are looked at. */
const maxPullsOfCommit = 100

interface GivenPull {
  number: number
  state: string
  draft?: boolean
  merged_at: string | null
  head: { sha: string; repo: { id: number } | null }
  base: { ref: string; sha: string }
  user: GithubAccount | null
  requested_reviewers?: ({ id: number } | object)[] | null
  requested_teams?: { slug: string }[] | null
}

/** One pull request as it is now; `undefined` when there is none of this number. */
export async function readPull(
  octokit: Octokit,
  repository: Repository,
  number: number,
): Promise<PullRequest | undefined> {
  try {
    const { data } = await octokit.rest.pulls.get({ ...at(repository), pull_number: number })
    return toPull(data)
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** Every open pull request, at most `maxOpenPulls`; `isWhole` says whether these are all. */
export async function listOpenPulls(
  octokit: Octokit,
  repository: Repository,
): Promise<{ pulls: PullRequest[]; isWhole: boolean }> {
  const pulls: PullRequest[] = []
  const pages = octokit.paginate.iterator(octokit.rest.pulls.list, {
    ...at(repository),
    state: 'open',
    per_page: 100,
  })
  for await (const { data } of pages) {
    pulls.push(...data.map(toPull))
    if (pulls.length >= maxOpenPulls) return { pulls, isWhole: false }
  }
  return { pulls, isWhole: true }
}

/** Numbers of the open pull requests whose head is this commit, as far as the forge lists them. */
export async function openPullsWithHead(
  octokit: Octokit,
  repository: Repository,
  headSha: string,
): Promise<number[]> {
  try {
    const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...at(repository),
      commit_sha: headSha,
      per_page: maxPullsOfCommit,
    })
    return data
      .filter(({ state, head }) => state === 'open' && head.sha === headSha)
      .map(({ number }) => number)
  } catch (error) {
    // 404 and 422: a commit that this repository does not know.
    if (isStatus(error, 404, 422)) return []
    throw error
  }
}

/**
 * Asks people and teams for a review; the forge notifies them.
 *
 * @returns false where the forge refuses one of them, because they cannot read the repository
 */
export async function requestReviewers(
  octokit: Octokit,
  repository: Repository,
  number: number,
  { users, teams }: { users: readonly string[]; teams: readonly string[] },
): Promise<boolean> {
  try {
    await octokit.rest.pulls.requestReviewers({
      ...at(repository),
      pull_number: number,
      reviewers: [...users],
      team_reviewers: [...teams],
    })
    return true
  } catch (error) {
    if (isStatus(error, 422)) return false
    throw error
  }
}

function toPull(given: GivenPull): PullRequest {
  const { number, state, draft, merged_at, head, base, user } = given
  return {
    number,
    isOpen: state === 'open',
    ...(merged_at === null ? {} : { mergedAt: Date.parse(merged_at) }),
    isDraft: draft ?? false,
    headSha: head.sha,
    ...(head.repo === null ? {} : { headRepository: head.repo.id }),
    baseRef: `refs/heads/${base.ref}`,
    baseSha: base.sha,
    ...(user === null ? {} : { author: { id: user.id, login: user.login, type: user.type } }),
    requestedUsers: (given.requested_reviewers ?? []).flatMap((one) => ('id' in one ? one.id : [])),
    requestedTeams: (given.requested_teams ?? []).map(({ slug }) => slug),
  }
}
