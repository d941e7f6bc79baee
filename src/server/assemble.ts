import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { createGitTokens, type GitTokens } from '../adapters/github/git-token.ts'
import { isStatus } from '../adapters/github/octokit.ts'
import { createChangeReader } from '../adapters/repository/change-reader.ts'
import { pushRefs } from '../adapters/repository/push-refs.ts'
import { createApprovalStores } from '../adapters/storage/approval-store.ts'
import { createAuditStore } from '../adapters/storage/audit-store.ts'
import { createCheckMemory } from '../adapters/storage/check-memory.ts'
import { type Database, openDatabase } from '../adapters/storage/database.ts'
import { createDeliveryStore, type DeliveryStore } from '../adapters/storage/delivery-store.ts'
import { createJudgedPullStore } from '../adapters/storage/judged-pull-store.ts'
import { createKnownRepositories } from '../adapters/storage/known-repositories.ts'
import { createPolicyMemory } from '../adapters/storage/policy-memory.ts'
import { createProtectionStore } from '../adapters/storage/protection-store.ts'
import { createAgentPushes, createSessionIndex } from '../adapters/storage/provenance-store.ts'
import { openQueue, type Queue } from '../adapters/storage/queue.ts'
import { createRefMemory } from '../adapters/storage/ref-memory.ts'
import { createScanMemory } from '../adapters/storage/scan-memory.ts'
import { GuardError } from '../core/errors.ts'
import { gitAuthorization } from '../http/headers.ts'
import { createUpstreamClient, type UpstreamClient } from '../http/upstream.ts'
import { judgePullRequest } from './app/approval/judge-pull-request.ts'
import { fetchMissedDeliveries, redeliveryIntervalMs } from './app/delivery/redelivery.ts'
import { createWebhookRoute } from './app/delivery/webhook-route.ts'
import { createApp, sweepers } from './app/index.ts'
import { appJobs } from './app/jobs/index.ts'
import type { JobContext } from './app/jobs/job-context.ts'
import type { RefPusher, Services } from './app/services.ts'
import { planSweeps } from './app/sweep/plan-sweeps.ts'
import { sweepIntervalMs } from './app/sweep/schedule.ts'
import type { AppCredentials, Config } from './config.ts'
import { createRewriteCheck } from './policy/is-rewritten.ts'
import { createParsedPolicies } from './policy/parsed-policies.ts'
import { createPolicyReader } from './policy/policy-reader.ts'
import { createJobs } from './work/job.ts'
import { createPerform, withContext } from './work/perform.ts'
import { reportDeadLetters, startUpkeep, type Upkeep } from './work/upkeep.ts'
import { createWorker } from './work/worker.ts'

/** How long it is remembered what was said of a commit, and found in it, in milliseconds. */
const memoryMs = 90 * 86_400_000

/** How long the forge may take to say what the App is called, in milliseconds: nothing waits for more. */
const identifyMs = 5_000

/** The App at work: webhooks come in, and what they ask for is done. */
export interface RunningApp {
  takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** What waits, runs and failed; throws when the database does not answer. */
  status(): Promise<object>
  /**
   * Begins nothing more and lets what runs end; what does not end in time is done again later.
   *
   * @param received resolves when no more webhooks come in: until then they are still stored
   */
  stop(received: Promise<unknown>): Promise<void>
}

/**
 * Opens the database, makes the App's services and starts its worker.
 *
 * @throws {GuardError} `INPUT_INVALID` for credentials that the forge does not know, or a database that
 * cannot be opened
 */
