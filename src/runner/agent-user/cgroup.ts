import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asRoot, type Privilege } from './privilege.ts'

/**
 * Where a cgroup (version 2) for a command can be made: below the guard's own, which keeps the
 * machine's limits in force. A process cannot leave it, whatever it starts is in it, and the kernel
 * ends all that is in it at once.
 *
 * @returns a folder that does not exist yet, or nothing where there is no such place
 */
export async function placeForCgroup(name: string): Promise<string | undefined> {
  const text = (file: string) => readFile(file, 'utf8').catch(() => '')
  const mounted = cgroupMount(await text('/proc/self/mountinfo'))
  const own = /^0::(\/.*)$/m.exec(await text('/proc/self/cgroup'))?.[1]
  if (mounted === undefined || own === undefined) return undefined
  const parent = join(mounted, own)
  const members = (await text(join(parent, 'cgroup.procs'))).split('\n')
  // A container may see another part of the tree than the one that it is in.
  return members.includes(String(process.pid)) ? join(parent, `cursor-guard-${name}`) : undefined
}

/** The first whole tree in the format of proc(5): `36 35 98:0 ROOT POINT OPTIONS… - TYPE …`. */
function cgroupMount(mountinfo: string): string | undefined {
  const line = mountinfo.split('\n').find((one) => / \/ \S+ .* - cgroup2 /.test(one))
  return line?.split(' ')[4]
}

/** Makes it and tries it out. @returns whether it can be used; nothing is left where not */
export async function makeCgroup(privilege: Privilege, cgroup: string): Promise<boolean> {
  return (await asRoot(privilege, makeScript, [cgroup])).code === 0
}

const makeScript = `
mkdir -- "$1" || exit 1
[ -e "$1/cgroup.kill" ] && (echo 0 >"$1/cgroup.procs") || { rmdir -- "$1"; exit 1; }`

/** Removes an empty cgroup, if it is there. @returns what went wrong, or an empty list */
export async function removeCgroup(privilege: Privilege, cgroup: string): Promise<string[]> {
  const script = '[ ! -e "$1" ] || exec rmdir -- "$1"'
  const { code, complaint } = await asRoot(privilege, script, [cgroup])
  return code === 0 ? [] : [complaint]
}
