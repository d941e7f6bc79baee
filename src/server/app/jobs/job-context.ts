import type { Logger } from 'pino'
import { isStatus, type Octokit } from '../../../adapters/github/octokit.ts'
import { createScope, type Scope } from '../scope.ts'
import type { Services } from '../services.ts'
import { findRepository, type KnownRepositories } from '../sweep/find-repository.ts'

/** What a job of the App works with: no webhook gives it a client or a repository. */
export interface JobContext {
  services: Services
  known: KnownRepositories
  /** Clients that speak as the App, and as one installation. */
  asApp(): Promise<Octokit>
  asInstallation(id: number): Promise<Octokit>
  /** What a sweep does with one repository. */
  sweepers: readonly ((scope: Scope) => Promise<void>)[]
  /** Judges a pull request; `fresh` when it is read from git again, whatever is remembered. */
  judge(scope: Scope, number: number, wish: { fresh: boolean }): Promise<unknown>
  log: Logger
  /** At least 0, less than 1. */
  random(): number
}

/** What handlers are given, for a job; nothing when the installation has lost the repository. */
export async function findScope(
  { services, known, asInstallation, log }: JobContext,
  { installation, repository: id }: { installation: number; repository: number },
): Promise<Scope | undefined> {
  const octokit = await asInstallation(installation)
  try {
    const repository = await findRepository(octokit, installation, id, known)
    if (repository !== undefined) {
      const scoped = log.child({ fullName: `${repository.owner}/${repository.name}` })
      return createScope({ octokit, installation, repository, log: scoped, services })
    }
  } catch (error) {
    if (!isGone(error)) throw error
  }
  log.info({ installation, repository: id }, 'the installation has no such repository any more')
  return undefined
}

/** The token of an installation which was removed (404) or suspended (403) cannot be had. */
export const isGone = (error: unknown): boolean =>
  isStatus(error, 404) ||
  (isStatus(error, 403) && error instanceof Error && /suspended/i.test(error.message))
