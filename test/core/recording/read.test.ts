import { expect, test } from '@jest/globals'
import { GuardError } from '../../../src/core/errors.ts'
import type { Verification } from '../../../src/core/recording/chain.ts'
import type { EntryBody } from '../../../src/core/recording/entry.ts'
import {
  type BlobSource,
  type ReadLine,
  type ReadOptions,
  readRecording,
  verifyRecording,
} from '../../../src/core/recording/read.ts'
import {
  blobSource,
  rechained,
  session,
  sha256,
  stream,
  type Timed,
  write,
} from './sample-session.ts'

async function readAll(
  lines: AsyncIterable<Uint8Array>,
  options?: ReadOptions,
): Promise<{ read: ReadLine[]; end: Verification }> {
  const read: ReadLine[] = []
  const reading = readRecording(lines, options)
  for (;;) {
    const step = await reading.next()
    if (step.done === true) return { read, end: step.value }
    read.push(step.value)
  }
}

const long = '€'.repeat(10_000)
const blob = sha256(Buffer.from(long))
const response: EntryBody = { kind: 'response', run: 'r', text: long }
const withBlobs: Timed = [
  [0, session],
  [1, { kind: 'response', run: 'r', text: 'né' }],
  [2, response],
  [3, response],
]

test('a text in the line is given whole, with its length in bytes', async () => {
  const { lines } = write(withBlobs)
  const { read } = await readAll(stream(lines))
  expect(read[1]).toMatchObject({
    line: 2,
    proven: true,
    texts: { text: { text: 'né', bytes: 3, cut: false } },
  })
  expect(read[1]).not.toHaveProperty('damage')
})

test.each([
  { keepBytes: 30_000, text: long, cut: false },
  { keepBytes: 40_000, text: long, cut: false },
  { keepBytes: 29_999, text: long.slice(1), cut: true },
  { keepBytes: 6, text: '€€', cut: true },
  { keepBytes: 5, text: '€', cut: true },
  { keepBytes: 2, text: '', cut: true },
  { keepBytes: undefined, text: '', cut: true },
])('of a blob $keepBytes bytes are kept, in whole characters', async ({ keepBytes, text, cut }) => {
  const { lines, blobs } = write(withBlobs)
  const options = keepBytes === undefined ? {} : { keepBytes }
  const { read, end } = await readAll(stream(lines), { blobs: blobSource(blobs), ...options })
  expect(read[2]?.texts.text).toEqual({ text, bytes: 30_000, cut, blob })
  expect(read[3]?.texts.text).toEqual({ text, bytes: 30_000, cut, blob })
  expect(end).toMatchObject({ state: 'sealed', blobs: { checked: 1, bytes: 30_000 } })
})

test('a blob that comes in small chunks is the same', async () => {
  const { lines, blobs } = write(withBlobs)
  const source: BlobSource = {
    async read(name) {
      const bytes = blobs.get(name)
      return bytes && stream([bytes], 7)
    },
  }
  const { read, end } = await readAll(stream(lines), { blobs: source, keepBytes: 8 })
  expect(read[2]?.texts.text).toMatchObject({ text: '€€', cut: true })
  expect(end.state).toBe('sealed')
})

test('without a source of blobs none is missed, and its length is known', async () => {
  const { lines } = write(withBlobs)
  const { read, end } = await readAll(stream(lines), { keepBytes: 100 })
  expect(read[2]?.texts.text).toEqual({ text: '', bytes: 30_000, cut: true, blob })
  expect(end).toMatchObject({ state: 'sealed', blobs: { checked: 0, bytes: 0 } })
})

test('a blob checked once is not read again for its bytes, but for its text', async () => {
  const { lines, blobs } = write(withBlobs)
  const asked = async (options: ReadOptions) => {
    const names: string[] = []
    const source: BlobSource = {
      read(name) {
        names.push(name)
        return blobSource(blobs).read(name)
      },
    }
    await readAll(stream(lines), { ...options, blobs: source })
    return names.length
  }
  expect(await asked({ keepBytes: 0 })).toBe(1)
  expect(await asked({ keepBytes: 10 })).toBe(2)
})

