import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { GuardError } from '../errors.ts'

/** One frame of a streaming call. */
export interface Envelope {
  /** Bit 0: the body is compressed. Bit 1: the body is the JSON trailer that ends the stream. */
  flags: number
  body: Uint8Array
  /** Header and body as they came, for passing on unchanged. */
  frame: Uint8Array
}

export type ContentCoding = 'identity' | 'gzip' | 'br'

const compressedFlag = 1
export const endStreamFlag = 2
const headerBytes = 5
/** Largest body accepted unless told otherwise, before and after inflation: 64 MiB. */
const maxEnvelopeBytes = 64 * 1024 * 1024
const firstHoldBytes = 64 * 1024

/** Cuts a byte stream into envelopes. */
export interface EnvelopeReader {
  /**
   * Takes the next piece of the stream; returns the envelopes it completes, in order. Their bodies
   * share memory with `chunk`.
   *
   * @throws {GuardError} `FRAME_MALFORMED` as soon as a header announces too much or has unknown
   *   flags; nothing of that body is kept
   */
  push(chunk: Uint8Array): Envelope[]
  /** The stream is over. @throws {GuardError} `FRAME_MALFORMED` when it ended inside an envelope */
  end(): void
  /** Bytes held of an envelope that is not complete. */
  readonly held: number
}

/**
 * Reads Connect envelopes: one flag byte, the body's length in bytes as an unsigned 32-bit
 * big-endian integer, the body. Holds no more than one envelope.
 *
 * @param options.maxBytes largest body accepted, in bytes
 * @see https://connectrpc.com/docs/protocol/#streaming-rpcs
 */
export function createEnvelopeReader(options: { maxBytes?: number } = {}): EnvelopeReader {
  const maxBytes = options.maxBytes ?? maxEnvelopeBytes
  let hold = new Uint8Array(0)
  let held = 0

  /** Moves bytes into the hold until it has `wanted`; returns how many it took. */
  function fill(chunk: Uint8Array, from: number, wanted: number): number {
    const taken = Math.min(wanted - held, chunk.length - from)
    if (held + taken > hold.length) {
      const room = Math.max(
        held + taken,
        Math.min(wanted, Math.max(firstHoldBytes, hold.length * 2)),
      )
      const larger = new Uint8Array(room)
      larger.set(hold.subarray(0, held))
      hold = larger
    }
    hold.set(chunk.subarray(from, from + taken), held)
    held += taken
    return taken
  }

  return {
    push(chunk) {
      const envelopes: Envelope[] = []
      let at = 0
      while (held > 0 && at < chunk.length) {
        if (held < headerBytes) at += fill(chunk, at, headerBytes)
        if (held < headerBytes) return envelopes
        const size = headerBytes + readHeader(hold, 0, maxBytes)
        at += fill(chunk, at, size)
        if (held < size) return envelopes
        envelopes.push(envelopeOf(hold.subarray(0, size)))
        hold = new Uint8Array(0)
        held = 0
      }
      while (chunk.length - at >= headerBytes) {
        const size = headerBytes + readHeader(chunk, at, maxBytes)
        if (chunk.length - at < size) break
        envelopes.push(envelopeOf(chunk.subarray(at, at + size)))
        at += size
      }
      if (at < chunk.length) fill(chunk, at, chunk.length - at)
      return envelopes
    },
    end() {
      if (held === 0) return
      throw new GuardError(
        'FRAME_MALFORMED',
        `the stream ended inside an envelope, after ${held} bytes of it`,
      )
    },
    get held() {
      return held
    },
  }
}

/** The announced body length. */
function readHeader(bytes: Uint8Array, at: number, maxBytes: number): number {
  const flags = bytes[at] as number
  if (flags > 3) {
    throw new GuardError('FRAME_MALFORMED', `an envelope has unknown flags 0x${flags.toString(16)}`)
  }
  const [b0, b1, b2, b3] = [bytes[at + 1], bytes[at + 2], bytes[at + 3], bytes[at + 4]] as [
    number,
    number,
    number,
    number,
  ]
  const length = b0 * 0x100_0000 + b1 * 0x1_0000 + b2 * 0x100 + b3
  if (length > maxBytes) {
    throw new GuardError(
      'FRAME_MALFORMED',
      `an envelope announces ${length} bytes; at most ${maxBytes} are accepted`,
    )
  }
  return length
}

const envelopeOf = (frame: Uint8Array): Envelope => ({
  flags: frame[0] as number,
  body: frame.subarray(headerBytes),
  frame,
})

/** An envelope's bytes. */
export function writeEnvelope(flags: number, body: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(headerBytes + body.length)
  frame[0] = flags
  frame.writeUInt32BE(body.length, 1)
  frame.set(body, headerBytes)
  return frame
}

/**
 * An envelope's body, inflated when its flags say so.
 *
 * @param coding what the stream's headers agreed on
 * @param maxBytes largest result accepted, in bytes
 * @throws {GuardError} `FRAME_MALFORMED` when it does not inflate, or to too much
 */
export function inflateEnvelope(
  envelope: Envelope,
  coding: ContentCoding,
  maxBytes: number = maxEnvelopeBytes,
): Uint8Array {
  if ((envelope.flags & compressedFlag) === 0 || envelope.body.length === 0) return envelope.body
  return inflate(envelope.body, coding, maxBytes)
}

/** Undoes a content coding, of an envelope or of a unary body. Same errors as `inflateEnvelope`. */
export function inflate(
  bytes: Uint8Array,
  coding: ContentCoding,
  maxBytes: number = maxEnvelopeBytes,
): Uint8Array {
  if (coding === 'identity') {
    throw new GuardError(
      'FRAME_MALFORMED',
      'a compressed envelope in a stream that agreed on no coding',
    )
  }
  const options = { maxOutputLength: maxBytes }
  try {
    return coding === 'gzip' ? gunzipSync(bytes, options) : brotliDecompressSync(bytes, options)
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new GuardError(
      'FRAME_MALFORMED',
      tooLarge
        ? `a compressed body grows over ${maxBytes} bytes`
        : `a compressed body of ${bytes.length} bytes is not valid ${coding}`,
      { cause },
    )
  }
}

/** The coding a header names, or `undefined` for one we cannot undo. */
export function contentCoding(header: string | undefined): ContentCoding | undefined {
  const name = (header ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return 'identity'
  return name === 'gzip' || name === 'br' ? name : undefined
}
