import { expect, test } from '@jest/globals'
import { execFamilies } from '../../../src/core/cursor/exec-families.ts'
import { maskMessage } from '../../../src/core/cursor/mask-message.ts'
import { hintFor, type MessageKind, roots } from '../../../src/core/cursor/message-hints.ts'
import { readFields, tryReadFields } from '../../../src/core/cursor/protobuf.ts'
import { lengthDelimited, stringField } from '../../../src/core/cursor/protobuf-write.ts'

/** What is known of the content at a path of field numbers. */
const hintAt = (kind: MessageKind, path: readonly number[]) =>
  path.reduce<ReturnType<typeof hintFor>>((hint, field) => hintFor(hint, field), roots[kind])

// Assembled, never literal, so that scanners of this repository stay quiet.
const secret = ['AKIA', 'Q3EGRIE', 'I', 'XAMPLZZZ'].join('')
const mask = (text: string) => text.replace(secret, '***')
/** A text that reads as a message with the secret in its field 1. */
const ambiguous = `\n\x14${secret}`

const numbers = (...list: number[]) => list
/** Where a text stands, by `docs/cursor-wire.md`: masked as that text, whatever it looks like. */
const texts: { kind: MessageKind; what: string; paths: number[][] }[] = [
  {
    kind: 'server',
    what: 'the answer and the thinking',
    paths: [
      [1, 1, 1],
      [1, 4, 1],
    ],
  },
  { kind: 'server', what: 'arguments of a call', paths: [[1, 7, 3]] },
  {
    kind: 'server',
    what: 'output of a command',
    paths: [
      [1, 12, 1, 1],
      [1, 12, 2, 1],
    ],
  },
  {
    kind: 'server',
    what: 'output and edits of a tool',
    paths: [
      [1, 15, 2, 1, 1, 1],
      [1, 15, 2, 1, 2, 1],
      [1, 15, 2, 3, 1],
    ],
  },
  {
    kind: 'server',
    what: 'what a sub-agent says',
    paths: [
      [1, 15, 2, 2, 1, 1, 1],
      [1, 15, 2, 2, 1, 4, 1],
      [1, 15, 2, 2, 1, 7, 3],
    ],
  },
  {
    kind: 'server',
    what: 'the copy of a call: command, path, content, both sides of a diff',
    paths: [
      [1, 2, 2, 1, 1, 1],
      [1, 3, 2, 8, 1, 1],
      [1, 3, 2, 12, 1, 6],
      ...numbers(5, 6, 7).map((field) => [1, 3, 2, 12, 2, 1, field]),
    ],
  },
  {
    kind: 'server',
    what: 'commands',
    paths: [
      ...numbers(2, 14, 52, 16).flatMap((request) => [
        [2, request, 1],
        [2, request, 2],
      ]),
      [2, 23, 2],
      [2, 46, 1],
    ],
  },
  {
    kind: 'server',
    what: 'files that are written, edited, read and deleted',
    paths: [
      [2, 3, 1],
      [2, 3, 2],
      [2, 48, 1],
      [2, 48, 2],
      [2, 47, 1],
      [2, 47, 2, 1],
      [2, 47, 2, 2],
      ...numbers(4, 7, 29, 45, 8, 9, 51).map((request) => [2, request, 1]),
      ...numbers(5, 49, 50).flatMap((request) => [
        [2, request, 1],
        [2, request, 2],
      ]),
    ],
  },
  {
    kind: 'server',
    what: 'calls of servers, pages, helpers',
    paths: [
      ...numbers(1, 3, 4, 5, 9).map((field) => [2, 11, field]),
      ...numbers(1, 2, 3).map((field) => [2, 18, field]),
      [2, 20, 1],
      [2, 28, 4],
    ],
  },
  {
    kind: 'client',
    what: 'prompts',
    paths: [
      [1, 2, 1, 1, 1],
      [1, 2, 1, 4, 1],
      [1, 2, 1, 1, 8],
      [4, 1, 1, 1],
      [4, 5, 1, 1],
      [4, 7, 2, 1],
      [4, 7, 4],
      [4, 19, 4, 2],
      [4, 19, 3, 1, 1],
      [1, 8],
      [1, 29, 1],
    ],
  },
  {
    kind: 'client',
    what: 'results of commands',
    paths: [
      ...numbers(2, 55).flatMap((reply) => [
        [2, reply, 1, 5],
        [2, reply, 1, 6],
        [2, reply, 2, 5],
        [2, reply, 2, 6],
      ]),
      [2, 14, 1, 1],
      [2, 14, 2, 1],
      [2, 14, 5, 3],
      [2, 47, 1, 1],
      [2, 47, 2, 1],
    ],
  },
  {
    kind: 'client',
    what: 'content of files, and answers of servers and pages',
    paths: [
      [2, 3, 1, 4],
      [2, 3, 5, 2],
      [2, 4, 1, 4],
      [2, 7, 1, 2],
      [2, 29, 1, 2],
      [2, 46, 1, 1],
      [2, 48, 1, 1],
      [2, 48, 1, 2],
      [2, 49, 3, 1],
      [2, 11, 1, 1, 1, 1],
      [2, 11, 2, 1],
      [2, 20, 1, 2],
      [5, 2, 2],
    ],
  },
]

