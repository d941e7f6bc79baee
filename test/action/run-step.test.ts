import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { verifyRecording } from '../../src/core/recording/read.ts'
import { splitLines } from '../../src/core/recording/split-lines.ts'
import { type GuardedJobs, oneCall, sdkAgent, startGuardedJobs } from '../support/guarded-job.ts'
import type { Job, StepResult } from '../support/runner/runner.ts'
import { until } from '../support/until.ts'
import { unzip } from '../support/unzip.ts'

let jobs: GuardedJobs
beforeAll(async () => {
  jobs = await startGuardedJobs()
})
afterEach(() => jobs.disposeJobs())
afterAll(() => jobs.close())

const policy = `version: 1
rules:
  - name: no destructive commands
    when: { tool: shell, command: ["terraform destroy"] }
    then: deny
    reason: Destructive commands need a person.
`

async function withPolicy(job: Job): Promise<Record<string, string>> {
  await writeFile(join(job.workspace, 'guard.yml'), policy)
  return { ...jobs.inputs(), policy: 'guard.yml' }
}

async function artifactOf(result: StepResult): Promise<Map<string, Buffer>> {
  return unzip(await jobs.artifacts.download(`cursor-guard-${result.outputs['session-id']}`))
}

test('a guarded command leaves a verified recording, a page, a summary and a manifest', async () => {
  const job = await jobs.job()
  const main = await job.uses({ ...jobs.inputs(), run: sdkAgent('run echo it works') })
  expect(main.output).toContain('It was a success.')
  expect(main).toMatchObject({ exitCode: 0, outputs: { verdict: 'clean', level: 'L0' } })
  const [post] = await job.finish()
  expect(post).toMatchObject({ exitCode: 0 })
  expect(post?.summary).toContain('1 prompt, 1 tool call')

  const files = await artifactOf(main)
  expect([...files.keys()].toSorted()).toEqual([
    'manifest.json',
    'recording.jsonl.gz',
    'replay.html',
    'summary.md',
  ])
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  expect(manifest).toMatchObject({
    session: main.outputs['session-id'],
    sealed: true,
    verdict: 'clean',
    level: 'L0',
    identity: { repository: 'acme/shop', run: '77' },
  })
  for (const { name, sha256, bytes } of manifest.files) {
    const content = files.get(name) ?? Buffer.alloc(0)
    expect([name, content.length]).toEqual([name, bytes])
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
  }
  expect(manifest.files).toHaveLength(3)
  const recording = gunzipSync(files.get('recording.jsonl.gz') ?? '')
  const verification = await verifyRecording(splitLines(chunksOf(recording)))
  expect(verification).toMatchObject({ state: 'sealed', head: manifest.head })
  // The last head that the step log shows is the recording's own.
  expect(main.log.match(/cursor-guard #\d+ [0-9a-f]{64}/g)?.at(-1)).toContain(manifest.head)
  expect(files.get('replay.html')?.toString()).toContain('Content-Security-Policy')
})

async function* chunksOf(bytes: Buffer) {
  yield bytes
}

test('the command sees neither key nor token nor the files by which a step commands the runner', async () => {
  const job = await jobs.job({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'mint-with-me-0123456789' })
  const inputs = await withPolicy(job)
  const token = ['ghs', 'a1B2'.repeat(9)].join('_')
  const main = await job.uses({
    ...inputs,
    'github-token': token,
    run: `env | sort\n${oneCall}`,
    env: 'MODE=fast',
  })
  expect(main.output).toContain('models 200')
  expect(main.output).toContain('MODE=fast')
  const printed = main.output.replaceAll(/^::add-mask::.*$/gm, '')
  for (const secret of [jobs.service.apiKey, token, 'mint-with-me']) {
    expect(printed).not.toContain(secret)
  }
  expect(printed).not.toMatch(
    /^(?:GITHUB_(?:ENV|OUTPUT|STATE|PATH|STEP_SUMMARY)|INPUT_\S*|ACTIONS_\S*)=/m,
  )
  const sessionToken = /^CURSOR_API_KEY=(\S+)$/m.exec(printed)?.[1] ?? ''
  expect(main.masks).toEqual(expect.arrayContaining([jobs.service.apiKey, token, sessionToken]))
})

describe('the step ends as the command does', () => {
  test.each([
    { run: `${oneCall}\nexit 3`, code: 3, says: /exit code 3/ },
    { run: `${oneCall}\nfalse | true\necho never`, code: 1, says: /exit code 1/ },
    { run: 'true', code: 70, says: /did not use the guard/ },
    { run: 'no-such-command-anywhere', code: 70, says: /did not use the guard/ },
  ])('$run gives $code', async ({ run, code, says }) => {
    const job = await jobs.job()
    const main = await job.uses({ ...jobs.inputs(), run })
    expect(main.exitCode).toBe(code)
    expect(main.output).not.toContain('never')
    expect(main.annotations).toContainEqual(
      expect.objectContaining({ kind: 'error', message: expect.stringMatching(says) }),
    )
    // The session is sealed and uploaded all the same.
    expect((await job.finish())[0]?.exitCode).toBe(0)
    expect(await artifactOf(main)).toHaveProperty('size', 4)
  })
})

test.each([
  { mode: 'fail', mainCode: 1, kind: 'error' },
  { mode: 'warn', mainCode: 0, kind: 'warning' },
])('a refused command with on-violation: $mode', async ({ mode, mainCode, kind }) => {
  const job = await jobs.job()
  const inputs = { ...(await withPolicy(job)), 'on-violation': mode }
  const main = await job.uses({ ...inputs, run: sdkAgent('run terraform destroy') })
  expect(main.outputs.verdict).toBe('violations')
  expect(main.output).toContain('It was a rejected.')
  expect(main.exitCode).toBe(mainCode)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  expect(post?.summary).toMatch(/### Refused \(1\)[^#]*terraform destroy.*no destructive commands/s)
  expect(post?.annotations).toContainEqual({
    kind,
    title: 'cursor-guard refused: tool',
    message: expect.stringContaining('Destructive commands need a person'),
  })
})

test('what the command prints or writes commands nobody', async () => {
  const job = await jobs.job()
  const hostile = [
    'echo "::error title=x::forged"',
    'echo "::add-path::/tmp/evil"',
    'echo "##[error]forged"',
    'echo "::stop-commands::mine"; echo "::mine::"',
    // The files are not in its environment; a process of the same user finds them all the same.
    `for f in "${job.temp}"/_runner_file_commands/*; do { echo "EVIL=1" >> "$f"; } || true; done`,
    oneCall,
  ]
  const main = await job.uses({ ...jobs.inputs(), run: hostile.join('\n') })
  expect(main).toMatchObject({ exitCode: 0, exported: {}, paths: [], summary: '' })
  expect(main.outputs).not.toHaveProperty('EVIL')
  expect(main.state).not.toHaveProperty('EVIL')
  expect(main.annotations.map(({ message }) => message)).not.toContain('forged')
  expect(main.log).toContain('::add-path::/tmp/evil')
  const wroteTo = main.annotations.filter(({ message }) =>
    /Somebody wrote to GITHUB_/.test(message),
  )
  // All five, or none where the command has a user of its own.
  expect([0, 5]).toContain(wroteTo.length)
})

const token = ['ghs', 'Ab1'.repeat(12)].join('_')
function checkOut(job: Job): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', job.workspace, ...args], { env: { ...process.env, HOME: job.home } })
  git('init', '--quiet')
  git('config', 'http.https://github.com/.extraheader', `AUTHORIZATION: basic ${token}`)
  return join(job.workspace, '.git/config')
}

test('the credential of a checkout is out of reach while the command runs, and back afterwards', async () => {
  const job = await jobs.job()
  const config = checkOut(job)
  const before = await readFile(config)
  const main = await job.uses({
    ...jobs.inputs(),
    run: `cat .git/config\ngit config core.hooksPath /tmp/evil || true\n${oneCall}`,
  })
  expect(main.exitCode).toBe(0)
  expect(main.output).toContain('repositoryformatversion')
  expect(main.output).not.toContain(token)
  expect(await readFile(config)).toEqual(before)
  await job.finish()
  expect(await readFile(config)).toEqual(before)
})

test('no file that git or a tool reads in a checkout shows the token while the command runs', async () => {
  const job = await jobs.job()
  checkOut(job)
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', job.workspace, 'config', ...args], { env: { HOME: job.home } })
  const left: Record<string, string> = {
    '.git/remotes/gh': `URL: https://x:${token}@github.com/a/b.git\nPush: main:main\n`,
    '.git/branches/up': `https://x:${token}@github.com/a/b.git#main\n`,
    '.git/ask': `#!/bin/sh\necho ${token}\n`,
    '.lfsconfig': `[lfs]\n\turl = https://x:${token}@github.com/a/b\n\tfetchexclude = big\n`,
    '.npmrc': `registry=https://registry.example.net/\n//npm.pkg.github.com/:_authToken=${token}\n`,
  }
  git('remote.gc.url', `gcrypt::https://x:${token}@github.com/a/b.git`)
  git('alias.up', `!git push https://x:${token}@github.com/a/b.git HEAD:main`)
  git('core.askPass', join(job.workspace, '.git/ask'))
  for (const [name, text] of Object.entries(left)) {
    await mkdir(dirname(join(job.workspace, name)), { recursive: true })
    await writeFile(join(job.workspace, name), text)
  }
  const names = ['.git/config', ...Object.keys(left)]
  const read = () => Promise.all(names.map((name) => readFile(join(job.workspace, name))))
  const before = await read()
  const run = `grep -rc . .git/remotes .npmrc\ngit config -f .lfsconfig lfs.fetchexclude\ngrep -rl '${token.slice(4, 20)}' . || echo hidden\n${oneCall}`
  const main = await job.uses({ ...(await withPolicy(job)), 'github-token': token, run })
  expect(main.exitCode).toBe(0)
  expect(main.output).toMatch(/\.git\/remotes\/gh:2\n\.npmrc:2\nbig\nhidden\n/)
  expect(await read()).toEqual(before)
})

test.each([
  { mode: 'refuse', code: 1, says: /beside the guard/ },
  { mode: 'keep', code: 0, says: /can use the credentials/ },
])('checkout-credentials: $mode changes nothing and says so', async ({ mode, code, says }) => {
  const job = await jobs.job()
  const config = checkOut(job)
  const before = await readFile(config)
  const run = `cat .git/config\n${oneCall}`
  const main = await job.uses({ ...jobs.inputs(), 'checkout-credentials': mode, run })
  expect(main.exitCode).toBe(code)
  expect(main.annotations.map(({ message }) => message).join('\n')).toMatch(says)
  expect(main.output.includes('repositoryformatversion')).toBe(mode === 'keep')
  expect(await readFile(config)).toEqual(before)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  if (mode === 'keep') expect(post?.summary).toContain('checkout credentials kept')
})

test('a guard killed in the middle leaves a partial record, and post puts everything back', async () => {
  const job = await jobs.job()
  const config = checkOut(job)
  const before = await readFile(config)
  const step = job.start({ ...jobs.inputs(), run: `${oneCall}\nsleep 60` })
  await until(() => step.output().includes('models 200'))
  expect(await readFile(config)).not.toEqual(before)
  step.child().kill('SIGKILL')
  expect((await step.done).signal).toBe('SIGKILL')

  const [post] = await job.finish()
  expect(post?.exitCode).toBe(1)
  expect(post?.summary).toContain('The record is not sealed: the guard was killed')
  expect(post?.annotations).toContainEqual(
    expect.objectContaining({ kind: 'error', message: expect.stringContaining('partial') }),
  )
  expect(await readFile(config)).toEqual(before)
  const uploaded = [...jobs.artifacts.finished.keys()].at(-1) ?? ''
  const manifest = unzip(await jobs.artifacts.download(uploaded))
    .get('manifest.json')
    ?.toString()
  expect(JSON.parse(manifest ?? '')).toMatchObject({
    sealed: false,
    coverage: { state: 'partial' },
  })
})

test('a job that is cancelled ends the command and seals the recording', async () => {
  const job = await jobs.job()
  const run = `trap 'echo got it; exit 130' INT\n${oneCall}\nsleep 60 & wait`
  const step = job.start({ ...jobs.inputs(), run })
  await until(() => step.output().includes('models 200'))
  step.child().kill('SIGINT')
  const main = await step.done
  expect(main.output).toContain('got it')
  expect(main.exitCode).toBe(130)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  expect(post?.summary).not.toContain('not sealed')
})

test('a secret in what would be uploaded stops the upload', async () => {
  const job = await jobs.job()
  const main = await job.uses({ ...jobs.inputs(), run: oneCall })
  const blobs = join(dirname(main.outputs.recording ?? ''), 'blobs')
  const hidden = Buffer.from(`curl -u x:${jobs.service.apiKey}`).toString('base64')
  const name = createHash('sha256').update(hidden).digest('hex')
  await writeFile(join(blobs, name), hidden)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(1)
  expect(post?.annotations).toContainEqual({
    kind: 'error',
    title: 'cursor-guard: a secret in the artifact',
    message: expect.stringContaining(`blobs/${name.slice(0, 12)}: known`),
  })
  expect(post?.summary).toContain('Nothing was uploaded')
  expect(jobs.artifacts.finished.has(`cursor-guard-${main.outputs['session-id']}`)).toBe(false)
})

describe('how much is uploaded', () => {
  test.each([
    {
      what: 'a public repository',
      event: { repository: { private: false } },
      input: {},
      files: ['manifest.json', 'summary.md'],
    },
    {
      what: 'a repository of unknown visibility',
      event: {},
      input: {},
      files: ['manifest.json', 'summary.md'],
    },
    {
      what: 'a private repository',
      event: { repository: { private: true } },
      input: {},
      files: ['manifest.json', 'recording.jsonl.gz', 'replay.html', 'summary.md'],
    },
    {
      what: 'a public repository that asks for it',
      event: {},
      input: { artifact: 'full' },
      files: ['manifest.json', 'recording.jsonl.gz', 'replay.html', 'summary.md'],
    },
  ])('$what: $files', async ({ event, input, files }) => {
    const job = await jobs.job({}, event)
    const main = await job.uses({ ...jobs.inputs(), ...input, run: oneCall })
    expect((await job.finish())[0]?.exitCode).toBe(0)
    expect([...(await artifactOf(main)).keys()].toSorted()).toEqual(files)
    const isPrivate = 'repository' in event && event.repository?.private === true
    const said = main.annotations.some(({ title }) => title.includes('what is uploaded'))
    expect(said).toBe(!isPrivate)
  })

  test('off uploads nothing, under a name and time of its own otherwise', async () => {
    const off = await jobs.job()
    await off.uses({ ...jobs.inputs(), artifact: 'off', 'artifact-name': 'none', run: oneCall })
    expect((await off.finish())[0]?.summary).toContain('Nothing was uploaded (artifact: off)')
    const named = await jobs.job()
    const inputs = { ...jobs.inputs(), 'artifact-name': 'my record', 'retention-days': '3' }
    await named.uses({ ...inputs, run: oneCall })
    await named.finish()
    expect([...jobs.artifacts.finished.keys()]).toContain('my record')
    expect([...jobs.artifacts.finished.keys()]).not.toContain('none')
    const expires = Date.parse(jobs.artifacts.finished.get('my record')?.expiresAt ?? '')
    expect(Math.round((expires - Date.now()) / 86_400_000)).toBe(3)
  })
})

test('on GitHub Enterprise Server the recording stays on the runner, and the words say so', async () => {
  const job = await jobs.job({ GITHUB_SERVER_URL: 'https://github.acme.example' })
  await job.uses({ ...jobs.inputs(), run: oneCall })
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  expect(post?.summary).toContain('Enterprise Server does not offer the artifact service')
})

test.each([
  { when: 'contain comes without run', inputs: { contain: 'true' }, says: /contain: needs run/ },
  {
    when: 'there is no key',
    inputs: { 'cursor-api-key': '', run: 'true' },
    says: /cursor-api-key/,
  },
  {
    when: 'a gateway is named',
    inputs: { gateway: 'https://guard.example', run: 'true' },
    says: /input gateway: not in this version/,
  },
  {
    when: 'the policy is broken',
    inputs: { policy: 'broken.yml', run: 'echo started' },
    says: /broken\.yml:1:1/,
  },
])('nothing starts when $when', async ({ inputs, says }) => {
  const job = await jobs.job()
  await writeFile(join(job.workspace, 'broken.yml'), 'rulez: []\nversion: 1\n')
  const main = await job.uses({ ...jobs.inputs(), ...inputs })
  expect(main.exitCode).toBe(1)
  expect(main.annotations.map(({ message }) => message).join('\n')).toMatch(says)
  expect(main.output).not.toMatch(/^started/m)
  const [post] = await job.finish()
  expect(post).toMatchObject({ exitCode: 0 })
  expect(post?.output).toContain('no session was started')
  expect(await readdir(job.workspace)).toEqual(['broken.yml'])
})

test('an artifact name that another leg of a matrix has taken gets another one, which is said', async () => {
  const inputs = { ...jobs.inputs(), 'artifact-name': 'same for all', run: oneCall }
  const first = await jobs.job()
  await first.uses(inputs)
  await first.finish()
  const second = await jobs.job()
  const main = await second.uses(inputs)
  const [post] = await second.finish()
  const other = `same for all-${main.outputs['session-id']}`
  expect([...jobs.artifacts.finished.keys()]).toEqual(
    expect.arrayContaining(['same for all', other]),
  )
  expect(unzip(await jobs.artifacts.download(other)).size).toBeGreaterThan(1)
  expect(post?.exitCode ?? main.exitCode).toBe(0)
  expect(`${main.summary}${post?.summary}`).toContain('was taken by another job of this run')
})

test('an artifact service that is out of order fails the job, since the policy wants the record', async () => {
  const job = await jobs.job()
  await job.uses({ ...jobs.inputs(), run: oneCall })
  jobs.artifacts.failWith(403)
  try {
    const [post] = await job.finish()
    expect(post?.exitCode).toBe(1)
    expect(post?.summary).toContain('Nothing was uploaded')
    expect(post?.annotations).toContainEqual(
      expect.objectContaining({
        kind: 'error',
        message: expect.stringContaining('could not be uploaded'),
      }),
    )
  } finally {
    jobs.artifacts.failWith(undefined)
  }
})

test('a guard that fails once the session is open ends the step with 70', async () => {
  const job = await jobs.job()
  const main = await job.uses({ ...jobs.inputs(), env: 'CURSOR_API_KEY', run: oneCall })
  expect(main.exitCode).toBe(70)
  expect(main.annotations.map(({ message }) => message).join()).toMatch(
    /CURSOR_API_KEY: this variable is set or held/,
  )
  expect(main.output).not.toContain('models 200')
  await job.finish()
})
