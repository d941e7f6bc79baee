import { Buffer } from 'node:buffer'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import type { Collector } from './collector.ts'
import type { NamedThing } from './names.ts'

/** Bytes read at once; four pieces of them are kept. */
const pieceBytes = 1_048_576

/**
 * Scans a file, or every file below a folder: binary ones too, whatever they are called. `.git` is
 * left out, since `--git` reads it; links inside a folder are not followed. Problems are told to
 * `fail`, and the rest is scanned all the same.
 */
export async function scanPath(
  path: string,
  cwd: string,
  collector: Collector,
  fail: (path: string, problem: string) => void,
): Promise<void> {
  const absolute = resolve(cwd, path)
  try {
    const info = statSync(absolute)
    if (info.isDirectory()) await scanFolder(absolute)
    else {
      collector.scanNames('file name', [thingAt(absolute)])
      await scanFile(absolute)
    }
  } catch (error) {
    fail(path, problemOf(error))
  }

  async function scanFolder(folder: string): Promise<void> {
    const names = readdirSync(folder).filter((name) => name !== '.git')
    const things = names.sort().map((name) => thingAt(join(folder, name)))
    collector.scanNames('file name', things)
    for (const name of names) {
      const child = join(folder, name)
      try {
        const info = lstatSync(child)
        if (info.isDirectory()) await scanFolder(child)
        else if (info.isFile()) await scanFile(child)
      } catch (error) {
        fail(nameOf(child), problemOf(error))
      }
    }
  }

  async function scanFile(file: string): Promise<void> {
    await collector.scan({ path: nameOf(file), file, chunks: piecesOf(file) })
  }

  function thingAt(file: string): NamedThing {
    return { name: basename(file), path: nameOf(file), file }
  }
  function nameOf(file: string): string {
    const name = relative(cwd, file)
    return name === '' || name.startsWith('..') ? file : name
  }
}

/** Read without blocking on a pipe that took a file's place. */
function* piecesOf(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const { size } = fstatSync(descriptor)
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, Math.max(size, 4096)))
      const length = readSync(descriptor, piece)
      if (length === 0) return
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}

function problemOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const known: Record<string, string> = {
    '': 'it could not be read',
    ENOENT: 'there is no such file',
    EACCES: 'it may not be read',
    EPERM: 'it may not be read',
  }
  return known[code] ?? `it could not be read (${code})`
}
