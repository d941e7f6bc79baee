import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { GuardError } from '../src/core/errors.ts'
import type { SessionSummary } from '../src/guard/seal-session.ts'
import { isWelcome } from '../src/runner/environment-names.ts'
import { type DaemonAnswer, type DaemonOrder, maxMessageBytes } from './daemon-protocol.ts'

export type ReadyDaemon = Extract<DaemonAnswer, { ready: true }> & { pid: number }

export interface StartingDaemon {
  /** Hands over what to guard; resolves once the proxy can be called. */
  order(order: DaemonOrder): Promise<ReadyDaemon>
  /** Ends the process, when main cannot go on. */
  kill(): void
}

const readyTimeoutMs = 30_000
/** A recording of the largest size is sealed well within this. */
const endTimeoutMs = 60_000

/**
 * Starts the process that runs the proxy. It loads while main still gathers what to tell it.
 *
 * Its own environment holds no credential: those come over its standard input.
 *
 * @param log file for what the process prints; made, and readable by its owner alone
 */
export function startDaemon(script: string, log: string, env: NodeJS.ProcessEnv): StartingDaemon {
  const output = openSync(log, 'wx', 0o600)
  // The runner ends processes with this variable when the job is over.
  const names = (name: string) => isWelcome(name) || name === 'RUNNER_TRACKING_ID'
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => names(name)))
  // A small nursery: a proxy makes short-lived bytes, and the runner has other work for its memory.
  const child = spawn(process.execPath, ['--max-semi-space-size=8', script], {
    detached: true,
    stdio: ['pipe', output, output, 'pipe'],
    env: own,
  })
  closeSync(output)
  const answered = readAnswer(child)
  // It is reported where the order is given.
  answered.catch(() => {})
  return {
    async order(order) {
      const input = child.stdin as Writable
      input.on('error', () => {})
      input.end(JSON.stringify(order))
      const answer = await answered
      if (!answer.ready) {
        throw new GuardError('MACHINE_UNSUITABLE', answer.message, {
          ...(answer.hint === undefined ? {} : { hint: answer.hint }),
        })
      }
      child.unref()
      return { ...answer, pid: child.pid ?? 0 }
    },
    kill() {
      child.kill('SIGKILL')
      child.unref()
    },
  }
}

function readAnswer(child: ChildProcess): Promise<DaemonAnswer> {
  const stream = child.stdio[3] as Readable
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(
        new GuardError('MACHINE_UNSUITABLE', `the guard's process ${why}`, {
          hint: 'Look at the lines of its log above.',
        }),
      )
    const timer = setTimeout(() => fail(`was not ready after ${readyTimeoutMs} ms`), readyTimeoutMs)
    let text = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.length > maxMessageBytes) fail('talks too much')
      if (!text.endsWith('\n')) return
      clearTimeout(timer)
      stream.destroy()
      resolve(JSON.parse(text))
    })
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      // What it said before it ended may still be on its way.
      setTimeout(() => fail(`ended with ${signal ?? code}`), 200)
    })
  })
}

/**
 * Asks the process to seal the recording and end.
 *
 * @returns what happened, or `undefined` when nobody answers: it was killed
 */
export function endDaemon(socket: string, secret: string): Promise<SessionSummary | undefined> {
  return new Promise((resolve) => {
    const connection = connect(socket)
    let text = ''
    connection.setTimeout(endTimeoutMs, () => connection.destroy())
    connection.on('error', () => resolve(undefined))
    connection.on('connect', () => connection.write(`${secret}\n`))
    connection.on('data', (chunk) => {
      text += chunk
      if (text.length > maxMessageBytes) connection.destroy()
    })
    connection.on('close', () => resolve(parseSummary(text)))
  })
}

function parseSummary(text: string): SessionSummary | undefined {
  try {
    return text.endsWith('\n') ? (JSON.parse(text) as SessionSummary) : undefined
  } catch {
    return undefined
  }
}
