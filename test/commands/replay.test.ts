import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { replayCommand } from '../../src/commands/replay.ts'
import { session, type Timed, write } from '../core/recording/sample-session.ts'
import { bufferIo } from './buffer-io.ts'

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'replay-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const save = (lines: readonly Uint8Array[]) =>
  writeFileSync(join(scratch, 'recording.jsonl'), Buffer.concat(lines))

async function replay(argv: string[], options: { isTTY?: boolean } = {}) {
  const { io, written } = bufferIo(scratch, options)
  const startedAt = performance.now()
  const exitCode = await replayCommand(argv, io)
  return { exitCode, ms: performance.now() - startedAt, ...written }
}

const whole = write().lines

test('away from a terminal it plays at once, in plain text, and says what is proven', async () => {
  save(whole)
  const { exitCode, stdout, stderr, ms } = await replay(['recording.jsonl'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(ms).toBeLessThan(2_000)
  expect(stdout).toContain('▶ Prompt to claude-4-sonnet')
  expect(stdout).toContain('☝ Approved by jonas-okafor')
  expect(stdout).not.toContain('\u001b')
  expect(stdout).toMatch(
    /\nintact and sealed: 36 lines.*\nlevel L0, record complete.*\nunsigned: shows damage, not rewriting\n$/,
  )
})

test.each([
  {
    state: 'unsealed',
    lines: whole.slice(0, -1),
    exitCode: 0,
    says: /\nintact but unsealed: 35 lines[^\n]*\n/,
  },
  {
    state: 'broken',
    lines: whole.with(5, Buffer.from('{}\n')),
    exitCode: 1,
    says: /── BROKEN: line 6 [\s\S]*\nBROKEN at line 6: [^\n]*\n$/,
  },
])(
  'a recording that is $state is played to its end, and said to be',
  async ({ lines, exitCode, says }) => {
    save(lines)
    const result = await replay(['.'])
    expect(result).toMatchObject({ exitCode, stderr: '' })
    expect(result.stdout).toMatch(says)
    expect(result.stdout).toContain('the command ended')
  },
)

const note = (text: string) => ({ kind: 'note', text }) as const
const paced: Timed = [
  [0, session],
  [300, note('first')],
  [700, note('second')],
]

test.each([
  {
    how: 'on a terminal at the recorded pace',
    entries: paced,
    argv: [],
    isTTY: true,
    least: 650,
    most: 1_500,
  },
  {
    how: 'at twice the pace',
    entries: paced,
    argv: ['--speed', '2'],
    isTTY: true,
    least: 330,
    most: 640,
  },
  {
    how: 'at a pace asked for, away from a terminal',
    entries: paced,
    argv: ['--speed', '1.75'],
    isTTY: false,
    least: 380,
    most: 690,
  },
  { how: 'at once', entries: paced, argv: ['--instant'], isTTY: true, least: 0, most: 300 },
  {
    how: 'with a long wait cut to two seconds',
    entries: [
      [0, session],
      [3_600_000, note('late')],
    ],
    argv: [],
    isTTY: true,
    least: 1_950,
    most: 3_000,
  },
] as const)('it plays $how', async ({ entries, argv, isTTY, least, most }) => {
  save(write(entries).lines)
  const { exitCode, ms, stdout } = await replay(['recording.jsonl', ...argv], { isTTY })
  expect(exitCode).toBe(0)
  expect(ms).toBeGreaterThan(least)
  expect(ms).toBeLessThan(most)
  expect(stdout.includes('⋯ 1:00:00 later')).toBe(entries.length === 2)
})

test('--json gives one item a line, and what the verification said last', async () => {
  save(whole)
  const { exitCode, stdout } = await replay(['recording.jsonl', '--json'])
  expect(exitCode).toBe(0)
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[1]).toMatchObject({ kind: 'prompt', seq: 2, parts: [{ kind: 'finding' }] })
  expect(lines.at(-1)).toMatchObject({ kind: 'verification', state: 'sealed', count: 36 })
  expect(lines).toHaveLength(17)
})

test('--html writes one page, for its owner, and nothing half', async () => {
  save(whole)
  const { exitCode, stdout } = await replay(['recording.jsonl', '--html', 'replay.html'])
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^wrote .*replay\.html \(16 items\)\nintact and sealed/),
  })
  expect(readFileSync(join(scratch, 'replay.html'), 'utf8')).toMatch(
    /^<!doctype html>[\s\S]*<\/html>\n$/,
  )
  expect(statSync(join(scratch, 'replay.html')).mode & 0o777).toBe(0o600)
  expect(readdirSync(scratch).toSorted()).toEqual(['recording.jsonl', 'replay.html'])
})

