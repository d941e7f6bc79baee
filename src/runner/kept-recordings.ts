import { constants } from 'node:fs'
import { lstat, open, readdir, rmdir, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { holdFolder, NotOurs } from '../adapters/machine/held-folder.ts'
import { hasEnded, isProcess, type ProcessIdentity } from '../adapters/machine/process-life.ts'
import {
  blobFolderName,
  holderFileName,
  recordingFileName,
  reserveFileName,
} from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import type { EntryBody, SealBody } from '../core/recording/entry.ts'
import { readEntry } from '../core/recording/entry-schema.ts'

type RecordedSession = Extract<EntryBody, { kind: 'session' }>

/** A recording in the state folder, by its first and its last line; `verify` reads the rest. */
export interface KeptRecording {
  /** Name of its folder. */
  name: string
  /** Absolute path of its folder. */
  path: string
  /** Absent where the first line cannot be read. */
  session?: RecordedSession
  /** The last line, where it is a seal; nobody has checked it. */
  seal?: SealBody
  state: 'sealed' | 'unsealed' | 'open'
  /** When it was last written to, in milliseconds since the epoch. */
  writtenAt: number
  /** Of its log and its blobs. */
  bytes: number
}

/** Longest first line that is read, and how much of the end is looked at for the last one, in bytes. */
const maxLineBytes = 1 << 20
/** An unsealed recording of an unknown writer counts as open for so long after its last line. */
const quietMs = 86_400_000
/** Recordings that are looked at. */
const maxRecordings = 10_000

/**
 * The recordings in a folder, the latest session first. Links are not followed: neither the folder nor
 * what is in it may be one.
 *
 * @param directory the folder that holds a folder for each; none yet is none
 * @throws {GuardError} `INPUT_INVALID` where it is a link, cannot be read or holds too many
 */
export async function listKept(directory: string, now: number): Promise<KeptRecording[]> {
  const names = await foldersIn(directory)
  const found: KeptRecording[] = []
  for (const name of names) {
    const one = await readKept(directory, name, now).catch(whereItIsNone)
    if (one !== undefined) found.push(one)
  }
  return found.sort((a, b) => startOf(b) - startOf(a) || b.name.localeCompare(a.name))
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    await using folder = await hold(directory)
    const entries = await readdir(folder.at('.'), { withFileTypes: true })
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    if (names.length <= maxRecordings) return names
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    const why =
      cause instanceof NotOurs ? 'it is a link, or no folder' : `it cannot be read (${code})`
    throw new GuardError('INPUT_INVALID', `${directory}: ${why}`, { cause })
  }
  throw new GuardError('INPUT_INVALID', `more than ${maxRecordings} folders in ${directory}`)
}

/** A folder below that of the recordings, itself included; neither it nor what is above may be a link. */
const hold = (directory: string, ...names: string[]) =>
  holdFolder(dirname(directory), [basename(directory), ...names], { make: false })

/** Something that vanished, or never was what it would have to be, is not listed. */
function whereItIsNone(error: unknown): undefined {
  const { code = '' } = error as NodeJS.ErrnoException
  if (error instanceof NotOurs || code === 'ENOENT' || code === 'ENOTDIR') return undefined
  if (code === 'ELOOP' || code === 'EACCES' || code === 'EPERM') return undefined
  throw error
}

/** When its session began; the time it was last written to where the first line does not say. */
const startOf = ({ session, writtenAt }: KeptRecording): number => {
  const started = Date.parse(session?.startedAt ?? '')
  return Number.isNaN(started) ? writtenAt : started
}

