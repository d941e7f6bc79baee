import { expect, test } from '@jest/globals'
import { GuardError } from '../../../src/core/errors.ts'
import type { EntryBody } from '../../../src/core/recording/entry.ts'
import { verifyRecording } from '../../../src/core/recording/read.ts'
import { parseLine } from './parse-line.ts'
import { blobSource, recorder, session, sha256, stream, write } from './sample-session.ts'

const prompt: EntryBody = { kind: 'prompt', run: 'r', text: 'hello' }
const end = { coverage: { level: 'L0', state: 'complete', reasons: [] } } as const

test('a line is compact JSON: seq, t, kind first, prev last, and the hash of the line before', () => {
  const { lines } = write([
    [0, session],
    [12.9, { text: 'hello', run: 'r', kind: 'prompt' }],
  ])
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = lines
  expect(first.toString()).toMatch(
    /^\{"seq":0,"t":0,"kind":"session","format":1,.*"prev":"0{64}"\}\n$/,
  )
  expect(second.toString()).toBe(
    `{"seq":1,"t":12,"kind":"prompt","text":"hello","run":"r","prev":"${sha256(first.subarray(0, -1))}"}\n`,
  )
})

test('head names the last line written', () => {
  const { writer, written } = recorder()
  expect(writer.head()).toEqual({ seq: -1, hash: '0'.repeat(64) })
  writer.append(session)
  writer.append(prompt)
  const [, line = Buffer.alloc(0)] = written.lines
  expect(writer.head()).toEqual({ seq: 1, hash: sha256(line.subarray(0, -1)) })
})

test('a clock that goes back stands still in the recording', () => {
  const lines = write([
    [5_000, session],
    [9_000, prompt],
    [2_000, prompt],
    [9_500, prompt],
  ]).lines.map(parseLine)
  expect(lines.map(({ t }) => t)).toEqual([5_000, 9_000, 9_000, 9_500, 9_500])
})

test.each([
  { when: 'at the limit', text: 'x'.repeat(100), inline: true },
  { when: 'one byte beyond', text: 'x'.repeat(101), inline: false },
  { when: 'short in characters and long in bytes', text: '€'.repeat(34), inline: false },
  { when: 'long in characters alone', text: '€'.repeat(33), inline: true },
])('a text $when is inline: $inline', async ({ text, inline }) => {
  const { lines, blobs } = write(
    [
      [0, session],
      [1, { ...prompt, text }],
    ],
    { options: { inlineBytes: 100 } },
  )
  const bytes = Buffer.from(text)
  const reference = { blob: sha256(bytes), bytes: bytes.length }
  expect(parseLine(lines[1]).text).toEqual(inline ? text : reference)
  expect([...blobs]).toEqual(inline ? [] : [[reference.blob, bytes]])
  const verification = await verifyRecording(stream(lines), { blobs: blobSource(blobs) })
  expect(verification.state).toBe('sealed')
})

test('totals are counted from what was appended, an answer in pieces once', () => {
  const run = 'r'
  const { lines } = write([
    [0, session],
    [1, prompt],
    [2, { kind: 'response', run, text: 'a' }],
    [3, { kind: 'response', run: 'other', text: 'between' }],
    [4, { kind: 'response', run, text: 'b' }],
    [5, { kind: 'tool-call', run, call: 'c', tool: 'shell', subject: {} }],
    [6, { kind: 'verdict', subject: 'tool', verdict: 'deny', effective: 'allow', run, call: 'c' }],
    [7, { kind: 'verdict', subject: 'tool', verdict: 'hold', effective: 'hold', run, call: 'c' }],
    [8, { kind: 'approval', request: 'q', state: 'approved' }],
    [9, { kind: 'response', run, text: 'c' }],
    [10, { kind: 'usage', run, input: 10, output: 5, cacheRead: 900, cacheWrite: 90 }],
  ])
  expect(parseLine(lines.at(-1)).totals).toEqual({
    prompts: 1,
    responses: 3,
    toolCalls: 1,
    masked: 0,
    reported: 0,
    denied: 0,
    held: 1,
    approved: 1,
    pushes: 0,
    tokens: 15,
  })
})

test('reaching the cap is a gap, said once; what follows is counted and said at the end', async () => {
  let full = 0
  const { writer, written } = recorder({ maxRecordingBytes: 3_000, onFull: () => (full += 1) })
  writer.append(session)
  for (let index = 0; index < 100; index += 1) writer.append({ ...prompt, text: `text ${index}` })
  expect({ full, state: writer.state }).toEqual({ full: 1, state: 'full' })
  const recorded = writer.totals.prompts
  writer.seal(end)

  const lines = written.lines.map(parseLine)
  expect(lines.slice(-3)).toMatchObject([
    { kind: 'gap', reason: expect.stringContaining('cap of 3000 bytes') },
    { kind: 'gap', reason: `${100 - recorded} entries after the cap were not recorded` },
    { kind: 'seal', coverage: { state: 'partial', reasons: ['gap: 2 in the record'] } },
  ])
  expect(lines.filter(({ kind }) => kind === 'prompt')).toHaveLength(recorded)
  expect(await verifyRecording(stream(written.lines))).toMatchObject({ state: 'sealed', gaps: 2 })
})

test('a blob that does not fit under the cap is a gap and is not stored', () => {
  const { writer, written } = recorder({ maxRecordingBytes: 100_000 })
  writer.append(session)
  writer.append({ ...prompt, text: 'x'.repeat(200_000) })
  expect(written.blobs.size).toBe(0)
  expect(parseLine(written.lines[1])).toMatchObject({ kind: 'gap' })
})

