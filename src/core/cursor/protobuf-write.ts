import { GuardError } from '../errors.ts'
import { type Field, maxDepth, readFields, type WireType } from './protobuf.ts'

/** The shortest varint of a number up to 2^64 - 1; negative numbers take ten bytes. */
export function varint(value: number | bigint): Uint8Array {
  if (typeof value === 'number' && value >= 0 && value < 0x80) return Uint8Array.of(value)
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

/** Joins pieces into one array of bytes. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const tag = (number: number, wire: WireType): Uint8Array => varint(number * 8 + wire)

/** A field with the given content: bytes, or a message made of encoded fields. */
export function lengthDelimited(number: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of content) length += part.length
  return concat(tag(number, 2), varint(length), ...content)
}

/** A number, boolean or enum field. Zero is written too: some oneofs need it. */
export function varintField(number: number, value: number | bigint): Uint8Array {
  return concat(tag(number, 0), varint(value))
}

export function stringField(number: number, text: string): Uint8Array {
  return lengthDelimited(number, Buffer.from(text, 'utf8'))
}

/**
 * A message with other bytes at the end of `path` (field numbers from the root, all
 * length-delimited). The lengths around it are written anew; everything else stays byte for byte.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when a step names no field or more than one
 */
export function replaceAt(
  body: Uint8Array,
  path: readonly number[],
  value: Uint8Array,
): Uint8Array {
  const [number, ...rest] = path
  if (number === undefined) return value
  if (path.length > maxDepth) throw new GuardError('FRAME_MALFORMED', 'the path is too deep')
  const matching = readFields(body).filter((field) => field.number === number)
  const [field] = matching
  if (field === undefined || matching.length > 1 || field.wire !== 2) {
    throw new GuardError(
      'FRAME_MALFORMED',
      `expected one field ${number} with content, found ${matching.length}`,
    )
  }
  return replaceField(body, field, lengthDelimited(number, replaceAt(field.value, rest, value)))
}

/** A message with one field exchanged for other encoded bytes. */
function replaceField(body: Uint8Array, field: Field, encoded: Uint8Array): Uint8Array {
  return concat(body.subarray(0, field.start), encoded, body.subarray(field.end))
}

/** A message in which `encoded` is the only field of that number; it stands at the end. */
export function setField(body: Uint8Array, number: number, encoded: Uint8Array): Uint8Array {
  const others = readFields(body).filter((field) => field.number !== number)
  return concat(...others.map((field) => body.subarray(field.start, field.end)), encoded)
}
