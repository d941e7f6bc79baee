import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type BidiAppend,
  createAppendSequencer,
  maxAppendsAhead,
  readAppend,
  readRequestId,
  writeAppend,
} from '../../../src/core/cursor/bidi.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const append = (seqno: number, text = `m${seqno}`): BidiAppend => ({
  requestId: 'r1',
  seqno,
  message: Buffer.from(text),
  binary: false,
  rest: new Uint8Array(0),
})
const requestId = lengthDelimited(2, stringField(1, 'r1'))

test('an append is read, number 0 being left out on the wire', () => {
  const body = concat(stringField(1, '68656C6c6f'), requestId)
  expect(readAppend(body)).toMatchObject({
    requestId: 'r1',
    seqno: 0,
    binary: false,
    message: Buffer.from('hello'),
  })
})

test('a message in bytes is read as well', () => {
  const body = concat(requestId, varintField(3, 7), lengthDelimited(4, Buffer.from('hello')))
  const read = readAppend(body)
  expect(read).toMatchObject({ seqno: 7, binary: true })
  expect(Buffer.from(writeAppend(read)).equals(Buffer.from(body))).toBe(true)
})

test('what is written is read back, unknown fields included', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(2 ** 40), fc.boolean(), (message, seqno, binary) => {
      const rest = concat(varintField(90, 5), stringField(91, 'kept'))
      const written = {
        requestId: 'r1',
        seqno,
        message,
        binary: binary && message.length > 0,
        rest,
      }
      const read = readAppend(writeAppend(written))
      expect({ ...read, message: [...read.message], rest: [...read.rest] }).toEqual({
        ...written,
        message: [...message],
        rest: [...rest],
      })
    }),
  )
})

test.each([
  {
    what: 'odd hexadecimal',
    body: concat(stringField(1, 'abc'), requestId),
    says: /not hexadecimal/,
  },
  {
    what: 'no hexadecimal',
    body: concat(stringField(1, 'zz'), requestId),
    says: /not hexadecimal/,
  },
  {
    what: 'half hexadecimal',
    body: concat(stringField(1, '00zz'), requestId),
    says: /not hexadecimal/,
  },
  {
    what: 'two messages',
    body: concat(stringField(1, '00'), requestId, stringField(4, 'x')),
    says: /twice/,
  },
  {
    what: 'one message repeated',
    body: concat(stringField(1, '00'), stringField(1, '01'), requestId),
    says: /repeats field 1/,
  },
  {
    what: 'a negative number',
    body: concat(stringField(1, '00'), requestId, varintField(3, -1)),
    says: /the number -1/,
  },
  { what: 'no request id', body: stringField(1, '00'), says: /no usable request id/ },
  {
    what: 'a request id with a line break',
    body: concat(stringField(1, '00'), lengthDelimited(2, stringField(1, 'a\nb'))),
    says: /no usable request id/,
  },
])('$what is refused', ({ body, says }) => {
  expect(() => readAppend(body)).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED', message: expect.stringMatching(says) }),
  )
})

test('the request of a stream names its run', () => {
  expect(readRequestId(stringField(1, 'r1'))).toBe('r1')
})

test('in whatever order appends arrive, and however often, they leave in order and once', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...Array(30).keys()], { minLength: 30, maxLength: 30 }),
      fc.array(fc.nat(29)),
      (order, again) => {
        const sequencer = createAppendSequencer()
        const out = [...order, ...again].flatMap((seqno) => sequencer.accept(append(seqno)))
        expect(out.map(({ seqno }) => seqno)).toEqual([...Array(30).keys()])
        expect(sequencer.waiting).toBe(0)
      },
    ),
  )
})

test('an append too far ahead is refused, and the run goes on', () => {
  const sequencer = createAppendSequencer()
  expect(() => sequencer.accept(append(maxAppendsAhead))).toThrow(/while 0 is still missing/)
  expect(sequencer.accept(append(0))).toHaveLength(1)
})

test('too many bytes that wait are refused', () => {
  const sequencer = createAppendSequencer()
  const large = (seqno: number): BidiAppend => ({
    ...append(seqno),
    message: new Uint8Array(30 * 1024 * 1024),
  })
  sequencer.accept(large(1))
  sequencer.accept(large(2))
  expect(() => sequencer.accept(large(3))).toThrow(/bytes wait for number 0/)
  expect(sequencer.accept(large(0)).map(({ seqno }) => seqno)).toEqual([0, 1, 2])
})
