import { GuardError } from '../errors.ts'

/** Largest packet of the protocol, its four length digits included, in bytes. */
export const maxPacketBytes = 65_520

export type Packet =
  | { kind: 'data'; payload: Buffer; size: number }
  /** `0000` ends a section, `0001` divides one, `0002` ends a reply of protocol 2. */
  | { kind: 'flush' | 'delimiter' | 'response-end'; size: number }

const special = ['flush', 'delimiter', 'response-end'] as const

/**
 * Reads the packet at `at`, or `undefined` when more bytes are needed.
 *
 * Layout: four hexadecimal digits with the length of the packet, themselves included, then the
 * payload.
 *
 * @throws {GuardError} `FRAME_MALFORMED` for a length that no packet has
 * @see https://git-scm.com/docs/protocol-common#_pkt_line_format
 */
export function readPacket(bytes: Buffer, at = 0): Packet | undefined {
  if (bytes.length - at < 4) return undefined
  const digits = bytes.toString('latin1', at, at + 4)
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new GuardError('FRAME_MALFORMED', 'a packet length of four hex digits was expected')
  }
  const size = Number.parseInt(digits, 16)
  if (size < 4) {
    const kind = special[size]
    if (kind === undefined)
      throw new GuardError('FRAME_MALFORMED', `no packet is ${size} bytes long`)
    return { kind, size: 4 }
  }
  if (size > maxPacketBytes) {
    throw new GuardError(
      'FRAME_MALFORMED',
      `a packet of at most ${maxPacketBytes} bytes was expected, not ${size}`,
    )
  }
  if (bytes.length - at < size) return undefined
  return { kind: 'data', payload: bytes.subarray(at + 4, at + size), size }
}

export const flushPacket = Buffer.from('0000')

/** One packet. Its payload is at most `maxPacketBytes - 4` bytes; callers cut longer ones. */
export function writePacket(payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const size = bytes.length + 4
  if (size > maxPacketBytes) throw new RangeError(`a packet of ${size} bytes cannot be written`)
  return Buffer.concat([Buffer.from(size.toString(16).padStart(4, '0')), bytes])
}

/** 1: the report, 2: text for people, 3: the text of a failure that ends everything. */
export type Band = 1 | 2 | 3

/**
 * Bytes as packets of one band, each as large as `side-band-64k` allows; none for no bytes.
 *
 * @see https://git-scm.com/docs/protocol-capabilities#_side_band_side_band_64k
 */
export function writeBand(band: Band, bytes: Uint8Array): Buffer {
  const most = maxPacketBytes - 5
  const packets: Buffer[] = []
  for (let start = 0; start < bytes.length; start += most) {
    packets.push(writePacket(Buffer.concat([Buffer.of(band), bytes.subarray(start, start + most)])))
  }
  return Buffer.concat(packets)
}

/** A packet that carries nothing: clients print nothing for it, and proxies see that we live. */
export const emptyBandPacket = Buffer.from('0005\x02')

export interface PacketReader {
  /**
   * Packets that are complete now.
   *
   * @throws {GuardError} `FRAME_MALFORMED`
   */
  push(chunk: Uint8Array): Packet[]
  /** Bytes of a packet that has begun. */
  readonly pending: number
}

/** Cuts a byte stream into packets, whatever its chunks are; holds less than one packet back. */
export function createPacketReader(): PacketReader {
  let held: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      const bytes = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
      const packets: Packet[] = []
      let at = 0
      for (let next = readPacket(bytes, at); next !== undefined; next = readPacket(bytes, at)) {
        packets.push(next)
        at += next.size
      }
      held = bytes.subarray(at)
      return packets
    },
    get pending() {
      return held.length
    },
  }
}

/** A line without the newline that may end it; exactly one is framing, any other is content. */
export function lineOf(payload: Buffer): string {
  const end = payload.at(-1) === 0x0a ? payload.length - 1 : payload.length
  return payload.toString('utf8', 0, end)
}