test.each([
  { when: 'no file', argv: [], says: /expected one recording/ },
  { when: 'a wrong option', argv: ['recording.jsonl', '--fast'], says: /Unknown option '--fast'/ },
  { when: 'a file that is not there', argv: ['nowhere'], says: /there is no file or folder/ },
  {
    when: 'a speed of nothing',
    argv: ['recording.jsonl', '--speed', '0'],
    says: /--speed: expected a number/,
  },
  {
    when: 'a speed that is a word',
    argv: ['recording.jsonl', '--speed', 'fast'],
    says: /--speed: expected a number/,
  },
  {
    when: 'a speed that is too high',
    argv: ['recording.jsonl', '--speed', '1001'],
    says: /--speed: expected a number/,
  },
  {
    when: 'two paces',
    argv: ['recording.jsonl', '--speed', '2', '--instant'],
    says: /cannot be combined/,
  },
  {
    when: 'two outputs',
    argv: ['recording.jsonl', '--json', '--html', 'x'],
    says: /cannot be combined/,
  },
  {
    when: 'a page in a folder that is not there',
    argv: ['recording.jsonl', '--html', 'no/where.html'],
    says: /where\.html cannot be written: there is no such folder$/m,
  },
  {
    when: 'a page in place of a folder',
    argv: ['recording.jsonl', '--html', '.'],
    says: /cannot be written: it is a folder$/m,
  },
])('$when is one line on stderr and exit code 2', async ({ argv, says }) => {
  save(whole)
  const result = await replay(argv)
  expect(result.exitCode).toBe(2)
  expect(result.stderr).toMatch(/^cursor-guard replay: [^\n]*\n$/)
  expect(result.stderr).toMatch(says)
  expect(readdirSync(scratch)).toEqual(['recording.jsonl'])
})

function start(...argv: string[]) {
  const script = join(scratch, 'replay.ts')
  writeFileSync(
    script,
    `import { replayCommand } from ${JSON.stringify(resolve('src/commands/replay.ts'))}
const { stdout, stderr, stdin, env } = process
process.exitCode = await replayCommand(process.argv.slice(2), { stdout, stderr, stdin, env, cwd: process.cwd(), command: 'cursor-guard', now: Date.now })
`,
  )
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...argv], {
    cwd: scratch,
  })
}

test('Ctrl-C ends a replay at once and says that it was not verified to its end', async () => {
  save(
    write([
      [0, session],
      [600_000, note('late')],
    ]).lines,
  )
  const player = start('recording.jsonl', '--speed', '1')
  let stderr = ''
  player.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  await once(player.stdout, 'data')
  player.kill('SIGINT')
  expect(await once(player, 'exit')).toEqual([130, null])
  expect(stderr).toBe('cursor-guard replay: stopped; the recording was not verified to its end\n')
})

test('a reader that goes away ends a long replay without a stack trace', async () => {
  save(
    write(
      Array.from(
        { length: 20_000 },
        (_, index) => [index, index === 0 ? session : note('x'.repeat(200))] as const,
      ),
    ).lines,
  )
  const player = start('recording.jsonl')
  let stderr = ''
  player.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  await once(player.stdout, 'data')
  player.stdout.destroy()
  expect(await once(player, 'exit')).toEqual([130, null])
  expect(stderr).toBe('cursor-guard replay: stopped; the recording was not verified to its end\n')
})
