import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Verification } from '../../../src/core/recording/chain.ts'
import { verifyRecording } from '../../../src/core/recording/read.ts'
import { maxLineBytes, splitLines } from '../../../src/core/recording/split-lines.ts'
import {
  blobSource,
  rechained,
  session,
  sha256,
  story,
  stream,
  type Timed,
  write,
} from './sample-session.ts'

const keys = generateKeyPairSync('ed25519')
const whole = write()
const lines = whole.lines
const sealAt = lines.length - 1

const check = (bytes: readonly Uint8Array[], size?: number): Promise<Verification> =>
  verifyRecording(splitLines(stream(bytes, size)))

const textOf = (line: Uint8Array | undefined): string => Buffer.from(line ?? []).toString()
const lineAt = (index: number): Buffer => lines[index] ?? Buffer.alloc(0)
const replaced = (index: number, change: (text: string) => string): Buffer[] =>
  lines.with(index, Buffer.from(change(textOf(lines[index]))))

const resealed = (seal: (text: string) => string): Buffer[] => replaced(sealAt, seal)

test('a recording as it was written is intact and sealed, however the bytes are cut', async () => {
  for (const size of [undefined, 1, 7, 1_000, 1_000_000]) {
    const verification = await check(lines, size)
    expect(verification).toMatchObject({
      state: 'sealed',
      count: lines.length,
      head: sha256(lineAt(sealAt).subarray(0, -1)),
      signature: { state: 'absent' },
      totals: {
        prompts: 1,
        responses: 3,
        toolCalls: 5,
        denied: 1,
        held: 1,
        approved: 1,
        pushes: 1,
      },
    })
  }
})

test.each<{ when: string; lines: Buffer[]; line: number; why: RegExp }>([
  {
    when: 'a line is removed',
    lines: lines.toSpliced(5, 1),
    line: 6,
    why: /seq 6 where 5 was expected/,
  },
  {
    when: 'a line is changed',
    lines: replaced(5, (text) => text.replace('I’ll', 'I won’t')),
    line: 6,
    why: /line 6 was changed.*line 7 keeps another hash/,
  },
  {
    when: 'a line changes in length',
    lines: replaced(9, (text) => text.replace('Router', 'Router2')),
    line: 10,
    why: /line 10 was changed/,
  },
  {
    when: 'two lines change places',
    lines: lines.with(5, lineAt(6)).with(6, lineAt(5)),
    line: 6,
    why: /reordered/,
  },
  {
    when: 'a line stands twice',
    lines: lines.toSpliced(5, 0, lineAt(4)),
    line: 6,
    why: /repeated/,
  },
  { when: 'the first line is missing', lines: lines.slice(1), line: 1, why: /seq 1 where 0/ },
  {
    when: 'the beginning is missing and the rest renumbered',
    lines: lines
      .slice(1)
      .map((line, seq) => Buffer.from(textOf(line).replace(/"seq":\d+/, `"seq":${seq}`))),
    line: 1,
    why: /beginning was removed/,
  },
  {
    when: 'the rest is chained anew without a session',
    lines: rechained(lines.slice(1)),
    line: 1,
    why: /not a session entry/,
  },
  {
    when: 'a second session begins',
    lines: rechained([...lines.slice(0, 3), lineAt(0)]),
    line: 4,
    why: /second session/,
  },
  {
    when: 'a line comes after the seal',
    lines: [...lines, lineAt(3)],
    line: lines.length + 1,
    why: /seq 3 where/,
  },
  {
    when: 'a fitting line comes after the seal',
    lines: rechained([...lines, lineAt(3)]),
    line: lines.length + 1,
    why: /after the seal/,
  },
  {
    when: 'a few bytes come after the seal',
    lines: [...lines, Buffer.from('x')],
    line: lines.length + 1,
    why: /after the seal/,
  },
  {
    when: 'an empty line comes after the seal',
    lines: [...lines, Buffer.from('\n')],
    line: lines.length + 1,
    why: /not JSON/,
  },
  { when: 'a line is not JSON', lines: replaced(5, () => 'not json\n'), line: 6, why: /not JSON/ },
  {
    when: 'a line is JSON but no entry',
    lines: replaced(5, () => '[1]\n'),
    line: 6,
    why: /not an entry/,
  },
  {
    when: 'a line is not UTF-8',
    lines: lines.with(5, Buffer.from([0x7b, 0xff, 0x7d, 0x0a])),
    line: 6,
    why: /UTF-8/,
  },
  {
    when: 'a line misses a field of its kind',
    lines: rechained(lines.slice(0, 3).map((line) => textOf(line).replace('"run":"run-1",', ''))),
    line: 3,
    why: /not a prompt entry: run/,
  },
  {
    when: 'a byte-order mark stands in front',
    lines: [Buffer.from('\ufeff'), ...lines],
    line: 1,
    why: /not JSON/,
  },
  {
    when: 'lines end in \\r\\n',
    lines: lines.map((line) => Buffer.from(textOf(line).replace('\n', '\r\n'))),
    line: 1,
    why: /line endings/,
  },
  {
    when: 'a field stands twice',
    lines: rechained(
      lines.slice(0, 3).map((line) => textOf(line).replace('"kind":', '"kind":"note","kind":')),
    ),
    line: 1,
    why: /not written as/,
  },
  {
    when: 'a line is older than the one before',
    lines: rechained(replaced(6, (text) => text.replace(/"t":\d+/, '"t":1')).slice(0, 8)),
    line: 7,
    why: /older/,
  },
  {
    when: 'the format is a later one',
    lines: replaced(0, (text) => text.replace('"format":1', '"format":2')),
    line: 1,
    why: /format 2; this version reads format 1/,
  },
  {
    when: 'the seal counts another number of lines',
    lines: resealed((text) => text.replace(/"count":\d+/, '"count":3')),
    line: lines.length,
    why: /about 3 lines/,
  },
  {
    when: 'the seal names another head',
    lines: resealed((text) => text.replace(/"head":"[0-9a-f]{64}"/, `"head":"${'0'.repeat(64)}"`)),
    line: lines.length,
    why: /another last line/,
  },
  {
    when: 'the seal has other totals',
    lines: resealed((text) => text.replace('"denied":1', '"denied":0')),
    line: lines.length,
    why: /totals.*denied is 1, the seal says 0/,
  },
  {
    when: 'the seal claims another coverage',
    lines: resealed((text) => text.replace('"same-uid",', '')),
    line: lines.length,
    why: /digest/,
  },
  {
    when: 'the seal claims another exit code',
    lines: resealed((text) => text.replace('"exitCode":0', '"exitCode":1')),
    line: lines.length,
    why: /digest/,
  },
  {
    when: 'the seal has a field of its own',
    lines: resealed((text) => text.replace(',"prev"', ',"more":1,"prev"')),
    line: lines.length,
    why: /not a seal entry/,
  },
  {
    when: 'the seal has no digest',
    lines: resealed((text) => text.replace(/"digest":"[0-9a-f]{64}",/, '')),
    line: lines.length,
    why: /not a seal entry: digest/,
  },
  { when: 'the file is empty', lines: [], line: 1, why: /no line/ },
  {
    when: 'there is half a line and nothing else',
    lines: [lineAt(0).subarray(0, 20)],
    line: 1,
    why: /not one line is complete/,
  },
])('$when: broken, and the line is named', async ({ lines: tampered, line, why }) => {
  const verification = await check(tampered)
  expect(verification).toMatchObject({ state: 'broken', line })
  expect(verification.why).toMatch(why)
})

