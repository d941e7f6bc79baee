import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { GuardError } from '../../core/errors.ts'
import type { BlobSource } from '../../core/recording/read.ts'
import { splitLines } from '../../core/recording/split-lines.ts'
import type { BlobSink, LineSink } from '../../core/recording/write.ts'

export const recordingFileName = 'recording.jsonl'
export const blobFolderName = 'blobs'
/** There while a recording is written, beside its log; both stay behind when the writer is killed. */
export const holderFileName = '.recording-holder'
export const reserveFileName = '.recording-reserve'

/** Space kept back for the lines that say why a recording ends, in bytes. */
const reserveBytes = 64 * 1_024
/** Bytes read at a time. */
const chunkBytes = 256 * 1_024

export interface FileRecording {
  sink: LineSink
  blobs: BlobSink
  /** Absolute path of the log. */
  path: string
  /**
   * Closes the files; the recording stays.
   *
   * @throws {GuardError} `RECORDING_FAILED` where it does not: somebody removed or replaced it
   */
  close(): void
  /** Closes the files and, where no line was written, removes them. */
  discard(): void
}

/** How bytes reach a file; a test hands over a disk that is full. */
export type WriteBytes = (file: number, bytes: Uint8Array, offset: number) => number

/**
 * Starts a recording in `directory`: `recording.jsonl`, and `blobs/` beside it.
 *
 * What it makes can be read by its owner alone. Each write has left the process when it returns; a
 * line that does not fit is taken back, so that the file ends with a whole line.
 *
 * @param holder who writes it, as JSON can hold: so that others can tell whether it still is written
 * @throws {GuardError} `INPUT_INVALID` when the folder holds a recording or cannot be written
 */
export function openFileRecording(
  directory: string,
  write: WriteBytes = (file, bytes, offset) => writeSync(file, bytes, offset),
  holder?: object,
): FileRecording {
  const path = join(directory, recordingFileName)
  const folder = join(directory, blobFolderName)
  const log = whileOpening(directory, () => {
    refuseExisting(directory, [path, folder, `${path}.gz`])
    makeFolders(directory)
    mkdirSync(folder, { mode: 0o700 })
    return createFile(path, constants.O_APPEND)
  })
  const reserve = createReserve(join(directory, reserveFileName), write)
  const held = join(directory, holderFileName)
  if (holder !== undefined) noteHolder(held, holder, write)
  let size = 0
  const letGo = () => {
    reserve.free()
    rmSync(held, { force: true })
    closeSync(log)
  }
  return {
    path,
    sink: {
      write(line) {
        try {
          writeAll(log, line, write)
          size += line.length
        } catch (error) {
          ftruncateSync(log, size)
          throw error
        }
      },
      release: () => reserve.free(),
    },
    blobs: {
      put(sha256, bytes) {
        const final = join(folder, sha256)
        if (existsSync(final)) return false
        writeWhole(`${final}.part`, bytes, write)
        renameSync(`${final}.part`, final)
        return true
      },
    },
    close() {
      const isThere = isFileAt(path, log)
      letGo()
      if (!isThere) throw lost(path)
    },
    discard() {
      letGo()
      if (size > 0) return
      unlinkSync(path)
      rmdirSync(folder)
    },
  }
}

/** Whether a name still means the file that is open. */
function isFileAt(path: string, file: number): boolean {
  const [there, opened] = [lstatSync(path, { throwIfNoEntry: false }), fstatSync(file)]
  return there?.ino === opened.ino && there.dev === opened.dev
}

const lost = (path: string): GuardError =>
  new GuardError(
    'RECORDING_FAILED',
    `the recording was removed or replaced while it was written: ${path}`,
    { hint: 'Keep it where the command cannot write: with --out DIR, or by a user of its own.' },
  )

export interface StoredRecording {
  /** The log itself, as it was found. */
  path: string
  /** Its lines, each with its newline. Can be asked for once or more often. */
  lines(): AsyncIterable<Uint8Array>
  blobs: BlobSource
}

