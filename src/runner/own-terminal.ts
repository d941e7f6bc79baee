import { spawnSync } from 'node:child_process'
import { findSystemProgram } from '../adapters/machine/system-programs.ts'
import type { ChildCommand } from './run-child.ts'
import type { RunnerNotes } from './runner-notes.ts'

type Standard = 0 | 1 | 2

/** Which of standard input, output and error are a terminal. */
export const terminalsOf = (): Standard[] =>
  ([0, 1, 2] as const).filter((fd) => [process.stdin, process.stdout, process.stderr][fd]?.isTTY)

/** For a program that only asks the terminal or tells it something, in milliseconds. */
const sttyTimeoutMs = 1_000

/**
 * Notes how the operator's terminal is set. What has its own way with it, `script` or a command that
 * holds it, may be killed before it has put it back.
 *
 * @returns what puts it back; it does nothing where the guard is in the background by then
 */
export async function keepTerminal(terminals: readonly Standard[]): Promise<() => void> {
  const [fd] = terminals
  const stty = fd === undefined ? undefined : await findSystemProgram('stty')
  if (fd === undefined || stty === undefined) return () => {}
  const ask = (argument: string) =>
    spawnSync(stty, [argument], {
      stdio: [fd, 'pipe', 'ignore'],
      env: {},
      cwd: '/',
      encoding: 'utf8',
      timeout: sttyTimeoutMs,
      // Whoever sets a terminal from the background is stopped.
      killSignal: 'SIGKILL',
    })
  const saved = ask('-g').stdout.trim()
  return /^[\w:=]+$/.test(saved) ? () => void ask(saved) : () => {}
}

type Started = Pick<ChildCommand, 'file' | 'args' | 'environment' | 'stdio' | 'foreground'>

/**
 * How a command is started at the operator's terminal, or off one: never in its session, so that it
 * cannot type there. Where no pseudo-terminal can be made, it reads what is typed itself, and the
 * record says so.
 */
export async function awayFromTerminal(
  command: Pick<ChildCommand, 'file' | 'args' | 'environment'>,
  terminals: readonly Standard[],
  notes: Pick<RunnerNotes, 'addCaveat'>,
): Promise<Started> {
  const apart = { ...command, stdio: [0, 1, 2], foreground: false }
  if (terminals.length === 0) return apart
  const script = process.platform === 'linux' ? await findSystemProgram('script') : undefined
  if (script !== undefined) return behindTerminal(script, command, terminals)
  notes.addCaveat('shared-terminal: `script` of util-linux is not installed')
  return apart
}

/**
 * A command at the operator's terminal, behind a pseudo-terminal of its own.
 *
 * On the operator's own it could type into the shell that waits there (TIOCSTI) and read what is
 * typed for others. `script` (util-linux) makes the pseudo-terminal, copies bytes both ways, passes
 * the size of the window on, and has its keys: Ctrl-C arrives in there as a key. What of the three
 * is no terminal, such as an output that is redirected, is handed through as it is.
 *
 * @param script absolute path of `script`
 * @returns what to start in the operator's foreground, and its files
 */
export function behindTerminal(
  script: string,
  command: Pick<ChildCommand, 'file' | 'args' | 'environment'>,
  terminals: readonly Standard[],
): Started {
  const others = ([0, 1, 2] as const).filter((fd) => !terminals.includes(fd))
  // The three belong to `script` and its terminal: the others wait behind them, under 3, 4, 5.
  const stdio = [
    terminals.includes(0) ? 0 : ('ignore' as const),
    outOf(terminals),
    outOf(terminals),
  ]
  const back = others.map((fd, index) => `${fd}${fd === 0 ? '<' : '>'}&${index + 3}`)
  const closed = others.map((_, index) => `${index + 3}>&-`)
  const { SHELL } = command.environment
  const shell = SHELL === undefined ? 'unset SHELL' : `SHELL=${quoted(SHELL)}`
  const words = [command.file, ...command.args].map(quoted).join(' ')
  return {
    file: script,
    args: ['-qefc', `${shell}; exec ${words} ${[...back, ...closed].join(' ')}`, '/dev/null'],
    environment: { ...command.environment, SHELL: '/bin/sh' },
    stdio: [...stdio, ...others],
    // Only there may it use the terminal.
    foreground: true,
  }
}

const outOf = (terminals: readonly Standard[]) =>
  terminals.find((fd) => fd !== 0) ?? terminals[0] ?? 0

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
