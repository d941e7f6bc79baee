import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { ExecOutcome, Turn } from '../support/cursor-service/service.ts'
import { sdkAgent } from '../support/guarded-run.ts'
import { errorOf, useGuardedRuns, verified } from '../support/guarded-runs.ts'
import { until } from '../support/until.ts'

const guarded = useGuardedRuns({ agentOptions: ['--no-retries'] })

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
  const says = 'the service did not answer POST /auth/exchange_user_api_key: '
  expect(run.kinds('gap')).toContainEqual(
    expect.objectContaining({ reason: expect.stringContaining(says) }),
  )
  expect(run.kinds('seal')).toMatchObject([{ coverage: { state: 'partial' } }])
  expect(run.stderr).toContain(`gap: ${says}`)
  expect((await verified(run)).code).toBe(0)
})

test('an append whose connection is reset is sent again under its number', async () => {
  let resets = 0
  const run = await guarded({
    http2Config: 3,
    async script(turn) {
      await turn.shell('echo out')
      await turn.say('Done.')
    },
    fault(path) {
      if (path !== '/aiserver.v1.BidiService/BidiAppend' || resets > 0) return undefined
      resets += 1
      return 'reset'
    },
  })
  expect(resets).toBe(1)
  expect(run.code).toBe(0)
  expect(run.kinds('seal')).toMatchObject([{ coverage: { state: 'complete' } }])
  expect(run.service.record.runs).toHaveLength(1)
})

test('a key the service does not take is refused with the service’s own words', async () => {
  const run = await guarded({
    script: async () => {},
    env: { CURSOR_API_KEY: 'key_of_somebody_else' },
  })
  expect(errorOf(run)).toMatch(/auth/i)
  expect(run.code).toBe(1)
  const says = 'the service answered POST /auth/exchange_user_api_key with HTTP 401'
  expect(run.kinds('note')).toContainEqual(expect.objectContaining({ text: says }))
  expect(run.stderr).toContain(says)
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
      await until(async () => (await text()).includes('tool-result'))
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
    async script(turn) {
      await turn.shell('touch begun')
      await turn.hang()
    },
    command: ({ workspace }) => [
      'sh',
      '-c',
      `"$0" "$@" & while [ ! -e '${workspace}/begun' ]; do sleep 0.1; done; kill -9 $!; exit 9`,
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
      await until(async () => (await text()).includes('"kind":"prompt"'))
      guard.kill('SIGINT')
    },
  })
  expect(run.code).toBe(130)
  expect((await verified(run)).code).toBe(0)
})