test('a blob named with another length is read again, and does not pass', async () => {
  const named = rechained(
    write(withBlobs, { seal: false }).lines.map((line, index) =>
      index === 3 ? line.toString().replace('"bytes":30000', '"bytes":29999') : line,
    ),
  )
  const { blobs } = write(withBlobs)
  const end = await verifyRecording(stream(named), { blobs: blobSource(blobs) })
  expect(end).toMatchObject({ state: 'broken', line: 4 })
  expect(end.why).toMatch(/the blob [0-9a-f]{64} was changed/)
})

test('an endless blob is left after the length its line gives', async () => {
  const { lines, blobs } = write(withBlobs)
  let read = 0
  async function* endless() {
    for (;;) {
      read += 1
      yield blobs.get(blob) ?? Buffer.alloc(0)
    }
  }
  const end = await verifyRecording(stream(lines.slice(0, 3)), {
    blobs: { read: async () => endless() },
  })
  expect(end).toMatchObject({ state: 'broken', line: 3 })
  expect(read).toBe(2)
})

test('every proven line is told with its hash, and none from the damage on', async () => {
  const { lines } = write(withBlobs)
  const heads: [number, string][] = []
  const torn = lines.with(2, Buffer.from('torn\n'))
  const { read, end } = await readAll(stream(torn), { onHead: (...head) => heads.push(head) })
  expect(heads).toEqual(lines.slice(0, 2).map((line, seq) => [seq, sha256(line.subarray(0, -1))]))
  expect(read.map(({ proven }) => proven)).toEqual([true, true, false, false, false])
  expect(read.map(({ damage }) => damage !== undefined)).toEqual([false, false, true, false, false])
  expect(read[2]?.entry).toBeUndefined()
  expect(read[3]?.entry).toMatchObject({ kind: 'response' })
  expect(end).toMatchObject({ state: 'broken', line: 3 })
})

test.each<{ when: string; text: unknown }>([
  { when: 'is a name that is no hash', text: { blob: '../../etc/passwd', bytes: 1 } },
  { when: 'has no length', text: { blob } },
  { when: 'has a length that is text', text: { blob, bytes: '1' } },
  { when: 'is a list', text: [blob] },
  { when: 'is null', text: null },
])('what a note carries as text and $when is never looked for', async ({ text }) => {
  const asked: string[] = []
  // A later version may add a kind; only the known kinds are held to their fields.
  const later = rechained(
    write(
      [
        [0, session],
        [1, { kind: 'note', text: 'x' }],
      ],
      { seal: false },
    ).lines.map((line) =>
      line
        .toString()
        .replace(
          '"kind":"note","text":"x"',
          `"kind":"note","text":"x","arguments":${JSON.stringify(text)}`,
        ),
    ),
  )
  const blobs = { read: async (name: string) => void asked.push(name) }
  const { read, end } = await readAll(stream(later), { blobs, keepBytes: 10 })
  expect(read[1]?.texts).toEqual({ text: { text: 'x', bytes: 1, cut: false } })
  expect(end.state).toBe('unsealed')
  expect(asked).toEqual([])
})

test('a stream that was cut below breaks the recording after its last line', async () => {
  const { lines } = write(withBlobs)
  async function* cut() {
    yield* lines.slice(0, 2)
    throw new GuardError('RECORDING_BROKEN', 'the gzip stream ends too early')
  }
  const { read, end } = await readAll(cut())
  expect(read).toHaveLength(2)
  expect(end).toMatchObject({
    state: 'broken',
    line: 2,
    count: 2,
    why: 'after line 2: the gzip stream ends too early',
  })
})

test.each([
  new GuardError('INPUT_INVALID', 'no such file'),
  Object.assign(new Error('EACCES'), { code: 'RECORDING_BROKEN' }),
])('another error of the stream is no finding about the recording: %s', async (error) => {
  // biome-ignore lint/correctness/useYield: it fails before the first line.
  async function* failing(): AsyncGenerator<Uint8Array> {
    throw error
  }
  await expect(readAll(failing())).rejects.toBe(error)
})
