import { afterEach, expect, test } from '@jest/globals'
import type { ExecOutcome } from '../support/cursor-service/service.ts'
import {
  cliAgent,
  type GuardedRun,
  type GuardedRunOptions,
  guardedRun,
} from '../support/guarded-run.ts'

const runs: GuardedRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.remove()
})

/** Runs `text` in a shell which finds the stand-in of the command line client on its PATH. */
async function withClient(options: Omit<GuardedRunOptions, 'command'>, text: string) {
  const run = await guardedRun({
    ...options,
    files: {
      'bin/cursor-agent': `#!/bin/sh\nexec '${process.execPath}' '${cliAgent}' "$@"\n`,
      'bin/agent': `#!/bin/sh\nexec '${process.execPath}' '${cliAgent}' "$@"\n`,
      ...options.files,
    },
    command: () => ['sh', '-c', `chmod +x bin/*; ${text}`],
    env: { PATH: `bin:${process.env.PATH}`, ...options.env },
  })
  runs.push(run)
  expect(run.service.scriptErrors).toEqual([])
  return run
}

test.each(['cursor-agent', 'agent'])(
  '%s works through the guard, on its own agent host too',
  async (name) => {
    let outcome: ExecOutcome | undefined
    const run = await withClient(
      {
        // Nobody listens there: a client that follows it never gets an answer.
        agentUrl: 'http://127.0.0.1:1',
        async script(turn) {
          outcome = await turn.shell('echo from the client')
          await turn.say('Hello from the service.')
        },
      },
      `PATH="$PATH:$PWD/bin" ${name} -p --force --output-format stream-json 'Say hello'`,
    )
    expect(outcome?.stdout).toBe('from the client\n')
    expect(run.stdout).toContain('Hello from the service.')
    expect(run.code).toBe(0)
    expect(run.kinds('prompt')).toMatchObject([{ text: 'Say hello' }])
    expect(run.kinds('note')).toContainEqual(
      expect.objectContaining({
        client: name,
        outcome: 'started',
        flags: expect.arrayContaining(['force']),
      }),
    )
  },
)

test('the user’s own settings of the client are neither read nor written', async () => {
  const settings = '{"version":1,"editor":{"vimMode":true},"permissions":{"allow":[],"deny":[]}}'
  const run = await withClient(
    {
      script: async (turn) => turn.say('Hi'),
      files: { 'home/.cursor/cli-config.json': settings },
    },
    `PATH="$PATH:$PWD/bin" HOME="$PWD/home" cursor-agent -p 'Hi'; cat "$CURSOR_CONFIG_DIR/cli-config.json"`,
  )
  expect(await run.file('home/.cursor/cli-config.json')).toBe(settings)
  expect(run.stdout).toContain('"useHttp1ForAgent": true')
})

test('an endpoint that leads past the guard is refused before the client starts', async () => {
  const run = await withClient(
    { script: async () => {} },
    `PATH="$PATH:$PWD/bin" cursor-agent --endpoint https://elsewhere.example -p 'Hi'; echo "exit $?"`,
  )
  expect(run.stdout).toContain('exit 64')
  expect(run.code).toBe(70)
})

test('a client that is not installed is missed by name', async () => {
  const run = await guardedRun({
    script: async () => {},
    command: () => ['sh', '-c', 'cursor-agent -p \'Hi\'; echo "exit $?"'],
    env: { PATH: '/usr/bin:/bin' },
  })
  runs.push(run)
  expect(run.stdout).toContain('exit 127')
  expect(run.code).toBe(70)
})
