import type { Logger } from 'pino'
import { openNamelessFile } from '../adapters/storage/nameless-file.ts'
import type { Request, Response } from '../http/listen.ts'
import { createWebhookRoute } from './app/delivery/webhook-route.ts'
import { loadApp } from './app/load-app.ts'
import type { AppCredentials, Config } from './config.ts'
import { openServices } from './open-services.ts'
import { createPerform } from './work/perform.ts'
import { startUpkeep } from './work/upkeep.ts'
import { createWorker } from './work/worker.ts'

/** The App at work: webhooks come in, and what they ask for is done. */
export interface RunningApp {
  takeWebhook(request: Request, response: Response): Promise<void>
  /** What waits, runs and failed; throws when the database does not answer. */
  status(): Promise<object>
  /** @throws when the database does not answer */
  ping(): Promise<true>
  /**
   * Begins nothing more and lets what runs end; what does not end in time is done again later.
   *
   * @param received resolves when no more webhooks come in: until then they are still stored
   */
  stop(received: Promise<unknown>): Promise<void>
}

/**
 * Opens the services, puts the App on them and starts its worker.
 *
 * @throws {GuardError} `INPUT_INVALID` for credentials that the forge does not know, or a database that
 * cannot be opened
 */
export async function assemble(
  config: Config,
  credentials: AppCredentials,
  log: Logger,
): Promise<RunningApp> {
  await using starting = new AsyncDisposableStack()
  const services = await openServices(config, credentials, log)
  starting.defer(services.close)
  const { queue, bell, deliveries, now } = services
  const app = await loadApp(services)
  const worker = createWorker(queue, { perform: createPerform(app), bell, log, now })
  const takeWebhook = createWebhookRoute({
    secret: credentials.webhookSecret,
    openFile: () => openNamelessFile(config.dataDirectory),
    receive: deliveries.receive,
    wake: bell.ring,
    log,
  })
  worker.start()
  const upkeep = startUpkeep(app.upkeep, services)
  const open = starting.move()
  return {
    takeWebhook,
    status: async () => ({ ...(await queue.counts()), worker: worker.state() }),
    ping: services.ping,
    async stop(received) {
      upkeep.stop()
      // The last to end, whatever becomes of the others.
      await using _services = open
      await worker.stop()
      await received
    },
  }
}
