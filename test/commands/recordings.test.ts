import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { identifyProcess } from '../../src/adapters/machine/process-life.ts'
import { recordingsCommand } from '../../src/commands/recordings.ts'
import { sha256 } from '../core/recording/sample-session.ts'
import { bufferIo } from './buffer-io.ts'
import { type KeptSession, keepSessions } from './kept-sessions.ts'

const day = 86_400_000
const now = Date.parse('2026-06-01T00:00:00Z')
const daysAgo = (count: number) => new Date(now - count * day).toISOString()

let base = ''
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'recordings-')))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const recordings = () => join(base, 'state/cursor-guard/recordings')
const left = () => readdirSync(recordings()).toSorted()

/** A command line, in a folder with these sessions. */
async function run(sessions: Readonly<Record<string, KeptSession>>, ...argv: string[]) {
  const env = keepSessions(base, sessions)
  const { io, written } = bufferIo(base)
  const code = await recordingsCommand(argv, { ...io, env, now: () => now })
  return { code, ...written }
}

const denied = { kind: 'verdict', subject: 'tool', verdict: 'deny', effective: 'deny' } as const

test('list shows the latest session first, with what its first and last line say', async () => {
  const { stdout, code } = await run(
    {
      old: { id: 'aaaa1111', startedAt: daysAgo(9), entries: [denied] },
      new: { id: 'bbbb2222', startedAt: daysAgo(1), end: 'killed', writtenAt: now - 2 * day },
    },
    'list',
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^bbbb2222 {2}2026-05-31T00:00:00\.000Z\n {2}unsealed, record partial, \d+ bytes\n {2}acme\/shop\naaaa1111 {2}2026-05-23T00:00:00\.000Z\n {2}sealed, violations, record complete, \d+(?:\.\d)? KiB\n {2}acme\/shop\n$/,
  )
})

test('as JSON it says the same, and where the recording is', async () => {
  const { stdout } = await run({ one: { id: 'aaaa1111', retention: 86_400 } }, 'list', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    id: 'aaaa1111',
    folder: 'one',
    path: join(recordings(), 'one'),
    state: 'sealed',
    repository: 'acme/shop',
    verdict: 'clean',
    coverage: { state: 'complete' },
    retentionSeconds: 86_400,
  })
})

test('where nothing was recorded, that is said', async () => {
  const { io, written } = bufferIo(base)
  const env = { XDG_STATE_HOME: join(base, 'nothing') }
  expect(await recordingsCommand(['list'], { ...io, env })).toBe(0)
  expect(written.stdout).toMatch(/^No recordings in .*nothing\/cursor-guard\/recordings\.\n$/)
  expect(await recordingsCommand(['purge'], { ...io, env })).toBe(0)
})

test('purge removes what its own policy keeps no longer, and says which', async () => {
  const { stdout, code } = await run(
    {
      due: { id: 'aaaa1111', startedAt: daysAgo(8), retention: 7 * 86_400 },
      kept: { id: 'bbbb2222', startedAt: daysAgo(6), retention: 7 * 86_400 },
      silent: { id: 'cccc3333', startedAt: daysAgo(900) },
    },
    'purge',
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^purged aaaa1111 {2}2026-05-24T00:00:00\.000Z, \d+ bytes\nkept cccc3333 .*: it does not say how long it is kept\n$/,
  )
  expect(left()).toEqual(['kept', 'silent'])
})

test.each<{ argv: string[]; goes: string[] }>([
  { argv: ['--older-than', '7d'], goes: ['old', 'older'] },
  { argv: ['--older-than', '24h'], goes: ['new', 'old', 'older'] },
  { argv: ['--all'], goes: ['new', 'old', 'older'] },
  { argv: ['bbbb'], goes: ['old'] },
  { argv: ['last', 'cccc3333'], goes: ['new', 'older'] },
])('purge $argv removes $goes', async ({ argv, goes }) => {
  const { code } = await run(
    {
      new: { id: 'aaaa1111', startedAt: daysAgo(2) },
      old: { id: 'bbbb2222', startedAt: daysAgo(8) },
      older: { id: 'cccc3333', startedAt: daysAgo(9) },
    },
    'purge',
    ...argv,
  )
  expect(code).toBe(0)
  expect(['new', 'old', 'older'].filter((name) => !left().includes(name))).toEqual(goes)
})

test('a session that is open is not purged, however old or however asked for', async () => {
  const open = { end: 'killed', startedAt: daysAgo(90), retention: 86_400 } as const
  const sessions = async () => ({
    open: { ...open, id: 'aaaa1111', holder: await identifyProcess(process.pid) },
    elsewhere: {
      ...open,
      id: 'bbbb2222',
      holder: { ...(await identifyProcess(process.pid)), pid: 1, namespace: 'pid:[1]', start: '1' },
    },
  })
  for (const argv of [['--all'], ['--older-than', '1d'], []]) {
    const { stdout, code } = await run(await sessions(), 'purge', ...argv)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^kept \w+ .*: its session is open\nkept .*: its session is open\n$/)
  }
  const { code, stdout } = await run(await sessions(), 'purge', 'aaaa1111')
  expect(code).toBe(1)
  expect(stdout).toContain('its session is open')
  expect(left()).toEqual(['elsewhere', 'open'])
})

