import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { runProgram } from '../../adapters/machine/run-program.ts'
import { dropTo, type Privilege } from './privilege.ts'

/** The kernel answers at once: waiting for a thread for each would take ten times as long. */
function* statuses(): Generator<{ pid: number; status: string }> {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      yield { pid: Number(name), status: readFileSync(`/proc/${name}/status`, 'utf8') }
    } catch {
      // It has ended.
    }
  }
}

/** Process ids whose real, effective or saved user is `uid`, as far as they can be seen. */
function processesOf(uid: number): number[] {
  const found: number[] = []
  for (const { pid, status } of statuses()) {
    const ids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).map(Number) ?? []
    if (ids.includes(uid) && !/^State:\s+Z/m.test(status)) found.push(pid)
  }
  return found
}

/** Signals processes, or groups as negative numbers, with the rights of the user itself. */
export async function signalAs(
  privilege: Privilege,
  user: { uid: number; gid: number },
  signal: NodeJS.Signals,
  targets: readonly number[],
): Promise<void> {
  const script = 'signal=$1; shift; kill -s "$signal" -- "$@"'
  const words = [signal.replace(/^SIG/, ''), ...targets.map(String)]
  await runProgram(dropTo(privilege, user, ['/bin/sh', '-c', script, 'sh', ...words]))
}

/** Signals the process groups of what the program `pid` has started with this process's own user. */
export async function signalBelow(pid: number, signal: NodeJS.Signals): Promise<void> {
  const below = await nearestBelow(pid, process.getuid?.() ?? 0)
  for (const target of await groupsOf(below)) process.kill(target, signal)
}

/** The process groups of processes, as `kill` takes them; the process itself where it has none. */
export async function groupsOf(pids: readonly number[]): Promise<number[]> {
  const groups = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] ?? 0)
      // Group 1 or less would mean everybody; a group of an outer container is shown as 0.
      return group > 1 ? -group : pid
    }),
  )
  return [...new Set(groups)]
}

/** The process `pid` if it is the user's, else those of the user nearest below it. */
export async function nearestOf(pid: number, uid: number): Promise<number[]> {
  return processesOf(uid).includes(pid) ? [pid] : nearestBelow(pid, uid)
}

/** The processes of `uid` nearest below `pid`: what a wrapper such as `sudo` has started. */
async function nearestBelow(pid: number, uid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const { pid: child, status } of statuses()) {
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1]
    if (parent !== undefined) parents.set(child, Number(parent))
  }
  const theirs = new Set(processesOf(uid))
  const isBelow = (candidate: number): boolean => {
    const parent = parents.get(candidate)
    if (parent === undefined || parent === 0) return false
    if (parent === pid) return true
    return !theirs.has(parent) && isBelow(parent)
  }
  return [...theirs].filter(isBelow)
}
