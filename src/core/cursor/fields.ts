import { GuardError } from '../errors.ts'
import type { OrUnknown } from '../policy/subject.ts'
import { type Field, lossyText, readFields, textOf, uint32Of, varintOf } from './protobuf.ts'
import { concat } from './protobuf-write.ts'

/** The text of a field that decides something. Twice, or not UTF-8: nobody knows what it says. */
export function knownText(fields: readonly Field[], number: number): OrUnknown<string> {
  const matching = fields.filter((field) => field.number === number)
  const [field] = matching
  if (field === undefined) return ''
  if (matching.length > 1 || field.wire !== 2) return 'unknown'
  return textOf(field) ?? 'unknown'
}

/** The text the client shows: the last one wins, broken bytes become U+FFFD. */
export function shownText(fields: readonly Field[], number: number): string {
  const field = lastField(fields, number)
  return field?.wire === 2 ? lossyText(field.value) : ''
}

/** Every text of a repeated field. */
export function allTexts(fields: readonly Field[], number: number): string[] {
  return fields
    .filter((field) => field.number === number && field.wire === 2)
    .map((field) => lossyText(field.value))
}

/** A 32-bit number, or 0 when absent, as the client reads it. */
export function smallNumber(fields: readonly Field[], number: number): number {
  const field = lastField(fields, number)
  return field?.wire === 0 ? uint32Of(field) : 0
}

/** A 64-bit number, or 0 when absent. Beyond 2^53 it loses digits; negative ones are kept. */
export function largeNumber(fields: readonly Field[], number: number): number {
  const field = lastField(fields, number)
  return field?.wire === 0 ? Number(BigInt.asIntN(64, varintOf(field))) : 0
}

/** A `double`, or `undefined` when absent. */
export function doubleNumber(fields: readonly Field[], number: number): number | undefined {
  const field = lastField(fields, number)
  if (field?.wire !== 1) return undefined
  return new DataView(field.value.buffer, field.value.byteOffset, 8).getFloat64(0, true)
}

/** The bytes of a field, or `undefined` when absent. */
export function bytesAt(fields: readonly Field[], number: number): Uint8Array | undefined {
  const field = lastField(fields, number)
  return field?.wire === 2 ? field.value : undefined
}

/**
 * The fields of an embedded message, or `undefined` when absent. Several occurrences are one
 * message: readers merge them, which is the same as reading their bytes in a row.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when it is no message
 */
export function messageAt(fields: readonly Field[], number: number): Field[] | undefined {
  const matching = fields.filter((field) => field.number === number)
  const [first] = matching
  if (first === undefined) return undefined
  if (matching.some((field) => field.wire !== 2)) {
    throw new GuardError('FRAME_MALFORMED', `field ${number} should be a message and is a number`)
  }
  return readFields(matching.length === 1 ? first.value : concat(...matching.map((f) => f.value)))
}

/** The fields of every message of a repeated field. */
export function messagesAt(fields: readonly Field[], number: number): Field[][] {
  return fields
    .filter((field) => field.number === number && field.wire === 2)
    .map((field) => readFields(field.value))
}

/** The embedded message at the end of a path of field numbers, or `undefined`. */
export function messageAlong(
  fields: readonly Field[],
  path: readonly number[],
): readonly Field[] | undefined {
  let here: readonly Field[] | undefined = fields
  for (const number of path) {
    if (here === undefined) return undefined
    here = messageAt(here, number)
  }
  return here
}

/** Distinct field numbers that are not in `known`, in order of appearance. */
export function numbersBesides(fields: readonly Field[], known: ReadonlySet<number>): number[] {
  return [...new Set(fields.map((field) => field.number))].filter((number) => !known.has(number))
}

function lastField(fields: readonly Field[], number: number): Field | undefined {
  return fields.findLast((field) => field.number === number)
}