/**
 * Finds a recording: the log itself, plain or `.gz`, or a folder that holds one (what `run --out`
 * wrote, or an artifact).
 *
 * @throws {GuardError} `INPUT_INVALID` when there is none; reading a damaged `.gz` throws
 *   `RECORDING_BROKEN`
 */
export function readFileRecording(path: string): StoredRecording {
  const log = findLog(path)
  const folder = join(dirname(log), blobFolderName)
  return {
    path: log,
    lines: () => splitLines(log.endsWith('.gz') ? gunzip(log) : readChunks(log)),
    blobs: { read: (sha256) => readRegularFile(join(folder, sha256)) },
  }
}

/** Not with `recursive`: where nothing can be made, as below /proc, node tries again without end. */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolders(parent)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function refuseExisting(directory: string, paths: string[]): void {
  const found = paths.find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
  if (found === undefined) return
  throw new GuardError('INPUT_INVALID', `${directory} already holds a recording (${found})`, {
    hint: 'Choose another folder with --out DIR, or move the old recording away.',
  })
}

function whileOpening<T>(directory: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof GuardError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new GuardError('INPUT_INVALID', `no recording can be written in ${directory}: ${why}`, {
      hint: 'Choose a folder that can be written with --out DIR.',
      cause,
    })
  }
}

function createFile(path: string, flags = 0): number {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | flags, 0o600)
}

function writeAll(file: number, bytes: Uint8Array, write: WriteBytes): void {
  for (let offset = 0; offset < bytes.length; ) offset += write(file, bytes, offset)
}

/** Leaves a whole file or none. */
function writeWhole(path: string, bytes: Uint8Array, write: WriteBytes): void {
  const file = createFile(path)
  try {
    writeAll(file, bytes, write)
  } catch (error) {
    unlinkSync(path)
    throw error
  } finally {
    closeSync(file)
  }
}

/** Going without it is no failure: what was written to lately counts as being written. */
function noteHolder(path: string, holder: object, write: WriteBytes): void {
  try {
    rmSync(path, { force: true })
    writeWhole(path, Buffer.from(JSON.stringify(holder)), write)
  } catch {
    // A disk that is full says so at the first line of the record.
  }
}

/** A file that only takes up room until the disk is full. Going without it is no failure. */
function createReserve(path: string, write: WriteBytes): { free(): void } {
  let held = true
  try {
    writeWhole(path, Buffer.alloc(reserveBytes, 0x20), write)
  } catch {
    held = false
  }
  return {
    free() {
      if (held) rmSync(path, { force: true })
      held = false
    },
  }
}

function findLog(path: string): string {
  if (!existsSync(path)) {
    throw new GuardError('INPUT_INVALID', `there is no file or folder ${path}`)
  }
  if (!statSync(path).isDirectory()) return path
  const log = [recordingFileName, `${recordingFileName}.gz`]
    .map((name) => join(path, name))
    .find((candidate) => existsSync(candidate))
  if (log !== undefined) return log
  throw new GuardError(
    'INPUT_INVALID',
    `${path} holds no recording: neither ${recordingFileName} nor ${recordingFileName}.gz is in it`,
  )
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new GuardError('INPUT_INVALID', `${path} cannot be read: ${why}`, { cause })
  }
}

async function* gunzip(path: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path, { highWaterMark: chunkBytes })
  const plain = createGunzip()
  source.on('error', (error) => plain.destroy(error))
  source.pipe(plain)
  try {
    yield* plain
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const damaged = String((cause as NodeJS.ErrnoException).code).startsWith('Z_')
    throw damaged
      ? new GuardError('RECORDING_BROKEN', `the compressed file is damaged (${why})`, { cause })
      : new GuardError('INPUT_INVALID', `${path} cannot be read: ${why}`, { cause })
  } finally {
    source.destroy()
  }
}

/** A foreign folder may hold links and pipes under these names: neither is followed nor waited for. */
async function readRegularFile(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    if ((await file.stat()).isFile()) return file.createReadStream({ highWaterMark: chunkBytes })
    await file.close()
    return undefined
  } catch {
    return undefined
  }
}
