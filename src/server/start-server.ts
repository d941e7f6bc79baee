import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'
import { ProbotOctokit } from 'probot'
import { SmeeClient } from 'smee-client'
import { convertManifest } from '../adapters/github/app-manifest.ts'
import {
  readCredentialsFile,
  refuseWorkTree,
  writeCredentialsFile,
} from '../adapters/storage/credentials-file.ts'
import { prepareDataDirectory } from '../adapters/storage/data-directory.ts'
import { GuardError } from '../core/errors.ts'
import { version } from '../version.ts'
import { openChannel } from './app/delivery/channel.ts'
import { createManifest } from './app/manifest.ts'
import { assemble, type RunningApp } from './assemble.ts'
import { type AppCredentials, type Config, readConfig } from './config.ts'
import { createLog } from './log.ts'
import { createSetupPage } from './pages/setup-page.ts'

/** A server that listens. */
export interface RunningServer {
  /** `http://localhost:3000`; with the key of the set-up page, while that is shown. */
  address: string
  close(): Promise<void>
}

/** Requests that come in slower than this are given up, in milliseconds. */
const requestMs = 60_000
/** How long requests may take to come in when the server ends, in milliseconds. */
const drainMs = 5_000

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

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
  // The environment goes first: what is not needed is not read.
  const stored =
    config.credentials === undefined ? await readCredentialsFile(config.dataDirectory) : undefined
  const credentials = config.credentials ?? stored
  if (credentials === undefined) await refuseWorkTree(config.dataDirectory)
  await prepareDataDirectory(config.dataDirectory)
  const log = createLog(config.logLevel)
  let answer: Answer = starting
  let running: RunningApp | undefined
  let channel: ReturnType<typeof openChannel> | undefined
  const servers = await listen(config, (request, response) => answer(request, response))
  const port = portOf(servers)
  const origin = `http://${config.host ?? 'localhost'}:${port}`

  async function become(known: AppCredentials, source: string | undefined): Promise<void> {
    running = await assemble(config, known, log)
    answer = answerFor(running, config.webhookPath, log)
    if (source === undefined) return
    channel = openChannel({ source, target: `${origin}${config.webhookPath}`, log })
  }

  try {
    if (credentials !== undefined) {
      await become(credentials, config.webhookProxy ?? stored?.webhookProxy)
      say(`cursor-guard ${version} takes webhooks at ${origin}${config.webhookPath}`)
      return { address: origin, close }
    }
    const key = randomBytes(16).toString('hex')
    answer = setUp(config, key, become)
    const address = `${origin}/?key=${key}`
    say(`There is no App yet. Create one at ${address}`)
    return { address, close }
  } catch (error) {
    await close()
    throw error
  }

  async function close(): Promise<void> {
    await channel?.close()
    const received = Promise.all(servers.map(closeServer))
    await Promise.all([received, running?.stop(received)])
  }
}

/** Takes nothing new; who has not sent all of a request within `drainMs` is cut off. */
async function closeServer(server: Server): Promise<void> {
  const closed = Promise.withResolvers<void>()
  server.close(() => closed.resolve())
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  await closed.promise
  clearTimeout(timer)
}

function setUp(
  config: Config,
  key: string,
  become: (credentials: AppCredentials, channel: string | undefined) => Promise<void>,
): Answer {
  const { forge, webhookPath, dataDirectory: directory } = config
  const page = createSetupPage({
    key,
    forge: forge.web,
    webhookPath,
    createChannel,
    manifest: ({ name, set, workflows }, webhookUrl, redirectUrl) =>
      createManifest({
        name,
        set,
        workflows: workflows === 'on',
        webhookUrl,
        redirectUrl,
        homepage: 'https://github.com/cursor-guard/cursor-guard',
      }),
    async complete(code, channel) {
      const octokit = new ProbotOctokit({ baseUrl: forge.api })
      const { page: appPage, ...credentials } = await convertManifest(octokit, code)
      const file = await writeCredentialsFile(directory, {
        ...credentials,
        ...(channel === undefined ? {} : { webhookProxy: channel }),
      })
      await become(credentials, channel)
      return { page: appPage, file }
    },
  })
  return getRequestListener(page.fetch)
}

async function createChannel(): Promise<string> {
  try {
    return await SmeeClient.createChannel()
  } catch (cause) {
    throw new GuardError('UPSTREAM_FAILED', 'no smee.io channel could be made', {
      hint: 'Give a public address of this server instead.',
      cause,
    })
  }
}

const starting: Answer = (_request, response) => {
  response.writeHead(503, { 'retry-after': '5', 'content-type': 'text/plain; charset=utf-8' })
  response.end('starting\n')
}

/** The paths of a server that has its App. */
const answerFor =
  (app: RunningApp, webhookPath: string, log: Logger): Answer =>
  async (request, response) => {
    const path = (request.url ?? '/').split('?')[0]
    if (path === webhookPath) return app.takeWebhook(request, response)
    if (path === '/healthz' || path === '/status') {
      try {
        const status = await app.status()
        return sendJson(response, 200, path === '/status' ? status : { ok: true, version })
      } catch (error) {
        log.error({ err: error }, 'the database does not answer')
        return sendJson(response, 503, { ok: false, why: 'the database does not answer' })
      }
    }
    return sendJson(response, path === '/' ? 200 : 404, { service: 'cursor-guard', version })
  }

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(`${JSON.stringify(body)}\n`)
}

/** On one address, or on both loopback addresses: `localhost` is either. */
async function listen(config: Config, answer: Answer): Promise<Server[]> {
  const first = await listenOn(config.host ?? '127.0.0.1', config.port, answer)
  if (config.host !== undefined) return [first]
  // A machine without IPv6 has one loopback address.
  const second = await listenOn('::1', portOf([first]), answer).catch(() => undefined)
  return second === undefined ? [first] : [first, second]
}

async function listenOn(host: string, port: number, answer: Answer): Promise<Server> {
  const server = createServer({ requestTimeout: requestMs }, (request, response) => {
    Promise.resolve(answer(request, response)).catch(() => response.destroy())
  })
  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject)
  server.listen(port, host, listening.resolve)
  try {
    await listening.promise
    return server
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new GuardError('MACHINE_UNSUITABLE', `cannot listen on ${host} port ${port} (${code})`, {
      hint: 'Set HOST and PORT to an address that is free.',
    })
  }
}

function portOf([server]: readonly Server[]): number {
  const address = server?.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
