import { type ChildProcess, spawn } from 'node:child_process'
import type { Session } from '../guard/session.ts'

/** Between asking a command to end and ending it, in milliseconds. */
export const killAfterMs = 5_000

export interface ChildCommand {
  file: string
  args: readonly string[]
  environment: Record<string, string>
  cwd: string
  /** The guard's own files that it gets as 0, 1, 2, …; nothing else is inherited. */
  stdio: readonly (number | 'ignore')[]
  /**
   * Whether what is started stays in the guard's process group; otherwise it leads a session and a
   * group of its own, without a terminal.
   */
  foreground: boolean
  /** Sends a signal where a plain one may not be permitted: to a command with a user of its own. */
  signal?(pid: number, signal: NodeJS.Signals): Promise<void>
}

export interface ChildEnd {
  /** As a shell reports it: 128 + n for signal n, 127 not found, 126 not executable. */
  exitCode: number
  /** Why it did not start, when it did not. */
  problem?: string
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
}
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGWINCH'] as const

/**
 * Runs the guarded command to its end: passes signals on, and ends it when the session ends.
 *
 * The command is never in the guard's session: off a terminal it leads a group of its own, so that
 * everything it started can be ended with it; at one, a pseudo-terminal delivers Ctrl-C to it.
 */
export async function runChild(
  session: Pick<Session, 'onEnd'>,
  options: ChildCommand,
): Promise<ChildEnd> {
  const child = spawn(options.file, options.args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: [...options.stdio],
    detached: !options.foreground,
  })
  const ended = endOf(child)
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    // It is gone already, or is ended with everything else of its user when the session closes.
    if (options.signal) options.signal(child.pid, signal).catch(() => {})
    else signalTree(child.pid, signal, !options.foreground)
  }
  const passers = passedOn.map((signal) => {
    const pass = () => {
      // At a terminal the size of its window has reached the pseudo-terminal already.
      if (!(options.foreground && signal === 'SIGWINCH')) kill(signal)
    }
    process.on(signal, pass)
    return () => process.off(signal, pass)
  })
  let killer: NodeJS.Timeout | undefined
  session.onEnd(() => {
    kill('SIGTERM')
    killer = setTimeout(() => kill('SIGKILL'), killAfterMs)
  })
  try {
    return await ended
  } finally {
    clearTimeout(killer)
    for (const stop of passers) stop()
    // What the command left running in its group ends with it; with a user of its own, all it left.
    if (!options.foreground && options.signal === undefined) kill('SIGTERM')
  }
}

function endOf(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      const problem = missing ? 'command not found' : `cannot be started (${error.code})`
      resolve({ exitCode: missing ? 127 : 126, problem: `${child.spawnfile}: ${problem}` })
    })
    child.once('exit', (code, signal) => {
      resolve({ exitCode: code ?? 128 + ((signal && signalNumbers[signal]) ?? 0) })
    })
  })
}

function signalTree(pid: number, signal: NodeJS.Signals, group: boolean): void {
  try {
    process.kill(group ? -pid : pid, signal)
  } catch {
    // It has already ended.
  }
}
