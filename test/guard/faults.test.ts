import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { main } from '../../src/cli.ts'
import type { ExecOutcome, Turn } from '../support/cursor-service/service.ts'
import {
  type GuardedRun,
  type GuardedRunOptions,
  guardedRun,
  sdkAgent,
} from '../support/guarded-run.ts'

const runs: GuardedRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.remove()
})
async function guarded(options: GuardedRunOptions): Promise<GuardedRun> {
  const run = await guardedRun({ agentOptions: ['--no-retries'], ...options })
  runs.push(run)
  return run
}

/** Exit code and text of `cursor-guard verify` for a run's recording. */
async function verified(run: GuardedRun): Promise<{ code: number; text: string }> {
  let text = ''
  const output = {
    write: (part: string) => {
      text += part
    },
  }
  const code = await main(['verify', join(run.out, 'recording.jsonl')], {
    stdout: output,
    stderr: output,
    stdin: process.stdin,
    env: {},
    cwd: '/',
    now: Date.now,
  })
  return { code, text }
}

const errorOf = (run: GuardedRun) =>
  JSON.stringify(run.printed.findLast(({ event }) => event === 'result' || event === 'failed'))

test.each([
  {
    fault: 'a connection that is reset',
    async script(turn: Turn) {
      await turn.say('Hel')
      await sleep(100)
      turn.channel.reset()
    },
    says: 'connection to the service broke',
  },
  {
    fault: 'a stream that ends early',
    script: (turn: Turn) => turn.channel.cut(),
    says: 'closed its stream before the end',
  },
  {
    fault: 'garbage',
    script: (turn: Turn) => turn.channel.raw(Buffer.from('\u00ff\u00ff\u00ff\u00ffgarbage')),
    says: 'cannot be read',
  },
  {
    fault: 'a frame of 300 MB',
    script: (turn: Turn) => turn.channel.raw(Buffer.from([0, 0x11, 0xe1, 0xa3, 0, 1, 2, 3])),
    says: 'announces 300000000 bytes',
  },
  {
    fault: 'a body that does not inflate',
    coding: 'gzip' as const,
    script: (turn: Turn) => turn.channel.envelope(1, Buffer.from('not gzip')),
    says: 'not valid gzip',
  },
  {
    fault: 'another content type',
    script: (turn: Turn) => turn.channel.respond(200, { 'content-type': 'text/html' }, '<p>hello'),
    says: 'a Connect stream was expected',
  },
  {
    fault: 'HTTP 503',
    script: (turn: Turn) => turn.channel.respond(503, { 'content-type': 'text/plain' }, 'later'),
    says: '503',
  },
])(
  'upstream: $fault becomes an error the client shows, and a sealed record',
  async ({ script, says, coding }) => {
    const run = await guarded({
      ...(coding && { coding }),
      script: async (turn) => void (await script(turn)),
    })
    expect(errorOf(run)).toContain(says)
    expect(run.code).toBe(1)
    expect(run.kinds('gap').length).toBeGreaterThan(0)
    expect(run.kinds('seal')).toMatchObject([{ coverage: { state: 'partial' } }])
    expect((await verified(run)).code).toBe(0)
  },
)

test('upstream: a service that is not there is named, and nothing hangs', async () => {
  const run = await guarded({
    script: async () => {},
    fault: () => 'reset',
  })
  expect(errorOf(run)).toMatch(/could not be reached|unavailable|502|503/)
  expect(run.code).not.toBe(0)
  expect((await verified(run)).code).toBe(0)
})

test('upstream: a service that hangs leaves the decision to the client, which gives up', async () => {
  const run = await guarded({ script: (turn) => turn.hang(), heartbeatMs: 0 })
  expect(errorOf(run)).toContain('Connection stalled')
  expect(run.code).toBe(1)
  expect((await verified(run)).code).toBe(0)
}, 60_000)

test('a key the service does not take is refused with the service’s own words', async () => {
  const run = await guarded({
    script: async () => {},
    env: { CURSOR_API_KEY: 'key_of_somebody_else' },
  })
  expect(errorOf(run)).toMatch(/auth/i)
  expect(run.code).toBe(1)
  expect(await run.recorded()).not.toContain('key_of_somebody_else')
})

