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
export async function hasEnded(process: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(process.pid)
  if (now.boot === '' || process.boot === '') return false
  if (now.boot !== process.boot) return true
  if (!now.namespace || now.namespace !== process.namespace) return false
  return now.start !== process.start
}
