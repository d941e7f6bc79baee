import type { Logger } from 'pino'
import { isStatus, type Octokit } from '../../../adapters/github/octokit.ts'
import { createScope, type Scope } from '../scope.ts'
import type { Services } from '../services.ts'
import { findRepository, type KnownRepositories, repositoriesOf } from './find-repository.ts'

/**
 * How long something can stay unnoticed when its webhook never came, in milliseconds: each
 * repository is looked at once in this time. Installations which need longer for a round take longer.
 */
export const sweepIntervalMs = 3_600_000
/** A round begins with so many repositories, one a second; a new installation sees results at once. */
const quickSweeps = 60
const quickSpacingMs = 1_000
/** The others follow at this distance, in milliseconds: a sweep's calls are a part of the hourly budget. */
const spacingMs = 10_000
const perPage = 100
const maxPages = 200

export interface SweepDeps {
  services: Services
  known: KnownRepositories
  /** Clients that speak as the App, and as one installation. */
  asApp(): Promise<Octokit>
  asInstallation(id: number): Promise<Octokit>
  sweepers: readonly ((scope: Scope) => Promise<void>)[]
  log: Logger
  /** At least 0, less than 1. */
  random(): number
}

/**
 * Sets down when each installation is swept next: at once when `now` says so, and in any case in its
 * own slot of the interval, which every replica computes alike.
 */
export async function planSweeps(deps: SweepDeps, when: 'now' | 'in-time'): Promise<void> {
  const octokit = await deps.asApp()
  for await (const installation of installationsOf(octokit)) {
    const job = { kind: 'sweep-installation' as const, installation }
    if (when === 'now') await deps.services.jobs.add(job)
    const count = await deps.known.count(installation)
    await deps.services.jobs.add(job, nextSlot(installation, count, deps.services.now()))
  }
}

/**
 * The next time at which an installation is due, in milliseconds since the epoch.
 *
 * @param count how many repositories it has
 */
export function nextSlot(installation: number, count: number, now: number): number {
  const interval = Math.max(sweepIntervalMs, Math.ceil((offsetOf(count) * 1.2) / 60_000) * 60_000)
  // Installations are spread over the interval, always at the same place in it.
  const phase = (installation * 7_919_017) % interval
  return (Math.floor((now - phase) / interval) + 1) * interval + phase
}

/** When in a round its n-th repository is swept, in milliseconds after the start. */
const offsetOf = (n: number): number =>
  Math.min(n, quickSweeps) * quickSpacingMs + Math.max(0, n - quickSweeps) * spacingMs

/** Puts a sweep of each repository of an installation in line, in random order. */
export async function sweepInstallation(deps: SweepDeps, installation: number): Promise<void> {
  const octokit = await deps.asInstallation(installation)
  const ids: number[] = []
  try {
    for await (const page of repositoriesOf(octokit)) {
      await deps.known.save(page.map(({ id, owner, name }) => ({ id, installation, owner, name })))
      ids.push(...page.map(({ id }) => id))
    }
  } catch (error) {
    if (!isGone(error)) throw error
    deps.log.info({ installation }, 'the installation is gone or suspended: not swept')
    return deps.known.forgetInstallation(installation)
  }
  const start = deps.services.now()
  for (const [index, repository] of shuffled(ids, deps.random).entries()) {
    const job = { kind: 'sweep-repository' as const, installation, repository, why: 'interval' }
    await deps.services.jobs.add(job, index === 0 ? undefined : start + offsetOf(index))
  }
}

/**
 * Everything missed webhooks may have left undone in one repository. One sweeper's failure does not
 * keep the others from their work.
 */
export async function sweepRepository(
  deps: SweepDeps,
  installation: number,
  repository: number,
): Promise<void> {
  const scope = await findScope(deps, installation, repository)
  if (scope === undefined) return
  const failures: unknown[] = []
  for (const sweep of deps.sweepers) {
    await sweep(scope).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw new AggregateError(failures, 'a sweep was not finished')
}

/** What handlers are given, for a job; nothing when the installation has lost the repository. */
export async function findScope(
  { services, known, asInstallation, log }: SweepDeps,
  installation: number,
  id: number,
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
const isGone = (error: unknown): boolean =>
  isStatus(error, 404) ||
  (isStatus(error, 403) && error instanceof Error && /suspended/i.test(error.message))

async function* installationsOf(octokit: Octokit): AsyncGenerator<number> {
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await octokit.rest.apps.listInstallations({ per_page: perPage, page })
    for (const { id, suspended_at } of data) if (!suspended_at) yield id
    if (data.length < perPage) return
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
