import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildPackage } from '../../scripts/build.ts'
import { startJob } from '../../test/support/runner/runner.ts'
import { median } from '../support/statistics.ts'
import { printAims, printTable, shown } from '../support/table.ts'
import type { BenchOptions } from './cursor.bench.ts'

const root = join(import.meta.dirname, '..', '..')
const actionBundles = join(root, 'action', 'dist')
/** The runner harness sees a step's end this much late, in milliseconds. */
const harnessMs = 50

/** How long a job waits until its agent can start. */
export async function benchStart({ sizes }: BenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cursor-guard-bench-'))
  try {
    const packaged = await writePackage(join(scratch, 'package'))
    const sources = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli.ts')]
    const repeat = (measure: () => Promise<number>) => repeated(sizes.starts, measure)
    const rows: [string, number[]][] = [
      [
        'cursor-guard run to ready, published package',
        await repeat(() => runToReady(scratch, [packaged])),
      ],
      ...(await ownUserRows(scratch, packaged, sizes.starts)),
      ['cursor-guard run to ready, from sources', await repeat(() => runToReady(scratch, sources))],
    ]
    const hasAction = existsSync(join(actionBundles, 'main.js'))
    if (hasAction) {
      for (const name of ['main', 'daemon', 'post']) {
        rows.push([`action, ${name} bundle loaded`, await repeat(() => loadBundle(name))])
      }
      rows.push(['action, main step to ready proxy', await repeat(() => mainToReady(scratch))])
    } else {
      console.log('the action was not built: npm run build')
    }
    printTable(
      `Start, in milliseconds (${sizes.starts} times)`,
      ['', 'median', 'longest'],
      rows.map(([name, times]) => [name, shown(median(times)), shown(Math.max(...times))]),
    )
    printAims(aimsOf(new Map(rows)))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function aimsOf(found: ReadonlyMap<string, number[]>) {
  const aim = (name: string, most: number) => {
    const times = found.get(name)
    if (times === undefined) return []
    const time = median(times)
    return {
      text: `at most ${most} ms`,
      reached: `${name}: ${shown(time, 'ms')}`,
      met: time <= most,
    }
  }
  return [
    aim(ownUserAdds, 400),
    aim('action, main bundle loaded', 300),
    aim('action, daemon bundle loaded', 300),
    aim('action, main step to ready proxy', 700),
  ].flat()
}

const ownUserAdds = 'a user of its own adds, from start to end'

/**
 * Whole runs of a command that does nothing, as the guard's own user and with a user of its own, by
 * turns, so that a slow moment of the machine meets both.
 */
async function ownUserRows(
  scratch: string,
  script: string,
  times: number,
): Promise<[string, number[]][]> {
  const same: number[] = []
  const own: number[] = []
  for (let count = 0; count < times; count++) {
    same.push((await timedRun(scratch, [script], ['--same-user'])).ended)
    const { ended, said } = await timedRun(scratch, [script])
    const reason = /same-uid: ([^;)]*)/.exec(said)?.[1]
    if (reason !== undefined) {
      console.log(`no user of its own: ${reason}`)
      return []
    }
    own.push(ended)
  }
  const added = own.map((time, index) => time - (same[index] ?? 0))
  return [
    ['cursor-guard run --same-user, start to end', same],
    ['cursor-guard run with a user of its own, start to end', own],
    [ownUserAdds, added],
  ]
}

async function repeated(times: number, measure: () => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let count = 0; count < times; count++) found.push(await measure())
  return found
}

/** The package as it is published, its dependencies beside it. Returns the path of its bin. */
async function writePackage(into: string): Promise<string> {
  await mkdir(into)
  for (const [name, content] of await buildPackage()) await writeFile(join(into, name), content)
  await writeFile(join(into, 'package.json'), '{ "type": "module" }\n')
  await symlink(join(root, 'node_modules'), join(into, 'node_modules'))
  return join(into, 'bin.cjs')
}

/** From the start of the process to the line which says that the session is open. */
const runToReady = async (scratch: string, script: readonly string[]): Promise<number> =>
  (await timedRun(scratch, script)).ready

/** Runs a command that does nothing; both times in milliseconds since the start of the process. */
async function timedRun(
  scratch: string,
  script: readonly string[],
  more: readonly string[] = [],
): Promise<{ ready: number; ended: number; said: string }> {
  const out = await mkdtemp(join(scratch, 'run-'))
  const [home, work] = [join(out, 'home'), join(out, 'work')]
  await Promise.all([mkdir(home), mkdir(work)])
  const start = performance.now()
  const options = [
    '--out',
    join(out, 'recording'),
    '--cursor-upstream',
    'http://127.0.0.1:9',
    ...more,
  ]
  const child = spawn(
    process.execPath,
    [...script, 'run', ...options, '--', process.execPath, '--eval', ''],
    {
      cwd: work,
      env: { ...plainEnvironment(home), CURSOR_API_KEY: `key_${randomBytes(32).toString('hex')}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const exit = new Promise<number>((resolve) =>
    child.once('exit', () => resolve(performance.now() - start)),
  )
  let ready: number | undefined
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line)
    if (line.startsWith('cursor-guard: session ')) ready ??= performance.now() - start
  }
  const ended = await exit
  const said = lines.join(' | ')
  if (ready === undefined) throw new Error(`cursor-guard run did not start: ${said}`)
  return { ready, ended, said }
}

/** A bundle without anything to do: node starts, loads it, and it ends at once. */
async function loadBundle(name: string): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, [join(actionBundles, `${name}.js`)], {
    env: plainEnvironment(tmpdir()),
    stdio: 'ignore',
  })
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return performance.now() - start
}

/** The main step of a job, which ends when later steps can use the proxy. */
async function mainToReady(scratch: string): Promise<number> {
  const event = join(scratch, 'event.json')
  await writeFile(event, '{"repository":{"private":true,"default_branch":"main"}}')
  const job = await startJob({ GITHUB_EVENT_PATH: event })
  try {
    const { exitCode, milliseconds, log } = await job.uses({
      'cursor-api-key': `key_${randomBytes(32).toString('hex')}`,
      'cursor-upstream': 'http://127.0.0.1:9',
      artifact: 'off',
    })
    if (exitCode !== 0) throw new Error(`the main step failed:\n${log}`)
    return milliseconds - harnessMs
  } finally {
    await job.finish()
    await job.dispose()
  }
}

const plainEnvironment = (home: string) => ({ PATH: process.env.PATH ?? '', HOME: home })
