import { readFile, realpath } from 'node:fs/promises'
import { runProgram } from '../adapters/machine/run-program.ts'
import { findSystemProgram } from '../adapters/machine/system-programs.ts'
import { findCommand } from './agent-user/plan.ts'
import { findPrivilege, missingTools, type Privilege, rootTools } from './agent-user/privilege.ts'
import { ownFilesProblem } from './agent-user.ts'
import { clientNames } from './client-shims.ts'
import { canListenOn } from './loopback-address.ts'

/** What matters of a machine for the level of assurance. Reading it changes nothing. */
export interface Machine {
  platform: NodeJS.Platform
  node: string
  loopback: { '127.0.0.2': boolean; '::1': boolean }
  /** How this user acts as root. */
  privilege: 'root' | 'sudo' | undefined
  /** What of the guard's own files an agent in this workspace could write; nothing if none. */
  ownFiles: string | undefined
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
export const tools = [...rootTools, 'nft'] as const
export type Tool = (typeof tools)[number]

/** @param workspace the folder in which an agent would work */
export async function readMachine(env: NodeJS.ProcessEnv, workspace: string): Promise<Machine> {
  const privilege = await findPrivilege()
  const missing = new Set(await missingTools(tools))
  const found = Object.fromEntries(
    tools.map((tool) => [tool, !missing.has(tool)]),
  ) as Machine['tools']
  return {
    platform: process.platform,
    node: process.versions.node,
    loopback: { '127.0.0.2': await canListenOn('127.0.0.2'), '::1': await canListenOn('::1') },
    privilege: privilege?.how,
    ownFiles: privilege && (await ownFilesProblem(env, workspace)),
    tools: found,
    packetFilter: found.nft && privilege !== undefined && (await hasPacketFilter(privilege)),
    processEnvironmentIsPrivate: await isEnvironmentPrivate(),
    identityToken: Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL),
    clients: await findClients(env),
  }
}

async function hasPacketFilter({ prefix }: Privilege): Promise<boolean> {
  const nft = await findSystemProgram('nft')
  if (nft === undefined) return false
  const { code } = await runProgram([...prefix, nft, 'list', 'tables'], { timeoutMs: 10_000 })
  return code === 0
}

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
