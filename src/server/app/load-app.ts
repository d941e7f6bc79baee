import type { Logger } from 'pino'
import type { Probot } from 'probot'
import type { Octokit } from '../../adapters/github/octokit.ts'
import { type ReadyJob, withContext } from '../work/perform.ts'
import { reportDeadLetters, type Upkeep } from '../work/upkeep.ts'
import { judgePullRequest } from './approval/judge-pull-request.ts'
import {
  type DeliveryMemory,
  fetchMissedDeliveries,
  redeliveryIntervalMs,
} from './delivery/redelivery.ts'
import { createApp, sweepers } from './index.ts'
import { appJobs } from './jobs/index.ts'
import type { JobContext } from './jobs/job-context.ts'
import type { Services } from './services.ts'
import type { KnownRepositories } from './sweep/find-repository.ts'
import { planSweeps } from './sweep/plan-sweeps.ts'
import { sweepIntervalMs } from './sweep/schedule.ts'

/** How long it is remembered what was said of a commit, and found in it, in milliseconds. */
const memoryMs = 90 * 86_400_000

/** What the App takes of the server, besides what its handlers work with. */
export interface AppParts extends Services {
  probot: Probot
  asApp(): Promise<Octokit>
  asInstallation(id: number): Promise<Octokit>
  known: KnownRepositories
  queue: { deadLetters(limit: number): Promise<readonly object[]> }
  deliveries: DeliveryMemory & { removeOld(): Promise<void> }
  checks: Services['checks'] & { forget(before: number): Promise<void> }
  log: Logger
  random(): number
}

/** What the server runs of the App. */
export interface LoadedApp {
  /** Hands a webhook to its handlers. */
  receive(event: { id: string; name: string; payload: unknown }): Promise<void>
  jobs: readonly ReadyJob[]
  /** What is done now and then, whatever webhooks say. */
  upkeep: readonly Upkeep[]
}

/** Puts the App's handlers on its services. */
export async function loadApp(parts: AppParts): Promise<LoadedApp> {
  const { probot, known, asApp, asInstallation, log, random } = parts
  await probot.load(createApp(parts))
  const context: JobContext = {
    services: parts,
    known,
    asApp,
    asInstallation,
    sweepers,
    judge: judgePullRequest,
    log,
    random,
  }
  return {
    receive: (event) => probot.receive(event as Parameters<typeof probot.receive>[0]),
    jobs: withContext(appJobs, context),
    upkeep: upkeepOf(parts, context),
  }
}

function upkeepOf(parts: AppParts, context: JobContext): Upkeep[] {
  const { queue, deliveries, checks, audit, scans, asApp, log, now } = parts
  let swept: 'now' | 'in-time' = 'now'
  return [
    {
      name: 'redelivery',
      everyMs: redeliveryIntervalMs,
      run: async () => fetchMissedDeliveries(await asApp(), deliveries, now(), log),
    },
    {
      name: 'sweeps',
      everyMs: sweepIntervalMs / 2,
      async run() {
        await planSweeps(context, swept)
        swept = 'in-time'
      },
    },
    { name: 'dead letters', everyMs: 3_600_000, run: () => reportDeadLetters(queue, log) },
    {
      name: 'forgetting',
      everyMs: 3_600_000,
      async run() {
        await deliveries.removeOld()
        const before = now() - memoryMs
        for (const store of [checks, audit, scans]) await store.forget(before)
      },
    },
  ]
}
