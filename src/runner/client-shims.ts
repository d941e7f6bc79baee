import { constants } from 'node:fs'
import { chmod, mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readSmall } from '../adapters/repository/locate-repository.ts'
import { GuardError } from '../core/errors.ts'
import type { WorkspaceFiles } from '../guard/ports.ts'
import { shimScript } from './client-shim-script.ts'
import type { RunnerNotes } from './runner-notes.ts'

/** The names under which the command line client is installed. */
export const clientNames = ['agent', 'cursor-agent'] as const

export interface ClientShims {
  /** Goes in front of PATH. */
  shimDirectory: string
  /** For `CURSOR_CONFIG_DIR`: private settings, which the client may change. */
  configDirectory: string
  /** Where the shims note that they were called; the command must be able to write it. */
  invocations: string
}

/** Permission rules of the command line client, such as `Shell(git)`; no secret is among them. */
export interface ClientPermissions {
  allow: string[]
  deny: string[]
}

/**
 * Writes the stand-ins for the command line client and its private settings under `directory`.
 *
 * The client's own settings are never used: they may hold a login, and a cached agent host that
 * leads past the proxy. Their permission rules can be carried over with `permissions`.
 */
export async function writeClientShims(
  directory: string,
  options: { baseUrl: string; permissions?: ClientPermissions },
): Promise<ClientShims> {
  const shims = {
    shimDirectory: join(directory, 'bin'),
    configDirectory: join(directory, 'config'),
    invocations: join(directory, 'invocations.jsonl'),
  }
  await mkdir(shims.shimDirectory, { recursive: true, mode: 0o755 })
  await mkdir(shims.configDirectory, { recursive: true, mode: 0o700 })
  await writeFile(shims.invocations, '')
  // It may become another user's to write; we still have to read it.
  await chmod(shims.invocations, 0o644)
  await writeFile(join(shims.configDirectory, 'cli-config.json'), settings(options.permissions), {
    mode: 0o600,
  })
  const script = shimScript({ baseUrl: options.baseUrl, invocations: shims.invocations })
  for (const name of clientNames) {
    const path = join(shims.shimDirectory, name)
    await writeFile(path, script)
    // Not left to the umask: another user may have to run it.
    await chmod(path, 0o755)
  }
  return shims
}

/** @see https://cursor.com/docs/cli/reference/configuration */
function settings(permissions: ClientPermissions = { allow: [], deny: [] }): string {
  const content = {
    version: 1,
    editor: { vimMode: false },
    permissions,
    network: { useHttp1ForAgent: true },
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

const maxSettingsBytes = 1_048_576
const maxRules = 1_000
const rules = z
  .array(z.string().regex(/^[A-Za-z]{1,40}\(.{0,500}\)$/))
  .max(maxRules)
  .default([])
const userSettings = z.object({
  permissions: z.object({ allow: rules, deny: rules }).default({ allow: [], deny: [] }),
})

/**
 * The permission rules in the user's own `cli-config.json`, and nothing else from it.
 *
 * @returns empty lists when there is no such file
 * @throws {GuardError} `INPUT_INVALID` when the file cannot be understood: rules that deny
 *   something must not get lost in silence
 */
export async function readUserPermissions(configDirectory: string): Promise<ClientPermissions> {
  const path = join(configDirectory, 'cli-config.json')
  const bytes = await readSmall(path, maxSettingsBytes).catch((error) => {
    throw unreadable(path, error)
  })
  if (bytes === undefined) return { allow: [], deny: [] }
  try {
    return userSettings.parse(JSON.parse(bytes.toString('utf8'))).permissions
  } catch (error) {
    throw unreadable(path, error)
  }
}

const unreadable = (path: string, cause: unknown) =>
  new GuardError(
    'INPUT_INVALID',
    `${path}: expected the settings of the command line client, with lists such as "Shell(git)" under permissions`,
    {
      hint: 'Repair or remove the file; its permission rules hold in the guarded session too.',
      cause,
    },
  )

/** One call of `agent` or `cursor-agent`, as its shim noted it. */
export interface Invocation {
  client: (typeof clientNames)[number]
  outcome: 'started' | 'refused' | 'missing' | 'loop'
  /** What was run, where its path is plain text. */
  path: string | null
  /** Read from the folder in which the client is installed, such as `2025.10.02-bd871ac`. */
  version?: string
  arguments: number
  /** Options that matter for a review: `force`, `cloud`, `header`, `no-sandbox`, … */
  flags: string[]
  refused: string[]
}

export interface Invocations {
  invocations: Invocation[]
  /** Lines which no shim wrote. The command can write the file, so it may put anything there. */
  unreadable: number
  /** The file is longer than what is read of it. */
  truncated: boolean
}

const maxInvocationBytes = 1_048_576
const word = z.string().regex(/^[a-z-]{1,32}$/)
const invocationSchema = z.strictObject({
  client: z.enum(clientNames),
  outcome: z.enum(['started', 'refused', 'missing', 'loop']),
  path: z.string().max(4_096).nullable(),
  arguments: z.int().min(0),
  flags: z.array(word).max(100),
  refused: z.array(word).max(1),
})

/**
 * What the shims noted. It is the command's own word: good for a review, not as proof.
 *
 * @param files look the clients up: where they lead is not the guard's to find out
 */
export async function readInvocations(
  file: string,
  files: Pick<WorkspaceFiles, 'locate'>,
): Promise<Invocations> {
  const result: Invocations = { invocations: [], unreadable: 0, truncated: false }
  const start = await readStart(file, maxInvocationBytes).catch(() => undefined)
  if (start === undefined) return { ...result, unreadable: 1 }
  result.truncated = start.truncated
  for (const line of start.text.split('\n').filter((line) => line !== '')) {
    const invocation = parseInvocation(line)
    if (invocation === undefined) result.unreadable += 1
    else result.invocations.push({ ...invocation, ...(await versionOf(invocation.path, files)) })
  }
  return result
}

function parseInvocation(line: string): Invocation | undefined {
  try {
    return invocationSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

async function readStart(file: string, maxBytes: number) {
  // A command with the guard's own user could put a pipe or a link here.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
  await using handle = await open(file, flags)
  if (!(await handle.stat()).isFile()) throw new Error('not a regular file')
  const buffer = Buffer.alloc(maxBytes + 1)
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
  const truncated = bytesRead > maxBytes
  return { text: buffer.toString('utf8', 0, Math.min(bytesRead, maxBytes)), truncated }
}

/** The client is installed as `…/versions/<version>/cursor-agent`, with links that lead there. */
async function versionOf(
  path: string | null,
  files: Pick<WorkspaceFiles, 'locate'>,
): Promise<{ version?: string }> {
  if (path === null) return {}
  const { real } = (await files.locate(path)) ?? { real: path }
  const version = /\/versions\/([A-Za-z0-9._-]{1,64})\//.exec(real)?.[1]
  return version === undefined ? {} : { version }
}

/** Puts into the record what the command line client was called with, as far as its shims noted it. */
export async function noteInvocations(
  notes: RunnerNotes,
  shims: ClientShims,
  files: Pick<WorkspaceFiles, 'locate'>,
): Promise<void> {
  const { invocations, unreadable, truncated } = await readInvocations(shims.invocations, files)
  for (const { arguments: count, ...invocation } of invocations) {
    notes.note(`the command line client ${invocation.client} was called`, {
      ...invocation,
      argumentCount: count,
    })
  }
  if (unreadable > 0 || truncated) notes.addCaveat('the notes of the client shims are damaged')
}
