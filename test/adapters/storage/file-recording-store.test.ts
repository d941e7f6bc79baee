import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  openFileRecording,
  readFileRecording,
} from '../../../src/adapters/storage/file-recording-store.ts'
import { verifyRecording } from '../../../src/core/recording/read.ts'
import { createRecordingWriter } from '../../../src/core/recording/write.ts'
import { parseLine } from '../../core/recording/parse-line.ts'
import { session } from '../../core/recording/sample-session.ts'

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'recording-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const end = { coverage: { level: 'L0', state: 'complete', reasons: [] } } as const
const long = 'a long text, '.repeat(5_000)

/** A sealed recording of four lines with one blob. */
function record(directory: string): void {
  const files = openFileRecording(directory)
  const writer = createRecordingWriter({ ...files, clock: Date.now })
  writer.append(session)
  writer.append({ kind: 'prompt', run: 'r', text: long })
  writer.append({ kind: 'response', run: 'r', text: long })
  writer.seal(end)
  files.close()
}

const verify = (path: string) => {
  const recording = readFileRecording(path)
  return verifyRecording(recording.lines(), { blobs: recording.blobs })
}

test('what it makes can be read by its owner alone, and nothing else is left', () => {
  const directory = join(scratch, 'new', 'session')
  record(directory)
  const mode = (path: string) => statSync(path).mode & 0o777
  expect(readdirSync(directory).toSorted()).toEqual(['blobs', 'recording.jsonl'])
  const [blob = ''] = readdirSync(join(directory, 'blobs'))
  expect({
    directory: mode(directory),
    blobs: mode(join(directory, 'blobs')),
    log: mode(join(directory, 'recording.jsonl')),
    blob: mode(join(directory, 'blobs', blob)),
  }).toEqual({ directory: 0o700, blobs: 0o700, log: 0o600, blob: 0o600 })
  expect(readFileSync(join(directory, 'blobs', blob), 'utf8')).toBe(long)
})

test('each line is in the file when append returns', () => {
  const files = openFileRecording(scratch)
  const writer = createRecordingWriter({ ...files, clock: Date.now })
  for (const [count, body] of [
    [1, session],
    [2, { kind: 'note', text: 'x' }],
  ] as const) {
    writer.append(body)
    expect(readFileSync(files.path, 'utf8').split('\n')).toHaveLength(count + 1)
  }
  files.close()
})

test.each([
  { what: 'without a line is removed', lines: 0, left: [] },
  { what: 'with a line stays', lines: 1, left: ['blobs', 'recording.jsonl'] },
])('a recording $what when it is discarded', ({ lines, left }) => {
  const files = openFileRecording(scratch)
  const writer = createRecordingWriter({ ...files, clock: Date.now })
  for (let count = 0; count < lines; count++) writer.append(session)
  files.discard()
  expect(readdirSync(scratch).toSorted()).toEqual(left)
})

test.each<{ what: string; spoil: (path: string) => void }>([
  { what: 'removed with its folder', spoil: () => rmSync(scratch, { recursive: true }) },
  {
    what: 'replaced by a copy',
    spoil(path) {
      const copy = readFileSync(path)
      rmSync(path)
      writeFileSync(path, copy)
    },
  },
])('a recording that was $what while it was written is not said to be there', ({ spoil }) => {
  const files = openFileRecording(scratch)
  createRecordingWriter({ ...files, clock: Date.now }).append(session)
  spoil(files.path)
  expect(() => files.close()).toThrow(
    expect.objectContaining({
      code: 'RECORDING_FAILED',
      message: `the recording was removed or replaced while it was written: ${files.path}`,
    }),
  )
})

test.each(['recording.jsonl', 'recording.jsonl.gz', 'blobs'])(
  'a folder that has %s already is refused, and left as it is',
  (name) => {
    writeFileSync(join(scratch, name), 'mine')
    expect(() => openFileRecording(scratch)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('already holds a recording'),
        hint: expect.stringContaining('--out DIR'),
      }),
    )
    expect(readdirSync(scratch)).toEqual([name])
  },
)

