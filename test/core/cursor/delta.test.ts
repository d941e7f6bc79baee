import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  makeTextLike,
  readDelta,
  readPlainTextDelta,
  type TextDelta,
  taskPath,
  withText,
} from '../../../src/core/cursor/delta.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

const root = { prefix: [1], tasks: [] }
/** Reads an update of one field as a delta. */
const read = (update: Uint8Array, number: number, place: Parameters<typeof readDelta>[2] = root) =>
  readDelta(readFields(update), number, place)

/** `content` within messages of the given numbers. */
const within = (numbers: readonly number[], content: Uint8Array): Uint8Array =>
  numbers.toReversed().reduce((inner, number) => lengthDelimited(number, inner), content)

/** Every place where a text arrives in pieces, from `docs/cursor-wire.md`. */
const places: { path: number[]; type: TextDelta['type']; call?: number; channel?: string }[] = [
  { path: [1, 1], type: 'text-delta' },
  { path: [4, 1], type: 'thinking-delta' },
  { path: [7, 3], type: 'args-delta', call: 1 },
  { path: [15, 2, 3, 1], type: 'edit-delta', call: 1 },
  { path: [15, 2, 1, 1, 1], type: 'tool-output-delta', call: 1, channel: 'stdout' },
  { path: [15, 2, 1, 2, 1], type: 'tool-output-delta', call: 1, channel: 'stderr' },
  { path: [12, 1, 1], type: 'shell-output-delta', channel: 'stdout' },
  { path: [12, 2, 1], type: 'shell-output-delta', channel: 'stderr' },
]

/** The update with a text at a place, and with the id of a call where the place has one. */
function updateAt({ path, call }: (typeof places)[number], text: string): Uint8Array {
  const [outer = 0, ...inner] = path
  const content = within(inner.slice(0, -1), stringField(inner.at(-1) ?? 0, text))
  return lengthDelimited(outer, ...(call === undefined ? [] : [stringField(call, 'c1')]), content)
}

test.each(places)('a text at $path is a $type', (place) => {
  const { path, type, call, channel } = place
  expect(read(updateAt(place, 'hé'), path[0] ?? 0)).toEqual({
    type,
    text: 'hé',
    path: [1, ...path],
    stream: expect.any(String),
    tasks: [],
    ...(call !== undefined && { callId: 'c1' }),
    ...(channel !== undefined && { channel }),
  })
})

test('pieces share a stream when kind, call, channel and task are the same, and only then', () => {
  const streams = places.flatMap((place) =>
    [[], ['t1'], ['t1', 't2']].map((tasks) => {
      const delta = read(updateAt(place, 'x'), place.path[0] ?? 0, { prefix: [1], tasks })
      return delta?.stream
    }),
  )
  expect(new Set(streams).size).toBe(places.length * 3)
  const again = read(updateAt({ path: [7, 3], type: 'args-delta', call: 1 }, 'more'), 7)
  expect(streams).toContain(again?.stream)
})

test('a delta without text is one where its shape says so, and none where it may be something else', () => {
  expect(read(lengthDelimited(1, lengthDelimited(9)), 1)).toMatchObject({ text: '' })
  expect(read(lengthDelimited(4), 4)).toMatchObject({ type: 'thinking-delta', text: '' })
  expect(read(lengthDelimited(7, stringField(1, 'c1')), 7)).toBeUndefined()
  expect(read(lengthDelimited(12, lengthDelimited(3, varintField(1, 0))), 12)).toBeUndefined()
  expect(read(lengthDelimited(15, stringField(1, 'c1')), 15)).toBeUndefined()
})

test('an update of another kind is no delta', () => {
  for (const number of [2, 3, 8, 13, 14, 99]) {
    expect(read(lengthDelimited(number, stringField(1, 'x')), number)).toBeUndefined()
  }
})

test.each(places.filter(({ path }) => path.length === 2))(
  'two texts at $path are refused: which of them counts is up to the reader',
  ({ path }) => {
    const [outer = 0, inner = 0] = path
    const twice = lengthDelimited(outer, stringField(inner, 'a'), stringField(inner, 'b'))
    expect(() => read(twice, outer)).toThrow(/holds 2 texts/)
    const split = concat(
      lengthDelimited(outer, stringField(inner, 'a')),
      lengthDelimited(outer, stringField(inner, 'b')),
    )
    expect(() => read(split, outer)).toThrow(expect.objectContaining({ code: 'FRAME_MALFORMED' }))
  },
)

test('a notice of the service is told, and the same number elsewhere is none', () => {
  const notice = lengthDelimited(1, stringField(1, 'a'), varintField(2, 1))
  expect(read(notice, 1)).toMatchObject({ notice: true })
  const other = lengthDelimited(4, stringField(1, 'a'), varintField(2, 1))
  expect(read(other, 4)).not.toHaveProperty('notice')
})

