import { GuardError } from '../errors.ts'
import { bytesAt, largeNumber, messageAt, shownText } from './fields.ts'
import { type Field, readFields } from './protobuf.ts'
import { concat, lengthDelimited, stringField, varintField } from './protobuf-write.ts'

/** One message of the client on HTTP/1.1, where each travels in a request of its own. */
export interface BidiAppend {
  requestId: string
  /** Counts from 0 for each request id. Appends overtake each other on the way. */
  seqno: number
  /** The `AgentClientMessage`. */
  message: Uint8Array
  /** Whether `message` came as bytes rather than as hexadecimal text. */
  binary: boolean
  /** Encoded fields we do not know, as they came. */
  rest: Uint8Array
}

const known: ReadonlySet<number> = new Set([1, 2, 3, 4])

/**
 * Reads a `BidiAppendRequest`: 1 the message in hexadecimal, 2 request id, 3 number, 4 the message
 * as bytes.
 *
 * @throws {GuardError} `FRAME_MALFORMED` for odd or no hexadecimal, two messages, a wrong number
 */
export function readAppend(body: Uint8Array): BidiAppend {
  const fields = readFields(body)
  for (const number of known) refuseRepeated(fields, number)
  const text = bytesAt(fields, 1) ?? new Uint8Array(0)
  const bytes = bytesAt(fields, 4) ?? new Uint8Array(0)
  if (text.length > 0 && bytes.length > 0) throw malformed('holds its message twice')
  const seqno = largeNumber(fields, 3)
  if (!Number.isSafeInteger(seqno) || seqno < 0) throw malformed(`has the number ${seqno}`)
  const unknown = fields.filter((field) => !known.has(field.number))
  return {
    requestId: readRequestIdFields(messageAt(fields, 2) ?? []),
    seqno,
    message: bytes.length > 0 ? bytes : fromHex(text),
    binary: bytes.length > 0,
    rest: concat(...unknown.map((field) => body.subarray(field.start, field.end))),
  }
}

/** The bytes of a `BidiAppendRequest`. */
export function writeAppend(append: BidiAppend): Uint8Array {
  const message = append.binary ? [] : [stringField(1, Buffer.from(append.message).toString('hex'))]
  return concat(
    ...message,
    lengthDelimited(2, stringField(1, append.requestId)),
    ...(append.seqno === 0 ? [] : [varintField(3, append.seqno)]),
    ...(append.binary ? [lengthDelimited(4, append.message)] : []),
    append.rest,
  )
}

/** Reads a `BidiRequestId`, the body of a `RunSSE` request. */
export function readRequestId(body: Uint8Array): string {
  return readRequestIdFields(readFields(body))
}

function readRequestIdFields(fields: readonly Field[]): string {
  refuseRepeated(fields, 1)
  const id = shownText(fields, 1)
  if (!/^[\x21-\x7e]{1,128}$/.test(id)) throw malformed('has no usable request id')
  return id
}

function refuseRepeated(fields: readonly Field[], number: number): void {
  if (fields.filter((field) => field.number === number).length > 1) {
    throw malformed(`repeats field ${number}`)
  }
}

function fromHex(text: Uint8Array): Uint8Array {
  const bytes = Buffer.from(Buffer.from(text).toString('latin1'), 'hex')
  if (bytes.length * 2 !== text.length) throw malformed('is not hexadecimal')
  return bytes
}

const malformed = (what: string) => new GuardError('FRAME_MALFORMED', `an append ${what}`)

/** How far ahead of the next expected append another may be, and how much may wait. */
export const maxAppendsAhead = 1_024
const maxAppendBytesWaiting = 64 * 1024 * 1024

/** Puts the appends of one request id in order. */
export interface AppendSequencer {
  /**
   * Takes one append; returns those that are next, in order. A number that was taken before is a
   * repetition and gives nothing.
   *
   * @throws {GuardError} `FRAME_MALFORMED` when too far ahead, or when too much waits
   */
  accept(append: BidiAppend): BidiAppend[]
  /** Appends that wait for an earlier one, and the bytes of their messages. */
  readonly waiting: number
  readonly waitingBytes: number
}

export function createAppendSequencer(): AppendSequencer {
  const early = new Map<number, BidiAppend>()
  let expected = 0
  let bytes = 0
  return {
    accept(append) {
      if (append.seqno < expected || early.has(append.seqno)) return []
      if (append.seqno - expected >= maxAppendsAhead) {
        throw malformed(`has the number ${append.seqno} while ${expected} is still missing`)
      }
      const waits = append.seqno !== expected
      if (waits && bytes + append.message.length > maxAppendBytesWaiting) {
        throw malformed(
          `would make over ${maxAppendBytesWaiting} bytes wait for number ${expected}`,
        )
      }
      bytes += append.message.length
      early.set(append.seqno, append)
      const ready: BidiAppend[] = []
      for (let next = early.get(expected); next !== undefined; next = early.get(expected)) {
        early.delete(expected)
        bytes -= next.message.length
        expected += 1
        ready.push(next)
      }
      return ready
    },
    get waiting() {
      return early.size
    },
    get waitingBytes() {
      return bytes
    },
  }
}
