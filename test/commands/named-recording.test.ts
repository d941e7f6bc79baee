import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { blameCommand } from '../../src/commands/blame.ts'
import { namedRecording } from '../../src/commands/named-recording.ts'
import { policyCommand } from '../../src/commands/policy.ts'
import { replayCommand } from '../../src/commands/replay.ts'
import { verifyCommand } from '../../src/commands/verify.ts'
import { bufferIo } from './buffer-io.ts'
import { keepSessions } from './kept-sessions.ts'

let base = ''
let env: NodeJS.ProcessEnv
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'named-')))
  mkdirSync(join(base, 'work'))
  env = keepSessions(base, {
    first: { id: 'aaaa1111', startedAt: '2026-01-01T00:00:00.000Z' },
    latest: { id: 'aaaa2222', startedAt: '2026-01-03T00:00:00.000Z' },
    second: { id: 'bbbb3333', startedAt: '2026-01-02T00:00:00.000Z' },
  })
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const inWork = () => {
  const { io, written } = bufferIo(join(base, 'work'))
  return { io: { ...io, env }, written }
}
const kept = (name: string) => join(base, 'state/cursor-guard/recordings', name)
const work = (name: string) => join(base, 'work', name)

test.each<{ given: string; path: () => string }>([
  { given: 'last', path: () => kept('latest') },
  { given: 'bbbb', path: () => kept('second') },
  { given: 'BBBB3333', path: () => kept('second') },
  { given: 'aaaa1111', path: () => kept('first') },
  { given: './last', path: () => work('last') },
  { given: 'recording.jsonl', path: () => work('recording.jsonl') },
  { given: 'cafe', path: () => work('cafe') },
])('$given', async ({ given, path }) => {
  expect(await namedRecording(given, inWork().io)).toBe(path())
})

test('a file that the agent calls so is not taken for the session', async () => {
  for (const name of ['last', 'bbbb']) writeFileSync(work(name), '')
  expect(await namedRecording('last', inWork().io)).toBe(kept('latest'))
  await expect(namedRecording('bbbb', inWork().io)).rejects.toMatchObject({
    message: "bbbb begins a session's id, and is a file here",
    hint: 'Write ./bbbb for the file, or more of the id.',
  })
  expect(await namedRecording('./bbbb', inWork().io)).toBe(work('bbbb'))
})

test('a beginning of two ids is refused, and so is last where nothing was recorded', async () => {
  await expect(namedRecording('aaaa', inWork().io)).rejects.toThrow(
    '2 sessions begin with aaaa: aaaa2222, aaaa1111',
  )
  env = { XDG_STATE_HOME: join(base, 'none') }
  await expect(namedRecording('last', inWork().io)).rejects.toThrow(/^no session was recorded in /)
})

test('what cannot be found is said on one line, what to do on the next', async () => {
  env = { XDG_STATE_HOME: join(base, 'none') }
  const advice = 'Name the recording; for a file that is called so, write ./last.'
  for (const command of [verifyCommand, replayCommand]) {
    const tried = inWork()
    expect(await command(['last'], tried.io)).toBe(2)
    expect(tried.written.stderr.split('\n')).toEqual([
      expect.stringMatching(/^cursor-guard \w+: no session was recorded in \S+$/),
      advice,
      '',
    ])
  }
})

test('verify, replay, blame and backtest take it', async () => {
  const verified = inWork()
  expect(await verifyCommand(['last'], verified.io)).toBe(0)
  expect(verified.written.stdout).toContain('intact and sealed: 2 lines')
  const replayed = inWork()
  expect(await replayCommand(['bbbb3333', '--json'], replayed.io)).toBe(0)
  expect(replayed.written.stdout).toContain('bbbb3333')
  const blamed = inWork()
  expect(await blameCommand(['c0ffee00', '--recordings', 'last'], blamed.io)).toBe(1)
  expect(blamed.written.stdout).toContain('is in none of the 1 recordings in')
  writeFileSync(work('policy.yml'), 'version: 1\n')
  const judged = inWork()
  expect(await policyCommand(['backtest', '--policy', 'policy.yml', 'last'], judged.io)).toBe(0)
  expect(judged.written.stdout).toMatch(/^0 actions judged again/)
})
