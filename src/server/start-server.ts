import { readCredentialsFile, refuseWorkTree } from '../adapters/storage/credentials-file.ts'
import { prepareDataDirectory } from '../adapters/storage/data-directory.ts'
import { version } from '../version.ts'
import { openChannel } from './app/delivery/channel.ts'
import { assemble } from './assemble.ts'
import { type AppCredentials, type Config, readConfig } from './config.ts'
import { createSetup } from './create-setup.ts'
import { createLog } from './log.ts'
import { openListeners } from './open-listeners.ts'
import { createRouteTable, type Serving, sayNotFound } from './route-table.ts'
import { createRouter } from './router.ts'

/** A server that listens. */
export interface RunningServer {
  /** `http://localhost:3000`; with the key of the set-up page, while that is shown. */
  address: string
  close(): Promise<void>
}

/** How long requests may take to come in when the server ends, in milliseconds. */
const drainMs = 5_000

/**
 * Starts the server: the App when there are credentials, else the page that makes one, which gives
 * way to the App as soon as it is there.
 *
 * @throws {GuardError} `INPUT_INVALID` for a configuration that will not do, `MACHINE_UNSUITABLE` for a
 * port that is taken
 */
export async function startServer(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<RunningServer> {
  const config = readConfig(env)
  await refuseWorkTree(config.dataDirectory)
  const known = await findCredentials(config)
  await prepareDataDirectory(config.dataDirectory)
  const server = await openServer(config)
  const { webhookPath } = config
  try {
    if (known !== undefined) {
      await server.run(known.credentials, known.channel)
      say(`cursor-guard ${version} takes webhooks at ${server.origin}${webhookPath}`)
      return { address: server.origin, close: server.close }
    }
    const address = `${server.origin}/?key=${server.showSetup()}`
    say(`There is no App yet. Create one at ${address}`)
    return { address, close: server.close }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Those of the environment, else those of an earlier set-up; what is not needed is not read. */
async function findCredentials({ credentials, dataDirectory, webhookProxy }: Config) {
  if (credentials !== undefined) return { credentials, channel: webhookProxy }
  const stored = await readCredentialsFile(dataDirectory)
  if (stored !== undefined) {
    return { credentials: stored, channel: webhookProxy ?? stored.webhookProxy }
  }
  return undefined
}

/** Listens, and has nothing to serve yet. */
async function openServer(config: Config) {
  const log = createLog(config.logLevel)
  const serving: Serving = { isStopping: false }
  let channel: ReturnType<typeof openChannel> | undefined
  const routes = createRouteTable(serving, {
    webhookPath: config.webhookPath,
    onUnanswered: (error) => log.error({ err: error }, 'the database does not answer'),
  })
  const router = createRouter(routes, {
    other: sayNotFound,
    onError: (error) => log.error({ err: error }, 'a request could not be answered'),
  })
  const listeners = await openListeners(config, router)
  const origin = `http://${config.host ?? 'localhost'}:${listeners.port}`

  async function run(credentials: AppCredentials, source: string | undefined): Promise<void> {
    serving.app = await assemble(config, credentials, log)
    delete serving.setupPage
    if (source === undefined) return
    channel = openChannel({ source, target: `${origin}${config.webhookPath}`, log })
  }

  return {
    origin,
    run,
    /** Until there is an App; its key. */
    showSetup(): string {
      const { page, key } = createSetup(config, log, run)
      serving.setupPage = page
      return key
    },
    async close(): Promise<void> {
      serving.isStopping = true
      await channel?.close()
      const received = listeners.close(drainMs)
      await Promise.all([received, serving.app?.stop(received)])
    },
  }
}
