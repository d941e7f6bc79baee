import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  lossyText,
  readFields,
  textOf,
  tryReadFields,
  uint32Of,
  varintOf,
} from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  replaceAt,
  setField,
  stringField,
  varint,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const bytes = (...numbers: number[]) => Uint8Array.from(numbers)

test('every wire type is read with its payload and offsets', () => {
  const body = bytes(
    0x08,
    0x96,
    0x01,
    0x12,
    0x02,
    0x68,
    0x69,
    0x1d,
    1,
    2,
    3,
    4,
    0x21,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
  )
  const fields = readFields(body)
  expect(fields.map(({ number, wire, start, end }) => [number, wire, start, end])).toEqual([
    [1, 0, 0, 3],
    [2, 2, 3, 7],
    [3, 5, 7, 12],
    [4, 1, 12, 21],
  ])
  expect(uint32Of(fields[0] as never)).toBe(150)
  expect(textOf(fields[1] as never)).toBe('hi')
})

test('a group is one field with what it encloses', () => {
  const [group] = readFields(bytes(0x2b, 0x33, 0x08, 0x01, 0x34, 0x10, 0x02, 0x2c))
  expect(group).toMatchObject({ number: 5, wire: 3, start: 0, end: 8 })
  expect([...(group?.value ?? [])]).toEqual([0x33, 0x08, 0x01, 0x34, 0x10, 0x02])
})

test.each<{ what: string; body: number[]; says: RegExp }>([
  { what: 'field number 0', body: [0x00, 0x01], says: /no legal field number/ },
  {
    what: 'a field number over 2^29',
    body: [0x80, 0x80, 0x80, 0x80, 0x10, 0],
    says: /no legal field number|32 bits/,
  },
  {
    what: 'a tag written longer than needed',
    body: [0x88, 0x00, 0x01],
    says: /longer than needed/,
  },
  {
    what: 'a length written longer than needed',
    body: [0x0a, 0x81, 0x00, 0x41],
    says: /longer than needed/,
  },
  { what: 'a tag over 32 bits', body: [0xff, 0xff, 0xff, 0xff, 0x7f], says: /32 bits/ },
  {
    what: 'a varint of eleven bytes',
    body: [0x08, ...Array(10).fill(0xff), 0x01],
    says: /10 bytes/,
  },
  { what: 'a varint that ends early', body: [0x08, 0x80], says: /ends inside a field/ },
  { what: 'a tag that ends early', body: [0x88], says: /ends inside a number/ },
  {
    what: 'content shorter than its length',
    body: [0x0a, 0x05, 0x41],
    says: /ends inside a field/,
  },
  {
    what: 'a length of 4 GiB',
    body: [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x41],
    says: /ends inside a field/,
  },
  { what: 'four bytes that are three', body: [0x0d, 1, 2, 3], says: /ends inside a field/ },
  {
    what: 'eight bytes that are seven',
    body: [0x09, 1, 2, 3, 4, 5, 6, 7],
    says: /ends inside a field/,
  },
  { what: 'wire type 6', body: [0x0e], says: /wire type 6/ },
  { what: 'wire type 7', body: [0x0f], says: /wire type 7/ },
  { what: 'the end of a group that is not open', body: [0x0c], says: /wire type 4/ },
  { what: 'the end of another group', body: [0x0b, 0x14], says: /not open/ },
  { what: 'a group without end', body: [0x0b, 0x10, 0x01], says: /ends inside a group/ },
  { what: 'groups nested too deep', body: Array(200).fill(0x0b), says: /deeper than 64/ },
])('$what is refused by name', ({ body, says }) => {
  expect(() => readFields(bytes(...body))).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED', message: expect.stringMatching(says) }),
  )
})

test('a message with a million fields is refused before its list grows', () => {
  expect(() => readFields(new Uint8Array(2_000_000).fill(8))).toThrow(/more than 100000 fields/)
})

test.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1])(
  'the number %d survives',
  (value) => {
    const [field] = readFields(varintField(3, value))
    expect(Number(varintOf(field as never))).toBe(value)
  },
)

test('negative numbers take ten bytes and come back', () => {
  expect(varint(-1)).toHaveLength(10)
  const [field] = readFields(varintField(3, -5))
  expect(BigInt.asIntN(64, varintOf(field as never))).toBe(-5n)
  expect(uint32Of(field as never)).toBe(2 ** 32 - 5)
})

test('bytes that are not UTF-8 are no text, and show as the client shows them', () => {
  const [field] = readFields(lengthDelimited(1, bytes(0x61, 0xff, 0x62)))
  expect(textOf(field as never)).toBeUndefined()
  expect(lossyText(field?.value ?? bytes())).toBe('a\ufffdb')
})

test('whatever bytes come, reading ends with fields that cover them all, or with a reason', () => {
  let messages = 0
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
      const fields = tryReadFields(body)
      if (typeof fields === 'string') return fields.length > 0
      messages += 1
      let at = 0
      for (const field of fields) {
        expect(field.start).toBe(at)
        at = field.end
      }
      return at === body.length
    }),
    { numRuns: 3_000 },
  )
  expect(messages).toBeGreaterThan(20)
})

const body = concat(
  varintField(9, 7),
  lengthDelimited(
    2,
    stringField(1, 'a'),
    lengthDelimited(14, stringField(1, 'old'), bytes(0x1d, 1, 2, 3, 4)),
    varintField(300, 5),
  ),
  bytes(0x2b, 0x08, 0x01, 0x2c),
)

test('replacing a text rewrites the lengths around it and nothing else', () => {
  const long = 'x'.repeat(1_000)
  const changed = replaceAt(body, [2, 14, 1], Buffer.from(long))
  expect(
    Buffer.from(replaceAt(changed, [2, 14, 1], Buffer.from('old'))).equals(Buffer.from(body)),
  ).toBe(true)
  const [, message, group] = readFields(changed)
  expect([...(group?.value ?? [])]).toEqual([0x08, 0x01])
  const [, shell, unknown] = readFields(message?.value ?? bytes())
  expect(uint32Of(unknown as never)).toBe(5)
  const [text, fixed] = readFields(shell?.value ?? bytes())
  expect(textOf(text as never)).toBe(long)
  expect([...(fixed?.value ?? [])]).toEqual([1, 2, 3, 4])
})

test.each([
  { when: 'the path leads nowhere', path: [2, 15, 1], says: /found 0/ },
  { when: 'the path leads to a number', path: [9], says: /found 1/ },
])('replacing is refused when $when', ({ path, says }) => {
  expect(() => replaceAt(body, path, bytes())).toThrow(says)
})

test('replacing is refused when two fields could be meant', () => {
  expect(() => replaceAt(concat(stringField(1, 'a'), stringField(1, 'b')), [1], bytes())).toThrow(
    /found 2/,
  )
})

test('setting a field removes every other of its number', () => {
  const twice = concat(varintField(7, 1), stringField(1, 'kept'), varintField(7, 2))
  const fields = readFields(setField(twice, 7, varintField(7, 3)))
  expect(fields.map(({ number }) => number)).toEqual([1, 7])
  expect(uint32Of(fields[1] as never)).toBe(3)
})