const documented = texts.flatMap(({ kind, what, paths }) =>
  paths.map((path) => ({ kind, what, path, at: path.join('.') })),
)

test.each(documented)('$kind $at ($what) is masked as one text', ({ kind, path }) => {
  const wrap = (text: string) => {
    const [field = 0, ...around] = path.toReversed()
    return around.reduce(
      (inner, number) => lengthDelimited(number, inner),
      stringField(field, text),
    )
  }
  expect(tryReadFields(Buffer.from(ambiguous))).toBeInstanceOf(Array)
  expect(hintAt(kind, path)).toBe('text')
  expect(Buffer.from(maskMessage(wrap(ambiguous), mask, { kind }))).toEqual(
    Buffer.from(wrap(mask(ambiguous))),
  )
})

/** Content of files that may be anything: looked at as text where it is text. */
test.each<{ kind: MessageKind; path: number[] }>([
  { kind: 'server', path: [2, 3, 5] },
  { kind: 'server', path: [4, 3, 2] },
  { kind: 'client', path: [2, 7, 1, 5] },
  { kind: 'client', path: [1, 17, 2] },
  { kind: 'client', path: [3, 2, 1] },
])('$kind $path holds bytes', ({ kind, path }) => {
  expect(hintAt(kind, path)).toBe('bytes')
})

test('no field that a request is judged by is taken for a message', () => {
  for (const [number, family] of execFamilies) {
    const bare = JSON.stringify(family.read([]))
    for (let field = 1; field <= 20; field++) {
      const [given] = readFields(stringField(field, 'x'))
      let judged: string
      try {
        judged = JSON.stringify(family.read(given === undefined ? [] : [given]))
      } catch {
        // The field is a message with texts of its own, as an edit is.
        continue
      }
      if (judged === bare) continue
      const hint = hintAt('server', [2, number, field])
      expect([number, field, typeof hint]).not.toEqual([number, field, 'object'])
    }
  }
})

test('what nobody knows is looked at without prejudice: as a message and as a text', () => {
  expect(hintAt('server', [99])).toBeUndefined()
  expect(hintAt('client', [2, 99, 1])).toBeUndefined()
  expect(hintFor(undefined, 1)).toBeUndefined()
  expect(hintFor('text', 1)).toBeUndefined()
  for (const kind of ['server', 'client'] as const) {
    const unknown = lengthDelimited(1, lengthDelimited(99, stringField(1, ambiguous)))
    expect(Buffer.from(maskMessage(unknown, mask, { kind })).includes(secret)).toBe(false)
  }
})

test('a text that a field of a known message does not list is masked all the same', () => {
  // Field 60 of an update, of a request and of a reply: nobody has seen them yet.
  for (const [kind, path] of [
    ['server', [1, 60]],
    ['server', [2, 14, 60]],
    ['server', [2, 60]],
    ['client', [2, 2, 1, 60]],
    ['client', [1, 60]],
  ] as const) {
    const [field, ...around] = path.toReversed()
    const body = around.reduce<Uint8Array>(
      (inner, number) => lengthDelimited(number, inner),
      stringField(field ?? 0, `key ${secret}`),
    )
    expect(Buffer.from(maskMessage(body, mask, { kind })).includes(secret)).toBe(false)
  }
})
