import { readFile, readlink } from 'node:fs/promises'

/** A process, told from every other one that had its number or will have it. */
export interface ProcessIdentity {
  pid: number
  /** Start time in clock ticks since boot; empty where there is no such process. */
  start: string
  /** The machine's boot, the same in all of its containers; empty where it cannot be read. */
  boot: string
  /** The namespace in which the number counts, such as `pid:[4026531836]`; empty where unknown. */
  namespace?: string | undefined
}

/** How a process of this process's own namespace is known. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity> {
  const text = (file: string) => readFile(file, 'utf8').catch(() => '')
  const boot = (await text('/proc/sys/kernel/random/boot_id')).trim()
  // A container may be shown the processes of another namespace than its own.
  const shown = await readlink('/proc/self').catch(() => '')
  if (shown !== String(process.pid)) return { pid, start: '', boot, namespace: '' }
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  const stat = await text(`/proc/${pid}/stat`)
  // Field 22 of proc(5); the second, a name in parentheses, may hold anything.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return { pid, start, boot, namespace }
}

/**
 * Whether a process has ended for certain. One of another namespace, a container's or the host's,
 * cannot be seen from here: it has ended when the machine was started anew since, and not before.
 */
export async function hasEnded(one: ProcessIdentity): Promise<boolean> {
  if (process.platform !== 'linux') return !isProcess(one.pid)
  const now = await identifyProcess(one.pid)
  if (now.boot === '' || one.boot === '') return false
  if (now.boot !== one.boot) return true
  if (!now.namespace || now.namespace !== one.namespace) return false
  return now.start !== one.start
}

/**
 * Whether there is a process of this number, where that is all there is to go by: elsewhere than on Linux,
 * or without `/proc`. A number that was given again counts as the same process.
 */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** A file's name that says which process it belongs to. */
export const nameOfProcess = ({ pid, start, boot, namespace = '' }: ProcessIdentity): string =>
  [pid, start, namespace.replace(/\D/g, ''), boot].join('.')

/** The process whose name this is; nothing for any other name. */
export function processNamed(name: string): ProcessIdentity | undefined {
  const [, pid, start = '', number, boot = ''] =
    /^(\d+)\.(\d*)\.(\d*)\.([0-9a-f-]*)$/.exec(name) ?? []
  if (pid === undefined) return undefined
  return { pid: Number(pid), start, boot, namespace: number ? `pid:[${number}]` : '' }
}