test('the guard killed in the middle leaves a readable record, unsealed', async () => {
  const run = await guarded({
    async script(turn) {
      await turn.shell('echo before')
      await turn.hang()
    },
    async onReady({ guard, out }) {
      const text = () => readFile(join(out, 'recording.jsonl'), 'utf8').catch(() => '')
      while (!(await text()).includes('tool-result')) await sleep(50)
      guard.kill('SIGKILL')
    },
  })
  expect(run.signal).toBe('SIGKILL')
  expect(run.kinds('command-output')).toMatchObject([{ text: 'before\n' }])
  const { code, text } = await verified(run)
  expect(code).toBe(3)
  expect(text).toContain('unsealed')
})

test('a disk that fills up ends the session with 70: what cannot be recorded does not run', async () => {
  const outcomes: ExecOutcome[] = []
  const run = await guarded({
    prelude: 'ulimit -f 96 &&',
    policy: 'version: 1\nrecording: { require: true }\n',
    async script(turn) {
      for (let index = 0; index < 400; index += 1) {
        outcomes.push(await turn.shell(`echo ${index} ${'x'.repeat(200)}`, { quiet: true }))
      }
    },
  })
  expect(run.code).toBe(70)
  expect(run.stderr).toContain('the recording stops here')
  expect(outcomes.length).toBeLessThan(400)
  expect((await verified(run)).code).toBe(3)
})

test('a client that vanishes leaves a sealed record', async () => {
  const run = await guarded({
    script: (turn) => turn.hang(),
    command: ({ workspace }) => [
      'sh',
      '-c',
      `"$0" "$@" & sleep 4; kill -9 $!; exit 9`,
      process.execPath,
      sdkAgent,
      '--cwd',
      workspace,
      'Hang',
    ],
  })
  expect(run.code).toBe(9)
  expect((await verified(run)).code).toBe(0)
})

test('two agents at once share a session and keep their runs apart', async () => {
  const run = await guarded({
    async script(turn) {
      await turn.shell(`echo ${turn.prompt}`)
      await turn.say(`Done with ${turn.prompt}.`)
    },
    command: ({ workspace }) => [
      'sh',
      '-c',
      '"$0" "$1" --cwd "$2" first & one=$!; "$0" "$1" --cwd "$2" second && wait $one',
      process.execPath,
      sdkAgent,
      workspace,
    ],
  })
  expect(run.service.scriptErrors).toEqual([])
  expect(run.code).toBe(0)
  for (const name of ['first', 'second']) {
    const [prompt] = run.kinds('prompt').filter((entry) => 'text' in entry && entry.text === name)
    const own = run.entries.filter(
      (entry) => 'run' in entry && prompt && 'run' in prompt && entry.run === prompt.run,
    )
    expect(own.find(({ kind }) => kind === 'command-output')).toMatchObject({ text: `${name}\n` })
    expect(own.find(({ kind }) => kind === 'response')).toMatchObject({
      text: `Done with ${name}.`,
    })
  }
})

test('Ctrl-C reaches the command, and the record is sealed', async () => {
  const run = await guarded({
    script: (turn) => turn.hang(),
    async onReady({ guard, out }) {
      const text = () => readFile(join(out, 'recording.jsonl'), 'utf8').catch(() => '')
      while (!(await text()).includes('"kind":"prompt"')) await sleep(50)
      guard.kill('SIGINT')
    },
  })
  expect(run.code).toBe(130)
  expect((await verified(run)).code).toBe(0)
})

test('10,000 tool calls later the record is whole', async () => {
  let done = 0
  const run = await guarded({
    policy:
      'version: 1\nrules:\n  - { name: none, when: { tool: shell, command: ["rm *"] }, then: deny }\n',
    async script(turn) {
      // Refused calls come back without the client: the guard alone is measured here.
      for (; done < 10_000; done += 50) {
        const asked = Array.from({ length: 50 }, (_, index) =>
          turn.shell(`rm ${done + index}`, { quiet: true }),
        )
        await Promise.all(asked)
      }
    },
  })
  expect(run.service.scriptErrors).toEqual([])
  expect(done).toBe(10_000)
  expect(run.kinds('tool-call')).toHaveLength(10_000)
  expect(run.code).toBe(0)
  expect((await verified(run)).code).toBe(0)
}, 180_000)
