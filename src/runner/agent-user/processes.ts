import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { runProgram } from '../../adapters/machine/run-program.ts'
import { dropTo, type Privilege } from './privilege.ts'

/** Rounds of looking again before giving up on processes that keep starting others. */
const maxRounds = 50

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

/** Process ids whose real, effective or saved user is `uid`. */
export async function processesOf(uid: number): Promise<number[]> {
  const found: number[] = []
  for (const { pid, status } of statuses()) {
    const ids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).map(Number) ?? []
    if (ids.includes(uid) && !/^State:\s+Z/m.test(status)) found.push(pid)
  }
  return found
}

/**
 * Ends every process of the user. They are stopped first, so that none can start another while
 * the list is walked; the signals are sent as that user, so that they can meet nobody else.
 *
 * @returns how many are left, which is 0 unless something on this machine prevents it
 */
export async function endProcessesOf(
  privilege: Privilege,
  user: { uid: number; gid: number },
): Promise<number> {
  const signal = (name: NodeJS.Signals, pids: readonly number[]) =>
    signalAs(privilege, user, name, pids)
  const stopped = new Set<number>()
  for (let round = 0; round < maxRounds; round += 1) {
    const fresh = (await processesOf(user.uid)).filter((pid) => !stopped.has(pid))
    if (fresh.length === 0) break
    await signal('SIGSTOP', fresh)
    for (const pid of fresh) stopped.add(pid)
  }
  for (let round = 0; round < maxRounds; round += 1) {
    const left = await processesOf(user.uid)
    if (left.length === 0) return 0
    await signal('SIGKILL', left)
    await sleep(10)
  }
  return (await processesOf(user.uid)).length
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

/** The processes of `uid` nearest below `pid`: what a wrapper such as `sudo` has started. */
export async function nearestBelow(pid: number, uid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const { pid: child, status } of statuses()) {
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1]
    if (parent !== undefined) parents.set(child, Number(parent))
  }
  const theirs = new Set(await processesOf(uid))
  const isBelow = (candidate: number): boolean => {
    const parent = parents.get(candidate)
    if (parent === undefined || parent === 0) return false
    if (parent === pid) return true
    return !theirs.has(parent) && isBelow(parent)
  }
  return [...theirs].filter(isBelow)
}
