import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  connectError,
  endStream,
  endStreamError,
  parseEndStream,
} from '../../../src/core/cursor/connect-error.ts'
import {
  contentCoding,
  createEnvelopeReader,
  inflate,
  inflateEnvelope,
  writeEnvelope,
} from '../../../src/core/cursor/envelope.ts'

const header = (flags: number, length: number) => {
  const bytes = Buffer.alloc(5)
  bytes[0] = flags
  bytes.writeUInt32BE(length, 1)
  return bytes
}

test('however a stream is cut, the same envelopes come out', () => {
  const bodies = ['', 'a', 'hello', 'x'.repeat(70_000), 'end'].map((text) => Buffer.from(text))
  const stream = Buffer.concat(bodies.map((body, index) => writeEnvelope(index % 3, body)))
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 30 }),
      (sizes) => {
        const reader = createEnvelopeReader()
        const envelopes = []
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] as number
          envelopes.push(...reader.push(stream.subarray(at, at + size)))
          at += size
        }
        reader.end()
        expect(envelopes.map(({ flags }) => flags)).toEqual([0, 1, 2, 0, 1])
        expect(envelopes.every(({ body }, index) => bodies[index]?.equals(body))).toBe(true)
        expect(Buffer.concat(envelopes.map(({ frame }) => frame)).equals(stream)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('byte by byte works, too', () => {
  const stream = Buffer.concat([
    writeEnvelope(0, Buffer.from('one')),
    writeEnvelope(2, Buffer.from('{}')),
  ])
  const reader = createEnvelopeReader()
  const texts = [...stream]
    .flatMap((byte) => reader.push(Uint8Array.of(byte)))
    .map(({ body }) => Buffer.from(body).toString())
  expect(texts).toEqual(['one', '{}'])
  expect(reader.held).toBe(0)
})

test('an envelope that announces 300 MB is refused with its header, before any of it is kept', () => {
  const reader = createEnvelopeReader()
  expect(() => reader.push(header(0, 300_000_000))).toThrow(
    expect.objectContaining({
      code: 'FRAME_MALFORMED',
      message: 'an envelope announces 300000000 bytes; at most 67108864 are accepted',
    }),
  )
  expect(reader.held).toBe(0)
})

test('the same holds when the header itself comes in two pieces', () => {
  const reader = createEnvelopeReader({ maxBytes: 10 })
  reader.push(header(0, 11).subarray(0, 2))
  expect(() => reader.push(header(0, 11).subarray(2))).toThrow(/announces 11 bytes; at most 10/)
})

test('unknown flags are refused', () => {
  expect(() => createEnvelopeReader().push(header(0x80, 0))).toThrow(/unknown flags 0x80/)
})

test('a reader holds what arrived and not what was announced', () => {
  const reader = createEnvelopeReader()
  reader.push(Buffer.concat([header(0, 60_000_000), Buffer.alloc(10)]))
  expect(reader.held).toBe(15)
})

test('a stream that ends inside an envelope says so', () => {
  const reader = createEnvelopeReader()
  reader.push(header(0, 8))
  expect(() => reader.end()).toThrow(/ended inside an envelope, after 5 bytes/)
})

const [envelope] = createEnvelopeReader().push(writeEnvelope(1, gzipSync('hello')))
const [brotli] = createEnvelopeReader().push(writeEnvelope(1, brotliCompressSync('hello')))

test('compressed bodies are inflated with the coding that was agreed on', () => {
  expect(Buffer.from(inflateEnvelope(envelope as never, 'gzip')).toString()).toBe('hello')
  expect(Buffer.from(inflateEnvelope(brotli as never, 'br')).toString()).toBe('hello')
})

test('plain and empty bodies stay as they are', () => {
  const [plain, empty] = createEnvelopeReader().push(
    Buffer.concat([writeEnvelope(0, Buffer.from('as is')), writeEnvelope(1, Buffer.alloc(0))]),
  )
  expect(Buffer.from(inflateEnvelope(plain as never, 'identity')).toString()).toBe('as is')
  expect(inflateEnvelope(empty as never, 'gzip')).toHaveLength(0)
})

test.each([
  {
    what: 'garbage',
    bytes: Buffer.from('not gzip at all'),
    coding: 'gzip' as const,
    says: /is not valid gzip/,
  },
  {
    what: 'a cut gzip body',
    bytes: gzipSync('x'.repeat(500)).subarray(0, 20),
    coding: 'gzip' as const,
    says: /is not valid gzip/,
  },
  {
    what: 'gzip where brotli was agreed on',
    bytes: gzipSync('hello'),
    coding: 'br' as const,
    says: /is not valid br/,
  },
  {
    what: 'a bomb',
    bytes: gzipSync(Buffer.alloc(5_000_000)),
    coding: 'gzip' as const,
    says: /grows over 1000 bytes/,
  },
  {
    what: 'compression without a coding',
    bytes: gzipSync('hello'),
    coding: 'identity' as const,
    says: /agreed on no coding/,
  },
])('$what is refused', ({ bytes, coding, says }) => {
  expect(() => inflate(bytes, coding, 1_000)).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED', message: expect.stringMatching(says) }),
  )
})

test('codings are read from their header', () => {
  expect([undefined, '', 'identity', 'GZIP', ' br ', 'zstd'].map(contentCoding)).toEqual([
    'identity',
    'identity',
    'identity',
    'gzip',
    'br',
    undefined,
  ])
})

test('20,000 small envelopes take little time', () => {
  const stream = Buffer.concat(
    Array.from({ length: 20_000 }, () => writeEnvelope(0, Buffer.alloc(30))),
  )
  const pass = () => {
    const reader = createEnvelopeReader()
    const began = performance.now()
    let count = 0
    for (let at = 0; at < stream.length; at += 16_384)
      count += reader.push(stream.subarray(at, at + 16_384)).length
    expect(count).toBe(20_000)
    return performance.now() - began
  }
  // The best of several: the machine may be busy with something else.
  expect(Math.min(...Array.from({ length: 8 }, pass))).toBeLessThan(20)
})

test('the end of a stream can be written and read', () => {
  const read = (frame: Uint8Array) => {
    const [end] = createEnvelopeReader().push(frame)
    expect(end?.flags).toBe(2)
    return parseEndStream(end?.body ?? new Uint8Array(0))
  }
  expect(read(endStream())).toEqual({})
  expect(read(endStreamError('permission_denied', 'no'))).toEqual({
    error: { code: 'permission_denied', message: 'no' },
  })
})

test.each(['[1]', '{"error": 1}', '{"error"', '"text"'])('%s ends no stream', (text) => {
  expect(() => parseEndStream(Buffer.from(text))).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
})

test('a failed unary call has the status of its code', () => {
  expect(connectError('permission_denied', 'no')).toEqual({
    status: 403,
    body: '{"code":"permission_denied","message":"no"}',
  })
})
