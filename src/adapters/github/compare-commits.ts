import type { Ancestry } from '../../core/protection/ref-push.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

export interface LostCommits {
  count: number
  /** The latest of them, at most ten. */
  ids: readonly string[]
}

const maxShown = 10

/**
 * Commits that `lost` has and `pushed` has not, for people to read; nothing is judged by them.
 *
 * @returns `undefined` where the forge cannot say any more
 */
export async function lostCommits(
  octokit: Octokit,
  repository: Repository,
  { lost, pushed }: { lost: string; pushed: string },
): Promise<LostCommits | undefined> {
  if (/^0+$/.test(pushed)) return undefined
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...at(repository),
      basehead: `${pushed}...${lost}`,
      per_page: 100,
    })
    const ids = data.commits.map(({ sha }) => sha).slice(-maxShown)
    return { count: data.ahead_by, ids: ids.toReversed() }
  } catch (error) {
    if (isStatus(error, 404, 422)) return undefined
    throw error
  }
}

/**
 * Whether a commit is in the history of another, as the forge compares them: the way out where git
 * itself cannot be asked.
 */
export async function compareAncestry(
  octokit: Octokit,
  repository: Repository,
  ancestor: string,
  descendant: string,
): Promise<Ancestry> {
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...at(repository),
      basehead: `${ancestor}...${descendant}`,
      per_page: 1,
    })
    if (data.status === 'ahead' || data.status === 'identical') return 'yes'
    return data.status === 'behind' || data.status === 'diverged' ? 'no' : 'unknown'
  } catch (error) {
    // One of them is not, or no longer, at the forge.
    if (isStatus(error, 404, 422)) return 'unknown'
    throw error
  }
}
