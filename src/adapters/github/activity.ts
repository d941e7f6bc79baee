import type { RefStep } from '../../core/git/ref-step.ts'
import type { Octokit } from './octokit.ts'
import { refusalOf } from './refusal.ts'
import { at, type Repository } from './repository.ts'

/** Steps read of one list: ten pages of the API. */
const maxSteps = 1_000

/**
 * What happened to branches, the latest first: each push, force push, merge, creation and deletion
 * with who did it. Tags are not in the forge's list.
 *
 * @param about.ref one branch alone, by its full name
 * @param about.since no step from before, in milliseconds since the epoch
 * @returns at most 1,000 steps; `unknown` from a forge that has no such list or does not show it
 * @see https://docs.github.com/en/rest/repos/repos#list-repository-activities
 */
export async function listRefSteps(
  octokit: Octokit,
  repository: Repository,
  { ref, since = 0 }: { ref?: string; since?: number },
): Promise<RefStep[] | 'unknown'> {
  const pages = octokit.paginate.iterator(octokit.rest.repos.listActivities, {
    ...at(repository),
    ...(ref === undefined ? {} : { ref }),
    per_page: 100,
  })
  const steps: RefStep[] = []
  try {
    for await (const { data } of pages) {
      for (const { ref: name, before, after, timestamp, actor } of data) {
        const step = { ref: name, before, after, at: Date.parse(timestamp) }
        if (step.at < since) return steps
        const by = actor === null ? {} : { actor: { id: actor.id, login: actor.login } }
        steps.push({ ...step, ...by })
      }
      if (steps.length >= maxSteps) return steps
    }
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    return 'unknown'
  }
  return steps
}