test('what a killed session left is purged like any other', async () => {
  const holder = { ...(await identifyProcess(process.pid)), start: '1' }
  const killed = { end: 'killed', startedAt: daysAgo(2) } as const
  const { stdout } = await run(
    {
      killed: { ...killed, id: 'aaaa1111', writtenAt: now, holder },
      nameless: { ...killed, id: 'bbbb2222' },
      lately: { ...killed, id: 'cccc3333', writtenAt: now },
    },
    'purge',
    '--all',
  )
  expect(stdout).toContain('kept cccc3333')
  expect(left()).toEqual(['lately'])
})

test('links are not followed, and what is not the recording’s stays', async () => {
  const outside = join(base, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, sha256(Buffer.from('x'))), 'x')
  writeFileSync(join(outside, 'recording.jsonl'), '{}\n')
  keepSessions(base, {
    mixed: { id: 'aaaa1111', startedAt: daysAgo(9) },
    linked: { id: 'bbbb2222', startedAt: daysAgo(9) },
  })
  writeFileSync(join(recordings(), 'mixed/replay.html'), '')
  rmSync(join(recordings(), 'linked/blobs'), { recursive: true })
  symlinkSync(outside, join(recordings(), 'linked/blobs'))
  symlinkSync(outside, join(recordings(), 'away'))
  mkdirSync(join(recordings(), 'log-is-a-link'))
  symlinkSync(join(outside, 'recording.jsonl'), join(recordings(), 'log-is-a-link/recording.jsonl'))
  const { code, stdout } = await run({}, 'purge', '--all')
  expect(code).toBe(0)
  expect(stdout).toContain(`other files stay in ${join(recordings(), 'mixed')}`)
  expect(readdirSync(outside).toSorted()).toEqual([sha256(Buffer.from('x')), 'recording.jsonl'])
  expect(left()).toEqual(['away', 'linked', 'log-is-a-link', 'mixed'])
  expect(existsSync(join(recordings(), 'linked/recording.jsonl'))).toBe(false)
  expect(readdirSync(join(recordings(), 'mixed'))).toEqual(['replay.html'])
})

test('a folder of recordings that is a link is not looked into', async () => {
  const env = keepSessions(base, { one: { startedAt: daysAgo(9) } })
  renameSync(recordings(), join(base, 'moved'))
  symlinkSync(join(base, 'moved'), recordings())
  const { io } = bufferIo(base)
  await expect(recordingsCommand(['purge', '--all'], { ...io, env })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('it is a link, or no folder'),
  })
  expect(readdirSync(join(base, 'moved'))).toEqual(['one'])
})

test('a recording whose first line cannot be read is listed, and named by its folder', async () => {
  keepSessions(base, { torn: { startedAt: daysAgo(9) } })
  writeFileSync(join(recordings(), 'torn/recording.jsonl'), 'torn')
  expect((await run({}, 'list')).stdout).toMatch(/^\(no id\) torn {2}/)
  const later = {
    ...bufferIo(base).io,
    env: keepSessions(base, {}),
    now: () => Date.now() + 2 * day,
  }
  expect(await recordingsCommand(['purge', 'torn'], later)).toBe(0)
  expect(left()).toEqual([])
})

test.each<{ argv: string[]; says: RegExp }>([
  { argv: [], says: /list, or purge with ids, --older-than or --all/ },
  { argv: ['list', 'aaaa'], says: /list, or purge/ },
  { argv: ['list', '--all'], says: /list, or purge/ },
  { argv: ['purge', 'aaaa1111', '--all'], says: /list, or purge/ },
  { argv: ['purge', '--older-than', 'soon'], says: /--older-than: expected 12h, 30d or the like/ },
  { argv: ['purge', 'ffff'], says: /no recording here has the id ffff/ },
  { argv: ['purge', 'aaa'], says: /no recording here has the id aaa/ },
  { argv: ['purge', 'aaaa'], says: /2 sessions begin with aaaa: aaaa2222, aaaa1111/ },
])('$argv is refused, and nothing is purged', async ({ argv, says }) => {
  const sessions = {
    one: { id: 'aaaa1111', startedAt: daysAgo(9) },
    two: { id: 'aaaa2222', startedAt: daysAgo(8) },
  }
  await expect(run(sessions, ...argv)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringMatching(says),
  })
  expect(left()).toEqual(['one', 'two'])
})

test('what a recording says of itself is shown, and acts on nothing', async () => {
  const { stdout } = await run({ one: { id: '\u001b[31mred\n::error::' } }, 'list')
  expect(stdout).not.toMatch(/\u001b|^::/m)
})
