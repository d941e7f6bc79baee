import { execFileSync, spawn } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { readFileRecording } from '../../src/adapters/storage/file-recording-store.ts'
import { verifyRecording } from '../../src/core/recording/read.ts'
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

const daemonOf = ({ state }: StepResult) =>
  (
    JSON.parse(state['cursor-guard'] ?? '{}') as {
      daemon: { pid: number; log: string; socket: string }
    }
  ).daemon

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function untilGone(pid: number): Promise<void> {
  await until(() => !isAlive(pid))
}

function verified(path: string | undefined) {
  const recording = readFileRecording(path ?? '')
  return verifyRecording(recording.lines(), { blobs: recording.blobs })
}

const shell = (text: string) => ['bash', '-eo', 'pipefail', '-c', text]

test('later steps use the guard: two agents at once, one record, sealed by post', async () => {
  const job = await jobs.job()
  const main = await job.uses(jobs.inputs())
  expect(main.exitCode).toBe(0)
  expect(main.outputs).toMatchObject({ level: 'L0', verdict: '' })
  expect(guardsOf(job)).toHaveLength(1)
  expect(main.annotations.map(({ message }) => message).join()).toMatch(
    /started by later steps.*L0/,
  )
  const agents = await Promise.all([
    job.run(shell(sdkAgent('run echo one'))),
    job.run(shell(sdkAgent('run echo two'))),
  ])
  for (const agent of agents) expect(agent.output).toContain('It was a success.')
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  expect(post?.summary).toContain('2 prompts, 2 tool calls')
  expect(post?.summary).toContain('started by later steps')
  expect(post?.outputs.verdict).toBe('clean')
  expect(await verified(main.outputs.recording)).toMatchObject({ state: 'sealed' })
  await untilGone(daemonOf(main).pid)
})

test('what the client of later steps would start is judged before they can use the guard', async () => {
  const hooks = '{"hooks":{"stop":[{"command":"x"}]}}'
  const rule = '{ name: no hooks, when: { process: hook }, then: deny }'
  const job = await jobs.job()
  await job.run(shell(`mkdir .cursor; echo '${hooks}' >.cursor/hooks.json`))
  await job.run(shell(`echo '{ version: 1, rules: [${rule}] }' >policy.yml`))
  const main = await job.uses({ ...jobs.inputs(), policy: 'policy.yml' })
  expect(main.exitCode).not.toBe(0)
  expect(main.annotations.map(({ message }) => message).join()).toContain(
    'the rule "no hooks" refuses the hook "stop" of .cursor/hooks.json',
  )
  expect(main.exported.CURSOR_API_KEY).toBeUndefined()
})

test('the git of later steps goes through the guard, and nothing of the machine is changed for it', async () => {
  const job = await jobs.job()
  const main = await job.uses(jobs.inputs())
  const address = `${main.exported.CURSOR_BACKEND_URL}/git/acme/shop`
  const asked = await job.run(shell('git ls-remote --get-url git@github.com:acme/shop'))
  expect(asked.output.trim()).toBe(address)
  const past = 'git config --global url.https://evil.example/.insteadOf https://github.com/owner'
  await job.run(shell(past))
  const [post] = await job.finish()
  expect(post?.summary).toContain('user settings')
})

test('nothing that later steps can read holds the key', async () => {
  const job = await jobs.job()
  const main = await job.uses({ ...jobs.inputs(), 'github-token': '' })
  const { pid, log } = daemonOf(main)
  const key = jobs.service.apiKey
  expect(JSON.stringify([main.exported, main.state, main.outputs])).not.toContain(key)
  expect(main.masks).toContain(main.exported.CURSOR_API_KEY)
  expect(main.exported.CURSOR_API_KEY).toMatch(/^cgs_/)
  if (process.platform === 'linux') {
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toContain(key)
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(key)
  }
  expect(await readFile(log, 'utf8')).not.toContain(key)
  expect((await stat(dirname(main.outputs.recording ?? ''))).mode & 0o077).toBe(0)
  const step = await job.run(shell(oneCall))
  expect(step.output).toContain('models 200')
  expect((await job.finish())[0]?.exitCode).toBe(0)
})

test('a process that is killed leaves a partial record, said loudly, and post still uploads', async () => {
  const job = await jobs.job()
  const main = await job.uses(jobs.inputs())
  await job.run(shell(oneCall))
  process.kill(daemonOf(main).pid, 'SIGKILL')
  await untilGone(daemonOf(main).pid)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(1)
  expect(post?.annotations).toContainEqual({
    kind: 'error',
    title: 'cursor-guard: killed',
    message: expect.stringMatching(/was killed before the job ended.*partial/),
  })
  expect(post?.summary).toContain('The record is not sealed')
  const archive = await jobs.artifacts.download(`cursor-guard-${main.outputs['session-id']}`)
  expect(JSON.parse(unzip(archive).get('manifest.json')?.toString() ?? '')).toMatchObject({
    sealed: false,
  })
})

