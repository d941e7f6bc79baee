import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { builtInPolicy } from '../../src/core/policy/built-in.ts'
import { runGuarded } from '../../src/runner/run-guarded.ts'
import { prepareStandalone, type StandaloneOptions } from '../../src/runner/start-standalone.ts'

let scratch: string
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'standalone-'))
})
afterEach(() => rm(scratch, { recursive: true }))

const out = () => join(scratch, 'recording')
const options = (but: Partial<StandaloneOptions> = {}): StandaloneOptions => ({
  policy: builtInPolicy,
  policySource: 'built-in',
  policyReasons: [],
  workspace: scratch,
  out: out(),
  cursorUpstream: 'http://127.0.0.1:9',
  environment: {
    PATH: process.env.PATH,
    HOME: scratch,
    CURSOR_API_KEY: 'key_of-the-service-1',
    XDG_STATE_HOME: join(scratch, 'state'),
  },
  levelReasons: [],
  now: Date.now,
  ...but,
})
const lines = async () =>
  (await readFile(join(out(), 'recording.jsonl'), 'utf8')).split('\n').filter((line) => line !== '')

test('everything is there before the first line is written', async () => {
  const heads: string[] = []
  const prepared = await prepareStandalone(options({ onHead: (line) => heads.push(line) }))
  expect(await lines()).toEqual([])
  const { guard } = await prepared.open()
  expect(guard.baseUrl).toBe(prepared.endpoint.baseUrl)
  expect((await lines()).map((line) => JSON.parse(line).session)).toEqual([guard.sessionId])
  await prepared.end({ exitCode: 2 })
  await prepared.end({ exitCode: 3 })
  expect(JSON.parse((await lines()).at(-1) ?? '')).toMatchObject({ kind: 'seal', exitCode: 2 })
  expect(heads).toHaveLength(2)
})

test('a session that never opens leaves no port and no recording, so its folder can be used', async () => {
  const prepared = await prepareStandalone(options())
  await prepared.end({})
  expect(await readdir(out())).toEqual([])
  await expect(fetch(prepared.endpoint.baseUrl)).rejects.toThrow()
  const again = await prepareStandalone(options())
  await again.end({})
})

test('a port that is taken leaves no recording', async () => {
  const first = await prepareStandalone(options())
  const port = Number(new URL(first.endpoint.baseUrl).port)
  const second = prepareStandalone(options({ port, out: join(scratch, 'second') }))
  await expect(second).rejects.toMatchObject({ code: 'MACHINE_UNSUITABLE' })
  expect(await readdir(join(scratch, 'second'))).toEqual([])
  await first.end({})
})

test('a command that cannot be prepared is not started, and no session is recorded for it', async () => {
  const started: string[] = []
  const running = runGuarded({
    ...options(),
    command: ['touch', join(scratch, 'ran')],
    cwd: scratch,
    pass: ['CURSOR_API_KEY'],
    contain: false,
    sameUser: true,
    terminal: false,
    onStart: ({ sessionId }) => void started.push(sessionId),
  })
  await expect(running).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(started).toEqual([])
  expect(await readdir(out())).toEqual([])
  expect(await readdir(scratch)).not.toContain('ran')
})

test('what was reached and what the machine said is in the record of a command that ran', async () => {
  const home = join(scratch, 'home')
  await mkdir(home)
  const token = 'a-token-of-this-job-0123456789'
  await writeFile(join(home, '.npmrc'), `_auth=${Buffer.from(`x:${token}`).toString('base64')}\n`)
  const variables = { GIT_SSH_COMMAND: 'ssh -i key', HOME: home, GITHUB_TOKEN: token }
  const outcome = await runGuarded({
    ...options(),
    environment: { ...options().environment, ...variables },
    command: ['true'],
    cwd: scratch,
    pass: [],
    contain: false,
    sameUser: true,
    terminal: false,
  })
  expect(outcome).toMatchObject({
    exitCode: 70,
    childExitCode: 0,
    problem: 'the agent did not use the guard (the command ended with 0)',
    summary: { level: 'L0', sealed: true },
  })
  expect(outcome.summary.coverage.reasons).toEqual(
    expect.arrayContaining([
      'gap: the agent did not use the guard',
      'standalone',
      'same-uid: asked for',
      'tokens-at-home: ~/.npmrc',
    ]),
  )
  const entries = (await lines()).map((line) => JSON.parse(line))
  expect(entries[0]).toMatchObject({ kind: 'session', level: 'L0', mode: 'standalone' })
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'note', names: ['GIT_SSH_COMMAND'] }),
  )
})