/** What else a message holds besides ids and numbers has to be masked with it. */
test.each<{ what: string; update: Uint8Array; number: number; extras: boolean }>([
  {
    what: 'the id that the model gave the call',
    update: lengthDelimited(7, stringField(1, 'c'), stringField(3, 'a'), stringField(4, 'm')),
    number: 7,
    extras: false,
  },
  {
    what: 'a copy of the call',
    update: lengthDelimited(7, stringField(1, 'c'), lengthDelimited(2), stringField(3, 'a')),
    number: 7,
    extras: true,
  },
  {
    what: 'the ids of an edit',
    update: lengthDelimited(
      15,
      stringField(1, 'c'),
      stringField(3, 'm'),
      within([2, 3], stringField(1, 'a')),
    ),
    number: 15,
    extras: false,
  },
  {
    what: 'a text where another kind has an id',
    update: lengthDelimited(
      15,
      stringField(1, 'c'),
      stringField(4, 'm'),
      within([2, 3], stringField(1, 'a')),
    ),
    number: 15,
    extras: true,
  },
  {
    what: 'a text beside the innermost one',
    update: lengthDelimited(
      15,
      stringField(1, 'c'),
      within([2, 3], concat(stringField(1, 'a'), stringField(3, 'b'))),
    ),
    number: 15,
    extras: true,
  },
  {
    what: 'output of both channels',
    update: lengthDelimited(12, within([1], stringField(1, 'a')), within([2], stringField(1, 'b'))),
    number: 12,
    extras: true,
  },
  {
    what: 'a time beside the update',
    update: concat(lengthDelimited(1, stringField(1, 'a')), varintField(25, 5)),
    number: 1,
    extras: false,
  },
  {
    what: 'a text beside the update',
    update: concat(lengthDelimited(1, stringField(1, 'a')), stringField(25, 'b')),
    number: 1,
    extras: true,
  },
])('a delta with $what has extras: $extras', ({ update, number, extras }) => {
  expect(read(update, number)?.extras).toBe(extras ? true : undefined)
})

/** The whole message around an update, as it stands on the wire. */
const message = (update: Uint8Array) => lengthDelimited(1, update)

test.each(places)('the text at $path can be another one, and all else stays', (place) => {
  const number = place.path[0] ?? 0
  const body = message(concat(updateAt(place, 'secret'), varintField(25, 7)))
  const delta = readDelta(readFields(readFields(body)[0]?.value ?? body), number, root) as TextDelta
  expect(withText(body, delta, 'secret')).toBe(body)
  const expected = message(concat(updateAt(place, 'a longer text'), varintField(25, 7)))
  expect(Buffer.from(withText(body, delta, 'a longer text'))).toEqual(Buffer.from(expected))
})

test.each(places)('more text of the kind at $path can be made, in the same call', (place) => {
  const number = place.path[0] ?? 0
  const delta = read(updateAt(place, 'a'), number) as TextDelta
  expect(Buffer.from(makeTextLike(delta, 'more'))).toEqual(
    Buffer.from(message(updateAt(place, 'more'))),
  )
})

test('more text of a sub-agent comes in the same task, however deep', () => {
  const place = { path: [1, 1], type: 'text-delta' as const }
  const inTask = (task: string, update: Uint8Array) =>
    lengthDelimited(taskPath[0], stringField(1, task), within(taskPath.slice(1), update))
  const delta = read(updateAt(place, 'a'), 1, { prefix: [1], tasks: ['t1', 't2'] }) as TextDelta
  expect(Buffer.from(makeTextLike(delta, 'more'))).toEqual(
    Buffer.from(message(inTask('t1', inTask('t2', updateAt(place, 'more'))))),
  )
})

const plain = (text: string) => message(lengthDelimited(1, stringField(1, text)))

test('the commonest message is read and written at every size of its lengths', () => {
  // Where one of the three lengths takes a byte more; lengths of three bytes are read the long way.
  for (const length of [0, 1, 123, 124, 125, 126, 127, 128, 129, 16_376, 16_377]) {
    const { text, ...rest } = readPlainTextDelta(plain('x'.repeat(length))) ?? { text: undefined }
    expect(text === 'x'.repeat(length)).toBe(true)
    expect(rest).toEqual({
      type: 'text-delta',
      path: [1, 1, 1],
      stream: 'text-delta//',
      tasks: [],
    })
  }
  expect(readPlainTextDelta(plain('x'.repeat(16_378)))).toBeUndefined()
  const delta = readPlainTextDelta(plain('x')) as TextDelta
  for (const length of [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2)
    expect(Buffer.from(withText(plain('x'), delta, text)).equals(Buffer.from(plain(text)))).toBe(
      true,
    )
  }
})

test('the short way reads what the long way reads, or leaves it alone', () => {
  const bodies = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }).map(plain),
    fc.uint8Array({ maxLength: 12 }),
    fc
      .tuple(fc.string({ maxLength: 20 }), fc.nat({ max: 40 }), fc.nat({ max: 255 }))
      .map(([text, at, byte]) => {
        const body = Buffer.from(plain(text))
        body[at % body.length] = byte
        return body
      }),
  )
  let read = 0
  const law = fc.property(bodies, (body) => {
    const short = readPlainTextDelta(body)
    if (short === undefined) return
    read += 1
    const update = readFields(readFields(body)[0]?.value ?? body)
    expect(readDelta(update, 1, root)).toEqual(short)
  })
  fc.assert(law, { numRuns: 3_000 })
  expect(read).toBeGreaterThan(500)
})

/** Another spelling of the same, or something else: the short way does not read it. */
test.each<{ what: string; body: Uint8Array }>([
  { what: 'nothing', body: new Uint8Array(0) },
  { what: 'a message cut off', body: plain('abc').subarray(0, 6) },
  { what: 'a byte more', body: concat(plain('abc'), Uint8Array.of(0)) },
  {
    what: 'a text beside it',
    body: message(lengthDelimited(1, stringField(1, 'a'), stringField(2, 'b'))),
  },
  { what: 'another update', body: message(lengthDelimited(4, stringField(1, 'a'))) },
  {
    what: 'a length written longer than needed',
    body: Uint8Array.of(10, 5, 10, 3, 10, 0x81, 0, 97),
  },
  { what: 'a length of three bytes', body: plain('x'.repeat(16_400)) },
  { what: 'an empty update', body: lengthDelimited(1) },
])('$what is not read the short way', ({ body }) => {
  expect(readPlainTextDelta(body)).toBeUndefined()
})