test('a link in the place of the log is not followed', () => {
  const target = join(scratch, 'target')
  mkdirSync(join(scratch, 'out'))
  symlinkSync(target, join(scratch, 'out', 'recording.jsonl'))
  expect(() => openFileRecording(join(scratch, 'out'))).toThrow(/already holds/)
  expect(existsSync(target)).toBe(false)
})

test('a folder that cannot be made is one clear error', () => {
  writeFileSync(join(scratch, 'file'), '')
  expect(() => openFileRecording(join(scratch, 'file', 'out'))).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/no recording can be written in .*file/),
    }),
  )
})

test.each([
  { given: 'the log', path: () => 'session/recording.jsonl' },
  { given: 'its folder', path: () => 'session' },
  {
    given: 'a compressed log',
    path() {
      writeFileSync(
        join(scratch, 'session', 'recording.jsonl.gz'),
        gzipSync(readFileSync(join(scratch, 'session/recording.jsonl'))),
      )
      rmSync(join(scratch, 'session', 'recording.jsonl'))
      return 'session/recording.jsonl.gz'
    },
  },
  {
    given: 'a downloaded artifact',
    path() {
      mkdirSync(join(scratch, 'artifact'))
      writeFileSync(
        join(scratch, 'artifact', 'recording.jsonl.gz'),
        gzipSync(readFileSync(join(scratch, 'session/recording.jsonl'))),
      )
      cpSync(join(scratch, 'session', 'blobs'), join(scratch, 'artifact', 'blobs'), {
        recursive: true,
      })
      return 'artifact'
    },
  },
])('a recording is found by $given', async ({ path }) => {
  record(join(scratch, 'session'))
  expect(await verify(join(scratch, path()))).toMatchObject({
    state: 'sealed',
    count: 4,
    blobs: { checked: 1, bytes: long.length },
  })
})

test.each([
  { when: 'nothing is there', path: 'nowhere', message: /there is no file or folder/ },
  { when: 'the folder has no recording', path: '.', message: /holds no recording/ },
])('when $when, the error says so', ({ path, message }) => {
  expect(() => readFileRecording(join(scratch, path))).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message) }),
  )
})

test.each([
  { when: 'cut off', change: (bytes: Buffer) => bytes.subarray(0, -20) },
  { when: 'damaged', change: (bytes: Buffer) => Buffer.from(bytes).fill(0, 100, 140) },
  { when: 'no gzip at all', change: () => Buffer.from('hello') },
])('a compressed log that is $when is broken, not an accident', async ({ change }) => {
  record(join(scratch, 'session'))
  const packed = join(scratch, 'session', 'recording.jsonl.gz')
  writeFileSync(packed, change(gzipSync(readFileSync(join(scratch, 'session/recording.jsonl')))))
  expect(await verify(packed)).toMatchObject({
    state: 'broken',
    why: expect.stringContaining('the compressed file is damaged'),
  })
})

test.each([
  { what: 'a link', plant: (path: string, blob: string) => symlinkSync(blob, path) },
  { what: 'a folder', plant: (path: string) => mkdirSync(path) },
])('$what in the place of a blob is not followed', async ({ plant }) => {
  record(join(scratch, 'session'))
  const folder = join(scratch, 'session', 'blobs')
  const [name = ''] = readdirSync(folder)
  linkSync(join(folder, name), join(scratch, 'kept'))
  rmSync(join(folder, name))
  plant(join(folder, name), join(scratch, 'kept'))
  expect(await verify(join(scratch, 'session'))).toMatchObject({
    state: 'broken',
    why: expect.stringContaining('is missing'),
  })
})

