import type { CheckMemory } from '../github/check-runs.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Repository } from '../github/repository.ts'
import type { LoadedPolicy } from '../policy/in-force.ts'
import type { Jobs } from './jobs.ts'

/** What handlers work with; made once at the start, by `src/main.ts` alone. */
export interface Services {
  /** The App itself: `id` stands in rulesets and required checks. */
  app: { id: number; slug: string }
  /** Milliseconds since the epoch. */
  now(): number
  policies: PolicyReader
  checks: CheckMemory
  jobs: Jobs
}

export interface PolicyReader {
  /**
   * The policy in force now, with at most one conditional request when nothing has changed.
   *
   * @throws when the forge could not be asked; an answer that says nothing is never "no policy"
   */
  load(octokit: Octokit, repository: Repository): Promise<LoadedPolicy>
}
