import { readFile, realpath } from 'node:fs/promises'
import { findCommand } from './agent-user/plan.ts'
import { asRoot, findPrivilege, type Privilege, runProgram } from './agent-user/privilege.ts'
import { clientNames } from './client-shims.ts'
import { canListenOn } from './loopback-address.ts'

/** What matters of a machine for the level of assurance. Reading it changes nothing. */
export interface Machine {
  platform: NodeJS.Platform
  node: string
  loopback: { '127.0.0.2': boolean; '::1': boolean }
  /** How this user acts as root. */
  privilege: 'root' | 'sudo' | undefined
  /** Each tool, and whether it was found. */
  tools: Record<Tool, boolean>
  /** Whether packet filter rules can be listed; false where the tool, the kernel or a right lacks. */
  packetFilter: boolean
  /** Whether the environment of this process is readable for its own user's processes alone. */
  processEnvironmentIsPrivate: boolean | 'unknown'
  /** Whether any step of this job can ask for an identity token. */
  identityToken: boolean
  clients: { name: string; path: string; version?: string }[]
}

/** Needed for a user of the agent's own; `nft` for `--contain`. */
export const tools = ['useradd', 'setpriv', 'setfacl', 'getfacl', 'find', 'nft'] as const
export type Tool = (typeof tools)[number]

export async function readMachine(env: NodeJS.ProcessEnv): Promise<Machine> {
  const privilege = await findPrivilege(env)
  const found = await findTools(privilege, env)
  return {
    platform: process.platform,
    node: process.versions.node,
    loopback: { '127.0.0.2': await canListenOn('127.0.0.2'), '::1': await canListenOn('::1') },
    privilege: privilege?.how,
    tools: found,
    packetFilter: found.nft && privilege !== undefined && (await hasPacketFilter(privilege)),
    processEnvironmentIsPrivate: await isEnvironmentPrivate(),
    identityToken: Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL),
    clients: await findClients(env),
  }
}

/** Looked for as root would: the system's folders are often not in a user's PATH. */
async function findTools(privilege: Privilege | undefined, env: NodeJS.ProcessEnv) {
  const script = 'for tool do command -v "$tool" >/dev/null && echo "$tool"; done; :'
  const outcome =
    privilege === undefined
      ? await runProgram(['/bin/sh', '-c', script, 'sh', ...tools], { env })
      : await asRoot(privilege, script, tools)
  const names = new Set(outcome.stdout.split('\n'))
  return Object.fromEntries(tools.map((tool) => [tool, names.has(tool)])) as Record<Tool, boolean>
}

const hasPacketFilter = async (privilege: Privilege) =>
  (await asRoot(privilege, 'nft list tables', [], { timeoutMs: 10_000 })).code === 0

/** The mode of `/proc/<pid>/environ`: 0400 keeps other users out. */
async function isEnvironmentPrivate(): Promise<boolean | 'unknown'> {
  if (process.platform !== 'linux') return 'unknown'
  const outcome = await runProgram(['stat', '-c', '%a', `/proc/${process.pid}/environ`])
  return outcome.code === 0 ? outcome.stdout.trim() === '400' : 'unknown'
}

/** The command line client, as far as PATH leads to it; its version stands in its path. */
async function findClients(env: NodeJS.ProcessEnv): Promise<Machine['clients']> {
  const found: Machine['clients'] = []
  for (const name of clientNames) {
    for (const path of await findCommand(name, env.PATH ?? '', '/')) {
      if (await isOwnShim(path)) continue
      const version = /\/versions\/([^/]+)\//.exec(await realpath(path))?.[1]
      found.push({ name, path, ...(version === undefined ? {} : { version }) })
      break
    }
  }
  return found
}

const isOwnShim = async (path: string) =>
  (await readFile(path).catch(() => Buffer.alloc(0)))
    .subarray(0, 100)
    .includes('cursor-guard client shim')