test('a line that is too long ends the reading, without being held in memory whole', async () => {
  async function* endless() {
    yield lineAt(0)
    for (;;) yield Buffer.alloc(1 << 20, 0x61)
  }
  const verification = await verifyRecording(splitLines(endless()))
  expect(verification).toMatchObject({ state: 'broken', line: 2, count: 1 })
  expect(verification.why).toContain(`longer than ${maxLineBytes} bytes`)
})

test.each([
  {
    when: 'without the seal',
    lines: lines.slice(0, -1),
    why: /not a seal/,
    count: lines.length - 1,
  },
  {
    when: 'cut in the middle of a line',
    lines: [...lines.slice(0, 8), lineAt(8).subarray(0, 30)],
    why: /line 9 is cut off after 30 bytes/,
    count: 8,
  },
  {
    when: 'cut in the middle of the seal',
    lines: [...lines.slice(0, -1), lineAt(sealAt).subarray(0, -1)],
    why: /cut off/,
    count: lines.length - 1,
  },
])('a recording $when is intact and unsealed', async ({ lines: cut, why, count }) => {
  const verification = await check(cut)
  expect(verification).toMatchObject({ state: 'unsealed', count })
  expect(verification.why).toMatch(why)
  expect(verification.coverage).toBeUndefined()
})

