import type { Logger } from 'pino'
import type { Octokit } from '../../adapters/github/octokit.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import type { LoadedPolicy } from '../../core/policy/in-force.ts'
import type { Services } from './services.ts'

/** What a handler is given besides the event: one repository, and everything it may use on it. */
export interface Scope extends InstallationScope {
  repository: Repository
  /** The policy in force on the default branch; read once in each delivery. */
  policy(): Promise<LoadedPolicy>
}

export interface InstallationScope {
  /** Speaks as the installation. */
  octokit: Octokit
  installation: number
  log: Logger
  services: Services
}

/** Makes the scope of one delivery. */
export function createScope(given: Omit<Scope, 'policy'>): Scope {
  let loading: Promise<LoadedPolicy> | undefined
  return {
    ...given,
    policy() {
      loading ??= given.services.policies.load(given.octokit, given.repository)
      return loading
    },
  }
}
