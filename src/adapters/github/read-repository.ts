import type { z } from 'zod'
import { isStatus, type Octokit } from './octokit.ts'
import {
  at,
  type namedRepositorySchema,
  type Repository,
  repositorySchema,
  toRepository,
} from './repository.ts'

/**
 * The repository as it is now: a webhook may be old, and its default branch another one since.
 *
 * @returns `undefined` when another repository has that name by now, or it is out of the App's reach
 */
export async function readRepository(
  octokit: Octokit,
  known: Pick<Repository, 'id' | 'owner' | 'name'>,
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

/** The repository of a webhook, without a call when everything stands there. */
export async function namedRepository(
  octokit: Octokit,
  named: z.output<typeof namedRepositorySchema>,
): Promise<Repository | undefined> {
  const whole = repositorySchema.safeParse(named)
  if (whole.success) return toRepository(whole.data)
  return readRepository(octokit, { id: named.id, owner: named.owner.login, name: named.name })
}
