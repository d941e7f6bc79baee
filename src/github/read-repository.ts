import type { Octokit } from './octokit.ts'
import { at, type Repository, repositorySchema, toRepository } from './repository.ts'

/**
 * The repository as it is now: a webhook may be old, and its default branch another one since.
 *
 * @returns `undefined` when another repository has that name by now
 */
export async function readRepository(
  octokit: Octokit,
  known: Repository,
): Promise<Repository | undefined> {
  const { data } = await octokit.rest.repos.get(at(known))
  const repository = toRepository(repositorySchema.parse(data))
  return repository.id === known.id ? repository : undefined
}