export async function runApp(
  config: Config,
  credentials: AppCredentials,
  log: Logger,
): Promise<RunningApp> {
  // Ended in the opposite order, also when the start fails half-way.
  const parts = new AsyncDisposableStack()
  try {
    return await assemble(config, credentials, log, parts)
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}

async function assemble(
  config: Config,
  credentials: AppCredentials,
  log: Logger,
  parts: AsyncDisposableStack,
): Promise<RunningApp> {
  const now = Date.now
  const probot = new Probot({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    secret: credentials.webhookSecret,
    baseUrl: config.forge.api,
    log,
  })
  await probot.ready()
  const asApp = () => probot.auth()
  const app = { id: credentials.appId, slug: await readSlug(asApp, log) }
  const opened = await openDatabase({ url: config.databaseUrl, directory: config.dataDirectory })
  parts.defer(opened.close)
  const queue = await openQueue(opened, {
    now,
    onError: (error) => log.error({ err: error }, 'the queue is in trouble'),
  })
  parts.defer(queue.close)
  const client = createUpstreamClient(process.env)
  parts.defer(client.close)
  const changes = await createChangeReader({
    directory: join(config.dataDirectory, 'git'),
    upstream: config.forge.web,
    client,
  })
  parts.defer(changes.close)
  let nothingComes: Promise<unknown> = Promise.resolve()
  parts.defer(async () => {
    await nothingComes
  })
  const gitTokens = createGitTokens(asApp, now)
  const deliveries = createDeliveryStore(opened.db, queue, now)
  const checks = createCheckMemory(opened.db, now)
  const wake = () => worker.wake()
  const services: Services = {
    app,
    now,
    ...createStores(opened.db, now),
    checks,
    jobs: createJobs(queue, wake),
    changes,
    gitTokens,
    pushRefs: createRefPusher({ client, gitTokens, forge: config.forge.web }),
  }
  await probot.load(createApp(services))
  const sweeps: JobContext = {
    services,
    known: createKnownRepositories(opened.db),
    asApp,
    asInstallation: (id) => probot.auth(id),
    sweepers,
    judge: judgePullRequest,
    log,
    random: Math.random,
  }
  const worker = createWorker(queue, { perform: performWith(probot, sweeps), log, now })
  worker.start()
  parts.defer(worker.stop)
  const upkeep = startUpkeep(upkeepOf({ queue, deliveries, checks, sweeps }), sweeps)
  parts.defer(upkeep.stop)
  return {
    takeWebhook: createWebhookRoute({
      secret: credentials.webhookSecret,
      receive: deliveries.receive,
      wake,
      log,
    }),
    status: async () => ({ ...(await queue.counts()), worker: worker.state() }),
    async stop(received) {
      nothingComes = received
      await parts.disposeAsync()
    },
  }
}

function createStores(db: Database, now: () => number) {
  const policyMemory = createPolicyMemory(db)
  const refs = createRefMemory(db)
  const isRewritten = createRewriteCheck(refs)
  return {
    policyMemory,
    policies: createPolicyReader({
      memory: policyMemory,
      parsed: createParsedPolicies(),
      now,
      isRewritten,
    }),
    audit: createAuditStore(db),
    refs,
    protection: createProtectionStore(db),
    sessions: createSessionIndex(db),
    agentPushes: createAgentPushes(db),
    scans: createScanMemory(db),
    judgedPulls: createJudgedPullStore(db),
    approvals: createApprovalStores(db),
  }
}

/** What the queue's work comes down to. */
const performWith = (probot: Probot, sweeps: JobContext) =>
  createPerform({
    receive: (event) => probot.receive(event as Parameters<typeof probot.receive>[0]),
    jobs: withContext(appJobs, sweeps),
  })

/** What is done now and then, whatever webhooks say. */
function upkeepOf(parts: {
  queue: Queue
  deliveries: DeliveryStore
  checks: ReturnType<typeof createCheckMemory>
  sweeps: JobContext
}): Upkeep[] {
  const { queue, deliveries, checks, sweeps } = parts
  const { services, asApp, log } = sweeps
  let swept: 'now' | 'in-time' = 'now'
  return [
    {
      name: 'redelivery',
      everyMs: redeliveryIntervalMs,
      run: async () => fetchMissedDeliveries(await asApp(), deliveries, services.now(), log),
    },
    {
      name: 'sweeps',
      everyMs: sweepIntervalMs / 2,
      async run() {
        await planSweeps(sweeps, swept)
        swept = 'in-time'
      },
    },
    { name: 'dead letters', everyMs: 3_600_000, run: () => reportDeadLetters(queue, log) },
    {
      name: 'forgetting',
      everyMs: 3_600_000,
      async run() {
        await deliveries.removeOld()
        const before = services.now() - memoryMs
        for (const store of [checks, services.audit, services.scans]) await store.forget(before)
      },
    },
  ]
}

const createRefPusher =
  (options: { client: UpstreamClient; gitTokens: GitTokens; forge: URL }): RefPusher =>
  async ({ id, owner, name }, installation, commands) => {
    const token = await options.gitTokens.write(installation, id)
    const authorization = gitAuthorization(token)
    const { client, forge } = options
    return pushRefs(commands, { client, forge, repository: `${owner}/${name}`, authorization })
  }

/** What the forge calls the App: its own comments and issues are found by it. */
async function readSlug(asApp: () => ReturnType<Probot['auth']>, log: Logger): Promise<string> {
  try {
    const octokit = await asApp()
    const { data } = await octokit.rest.apps.getAuthenticated({
      request: { retries: 0, signal: AbortSignal.timeout(identifyMs) },
    })
    if (data?.slug !== undefined) return data.slug
  } catch (error) {
    if (isStatus(error, 401)) {
      throw new GuardError('INPUT_INVALID', 'the forge does not know this App', {
        hint: 'Check that APP_ID and PRIVATE_KEY are of the same App, and GHE_HOST its forge.',
      })
    }
    const why = error instanceof Error ? error.message : 'no answer'
    log.warn({ why }, 'the forge did not say what the App is called; taking it to be cursor-guard')
  }
  return 'cursor-guard'
}
