import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository, repositorySchema, toRepository } from './repository.ts'

/**
 * The repository as it is now: a webhook may be old, and its default branch another one since.
 *
 * @returns `undefined` when another repository has that name by now, or it is out of the App's reach
 */
export async function readRepository(
  octokit: Octokit,
  known: Repository,
): Promise<Repository | undefined> {
  try {
    const { data } = await octokit.rest.repos.get(at(known))
    const repository = toRepository(repositorySchema.parse(data))
    return repository.id === known.id ? repository : undefined
  } catch (error) {
    if (isStatus(error, 404, 451)) return undefined
    throw error
  }
}
