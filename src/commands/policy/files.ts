import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { parsePolicy } from '../../core/policy/file/parse.ts'
import { maxFileBytes } from '../../core/policy/file/yaml-source.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type Resolved, resolvePolicy } from '../../core/policy/resolve.ts'
import type { CommandIo } from '../io.ts'

/**
 * The bytes of a file, or the first `maxFileBytes + 1` of them: enough to refuse it.
 *
 * @throws {GuardError} `INPUT_INVALID` when it cannot be read
 */
export async function readSmallFile(path: string, io: CommandIo): Promise<Uint8Array> {
  try {
    await using file = await open(resolve(io.cwd, path))
    return await readStart(file)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    const why = reasons[code] ?? `it cannot be read (${code})`
    throw new GuardError('INPUT_INVALID', `${path}: ${why}`, { cause })
  }
}

async function readStart(file: FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(maxFileBytes + 1)
  let size = 0
  while (size < buffer.length) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size)
    if (bytesRead === 0) break
    size += bytesRead
  }
  return buffer.subarray(0, size)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'it may not be read by this account',
}

/** The policy in a file, as it is in force below the organisation's file, when one is named. */
export async function loadPolicy(
  path: string,
  organisation: string | undefined,
  io: CommandIo,
): Promise<Resolved & { own: Policy }> {
  const own = parsePolicy(await readSmallFile(path, io), path)
  if (organisation === undefined) return { policy: own, own, floorApplied: false, messages: [] }
  const bytes = await readSmallFile(organisation, io)
  const theirs = parsePolicy(bytes, organisation, { organisation: true })
  return { ...resolvePolicy({ organisation: theirs, repository: own }), own }
}

/** All of standard input, up to `maxFileBytes + 1`. */
async function readInput(io: CommandIo): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of io.stdin) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxFileBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxFileBytes + 1)
}

/** A value given as text, as `@file`, or as `-` for standard input. */
export function readGiven(given: string, io: CommandIo): Promise<Uint8Array> {
  if (given === '-') return readInput(io)
  if (given.startsWith('@')) return readSmallFile(given.slice(1), io)
  return Promise.resolve(new TextEncoder().encode(given))
}
