import type { Octokit } from '../../adapters/github/octokit.ts'
import type { Repository } from '../../adapters/github/repository.ts'

/** Where people are looked up, and who asks: an installation speaks of one repository. */
export interface AskedRepository {
  /** Speaks as the installation. */
  octokit: Octokit
  repository: Repository
}
