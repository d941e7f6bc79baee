import { GuardError } from '../../core/errors.ts'
import { type HiddenCharacter, hiddenCharacters } from '../../core/git/path-facts.ts'
import type { RepositoryCache } from './cache.ts'
import type { Git, GitPlace } from './git-process.ts'
import type { ObjectReader } from './object-reader.ts'
import type { RepositoryLimits } from './repository-limits.ts'

/** Reads files of a push, and earlier versions of them from the forge. */
export interface FileReader {
  /** A short text; `undefined` when it cannot be had or has more than `maxBytes`. */
  readText(id: string, maxBytes: number): Promise<string | undefined>
  /** Characters nobody sees; none in a file that is no text, or that is not here. */
  hiddenIn(id: string): Promise<HiddenCharacter[]>
  /** A file of any size up to the limits; `undefined` when it cannot be had. */
  readWhole(id: string): Promise<Buffer | undefined>
  /** Asks the forge for those files that are not here, all at once, if they are not too much. */
  prefetch(ids: readonly string[]): Promise<void>
}

export interface FileContext {
  git: Git
  /** The push's objects, with those of the cache. */
  place: GitPlace
  reader: ObjectReader
  cache: RepositoryCache
  limits: RepositoryLimits
  signal: AbortSignal
  /** Whether a file was looked at elsewhere and can hide nothing; it is not read again then. */
  isPlain?(id: string): Promise<boolean>
}

/** Files up to this many bytes are looked at for a NUL, as git does to tell text from the rest. */
const sniffBytes = 8_000

export function createFileReader(context: FileContext): FileReader {
  const { reader, cache, limits, signal } = context

  async function prefetch(ids: readonly string[]): Promise<void> {
    const unique = [...new Set(ids)]
    const found = await Promise.all(unique.map((id) => reader.stat(id)))
    const missing = unique.filter((_, index) => found[index] === undefined)
    try {
      await cache.fetchBlobs(missing, signal)
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
    }
  }
  async function read(id: string, maxBytes: number): Promise<Buffer | undefined> {
    const found = await reader.stat(id)
    if (found?.type !== 'blob' || found.size > maxBytes) return undefined
    return (await reader.read(id))?.body
  }

  return {
    prefetch,
    async readWhole(id) {
      await prefetch([id])
      return read(id, limits.recordBytes)
    },
    async readText(id, maxBytes) {
      await prefetch([id])
      return (await read(id, maxBytes))?.toString('utf8')
    },
    async hiddenIn(id) {
      if (await context.isPlain?.(id)) return []
      const found = await reader.stat(id)
      if (found?.type !== 'blob') return []
      if (found.size > limits.textBytes) return hiddenInStream(context, id)
      return hiddenInBytes((await reader.read(id))?.body ?? Buffer.alloc(0))
    },
  }
}

/** First bytes of every hidden character in UTF-8: a text without them needs no second look. */
const leads = [
  [0xe2, 0x80],
  [0xe2, 0x81],
  [0xef, 0xbb, 0xbf],
  [0xc2, 0xad],
  [0xd8, 0x9c],
  [0xe1, 0xa0, 0x8e],
  [0xf3, 0xa0],
].map((bytes) => Buffer.from(bytes))

/**
 * Whether the next piece of a file may hold a character nobody sees; a file in which no piece may is
 * plain. `never` when it is no text at all. Pieces overlap, so that no character is cut.
 */
export function mayHide(piece: Buffer, isFirst: boolean): boolean | 'never' {
  if (isFirst && wideEncoding(piece) !== undefined) return true
  if (isFirst && piece.subarray(0, sniffBytes).includes(0)) return 'never'
  return leads.some((lead) => piece.includes(lead))
}

function hiddenInBytes(body: Buffer): HiddenCharacter[] {
  const wide = wideEncoding(body)
  if (wide !== undefined) return hiddenCharacters(new TextDecoder(wide).decode(body))
  if (body.subarray(0, sniffBytes).includes(0)) return []
  if (!leads.some((lead) => body.includes(lead))) return []
  return hiddenCharacters(body.toString('utf8'))
}

function wideEncoding(body: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  return body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : undefined
}

/** Bytes of a large text that are looked at together. */
const windowBytes = 1_048_576

async function hiddenInStream(
  { git, place, limits, signal }: FileContext,
  id: string,
): Promise<HiddenCharacter[]> {
  const printing = git.start({
    args: ['cat-file', 'blob', id],
    place,
    signal,
    timeoutMs: limits.scanMs,
  })
  printing.stdin.end()
  let held: Buffer = Buffer.alloc(0)
  let line = 1
  let isFirst = true
  try {
    for await (const chunk of printing.stdout) {
      held = Buffer.concat([held, chunk as Buffer])
      if (isFirst && held.length < sniffBytes) continue
      if (isFirst && held.subarray(0, sniffBytes).includes(0)) return []
      isFirst = false
      if (held.length < windowBytes) continue
      // Cut behind the last line, so that no character is cut.
      const end = held.lastIndexOf(0x0a) + 1 || held.length
      const found = hiddenInBytes(held.subarray(0, end))
      if (found.length > 0) return found.map((one) => ({ ...one, line: one.line + line - 1 }))
      line += countLines(held.subarray(0, end))
      held = held.subarray(end)
    }
    return hiddenInBytes(held).map((one) => ({ ...one, line: one.line + line - 1 }))
  } finally {
    printing.kill()
    await printing.exit
  }
}

/** Line ends in `bytes`. */
export function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1
  return lines
}
