import type { Buffer } from 'node:buffer'
import { constants, inflateRawSync } from 'node:zlib'

/** Most bytes that one compressed value inside a word is inflated to. */
const maxInflated = 65_536
/** A member that would become too large is tried again with this share of its bytes, this often. */
const shrinkBy = 8
const maxTries = 4

/** What a gzip member (RFC 1952) holds. */
export interface Inflated {
  bytes: Buffer
  /** Bytes of the input that belong to the member. */
  consumed: number
}

/**
 * The beginning of what the gzip member at the start of `bytes` holds, though it may be cut off or
 * too large; `undefined` for what only looks like one. At most `most` bytes.
 */
export function inflateBegin(bytes: Uint8Array, most = maxInflated): Inflated | undefined {
  const header = headerLength(bytes)
  if (header === undefined) return undefined
  let input = bytes.subarray(header)
  for (let tries = 0; tries < maxTries && input.length > 0; tries++) {
    try {
      const { buffer, engine } = inflate(input, most)
      return { bytes: buffer, consumed: Math.min(bytes.length, header + engine.bytesWritten + 8) }
    } catch (error) {
      if (!isTooLarge(error)) return undefined
      input = input.subarray(0, Math.floor(Math.min(input.length, most) / shrinkBy))
    }
  }
  return undefined
}

/** Raw, since what stands behind a member may be anything. */
function inflate(input: Uint8Array, most: number) {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most, info: true }
  const inflated: unknown = inflateRawSync(input, options)
  return inflated as { buffer: Buffer; engine: { bytesWritten: number } }
}

/** RFC 1952, 2.3: ten bytes, then extra field, name, comment and checksum, each if its flag is set. */
function headerLength(bytes: Uint8Array): number | undefined {
  const length = lengthByFlags(bytes)
  return length !== undefined && length < bytes.length ? length : undefined
}

/**
 * The length of the gzip header at the start of `bytes`, told more strictly: levels and systems that
 * nobody writes make it none. `more` when it goes on behind what is there.
 */
export function gzipHeaderBytes(bytes: Uint8Array): number | 'more' | undefined {
  if (bytes.length < fixedBytes) return 'more'
  const [, , method, flags = 0xff, , , , , level = 0xff, system = 0xfe] = bytes
  if (method !== 8 || flags > maxFlags || ![0, 2, 4].includes(level)) return undefined
  if (system > lastSystem && system !== 0xff) return undefined
  const length = lengthByFlags(bytes)
  return length === undefined || length > bytes.length ? 'more' : length
}

const fixedBytes = 10
const maxFlags = 0x1f
const lastSystem = 19

function lengthByFlags(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? 0xff
  if (flags > maxFlags) return undefined
  let at = fixedBytes
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue
    const zero = bytes.indexOf(0, at)
    if (zero < 0) return undefined
    at = zero + 1
  }
  return (flags & 2) === 0 ? at : at + 2
}

const isTooLarge = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_BUFFER_TOO_LARGE'
