import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../../test/support/postgres-server.ts'
import type { BenchOptions } from '../cursor/cursor.bench.ts'
import { memoryOf } from '../support/child.ts'
import { percentile } from '../support/statistics.ts'
import { printAims, printTable, shown } from '../support/table.ts'
import { newKey } from './new-key.ts'
import { createSender } from './sender.ts'
import { startStubForge } from './stub-forge.ts'

const secret = 'a-secret-of-the-bench'
const perSecond = 200

/**
 * The App on PostgreSQL, as it is started for use, bound to one core where the system can do that;
 * pushes come in signed, GitHub is a stub. Beside it, in the same run, a bare relay that verifies the
 * signature and answers.
 */
export async function benchApp({ sizes }: BenchOptions): Promise<void> {
  const { floodEvents, steadySeconds, memoryEvents } = sizes.app
  await using postgres = await startPostgres()
  const forge = await startStubForge()
  const directory = await mkdtemp(join(tmpdir(), 'bench-app-'))
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    APP_ID: '1',
    PRIVATE_KEY: newKey(),
    WEBHOOK_SECRET: secret,
    DATABASE_URL: await postgres.createDatabase(),
    DATA_DIR: directory,
    GHE_HOST: forge.host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
  }
  const app = await startProcess('server-process.ts', env)
  const relay = await startProcess('relay-process.ts', env)
  try {
    const toApp = createSender(app.address, secret)
    const toRelay = createSender(relay.address, secret)
    const handledAll = await countdown(app.address)
    const warmUp = Math.min(500, floodEvents)
    await toApp.flood(warmUp, 8)
    await toRelay.flood(warmUp, 8)
    await handledAll(warmUp)
    forge.takeCalls()

    const cpuBefore = await cpuSeconds(app.pid)
    const start = performance.now()
    const floodTimes = await toApp.flood(floodEvents, 32)
    const takenIn = (performance.now() - start) / 1_000
    await handledAll(floodEvents)
    const handled = (performance.now() - start) / 1_000
    const cpu = (await cpuSeconds(app.pid)) - cpuBefore
    const calls = forge.takeCalls()
    const relayStart = performance.now()
    await toRelay.flood(floodEvents, 32)
    const relayed = (performance.now() - relayStart) / 1_000
    const rate = floodEvents / handled
    printTable(
      `${floodEvents.toLocaleString('en-US')} pushes as fast as they are answered (32 connections)`,
      ['', 'a second', 'of the relay', 'answer p99 ms', 'CPU ms a push'],
      [
        ['relay, answered', shown(floodEvents / relayed), '1', '', ''],
        [
          'App, answered (stored)',
          shown(floodEvents / takenIn),
          shown(relayed / takenIn),
          shown(percentile(floodTimes, 0.99)),
          '',
        ],
        [
          'App, handled',
          shown(rate),
          shown(relayed / handled),
          '',
          shown((cpu * 1e3) / floodEvents),
        ],
      ],
    )
    const callsEach = [...calls.values()].reduce((sum, count) => sum + count, 0) / floodEvents
    console.log(`  calls of the forge: ${[...calls].map(([kind, n]) => `${kind} ${n}`).join(', ')}`)
    printAims([
      { text: 'at least 100 pushes handled a second', reached: shown(rate), met: rate >= 100 },
      {
        text: 'at most 2 calls for a push without a policy',
        reached: shown(callsEach),
        met: callsEach <= 2.05,
      },
    ])

    const appTimes = await toApp.steady(perSecond, steadySeconds)
    await handledAll(perSecond * steadySeconds)
    const relayTimes = await toRelay.steady(perSecond, steadySeconds)
    const row = (name: string, times: readonly number[]) => [
      name,
      ...[0.5, 0.99, 1].map((rank) => shown(percentile(times, rank))),
    ]
    printTable(
      `the answer under ${perSecond} pushes a second for ${steadySeconds} s, handling going on`,
      ['', 'p50 ms', 'p99 ms', 'longest ms'],
      [row('relay', relayTimes), row('App', appTimes)],
    )
    const p99 = percentile(appTimes, 0.99)
    printAims([{ text: 'p99 below 100 ms', reached: `${shown(p99)} ms`, met: p99 < 100 }])

    await measureMemory(app, toApp, memoryEvents)
  } finally {
    await app.stop()
    await relay.stop()
    forge.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function measureMemory(
  { pid, address }: Process,
  sender: ReturnType<typeof createSender>,
  events: number,
): Promise<void> {
  const shares = [0.1, 0.25, 0.5, 0.75, 1]
  const seen: number[] = []
  const handledAll = await countdown(address)
  let sent = 0
  for (const share of shares) {
    const part = Math.round(events * share) - sent
    sent += part
    await sender.flood(part, 32)
    await handledAll(part)
    seen.push((await memoryOf(pid))?.now ?? Number.NaN)
  }
  const peak = (await memoryOf(pid))?.peak ?? Number.NaN
  printTable(
    `memory over ${events.toLocaleString('en-US')} pushes, each time when all are handled`,
    ['', ...shares.map((share) => `${share * 100} %`), 'peak'],
    [['resident MB', ...[...seen, peak].map((value) => shown(value))]],
  )
  const growth = (seen.at(-1) ?? Number.NaN) - (seen[0] ?? Number.NaN)
  printAims([
    {
      text: 'at most 250 MB',
      reached: `${shown(seen.at(-1) ?? 0)} MB`,
      met: Math.max(...seen) <= 250,
    },
    { text: 'at most 20 MB more than at 10 %', reached: `${shown(growth)} MB`, met: growth <= 20 },
  ])
}

interface Process {
  address: string
  pid: number
  stop(): Promise<void>
}

async function startProcess(script: string, env: NodeJS.ProcessEnv): Promise<Process> {
  const program = join(import.meta.dirname, script)
  const command = [process.execPath, ...(await startFlags()), program]
  const pinned = canPin() ? ['taskset', '-c', '0', ...command] : command
  const [file = '', ...args] = pinned
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const { address } = JSON.parse(await firstLine(child)) as { address: string }
  child.stdout.resume()
  return {
    address,
    pid: child.pid ?? 0,
    async stop() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await Promise.race([ended, sleep(30_000)])
      if (child.exitCode === null) child.kill('SIGKILL')
    },
  }
}

/** What `npm start` gives to node. */
async function startFlags(): Promise<string[]> {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')
  const { scripts } = JSON.parse(text) as { scripts: { start: string } }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

const canPin = (): boolean => spawnSync('taskset', ['-c', '0', 'true']).status === 0

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process ended before it was ready')
  })
  const [line] = await Promise.race([once(lines, 'line'), ended])
  return String(line)
}

/** Waits until so many more pushes were handled than when it was made. */
async function countdown(address: string): Promise<(events: number) => Promise<void>> {
  const done = async () => {
    const response = await fetch(new URL('/status', address))
    const { worker } = (await response.json()) as { worker: { done: number } }
    return worker.done
  }
  let before = await done()
  return async (events) => {
    while ((await done()) < before + events) await sleep(20)
    before += events
  }
}

/** User and system time of a process so far. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