test.each([
  { name: 'an unsigned recording', sign: false },
  { name: 'a signed recording', sign: true },
])('no change of a single byte of $name passes as intact and sealed', async ({ sign }) => {
  const entries: Timed = [
    ...story.slice(0, 4),
    [3_000, { kind: 'note', text: 'ünï ✓', at: { a: 1 } }],
  ]
  const bytes = Buffer.concat(sign ? signed(entries) : write(entries).lines)
  expect((await check([bytes])).state).toBe('sealed')
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, difference) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ difference
        expect((await check([changed])).state).not.toBe('sealed')
      },
    ),
    { numRuns: 800 },
  )
  // The seal is what no later line keeps a hash of, so every bit of it is tried.
  for (let at = bytes.lastIndexOf('\n', -2) + 1; at < bytes.length; at += 1) {
    for (let bit = 1; bit < 256; bit <<= 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ bit
      const { state } = await verifyRecording(splitLines(stream([changed])))
      expect({ at, bit, state }).not.toMatchObject({ state: 'sealed' })
    }
  }
})

test('no removal of a run of bytes passes as intact and sealed', async () => {
  const bytes = Buffer.concat(lines)
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 400 }),
      async (at, length) => {
        const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
        expect((await check([cut])).state).not.toBe('sealed')
      },
    ),
    { numRuns: 300 },
  )
})

const signed = (entries = story): Buffer[] => write(entries, { sign: keys.privateKey }).lines

test('a signature covers what the seal says, the session and every line', async () => {
  const recording = signed(story)
  expect(await check(recording)).toMatchObject({ state: 'sealed', signature: { state: 'valid' } })

  const other = recording.with(0, Buffer.from(textOf(recording[0]).replace('7c1f0e2a', '7c1f0e2b')))
  const forged = rechained(other)
  expect(await check(forged)).toMatchObject({ state: 'broken' })
})

test('the digest and signature of another seal do not fit', async () => {
  const [a, b] = [signed(story), signed(story.slice(0, -1))]
  const signature = (recording: Buffer[]) =>
    /"signature":\{[^}]*\}/.exec(textOf(recording.at(-1)))?.[0] ?? '-'
  const swapped = a.with(-1, Buffer.from(textOf(a.at(-1)).replace(signature(a), signature(b))))
  expect(await check(swapped)).toMatchObject({
    state: 'broken',
    line: a.length,
    why: 'the signature in the seal does not fit the seal',
    signature: { state: 'invalid' },
  })
})

const long = 'a long answer, '.repeat(4_000)
const withBlob: Timed = [
  [0, session],
  [10, { kind: 'response', run: 'r', text: long }],
  [20, { kind: 'response', run: 'r', text: long }],
]

test('blobs are checked against the lines that name them', async () => {
  const { lines: named, blobs } = write(withBlob)
  const verification = await verifyRecording(stream(named), { blobs: blobSource(blobs) })
  expect(verification).toMatchObject({ state: 'sealed', blobs: { checked: 1, bytes: long.length } })
})

test.each<{ when: string; change: (bytes: Buffer) => Buffer | undefined; why: RegExp }>([
  { when: 'missing', change: () => undefined, why: /the blob [0-9a-f]{64} is missing/ },
  {
    when: 'altered',
    change: (bytes) => Buffer.from(bytes.toString().replace('long', 'l0ng')),
    why: /was changed/,
  },
  { when: 'cut', change: (bytes) => bytes.subarray(1), why: /was changed/ },
  {
    when: 'longer',
    change: (bytes) => Buffer.concat([bytes, Buffer.from('!')]),
    why: /was changed/,
  },
  { when: 'endless', change: (bytes) => Buffer.concat(Array(50).fill(bytes)), why: /was changed/ },
])(
  'a blob that is $when breaks the recording at the line that names it',
  async ({ change, why }) => {
    const { lines: named, blobs } = write(withBlob)
    const changed = new Map<string, Buffer>()
    for (const [name, bytes] of blobs) {
      const now = change(bytes)
      if (now !== undefined) changed.set(name, now)
    }
    const verification = await verifyRecording(stream(named), { blobs: blobSource(changed) })
    expect(verification).toMatchObject({ state: 'broken', line: 2 })
    expect(verification.why).toMatch(why)
  },
)

test('a blob name that is a path is never followed', async () => {
  const asked: string[] = []
  const named = rechained(
    write(withBlob, { seal: false }).lines.map((line) =>
      textOf(line).replace(/"blob":"[0-9a-f]{64}"/, '"blob":"../../../../etc/passwd"'),
    ),
  )
  const blobs = { read: async (name: string) => void asked.push(name) }
  expect(await verifyRecording(stream(named), { blobs })).toMatchObject({
    state: 'broken',
    line: 2,
  })
  expect(asked).toEqual([])
})

test('a kind of a later version is kept in the chain and counted as nothing', async () => {
  const texts = write(story.slice(0, 5), { seal: false }).lines.map(textOf)
  const later = rechained(texts.map((text) => text.replace('"kind":"thinking"', '"kind":"dream"')))
  expect(await check(later)).toMatchObject({ state: 'unsealed', count: 5 })
})
