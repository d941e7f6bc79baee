import { GuardError } from '../errors.ts'
import { type HiddenCharacter, hiddenCharacters } from '../git/path-facts.ts'
import type { RepositoryCache } from './cache.ts'
import type { Git, GitPlace } from './git-process.ts'
import type { WorkshopLimits } from './limits.ts'
import type { ObjectReader } from './object-reader.ts'

/** Reads files of a push, and earlier versions of them from the forge. */
export interface FileReader {
  /** A short text; `undefined` when it is not there or has more than `maxBytes`. */
  readText(id: string, maxBytes: number): Promise<string | undefined>
  /**
   * Characters nobody sees, in a text of the push; none in a file that is no text, `undefined` when
   * the file is not in the push.
   *
   * @param earlier the file is the forge's, not the push's
   */
  hiddenIn(id: string, earlier?: boolean): Promise<HiddenCharacter[] | undefined>
  /** A file of the forge; `undefined` when it cannot be had within the limits. */
  readEarlier(id: string): Promise<Buffer | undefined>
}

export interface FileContext {
  git: Git
  /** The push's objects alone. */
  ownPlace: GitPlace
  own: ObjectReader
  cache: RepositoryCache
  limits: WorkshopLimits
  signal: AbortSignal
}

/** Files up to this many bytes are looked at for a NUL, as git does to tell text from the rest. */
const sniffBytes = 8_000

export function createFileReader(context: FileContext): FileReader {
  const { own, cache, limits, signal } = context

  async function readOwn(id: string, maxBytes: number): Promise<Buffer | undefined> {
    const found = await own.stat(id)
    if (found?.type !== 'blob' || found.size > maxBytes) return undefined
    return (await own.read(id))?.body
  }
  async function readEarlier(id: string): Promise<Buffer | undefined> {
    try {
      if ((await cache.reader.stat(id)) === undefined) await cache.fetchBlobs([id], signal)
      const found = await cache.reader.stat(id)
      if (found?.type !== 'blob' || found.size > limits.recordBytes) return undefined
      return (await cache.reader.read(id))?.body
    } catch (error) {
      if (error instanceof GuardError) return undefined
      throw error
    }
  }

  return {
    readEarlier,
    async readText(id, maxBytes) {
      const body = (await readOwn(id, maxBytes)) ?? (await readEarlier(id))
      return body === undefined || body.length > maxBytes ? undefined : body.toString('utf8')
    },
    async hiddenIn(id, earlier = false) {
      if (earlier) {
        const body = (await readOwn(id, limits.textBytes)) ?? (await readEarlier(id))
        return body === undefined ? undefined : hiddenInBytes(body)
      }
      const found = await own.stat(id)
      if (found?.type !== 'blob') return undefined
      if (found.size > limits.textBytes) return hiddenInStream(context, id)
      return hiddenInBytes((await own.read(id))?.body ?? Buffer.alloc(0))
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
  { git, ownPlace, limits, signal }: FileContext,
  id: string,
): Promise<HiddenCharacter[]> {
  const printing = git.start({
    args: ['cat-file', 'blob', id],
    place: ownPlace,
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