test('an entry that is longer than a line may be becomes a gap with its size and digest', async () => {
  const { writer, written } = recorder({ maxLineBytes: 2_000 })
  writer.append(session)
  writer.append({
    kind: 'tool-call',
    run: 'r',
    call: 'c',
    tool: 'mcp',
    subject: { raw: 'x'.repeat(5_000) },
  })
  writer.append(prompt)
  writer.seal(end)
  expect(written.lines.map(parseLine)).toMatchObject([
    { kind: 'session' },
    {
      kind: 'gap',
      reason: 'a tool-call entry is longer than a line may be',
      bytes: expect.any(Number),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      run: 'r',
    },
    { kind: 'prompt' },
    { kind: 'seal', totals: { toolCalls: 0 } },
  ])
  expect((await verifyRecording(stream(written.lines))).state).toBe('sealed')
})

test('a flood of entries that are too long stops at the cap as well', () => {
  const { writer, written } = recorder({ maxLineBytes: 1_500, maxRecordingBytes: 20_000 })
  writer.append(session)
  for (let index = 0; index < 1_000; index += 1) {
    writer.append({ kind: 'note', text: 'x'.repeat(3_000) })
  }
  expect(writer.state).toBe('full')
  expect(Buffer.concat(written.lines).length).toBeLessThan(21_000)
})

test('a sink that fails: the error says so at once and on every later call', () => {
  const kept: Buffer[] = []
  let broken = false
  const disk = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
  })
  const { writer } = recorder({
    sink: {
      write(line) {
        if (broken) throw disk
        kept.push(Buffer.from(line))
      },
    },
  })
  writer.append(session)
  broken = true
  const failure = expect.objectContaining({
    code: 'RECORDING_FAILED',
    message: 'the recording stops here: no space is left on the disk',
  })
  expect(() => writer.append(prompt)).toThrow(failure)
  broken = false
  expect(() => writer.append(prompt)).toThrow(failure)
  expect(() => writer.seal(end)).toThrow(failure)
  expect(writer.state).toBe('failed')
  expect(kept).toHaveLength(1)
})

test('a sink that frees its reserve gets a last line that says why the record ends', async () => {
  const kept: Buffer[] = []
  let room = 700
  const { writer } = recorder({
    sink: {
      write(line) {
        if (line.length > room) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        room -= line.length
        kept.push(Buffer.from(line))
      },
      release() {
        room += 400
      },
    },
  })
  writer.append({ ...session, command: [] } as EntryBody)
  expect(() => {
    for (;;) writer.append(prompt)
  }).toThrow(GuardError)
  expect(parseLine(kept.at(-1))).toMatchObject({
    kind: 'gap',
    reason: 'the recording failed: no space is left on the disk',
  })
  expect(await verifyRecording(stream(kept))).toMatchObject({ state: 'unsealed', gaps: 1 })
})

test.each<{ when: string; body: EntryBody; message: RegExp }>([
  { when: 'a seal', body: { kind: 'seal' } as EntryBody, message: /written by seal/ },
  { when: 'a second session', body: session, message: /the first entry, and no other/ },
  {
    when: 'a field of the frame',
    body: { kind: 'note', text: '', prev: 'x' },
    message: /its own "prev"/,
  },
  {
    when: 'what is no JSON',
    body: { kind: 'note', text: '', size: 1n },
    message: /cannot be written as JSON/,
  },
])('$when is refused and does no harm', async ({ body, message }) => {
  const { writer, written } = recorder()
  writer.append(session)
  expect(() => writer.append(body)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message) }),
  )
  writer.append(prompt)
  writer.seal(end)
  expect(await verifyRecording(stream(written.lines))).toMatchObject({ state: 'sealed', count: 3 })
})

test('nothing comes before the session or after the seal', () => {
  const { writer } = recorder()
  expect(() => writer.append(prompt)).toThrow(/the first entry/)
  expect(() => writer.seal(end)).toThrow(/without a session/)
  writer.append(session)
  writer.seal(end)
  expect(() => writer.append(prompt)).toThrow(/is sealed/)
  expect(() => writer.seal(end)).toThrow(/is sealed/)
})

test('a coverage that claims to be complete over a gap becomes partial', () => {
  const { lines } = write([
    [0, session],
    [1, { kind: 'gap', reason: 'a frame could not be read', bytes: 9 }],
  ])
  expect(parseLine(lines.at(-1)).coverage).toEqual({
    level: 'L0',
    state: 'partial',
    reasons: ['same-uid', 'oidc-mintable', 'gap: 1 in the record'],
  })
})

test('small entries are written at more than 100,000 a second of processor time', () => {
  let bytes = 0
  const { writer } = recorder({
    sink: {
      write(line) {
        bytes += line.length
      },
    },
  })
  writer.append(session)
  const rates = [1, 2, 3].map(() => {
    const startedAt = process.cpuUsage()
    for (let index = 0; index < 20_000; index += 1) {
      writer.append({ kind: 'response', run: 'r', text: 'some words of an answer' })
    }
    const { user, system } = process.cpuUsage(startedAt)
    return 20_000 / ((user + system) / 1_000_000)
  })
  expect(bytes).toBeGreaterThan(60_000 * 100)
  expect(Math.max(...rates)).toBeGreaterThan(100_000)
})
