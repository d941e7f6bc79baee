import { isUtf8 } from 'node:buffer'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { maskMessage, textsOf } from '../../../src/core/cursor/mask-message.ts'
import { readFields, tryReadFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varint,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import { cpuMilliseconds } from '../../support/cpu-time.ts'
import * as say from '../../support/cursor-service/messages.ts'

// Assembled, never literal, so that scanners of this repository stay quiet.
const secret = ['AKIA', 'Q3EGRIE', 'I', 'XAMPLZZZ'].join('')
const pattern = /\bAKIA[A-Z0-9]{16}\b/g
const marker = '***masked***'
const mask = (text: string) => text.replace(pattern, marker)
const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(Buffer.from(b))
const holds = (body: Uint8Array, text: string) => Buffer.from(body).includes(text)

test('a secret in a known field is masked and the lengths fit again', () => {
  const body = say.execRequest(1, 3, [stringField(1, 'a.env'), stringField(2, `key=${secret}\n`)])
  const masked = maskMessage(body, mask, { kind: 'server' })
  expect(
    same(
      masked,
      say.execRequest(1, 3, [stringField(1, 'a.env'), stringField(2, `key=${marker}\n`)]),
    ),
  ).toBe(true)
})

test('a body without secrets is the same object', () => {
  const body = say.textDelta('nothing here')
  expect(maskMessage(body, mask, { kind: 'server' })).toBe(body)
})

test.each([
  {
    what: 'a length byte that is a letter',
    text: `${secret} ${'x'.repeat(0x41 - secret.length - 1)}`,
  },
  {
    what: 'a length byte that is a digit',
    text: `${secret} ${'x'.repeat(0x35 - secret.length - 1)}`,
  },
  { what: 'a length of two bytes', text: `${secret} ${'x'.repeat(300)}` },
])('a secret is found behind $what', ({ text }) => {
  const body = lengthDelimited(900, lengthDelimited(2, lengthDelimited(3, stringField(1, text))))
  expect(holds(body, secret)).toBe(true)
  expect(holds(maskMessage(body, mask), secret)).toBe(false)
})

test.each([
  { what: 'a message with one text', text: `\n\x14${secret}` },
  { what: 'a message with two texts', text: `\n\x14${secret}\x12\x02hi` },
  { what: 'a number, then a text', text: `Yabcdefgh\n\x14${secret}` },
  // Field 1 holds the first eleven letters; `I` is the tag of eight bytes more.
  { what: 'a message whose fields cut the secret', text: `\n\x0b${secret}` },
])('a text that looks like $what hides no secret', ({ text }) => {
  expect(tryReadFields(Buffer.from(text))).toBeInstanceOf(Array)
  const masked = maskMessage(lengthDelimited(900, stringField(1, text)), mask)
  expect(holds(masked, secret)).toBe(false)
  expect(holds(masked, marker)).toBe(true)
})

test('a secret among bytes that are no UTF-8 is masked, and the bytes stay', () => {
  const bytes = Buffer.concat([
    Buffer.from('caf\xe9 ', 'latin1'),
    Buffer.from(`${secret} `),
    Buffer.from([0xff, 0x00, 0x80]),
  ])
  const body = say.execRequest(1, 3, [stringField(1, 'a'), lengthDelimited(5, bytes)])
  const expected = Buffer.concat([
    Buffer.from('caf\xe9 ', 'latin1'),
    Buffer.from(`${marker} `),
    Buffer.from([0xff, 0x00, 0x80]),
  ])
  const masked = maskMessage(body, mask, { kind: 'server' })
  expect(
    same(masked, say.execRequest(1, 3, [stringField(1, 'a'), lengthDelimited(5, expected)])),
  ).toBe(true)
})

test('groups are looked into, and closed again', () => {
  const group = (text: string) =>
    Buffer.concat([Buffer.from([0x2b]), stringField(1, text), Buffer.from([0x2c])])
  expect(same(maskMessage(group(`${secret}`), mask), group(marker))).toBe(true)
})

test('skipped paths are left alone with everything below', () => {
  const body = concat(
    lengthDelimited(1, lengthDelimited(9, lengthDelimited(4, stringField(1, secret)))),
    stringField(2, secret),
  )
  const masked = maskMessage(body, mask, { skip: [[1, 9]] })
  const [kept, changed] = readFields(masked)
  expect(holds(kept?.value ?? new Uint8Array(), secret)).toBe(true)
  expect(holds(changed?.value ?? new Uint8Array(), secret)).toBe(false)
})

test('the callback learns where a text stands', () => {
  const seen: string[] = []
  const body = say.execRequest(1, 14, [stringField(1, 'ls'), stringField(2, '/work')])
  maskMessage(
    body,
    (text, path) => {
      seen.push(`${path.join('.')} ${text}`)
      return text
    },
    { kind: 'server' },
  )
  expect(seen).toEqual(['2.15 exec-1', '2.14.1 ls', '2.14.2 /work'])
})

test('all texts of a message can be listed', () => {
  const body = say.execRequest(1, 11, [
    stringField(1, 'n'),
    lengthDelimited(2, stringField(1, 'key'), lengthDelimited(2, stringField(3, 'value text'))),
  ])
  expect(textsOf(body, { kind: 'server' })).toEqual(
    expect.arrayContaining(['n', 'key', 'value text']),
  )
})

test('what is no message is refused', () => {
  expect(() => maskMessage(Buffer.from('<html>'), mask)).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
})

test('texts nested as deep as allowed are masked, and deeper ones as well', () => {
  for (const depth of [10, 60, 63, 64, 65, 100]) {
    let body = stringField(1, ` ${secret} `)
    for (let level = 1; level < depth; level++) body = lengthDelimited(1, body)
    expect(holds(maskMessage(body, mask), secret)).toBe(false)
  }
})

test('a body full of things that could be both is refused rather than looked at for ever', () => {
  // Padded so that every length, too, is UTF-8: at every level this could be a text.
  const pad = (bytes: Uint8Array) => {
    let size = bytes.length
    while (!isUtf8(varint(size))) size += 2
    return concat(bytes, Buffer.alloc(size - bytes.length, Uint8Array.of(0x08, 0x01)))
  }
  let body = pad(stringField(1, 'x'.repeat(100)))
  while (body.length < 1_500_000) body = pad(concat(body, body))
  for (let level = 0; level < 60; level++) body = pad(lengthDelimited(1, body))
  expect(isUtf8(body)).toBe(true)
  const spent = cpuMilliseconds()
  expect(() => maskMessage(body, mask)).toThrow(/could be texts or messages/)
  expect(spent()).toBeLessThan(10_000)
})

/** A random message: fields of every wire type, texts and messages, to some depth. */
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text)),
  fc.string({ unit: 'grapheme-ascii', maxLength: 140 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }),
)
const messages = fc.letrec<{ message: Uint8Array; content: Uint8Array }>((tie) => ({
  content: fc.oneof({ depthSize: 'medium' }, leaf, tie('message')),
  message: fc
    .array(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: 1, max: 60 }), fc.nat())
          .map(([number, value]) => varintField(number, value)),
        fc
          .tuple(fc.integer({ min: 1, max: 60 }), tie('content'))
          .map(([number, value]) => lengthDelimited(number, value)),
        fc
          .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ minLength: 4, maxLength: 4 }))
          .map(([number, value]) => concat(Uint8Array.of(number * 8 + 5), value)),
      ),
      { maxLength: 5 },
    )
    .map((fields) => concat(...fields)),
})).message

