import { type ProgramOutcome, runProgram } from '../../adapters/machine/run-program.ts'
import { findSystemProgram, systemPath } from '../../adapters/machine/system-programs.ts'

/** How this process acts as root: it is root, or passwordless `sudo` stands in front. */
export interface Privilege {
  how: 'root' | 'sudo'
  /** What stands before a command, ending with what empties its environment. */
  prefix: readonly string[]
  /** Absolute path of `setpriv`; the bare name, which nothing starts, where it is missing. */
  setpriv: string
}

/** What our scripts call by name, as root; `nft` is needed for containment alone. */
export const rootTools = [
  ...['useradd', 'setpriv', 'setfacl', 'getfacl', 'find', 'chown', 'chgrp', 'chmod'],
  ...['sh', 'env', 'id', 'sleep', 'install', 'rm', 'grep', 'head', 'seq', 'mkdir', 'rmdir'],
  ...['mktemp', 'sort', 'xargs'],
] as const

let asked: Promise<Privilege | undefined> | undefined

/** Whether and how this process can act as root on this machine; found out once. */
export const findPrivilege = (): Promise<Privilege | undefined> => {
  asked ??= lookForPrivilege()
  return asked
}

async function lookForPrivilege(): Promise<Privilege | undefined> {
  const setpriv = (await findSystemProgram('setpriv')) ?? '/nonexistent/setpriv'
  const env = await findSystemProgram('env')
  if (env === undefined) return undefined
  const clean = [env, '-i', 'LC_ALL=C', `PATH=${await systemPath()}`]
  if (process.getuid?.() === 0) return { how: 'root', prefix: clean, setpriv }
  const sudo = await findSystemProgram('sudo')
  if (sudo === undefined) return undefined
  const prefix = [sudo, '-n', '--', ...clean]
  const outcome = await runProgram([...prefix, 'true'], { timeoutMs: 10_000 })
  return outcome.code === 0 ? { how: 'sudo', prefix, setpriv } : undefined
}

/** Those of the tools which this machine does not have, or which others than root can write. */
export async function missingTools(tools: readonly string[] = rootTools): Promise<string[]> {
  const found = await Promise.all(tools.map(findSystemProgram))
  return tools.filter((_, index) => found[index] === undefined)
}

/** Runs a shell script as root. Values reach it as `$1`, `$2`, …, never inside its text. */
export function asRoot(
  privilege: Privilege,
  script: string,
  values: readonly (string | number)[] = [],
  options: { timeoutMs?: number; input?: string } = {},
): Promise<ProgramOutcome> {
  const command = [...privilege.prefix, 'sh', '-c', script, 'sh', ...values.map(String)]
  return runProgram(command, options)
}

/**
 * The command line that drops to another user for good: no groups, no capabilities, and no
 * set-user-id program (`sudo`, `su`) that could give anything back. Its environment is empty but
 * for the system's PATH: a library that a variable names would be loaded before the rights are gone.
 * With a cgroup, it is in there before its rights are gone.
 */
export function dropTo(
  privilege: Privilege,
  user: { uid: number; gid: number; cgroup?: string | undefined },
  command: readonly string[],
): string[] {
  const enter = user.cgroup === undefined ? [] : enterCgroup(user.cgroup)
  return [...privilege.prefix, ...enter, ...dropping(privilege, user), ...command]
}

/** What root puts before a command, so that it and all it starts are in a cgroup. */
const enterCgroup = (cgroup: string): string[] => [
  ...['sh', '-c', 'echo 0 >"$1/cgroup.procs" && shift && exec "$@"', 'sh', cgroup],
]

/** What root puts before a command to drop its rights. */
export const dropping = (privilege: Privilege, { uid, gid }: { uid: number; gid: number }) => [
  ...[privilege.setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'],
  ...['--inh-caps=-all', '--bounding-set=-all', '--'],
]