test.each([
  { mode: 'fail', code: 1 },
  { mode: 'warn', code: 0 },
])('a refused command ends the job at its end with on-violation: $mode', async ({ mode, code }) => {
  const job = await jobs.job()
  await writeFile(
    join(job.workspace, 'guard.yml'),
    'version: 1\nrules:\n  - { name: no, when: { tool: shell, command: ["whoami"] }, then: deny, reason: Not here. }\n',
  )
  await job.uses({ ...jobs.inputs(), policy: 'guard.yml', 'on-violation': mode })
  expect((await job.run(shell(sdkAgent('run whoami')))).output).toContain('It was a rejected.')
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(code)
  expect(post?.outputs.verdict).toBe('violations')
  expect(post?.summary).toContain('### Refused (1)')
})

test('silence is no success: a guard that nobody used fails the job', async () => {
  const job = await jobs.job()
  await job.uses(jobs.inputs())
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(1)
  expect(post?.annotations.map(({ message }) => message).join()).toMatch(/did not use the guard/)
})

test('the configuration of git comes back at the end of the job, byte for byte', async () => {
  const job = await jobs.job()
  const token = ['ghs', 'Ab1'.repeat(12)].join('_')
  const git = (...args: string[]) => execFileSync('git', ['-C', job.workspace, ...args])
  git('init', '--quiet')
  git('config', 'http.https://github.com/.extraheader', `AUTHORIZATION: basic ${token}`)
  const config = join(job.workspace, '.git/config')
  const before = await readFile(config)
  await job.uses(jobs.inputs())
  await job.run(shell(`${oneCall}\ngit config user.name Somebody`))
  expect(await readFile(config, 'utf8')).not.toContain(token)
  const [post] = await job.finish()
  expect(post?.exitCode).toBe(0)
  expect(post?.annotations.map(({ message }) => message).join()).toMatch(/was changed.*user\.name/)
  expect(await readFile(config)).toEqual(before)
})

test('when main cannot go on, no process stays and nothing stays changed', async () => {
  const job = await jobs.job()
  await writeFile(join(job.workspace, 'guard.yml'), 'version: 7\n')
  const main = await job.uses({ ...jobs.inputs(), policy: 'guard.yml' })
  expect(main.exitCode).toBe(1)
  expect(main.exported).toEqual({})
  expect(main.annotations.map(({ message }) => message).join()).toMatch(/guard\.yml:1:10.*version/)
  expect(guardsOf(job)).toEqual([])
  expect((await job.finish())[0]).toMatchObject({ exitCode: 0 })
})

test('who does not know the secret cannot end the session', async () => {
  const job = await jobs.job()
  const main = await job.uses(jobs.inputs())
  const { socket, pid } = daemonOf(main)
  const knock = `const s = require('node:net').connect(${JSON.stringify(socket)}); s.write('guess\\n'); s.on('close', () => process.exit(0))`
  execFileSync(process.execPath, ['-e', knock])
  expect(isAlive(pid)).toBe(true)
  expect((await job.run(shell(oneCall))).output).toContain('models 200')
  expect((await job.finish())[0]?.exitCode).toBe(0)
})

test('a job that ends without its post step ends the guard, which seals the record', async () => {
  const job = await jobs.job()
  const main = join(import.meta.dirname, '..', '..', 'action', 'dist', 'main.js')
  const file = (name: string) => join(job.temp, name)
  for (const name of ['env', 'path', 'output', 'state']) await writeFile(file(name), '')
  const worker = spawn('bash', ['-c', `"${process.execPath}" "${main}"; sleep 1`], {
    stdio: 'ignore',
    env: {
      ...job.env,
      'INPUT_CURSOR-API-KEY': jobs.service.apiKey,
      GITHUB_ENV: file('env'),
      GITHUB_PATH: file('path'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
    },
  })
  await new Promise((resolve) => worker.once('exit', resolve))
  const recording = /^recording<<.*\n(.+)$/m.exec(await readFile(file('output'), 'utf8'))?.[1]
  expect(recording).toBeDefined()
  await until(async () => (await verified(recording)).state === 'sealed')
})

/** Processes of the bundle that were started in this job, as their environment tells. */
function guardsOf(job: Job): string[] {
  const all = execFileSync('ps', ['axeww', '-o', 'pid,command'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).split('\n')
  return all.filter(
    (line) => line.includes('daemon.js') && line.includes(`RUNNER_TEMP=${job.temp}`),
  )
}