test('a full disk: the record ends with a whole line that says so', async () => {
  let room = 250_000
  const files = openFileRecording(scratch, (file, bytes, offset) => {
    const size = Math.min(bytes.length - offset, room)
    if (size === 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    room -= size
    return writeSync(file, bytes, offset, size)
  })
  const writer = createRecordingWriter({
    ...files,
    clock: Date.now,
    sink: {
      ...files.sink,
      release() {
        files.sink.release?.()
        room += 64 * 1_024
      },
    },
  })
  writer.append(session)
  const failure = expect.objectContaining({
    code: 'RECORDING_FAILED',
    message: expect.stringContaining('no space is left'),
  })
  expect(() => {
    for (;;) writer.append({ kind: 'note', text: 'x'.repeat(1_000) })
  }).toThrow(failure)
  expect(() => writer.append({ kind: 'note', text: 'late' })).toThrow(failure)
  files.close()

  expect(await verify(scratch)).toMatchObject({
    state: 'unsealed',
    gaps: 1,
    why: 'the last line is not a seal',
  })
  const last = readFileSync(join(scratch, 'recording.jsonl'), 'utf8').trimEnd().split('\n').at(-1)
  expect(parseLine(last)).toMatchObject({
    reason: 'the recording failed: no space is left on the disk',
  })
  expect(readdirSync(scratch).toSorted()).toEqual(['blobs', 'recording.jsonl'])
})

test('a blob that does not fit leaves no half of itself', () => {
  let room = 100_000
  const files = openFileRecording(scratch, (file, bytes, offset) => {
    const size = Math.min(bytes.length - offset, room)
    if (size === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    room -= size
    return writeSync(file, bytes, offset, size)
  })
  expect(() => files.blobs.put('a'.repeat(64), Buffer.alloc(200_000))).toThrow('full')
  expect(readdirSync(join(scratch, 'blobs'))).toEqual([])
  files.close()
})

const endlessWriter = `
import { openFileRecording } from ${JSON.stringify(resolve('src/adapters/storage/file-recording-store.ts'))}
import { createRecordingWriter } from ${JSON.stringify(resolve('src/core/recording/write.ts'))}
const files = openFileRecording(process.argv[2])
const writer = createRecordingWriter({ ...files, clock: () => performance.now() })
writer.append(${JSON.stringify(session)})
try {
  for (let index = 0; ; index += 1) {
    writer.append({ kind: 'response', run: 'r', text: 'piece ' + index + ' ' + 'x'.repeat(index % 3_000) })
    if (index % 50 === 0) writer.append({ kind: 'prompt', run: 'r', text: 'long ' + index + 'y'.repeat(20_000) })
    if (index === 100) process.send?.('writing')
  }
} catch (error) {
  process.send?.({ code: error.code, message: error.message })
}
`

function startWriter(shell?: string) {
  const script = join(scratch, 'writer.ts')
  writeFileSync(script, endlessWriter)
  const argv = ['--disable-warning=ExperimentalWarning', script, join(scratch, 'out')]
  const options = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] } as const
  return shell === undefined
    ? spawn(process.execPath, argv, { ...options, stdio: [...options.stdio] })
    : spawn('sh', ['-c', shell, process.execPath, ...argv], {
        ...options,
        stdio: [...options.stdio],
      })
}

test.each([20, 70, 150])(
  'a process killed with -9 after %d ms of writing leaves an intact, unsealed record',
  async (ms) => {
    const writer = startWriter()
    expect(await once(writer, 'message')).toEqual(['writing', undefined])
    await sleep(ms)
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    const verification = await verify(join(scratch, 'out'))
    expect(verification.state).toBe('unsealed')
    expect(verification.count).toBeGreaterThan(100)
    expect(verification.blobs.checked).toBeGreaterThan(1)
  },
)

test('a file that reaches the size the system allows ends with a whole line, and the writer says why', async () => {
  // In units of 512 bytes in a POSIX shell; node ignores the signal and gets the error.
  const writer = startWriter('ulimit -f 2000; exec "$0" "$@"')
  const messages: unknown[] = []
  writer.on('message', (message) => messages.push(message))
  await once(writer, 'disconnect')
  expect(messages).toEqual([
    'writing',
    {
      code: 'RECORDING_FAILED',
      message: 'the recording stops here: the file reached the size the system allows',
    },
  ])
  const verification = await verify(join(scratch, 'out'))
  expect(verification).toMatchObject({ state: 'unsealed', why: 'the last line is not a seal' })
})

test('a folder that cannot be made is an error at once', () => {
  expect(() => openFileRecording('/proc/cursor-guard/recording')).toThrow()
})
