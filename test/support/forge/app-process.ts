import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareDatabase } from '../prepared-database.ts'
import type { Forge } from './forge.ts'

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url))
/** Longer than the worker's pause between two looks at the queue, in milliseconds. */
const quietMs = 1_300

export interface AppProcessOptions {
  /** Without it, storage is embedded. */
  databaseUrl?: string
  environment?: Record<string, string>
}

/** `cursor-guard serve` as it is run by people, for one forge. */
export interface AppProcess extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  address: string
  /** Its home, with `DATA_DIR`. */
  directory: string
  /** Everything it has printed. */
  printed(): string
  /** Asks it to end, and waits. Its exit code. */
  stop(): Promise<number | null>
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>
  /** Starts it again on the same data; webhooks go there from then on. */
  start(): Promise<void>
  /** What `/status` answers. */
  status(): Promise<Record<string, unknown>>
  /** Waits until every webhook has arrived and been worked off. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Starts the server against a forge, which then sends its webhooks there. */
export async function startAppProcess(
  forge: Forge,
  { databaseUrl, environment = {} }: AppProcessOptions = {},
): Promise<AppProcess> {
  const state = await mkdtemp(join(tmpdir(), 'app-process-'))
  if (databaseUrl === undefined) await prepareDatabase(state)
  let child: ChildProcess | undefined
  let printed = ''
  let ended: Promise<unknown> = Promise.resolve()

  const app: AppProcess = {
    address: '',
    directory: state,
    printed: () => printed,
    async start() {
      const env: NodeJS.ProcessEnv = {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        HOME: state,
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'info',
        DATA_DIR: state,
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
        ...forge.environment,
        ...environment,
      }
      const from = printed.length
      const started = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', cli, 'serve'],
        {
          cwd: state,
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      child = started
      ended = once(started, 'exit')
      for (const stream of [started.stdout, started.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          printed += chunk
        })
      }
      app.address = await Promise.race([
        forge.until(
          'the server listens',
          () => /takes webhooks at (http:\/\/[^/\s]+)/.exec(printed.slice(from))?.[1],
        ),
        ended.then(() => Promise.reject(new Error(`the server ended: ${printed.slice(from)}`))),
      ])
      forge.deliveries.to = `${app.address}/api/github/webhooks`
    },
    async stop() {
      child?.kill('SIGTERM')
      await ended
      return child?.exitCode ?? null
    },
    async kill() {
      child?.kill('SIGKILL')
      await ended
    },
    async status() {
      const response = await fetch(`${app.address}/status`)
      return (await response.json()) as Record<string, unknown>
    },
    async idle() {
      let before = ''
      let since = 0
      await forge.until('the server has nothing to do', async () => {
        await forge.deliveries.settled()
        const { worker } = await app.status()
        const sent = forge.deliveries.all.length
        const now = JSON.stringify({ worker, asked: forge.requests.length, sent })
        if (now !== before || !now.includes('"running":0')) since = performance.now()
        before = now
        return performance.now() - since > quietMs
      })
    },
    async close() {
      forge.deliveries.to = undefined
      await app.stop()
      await rm(state, { recursive: true, force: true })
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
  await app.start()
  return app
}
