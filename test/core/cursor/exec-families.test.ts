import { expect, test } from '@jest/globals'
import {
  type ExecArguments,
  execFamilies,
  replyNames,
} from '../../../src/core/cursor/exec-families.ts'
import { readFields } from '../../../src/core/cursor/protobuf.ts'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'

/** What a request asks for. */
const read = (number: number, ...fields: Uint8Array[]): ExecArguments =>
  execFamilies.get(number)?.read(readFields(concat(...fields))) ?? {}

/** `docs/cursor-wire.md`: fields of `ExecServerMessage` by what they are about, and their replies. */
const named = [21, 22, 27, 28, 30, 31, 36, 37, 38, 40, 41, 42, 43, 44, 53, 54, 56]
const documented: Record<string, Record<number, number>> = {
  shell: { 2: 2, 14: 14, 16: 16, 23: 23, 46: 47, 52: 55 },
  write: { 3: 3, 48: 49 },
  edit: { 47: 48 },
  delete: { 4: 4 },
  read: { 7: 7, 29: 29, 45: 46, 5: 5, 8: 8, 9: 9, 49: 50, 50: 51, 51: 52 },
  mcp: { 11: 11, 17: 17, 18: 18 },
  fetch: { 20: 20 },
  none: { 10: 10 },
  other: Object.fromEntries(named.map((at) => [at, at])),
}

test.each(Object.entries(documented))(
  'requests about %s have the numbers of the manual',
  (tool, numbers) => {
    const found = [...execFamilies].filter(([, family]) => family.tool === tool)
    expect(Object.fromEntries(found.map(([number, { reply }]) => [number, reply]))).toEqual(numbers)
  },
)

