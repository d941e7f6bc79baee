import { randomBytes } from 'node:crypto'
import { openPlainFile } from '../../adapters/machine/plain-file.ts'
import { createSecretEngine } from '../../core/secrets/create-engine.ts'

/** Looks for tokens whose values are known, however they are written: plain, in base64, … */
export interface TokenSearch {
  isIn(text: string | Uint8Array): boolean
  /**
   * Takes every token out, and of an address everything in front of its `@`. All other bytes stay.
   */
  cut(bytes: Uint8Array): Buffer
  /**
   * Whether a file shows one; `unread` where nobody could tell.
   *
   * @param path absolute and resolved
   */
  isInFile(path: string): Promise<boolean | 'unread'>
}

/** A file that is longer is not looked through to its end, in bytes. */
const maxFileBytes = 64 * 1_048_576

export function createTokenSearch(tokens: readonly string[]): TokenSearch {
  const engine = createSecretEngine({
    detectors: [],
    known: tokens.map((value) => ({ name: 'token', value })),
    pseudonymKey: randomBytes(32),
  })
  const none = tokens.length === 0
  const isIn = (text: string | Uint8Array) => !none && engine.scan(toBuffer(text)).length > 0
  return {
    isIn,
    cut(bytes) {
      if (none) return toBuffer(bytes)
      const plain = toBuffer(bytes)
        .toString('latin1')
        .replace(userInfo, (text, before: string) =>
          isIn(Buffer.from(text, 'latin1')) ? before : text,
        )
      return withoutPlaces(Buffer.from(plain, 'latin1'), engine.scan(Buffer.from(plain, 'latin1')))
    },
    async isInFile(path) {
      if (none) return false
      try {
        await using file = await openPlainFile(path)
        const scanner = engine.createScanner()
        let length = 0
        for await (const chunk of file.createReadStream({ end: maxFileBytes, autoClose: false })) {
          length += chunk.length
          if (scanner.push(chunk).length > 0) return true
        }
        return length > maxFileBytes ? 'unread' : scanner.finish().length > 0
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : 'unread'
      }
    },
  }
}

/** Name and password of an address, with the slashes in front of them. */
const userInfo = /(:\/\/)[^\s/@"'<>]{1,4096}@/g

const toBuffer = (text: string | Uint8Array): Buffer =>
  typeof text === 'string'
    ? Buffer.from(text)
    : Buffer.from(text.buffer, text.byteOffset, text.length)

function withoutPlaces(bytes: Buffer, places: readonly { start: number; end: number }[]): Buffer {
  const kept: Buffer[] = []
  let at = 0
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start)) {
    if (start > at) kept.push(bytes.subarray(at, start))
    at = Math.max(at, end)
  }
  return Buffer.concat([...kept, bytes.subarray(at)])
}
