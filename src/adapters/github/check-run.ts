import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

/** A check run as the forge has it. */
export interface CheckRun {
  id: number
  name: string
  headSha: string
  externalId: string
  /** The App it belongs to; absent for none. */
  app?: number
}

/** One check run; `undefined` when there is none of this id. */
export async function readCheckRun(
  octokit: Octokit,
  repository: Repository,
  id: number,
): Promise<CheckRun | undefined> {
  try {
    const { data } = await octokit.rest.checks.get({ ...at(repository), check_run_id: id })
    const { name, head_sha, external_id, app } = data
    return {
      id: data.id,
      name,
      headSha: head_sha,
      externalId: external_id ?? '',
      ...(app === null ? {} : { app: app.id }),
    }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}
