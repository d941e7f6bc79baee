import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { summaryText } from '../../src/commands/summary-text.ts'
import { asTyped, standingIn, typedCommand } from '../../src/commands/typed-command.ts'
import { noPushes } from '../../src/core/recording/push-counts.ts'
import type { RunOutcome } from '../../src/runner/run-guarded.ts'

const checkout = join(import.meta.dirname, '..', '..')
let scratch = ''
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'typed-'))
})
afterAll(() => rm(scratch, { recursive: true }))

const script = { npm_lifecycle_event: 'cursor-guard', npm_package_json: '/opt/guard/package.json' }

test.each([
  {
    how: 'installed',
    env: { PATH: '/bin:/usr/bin' },
    file: '/usr/bin/cursor-guard',
    typed: 'cursor-guard',
  },
  {
    how: 'by npx',
    env: { PATH: '/w/node_modules/.bin:/bin', npm_command: 'exec' },
    file: '/w/node_modules/.bin/cursor-guard',
    typed: 'npx cursor-guard',
  },
  {
    how: 'by its path',
    env: { PATH: '/bin' },
    file: '/w/node_modules/.bin/cursor-guard',
    typed: '/w/node_modules/.bin/cursor-guard',
  },
  {
    how: 'from sources',
    env: { PATH: '/bin' },
    file: "/w/it's/src/cli.ts",
    typed: `node '/w/it'\\''s/src/cli.ts'`,
  },
  {
    how: 'in its checkout',
    env: { ...script, INIT_CWD: '/opt/guard' },
    file: '/opt/guard/src/cli.ts',
    typed: 'npm run --silent cursor-guard --',
  },
  {
    how: 'from elsewhere',
    env: { ...script, INIT_CWD: '/home/ann/shop' },
    file: '/opt/guard/src/cli.ts',
    typed: 'npm --prefix /opt/guard run --silent cursor-guard --',
  },
])('$how: hints name what can be typed there', ({ env, file, typed }) => {
  expect(typedCommand({ env, file })).toBe(typed)
  expect(asTyped('Run `cursor-guard doctor`.', typed)).toBe(`Run \`${typed} doctor\`.`)
})

test('what is no command of ours is left as it is', () => {
  for (const text of ['cursor-guard: session', 'cursor-guard is', '.github/cursor-guard.yml']) {
    expect(asTyped(text, 'npx cursor-guard')).toBe(text)
  }
})

test('the end of a session names what can be typed there to look at it', () => {
  const totals = {
    prompts: 1,
    responses: 1,
    toolCalls: 0,
    masked: 0,
    denied: 0,
    held: 0,
    approved: 0,
  }
  const outcome = {
    exitCode: 0,
    recording: '/r/recording.jsonl',
    summary: {
      sessionId: 's',
      level: 'L0',
      sealed: true,
      totals,
      pushes: noPushes(),
      coverage: { reasons: [] },
    },
  } as unknown as RunOutcome
  const text = summaryText(outcome, 'npx cursor-guard')
  expect(text).toContain('npx cursor-guard verify /r/recording.jsonl')
  expect(text).toContain('npx cursor-guard replay /r/recording.jsonl')
  const odd = { ...outcome, recording: '/r $x/it’s/recording.jsonl' }
  expect(summaryText(odd, 'cursor-guard')).toContain(
    "cursor-guard replay '/r $x/it’s/recording.jsonl'\n",
  )
})

test('other scripts of npm do not move the folder', () => {
  expect(standingIn({ npm_lifecycle_event: 'test', INIT_CWD: '/a' }, '/b')).toBe('/b')
  expect(standingIn({ ...script, INIT_CWD: 'relative' }, '/b')).toBe('/b')
})

test('started through npm it works on the folder in which it was typed, and says how to go on', async () => {
  const shop = join(scratch, 'shop')
  await mkdir(join(shop, '.git'), { recursive: true })
  await mkdir(join(shop, 'sub'))
  const run = (folder: string, ...args: string[]) =>
    promisify(execFile)(
      'npm',
      ['--prefix', checkout, 'run', '--silent', 'cursor-guard', '--', ...args],
      {
        cwd: folder,
        env: { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env.PATH}` },
      },
    )
  await run(shop, 'init')
  expect((await readdir(join(shop, '.github'))).sort()).toContain('cursor-guard.yml')
  const refused = await run(join(shop, 'sub'), 'init').catch((error: { stderr: string }) => error)
  expect(refused.stderr).toContain(
    `npm --prefix ${checkout} run --silent cursor-guard -- init --dir "${shop}"`,
  )
})
