import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { bundleOf, type ProcessName } from './bundle.ts'

/** How long a child may take to say that it is ready, in milliseconds. */
const readyMs = 20_000
/** How long it may take to end once its standard input is closed, in milliseconds. */
const endMs = 15_000

export interface Child<Ready> {
  readonly pid: number
  /** The line of JSON with which it said that it was ready. */
  readonly ready: Ready
  /** Closes its standard input, on which it ends by itself; kills it when it does not. */
  stop(): Promise<void>
}

/**
 * Starts one of the scripts beside this file as a process of its own.
 *
 * @param options handed over as JSON in the first argument
 */
export async function startChild<Ready>(
  name: ProcessName,
  options: unknown,
  nodeArguments: readonly string[] = [],
): Promise<Child<Ready>> {
  const child = spawn(
    process.execPath,
    [...nodeArguments, await bundleOf(name), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ready = JSON.parse(await firstLine(child, name)) as Ready
  child.stdout.resume()
  return {
    pid: child.pid as number,
    ready,
    stop: () => stopChild(child),
  }
}

/** For the scripts: says that it is ready, and runs `end` when the parent is gone or wants it. */
export function readyUntilStopped(ready: unknown, end: () => Promise<void> | void): void {
  process.stdin.on('end', async () => {
    await end()
    process.exit(0)
  })
  process.stdin.resume()
  console.log(JSON.stringify(ready))
}

/** The options a script was started with. */
export function childOptions<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options
}

/** Memory of a process in MB, or `undefined` where the system does not say. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const megabytes = (name: string) =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024) / 1e6
  return status === '' ? undefined : { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

async function firstLine(child: ChildProcess, name: string): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`${name} ${why}`))
    }
    const timer = setTimeout(() => fail(`was not ready within ${readyMs} ms`), readyMs)
    lines.once('line', (line) => {
      clearTimeout(timer)
      lines.close()
      resolve(line)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code} before it was ready`)
    })
  })
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs)
  child.stdin?.end()
  await ended
  clearTimeout(timer)
}