test('whatever the message, without secrets it comes back byte for byte', () => {
  fc.assert(
    fc.property(messages, (body) => {
      fc.pre(!holds(body, 'AKIA'))
      return [undefined, 'server' as const, 'client' as const].every((kind) =>
        same(maskMessage(body, mask, kind ? { kind } : {}), body),
      )
    }),
    { numRuns: 1_500 },
  )
})

/** A message with a secret between other words, planted at a random path of field numbers. */
const planted = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), messages, messages), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  )
  .map(([levels, before, after]) => {
    let body: Uint8Array = Buffer.from(`${before} ${secret} ${after}`)
    for (const [number, left, right] of levels)
      body = concat(left, lengthDelimited(number, body), right)
    return body
  })

test('wherever a secret is planted, it does not come out', () => {
  fc.assert(
    fc.property(planted, (body) => {
      for (const kind of [undefined, 'server' as const, 'client' as const]) {
        const masked = maskMessage(body, mask, kind ? { kind } : {})
        expect(holds(masked, secret)).toBe(false)
      }
    }),
    { numRuns: 1_500 },
  )
})

test('around a planted secret every other field survives', () => {
  fc.assert(
    fc.property(messages, messages, fc.integer({ min: 61, max: 90 }), (left, right, number) => {
      fc.pre(!holds(left, 'AKIA') && !holds(right, 'AKIA'))
      const body = concat(left, stringField(number, `${secret}!`), right)
      expect(
        same(maskMessage(body, mask), concat(left, stringField(number, `${marker}!`), right)),
      ).toBe(true)
    }),
    { numRuns: 1_500 },
  )
})
