import { isUtf8 } from 'node:buffer'
import { GuardError } from '../errors.ts'

export type WireType = 0 | 1 | 2 | 3 | 5

/** One field of a message as it stands in the bytes. */
export interface Field {
  number: number
  wire: WireType
  /** Offset of the tag, and of the first byte after the field. */
  start: number
  end: number
  /** The payload alone: the varint's bytes, the content, or what a group encloses. */
  value: Uint8Array
}

/** Deepest nesting accepted, for groups here and for messages in messages elsewhere. */
export const maxDepth = 64
/** Most fields accepted in one message, its groups included; keeps a list of fields small. */
const maxFields = 100_000
const largestFieldNumber = 2 ** 29 - 1

/**
 * Reads one level of a protobuf message without knowing its schema.
 *
 * Stricter than most readers, so that ours can never see another message than the client's: tags and
 * lengths must be in shortest form and fit 32 bits, field numbers be legal, groups be closed.
 *
 * @throws {GuardError} `FRAME_MALFORMED`, naming the offset
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function readFields(bytes: Uint8Array): Field[] {
  const fields = tryReadFields(bytes)
  if (typeof fields === 'string') {
    throw new GuardError('FRAME_MALFORMED', `a message of ${bytes.length} bytes ${fields}`)
  }
  return fields
}

/** Like `readFields`, for bytes that may be no message at all: a string says what is wrong. */
export function tryReadFields(bytes: Uint8Array): Field[] | string {
  const cursor: Cursor = { bytes, at: 0, fieldsLeft: maxFields, problem: '' }
  const fields: Field[] = []
  while (cursor.at < bytes.length) {
    const field = readField(cursor, 0)
    if (field === undefined) return cursor.problem
    fields.push(field)
  }
  return fields
}

interface Cursor {
  bytes: Uint8Array
  at: number
  fieldsLeft: number
  problem: string
}

/** `undefined` with `cursor.problem` set when the bytes are no field. */
function readField(cursor: Cursor, depth: number): Field | undefined {
  const { bytes } = cursor
  const start = cursor.at
  const tag = readShortVarint(cursor)
  if (tag < 0) return undefined
  const number = tag >>> 3
  const wire = tag & 7
  if (number === 0 || number > largestFieldNumber)
    return fail(cursor, start, 'has no legal field number')
  if (--cursor.fieldsLeft < 0) return fail(cursor, start, `has more than ${maxFields} fields`)
  let from = cursor.at
  let to = from
  if (wire === 0) to = endOfVarint(bytes, from)
  else if (wire === 1) to = from + 8
  else if (wire === 5) to = from + 4
  else if (wire === 2) {
    const length = readShortVarint(cursor)
    if (length < 0) return undefined
    from = cursor.at
    to = from + length
  } else if (wire === 3) return readGroup(cursor, { number, start, depth })
  else return fail(cursor, start, `has wire type ${wire}, which does not begin a field`)
  if (to < 0) return fail(cursor, from, 'has a number longer than 10 bytes')
  if (to > bytes.length) return fail(cursor, from, 'ends inside a field')
  cursor.at = to
  return { number, wire, start, end: to, value: bytes.subarray(from, to) }
}

function readGroup(
  cursor: Cursor,
  { number, start, depth }: { number: number; start: number; depth: number },
): Field | undefined {
  if (depth >= maxDepth) return fail(cursor, start, `nests deeper than ${maxDepth}`)
  const from = cursor.at
  while (cursor.at < cursor.bytes.length) {
    const at = cursor.at
    const tag = readShortVarint(cursor)
    if (tag < 0) return undefined
    if ((tag & 7) === 4) {
      if (tag >>> 3 !== number) return fail(cursor, at, 'closes a group that is not open')
      const value = cursor.bytes.subarray(from, at)
      return { number, wire: 3, start, end: cursor.at, value }
    }
    cursor.at = at
    if (readField(cursor, depth + 1) === undefined) return undefined
  }
  return fail(cursor, start, 'ends inside a group')
}

/** A tag or length: at most 32 bits, shortest form; -1 with `cursor.problem` set otherwise. */
function readShortVarint(cursor: Cursor): number {
  const { bytes } = cursor
  const start = cursor.at
  let value = 0
  for (let factor = 1; factor <= 2 ** 28; factor *= 128) {
    if (cursor.at >= bytes.length) return failed(cursor, start, 'ends inside a number')
    const byte = bytes[cursor.at++] as number
    value += (byte & 0x7f) * factor
    if (byte >= 0x80) continue
    if (byte === 0 && factor > 1) return failed(cursor, start, 'writes a number longer than needed')
    if (value > 0xffff_ffff) return failed(cursor, start, 'has a number over 32 bits')
    return value
  }
  return failed(cursor, start, 'has a number over 32 bits')
}

function fail(cursor: Cursor, at: number, what: string): undefined {
  cursor.problem = `${what} (at byte ${at})`
}

function failed(cursor: Cursor, at: number, what: string): -1 {
  fail(cursor, at, what)
  return -1
}

/** Offset after the varint, past the end when truncated, -1 when longer than 10 bytes. */
function endOfVarint(bytes: Uint8Array, from: number): number {
  for (let at = from; at < from + 10; at++) {
    const byte = bytes[at]
    if (byte === undefined) return bytes.length + 1
    if (byte < 0x80) return at + 1
  }
  return -1
}

/** The payload of a varint field, as 64 unsigned bits. Longer payloads lose their high bits. */
export function varintOf(field: Field): bigint {
  let value = 0n
  for (let index = field.value.length - 1; index >= 0; index--) {
    value = (value << 7n) | BigInt((field.value[index] as number) & 0x7f)
  }
  return BigInt.asUintN(64, value)
}

/** The payload of an `int32`, `uint32`, `bool` or `enum` as the client reads it: 32 bits. */
export function uint32Of(field: Field): number {
  const [only] = field.value
  if (field.value.length === 1 && only !== undefined) return only
  return Number(BigInt.asUintN(32, varintOf(field)))
}

/** A UTF-8 payload, or `undefined` when it is none. */
export function textOf(field: Field): string | undefined {
  return isUtf8(field.value) ? lossyText(field.value) : undefined
}

/** Text with U+FFFD in place of bytes that are not UTF-8, as the client shows it. */
export function lossyText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