test('no two requests share a name or a reply, so an answer names what it answers', () => {
  const families = [...execFamilies.values()]
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length)
  expect(replyNames.size).toBe(families.length)
  expect(replyNames.get(46)).toBe('pi-read')
  expect(replyNames.get(47)).toBe('pi-bash')
  for (const { name } of families) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

/** How the client itself says no: the number of the result, and what stands in it. */
test.each<{ refusal: string; numbers: number[] }>([
  { refusal: 'shell 3', numbers: [16] },
  { refusal: 'shell 4', numbers: [2, 52] },
  { refusal: 'shell 5', numbers: [14] },
  { refusal: 'path 3', numbers: [7, 8, 9, 29] },
  { refusal: 'path 6', numbers: [3, 4] },
  { refusal: 'reason 2', numbers: [5, 10, 23, 45, 46, 49, 50, 51] },
  { refusal: 'reason 3', numbers: [11, 17, 47, 48] },
  { refusal: 'url 2', numbers: [20] },
  { refusal: 'throw', numbers: [18, ...named] },
])('$refusal refuses $numbers', ({ refusal, numbers }) => {
  const found = [...execFamilies].filter(
    ([, family]) =>
      (family.refusal === 'throw' ? 'throw' : `${family.refusal.shape} ${family.refusal.field}`) ===
      refusal,
  )
  expect(found.map(([number]) => number).toSorted((a, b) => a - b)).toEqual(numbers)
})

/** The texts that decide: number of the request, of its field, and what is read from it. */
const decisive: { number: number; field: number; key: keyof ExecArguments; gives?: string }[] = [
  ...[2, 14, 16, 46, 52].map((number) => ({ number, field: 1, key: 'command' as const })),
  { number: 23, field: 2, key: 'command' },
  ...[3, 4, 7, 8, 9, 29, 45, 47, 48, 51].map((number) => ({
    number,
    field: 1,
    key: 'path' as const,
  })),
  ...[5, 49, 50].map((number) => ({ number, field: 2, key: 'path' as const })),
  { number: 3, field: 2, key: 'content' },
  { number: 3, field: 5, key: 'content' },
  { number: 48, field: 2, key: 'content' },
  { number: 11, field: 4, key: 'mcp', gives: 'x/' },
  { number: 11, field: 9, key: 'mcp', gives: 'x/' },
  { number: 11, field: 5, key: 'mcp', gives: '/x' },
  { number: 11, field: 1, key: 'mcp', gives: '/x' },
  { number: 17, field: 1, key: 'mcp', gives: 'x/list-resources' },
  { number: 18, field: 1, key: 'mcp', gives: 'x/read-resource' },
  { number: 18, field: 2, key: 'url' },
  { number: 18, field: 3, key: 'path' },
  { number: 20, field: 1, key: 'url' },
]

test.each(decisive)(
  'field $field of request $number is its $key',
  ({ number, field, key, gives = 'x' }) => {
    expect(read(number, stringField(field, 'x'))[key]).toBe(gives)
  },
)

test.each(decisive)(
  'field $field of request $number that is no text makes its $key unknown',
  (row) => {
    const { number, field, key } = row
    expect(read(number, lengthDelimited(field, Uint8Array.of(0xff, 0xfe)))[key]).toBe('unknown')
  },
)

// Bytes of a file are taken as the client takes them: the last ones count.
test.each(decisive.filter(({ number, field }) => !(number === 3 && field === 5)))(
  'field $field of request $number that is there twice, or a number, makes its $key unknown',
  ({ number, field, key }) => {
    expect(read(number, stringField(field, 'x'), stringField(field, 'x'))[key]).toBe('unknown')
    expect(read(number, varintField(field, 5))[key]).toBe('unknown')
  },
)

test('a search without a place is one of the folder the client works in', () => {
  for (const number of [5, 7, 8, 9, 29, 45, 49, 50, 51]) expect(read(number).path).toBe('.')
  for (const number of [3, 4, 47, 48]) expect(read(number).path).toBe('')
})

/** Ids of calls, for people to follow. */
test.each<{ number: number; field: number }>([
  { number: 2, field: 4 },
  { number: 14, field: 4 },
  { number: 52, field: 4 },
  { number: 16, field: 3 },
  { number: 3, field: 3 },
  { number: 4, field: 2 },
  { number: 5, field: 14 },
  { number: 7, field: 2 },
  { number: 8, field: 3 },
  { number: 9, field: 2 },
  { number: 29, field: 2 },
  { number: 11, field: 3 },
  { number: 18, field: 4 },
  { number: 20, field: 2 },
  { number: 21, field: 2 },
  { number: 22, field: 1 },
  { number: 28, field: 1 },
  { number: 30, field: 1 },
  { number: 31, field: 1 },
  { number: 38, field: 1 },
  { number: 40, field: 2 },
  { number: 41, field: 5 },
  { number: 42, field: 3 },
  { number: 43, field: 2 },
  { number: 53, field: 2 },
])('request $number has the id of its call in field $field', ({ number, field }) => {
  expect(read(number, stringField(field, 'call-1')).toolCallId).toBe('call-1')
})

test.each([27, 36, 37, 44, 54, 56, 10])(
  'request %i says nothing that a rule could look at',
  (number) => {
    expect(read(number, stringField(1, 'x'), stringField(2, 'y'))).toEqual({})
  },
)

/** How long a command may take, and whether anybody waits for it. */
test.each<{ number: number; fields: Uint8Array[]; says: ExecArguments }>([
  { number: 2, fields: [], says: {} },
  { number: 2, fields: [varintField(3, 0)], says: {} },
  { number: 2, fields: [varintField(3, 5)], says: { timeoutMs: 5 } },
  { number: 14, fields: [varintField(11, 1)], says: { background: true } },
  { number: 14, fields: [varintField(11, 0)], says: {} },
  { number: 16, fields: [], says: { background: true } },
  { number: 46, fields: [double(2, 1.5)], says: { timeoutMs: 1_500 } },
  { number: 46, fields: [double(2, 0)], says: {} },
  { number: 46, fields: [double(2, -1)], says: {} },
  { number: 46, fields: [double(2, Number.NaN)], says: {} },
  { number: 46, fields: [double(2, Number.POSITIVE_INFINITY)], says: {} },
])('request $number with $fields says $says', ({ number, fields, says }) => {
  const { timeoutMs, background } = read(number, ...fields)
  expect({
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(background !== undefined && { background }),
  }).toEqual(says)
})

function double(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(9)
  bytes[0] = field * 8 + 1
  bytes.writeDoubleLE(value, 1)
  return bytes
}

/** A write carries text or bytes; with both, nobody but the client knows which it takes. */
test.each<{ what: string; fields: Uint8Array[]; content: string }>([
  { what: 'text', fields: [stringField(2, 'a')], content: 'a' },
  { what: 'bytes', fields: [stringField(5, 'é')], content: 'é' },
  { what: 'text and no bytes', fields: [stringField(2, 'a'), lengthDelimited(5)], content: 'a' },
  { what: 'no text, and bytes', fields: [stringField(2, ''), stringField(5, 'b')], content: 'b' },
  { what: 'both', fields: [stringField(2, 'a'), stringField(5, 'b')], content: 'unknown' },
  {
    what: 'both, the same',
    fields: [stringField(2, 'a'), stringField(5, 'a')],
    content: 'unknown',
  },
  { what: 'nothing', fields: [], content: '' },
  { what: 'bytes twice', fields: [stringField(5, 'a'), stringField(5, 'b')], content: 'b' },
])('a write with $what puts "$content" into the file', ({ fields, content }) => {
  expect(read(3, ...fields).content).toBe(content)
})

test('an edit names each exchange; what it says twice is unknown', () => {
  const edit = (...fields: Uint8Array[]) => lengthDelimited(2, ...fields)
  expect(
    read(
      47,
      edit(stringField(1, 'a'), stringField(2, 'b')),
      edit(stringField(1, 'c')),
      edit(stringField(1, 'd'), stringField(1, 'e'), stringField(2, 'f')),
    ).edits,
  ).toEqual([
    { before: 'a', after: 'b' },
    { before: 'c', after: '' },
    { before: 'unknown', after: 'f' },
  ])
  expect(read(47).edits).toEqual([])
})

test('a call of an mcp server is unknown as soon as one part of its name is', () => {
  const broken = (field: number) => lengthDelimited(field, Uint8Array.of(0xff))
  expect(read(11, stringField(4, 'docs'), stringField(5, 'search')).mcp).toBe('docs/search')
  expect(read(11, broken(4), stringField(5, 'search')).mcp).toBe('unknown')
  expect(read(11, stringField(4, 'docs'), broken(5)).mcp).toBe('unknown')
  expect(read(17).mcp).toBe('*/list-resources')
})

test('a resource that is saved to a file is no longer a call of a server', () => {
  expect(read(18, stringField(1, 'docs')).tool).toBeUndefined()
  expect(read(18, stringField(1, 'docs'), stringField(3, 'a'))).toMatchObject({
    tool: 'unknown',
    path: 'a',
  })
  expect(read(18, stringField(3, 'a'), stringField(3, ''))).toMatchObject({
    tool: 'unknown',
    path: 'unknown',
  })
})
