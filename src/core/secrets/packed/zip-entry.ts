import type { Buffer } from 'node:buffer'

/** What stands before the bytes of a file in a zip archive. */
export interface ZipEntry {
  name: string
  /** `deflated`: as RFC 1951 has it; a sentence's end where the bytes cannot be read. */
  holds: 'plain' | 'deflated' | { closed: string }
  /** Bytes of the header; those of the file stand behind them. */
  headerBytes: number
}

export const zipMagic = [0x50, 0x4b, 0x03, 0x04]
const fixedBytes = 30
/** Longer names are none that a program would unpack. */
const maxName = 4_096
/** Flags that are in use; others tell that this is no header. */
const knownFlags = 0x287f
const encrypted = 0x2041
const utf8 = 0x0800
/** The last version of the format, in tenths. */
const maxVersion = 63
const stored = 0
const deflated = 8
/** Methods that are in use and are not undone here. */
const closedMethods: Readonly<Record<number, string>> = {
  1: 'shrunk',
  6: 'imploded',
  9: 'packed with Deflate64',
  12: 'packed with bzip2',
  14: 'packed with LZMA',
  20: 'packed with Zstandard',
  93: 'packed with Zstandard',
  95: 'packed with xz',
  96: 'packed as JPEG',
  97: 'packed with WavPack',
  98: 'packed with PPMd',
  99: 'encrypted',
}

/**
 * Reads the local header of a file in a zip archive at the start of `bytes`.
 *
 * @returns `more` when not all of it is there, `undefined` for what only begins like one
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.7 and 4.4
 */
export function readZipEntry(bytes: Buffer): ZipEntry | 'more' | undefined {
  if (bytes.length < fixedBytes) return 'more'
  const flags = bytes.readUInt16LE(6)
  const method = bytes.readUInt16LE(8)
  const nameBytes = bytes.readUInt16LE(26)
  const headerBytes = fixedBytes + nameBytes + bytes.readUInt16LE(28)
  const isKnown = method === stored || method === deflated || closedMethods[method] !== undefined
  if ((bytes[4] ?? 0) > maxVersion || (flags & ~knownFlags) !== 0 || !isKnown) return undefined
  if (nameBytes === 0 || nameBytes > maxName) return undefined
  if (bytes.length < headerBytes) return 'more'
  const encoding = (flags & utf8) === 0 ? 'latin1' : 'utf8'
  const name = bytes.toString(encoding, fixedBytes, fixedBytes + nameBytes)
  if (name.includes('\0')) return undefined
  return { name, headerBytes, holds: held(flags, method) }
}

function held(flags: number, method: number): ZipEntry['holds'] {
  if ((flags & encrypted) !== 0) return { closed: 'encrypted' }
  if (method === stored) return 'plain'
  if (method === deflated) return 'deflated'
  return { closed: closedMethods[method] ?? '' }
}
