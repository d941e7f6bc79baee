import { type ChildProcess, spawn } from 'node:child_process'
import type { RunningGuard } from './guard.ts'

/** Between asking a command to end and ending it, in milliseconds. */
export const killAfterMs = 5_000

export interface ChildCommand {
  command: readonly string[]
  cwd: string
  environment: Record<string, string>
  /** Whether the command owns the terminal: then the terminal itself delivers Ctrl-C to it. */
  terminal: boolean
  /** The user to run as, when the machine lets us choose. */
  uid?: number
  gid?: number
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
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Runs the guarded command to its end: passes signals on, and ends it when the session ends.
 *
 * Off a terminal the command gets a process group of its own, so that everything it started can be
 * ended with it.
 */
export async function runChild(guard: RunningGuard, options: ChildCommand): Promise<ChildEnd> {
  const [file = '', ...args] = options.command
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: 'inherit',
    detached: !options.terminal,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  })
  const ended = endOf(child)
  const kill = (signal: NodeJS.Signals) => signalTree(child, signal, !options.terminal)
  const passers = passedOn.map((signal) => {
    // At a terminal Ctrl-C has already reached the command; we only must not die of it.
    const pass = () => {
      if (!(options.terminal && (signal === 'SIGINT' || signal === 'SIGQUIT'))) kill(signal)
    }
    process.on(signal, pass)
    return () => process.off(signal, pass)
  })
  let killer: NodeJS.Timeout | undefined
  guard.session.onEnd(() => {
    kill('SIGTERM')
    killer = setTimeout(() => kill('SIGKILL'), killAfterMs)
  })
  try {
    return await ended
  } finally {
    clearTimeout(killer)
    for (const stop of passers) stop()
    if (!options.terminal) signalTree(child, 'SIGTERM', true)
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

function signalTree(child: ChildProcess, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return
  try {
    process.kill(group ? -child.pid : child.pid, signal)
  } catch {
    // It has already ended.
  }
}
