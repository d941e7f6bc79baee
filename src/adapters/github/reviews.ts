import type { Octokit } from './octokit.ts'
import type { GithubAccount } from './pull-requests.ts'
import { at, type Repository } from './repository.ts'

export interface Review {
  id: number
  by: GithubAccount
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING' | string
  /** The commit it was given to. */
  commit: string
  /** Milliseconds since the epoch. */
  at: number
}

/** Reviews of one pull request that are read; with more nobody can say what they come to. */
export const maxReviews = 1_000

/** The reviews of a pull request, the oldest first; `undefined` when they are too many to read. */
export async function listReviews(
  octokit: Octokit,
  repository: Repository,
  number: number,
): Promise<Review[] | undefined> {
  const reviews: Review[] = []
  let read = 0
  const pages = octokit.paginate.iterator(octokit.rest.pulls.listReviews, {
    ...at(repository),
    pull_number: number,
    per_page: 100,
  })
  for await (const { data } of pages) {
    read += data.length
    if (read > maxReviews) return undefined
    for (const { id, user, state, commit_id, submitted_at } of data) {
      if (user === null || !commit_id || submitted_at === undefined) continue
      const by = { id: user.id, login: user.login, type: user.type }
      reviews.push({ id, by, state, commit: commit_id, at: Date.parse(submitted_at) })
    }
  }
  return reviews
}