async function readKept(
  directory: string,
  name: string,
  now: number,
): Promise<KeptRecording | undefined> {
  await using folder = await hold(directory, name)
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  await using log = await open(folder.at(recordingFileName), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  const stats = await log.stat()
  if (!stats.isFile()) return undefined
  const read = async (start: number) => {
    const { bytesRead, buffer } = await log.read({
      buffer: Buffer.alloc(Math.min(maxLineBytes, stats.size - start)),
      position: start,
    })
    return buffer.subarray(0, bytesRead).toString('utf8')
  }
  const [first = ''] = (await read(0)).split('\n', 1)
  const last = (await read(Math.max(0, stats.size - maxLineBytes))).trimEnd().split('\n').at(-1)
  const session = entryIn(first)
  const seal = entryIn(last ?? '')
  const writtenAt = stats.mtimeMs
  const isSealed = seal?.kind === 'seal'
  const isOpen = !isSealed && !(await isLeft(folder.at(holderFileName), writtenAt, now))
  return {
    name,
    path: join(directory, name),
    ...(session?.kind === 'session' ? { session } : {}),
    ...(isSealed ? { seal } : {}),
    state: isSealed ? 'sealed' : isOpen ? 'open' : 'unsealed',
    writtenAt,
    bytes: stats.size + (await sizeOfBlobs(directory, name)),
  }
}

function entryIn(line: string): EntryBody | undefined {
  try {
    const read = readEntry(JSON.parse(line))
    return 'entry' in read && read.entry.kind !== 'unknown' ? read.entry : undefined
  } catch {
    return undefined
  }
}

/** Whether nobody writes to an unsealed recording any more. */
async function isLeft(holderFile: string, writtenAt: number, now: number): Promise<boolean> {
  const holder = await readHolder(holderFile)
  if (holder === undefined) return now - writtenAt > quietMs
  return holder.boot === '' ? !isProcess(holder.pid) : hasEnded(holder)
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
    await using file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(4_096), position: 0 })
    const value = JSON.parse(buffer.subarray(0, bytesRead).toString('utf8'))
    const texts = [value.start, value.boot, value.namespace ?? '']
    const isOne = Number.isInteger(value.pid) && texts.every((text) => typeof text === 'string')
    return isOne ? value : undefined
  } catch {
    return undefined
  }
}

async function sizeOfBlobs(directory: string, name: string): Promise<number> {
  try {
    await using folder = await hold(directory, name, blobFolderName)
    let bytes = 0
    for (const blob of await readdir(folder.at('.'))) bytes += (await lstat(folder.at(blob))).size
    return bytes
  } catch (error) {
    whereItIsNone(error)
    return 0
  }
}

const blobName = /^[0-9a-f]{64}(?:\.part)?$/

/**
 * Removes a recording: its blobs, what its writer had beside them, and last of all its log, so that what
 * could not be removed is still listed. What else lies in the folder stays, and so the folder.
 *
 * @returns whether the folder is gone
 * @throws what the system says where something of the recording cannot be removed
 */
export async function removeKept(directory: string, name: string): Promise<boolean> {
  await removeBlobs(directory, name)
  {
    await using folder = await hold(directory, name)
    await rmdir(folder.at(blobFolderName)).catch(whereItStays)
    for (const file of [holderFileName, reserveFileName, recordingFileName]) {
      await unlink(folder.at(file)).catch(whereItIsGone)
    }
  }
  await using parent = await hold(directory)
  return (await rmdir(parent.at(name)).catch(whereItStays)) !== 'stays'
}

async function removeBlobs(directory: string, name: string): Promise<void> {
  try {
    await using folder = await hold(directory, name, blobFolderName)
    for (const blob of await readdir(folder.at('.'))) {
      if (blobName.test(blob)) await unlink(folder.at(blob))
    }
  } catch (error) {
    // A link in place of the folder leads to what is not the recording's.
    if (!(error instanceof NotOurs)) whereItIsGone(error as NodeJS.ErrnoException)
  }
}

function whereItIsGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

function whereItStays(error: NodeJS.ErrnoException): 'stays' | undefined {
  if (error.code === 'ENOENT') return undefined
  if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST' || error.code === 'ENOTDIR')
    return 'stays'
  throw error
}
