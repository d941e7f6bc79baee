import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runClient } from '../../support/clients/run-client.ts'
import {
  type CursorService,
  type ExecOutcome,
  type Script,
  startCursorService,
} from '../../support/cursor-service/service.ts'

let outcomes: Record<string, ExecOutcome>
let services: CursorService[]
let home: string

const script: Script = async (turn) => {
  await turn.say('working ', 'on it')
  outcomes.shell = await turn.shell('echo out; echo err >&2; exit 3')
  outcomes.write = await turn.write('a.txt', 'one\n')
  outcomes.read = await turn.read('a.txt')
  outcomes.delete = await turn.delete('a.txt')
  outcomes.unknown = await turn.exec(99)
  await turn.end({ input: 5, output: 6 })
}

const service = async (options: Partial<Parameters<typeof startCursorService>[0]> = {}) => {
  const started = await startCursorService({ script, ...options })
  services.push(started)
  return started
}
const config = (network: object) =>
  JSON.stringify({
    version: 1,
    editor: { vimMode: false },
    permissions: { allow: [], deny: [] },
    network,
  })

beforeEach(async () => {
  outcomes = {}
  services = []
  home = await mkdtemp(join(tmpdir(), 'cli-'))
})
afterEach(async () => {
  for (const one of services) await one.close()
  await rm(home, { recursive: true, force: true })
})

test.each([
  { transport: 'sse', useHttp1ForAgent: true },
  { transport: 'http2', useHttp1ForAgent: false },
])(
  'the stand-in for the command line client runs a turn over $transport',
  async ({ transport, useHttp1ForAgent }) => {
    const { url, apiKey, record, scriptErrors } = await service()
    await writeFile(join(home, 'cli-config.json'), config({ useHttp1ForAgent }))
    const args = [
      '-p',
      '--output-format',
      'stream-json',
      '--endpoint',
      url,
      '-H',
      'x-test: yes',
      'Fix',
      'it',
    ]
    const result = await runClient('cli', args, {
      cwd: home,
      env: { CURSOR_API_KEY: apiKey, CURSOR_CONFIG_DIR: home },
    })
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    expect(result.lines.map(({ type, subtype }) => `${type} ${subtype ?? ''}`.trim())).toEqual([
      'system init',
      'user',
      ...['shell', 'write', 'read'].flatMap(() => ['tool_call started', 'tool_call completed']),
      'assistant',
      'result success',
    ])
    expect(result.lines.at(-1)).toMatchObject({
      result: 'working on it',
      usage: { inputTokens: 5, outputTokens: 6 },
    })
    expect(outcomes).toMatchObject({
      shell: { outcome: 'failure', stdout: 'out\n', stderr: 'err\n', exitCode: 3 },
      write: { outcome: 'success', text: 'one\n' },
      read: { outcome: 'success', text: 'one\n' },
      delete: { outcome: 'success' },
      unknown: { outcome: 'rejected' },
    })
    expect(record.runs).toMatchObject([{ transport, prompts: ['Fix it'] }])
    expect(record.calls.at(-1)?.headers).toMatchObject({
      'x-cursor-client-type': 'cli',
      'x-test': 'yes',
    })
    expect(scriptErrors).toEqual([])
  },
)

test('its agent stream goes to the host that the configuration names, unless it is told another', async () => {
  const key = 'shared-key-of-the-test'
  const agent = await service({ apiKey: key, script: (turn) => turn.say('from the agent host') })
  // The agent's host knows the tokens of the other one only by being the same service; here each
  // has its own, so the switch shows as a credential it does not know.
  const main = await service({ apiKey: key, agentUrl: agent.url })
  const env = { CURSOR_API_KEY: key, CURSOR_CONFIG_DIR: home }
  const switched = await runClient('cli', ['-p', '--endpoint', main.url, 'hi'], { cwd: home, env })
  expect(switched.stderr).toContain('HTTP 401')
  expect(agent.record.callsTo('/agent.v1.AgentService/Run')).toHaveLength(1)
  expect(JSON.parse(await readFile(join(home, 'cli-config.json'), 'utf8'))).toMatchObject({
    serverConfigCache: { agentUrlConfig: { agentUrl: agent.url } },
  })
  const told = ['-p', '--endpoint', main.url, '--agent-endpoint', main.url, 'hi']
  expect(await runClient('cli', told, { cwd: home, env })).toMatchObject({ exitCode: 0 })
  expect(main.record.callsTo('/agent.v1.AgentService/Run')).toHaveLength(1)
})

test.each([
  {
    what: 'a key that is not accepted',
    env: { CURSOR_API_KEY: 'other' },
    says: 'the key was not accepted (HTTP 401)',
  },
  { what: 'no key', env: {}, says: 'not logged in' },
])('$what ends it with an error', async ({ env, says }) => {
  const { url } = await service()
  const result = await runClient('cli', ['-p', '--endpoint', url, 'hi'], {
    cwd: home,
    env: { ...env },
  })
  expect(result.exitCode).toBe(1)
  expect(result.stderr).toContain(says)
})

test('an error at the end of the stream ends it with that error', async () => {
  const { url, apiKey } = await service({
    async script(turn) {
      turn.channel.fail('permission_denied', 'denied by policy')
    },
  })
  const result = await runClient('cli', ['-p', 'hi'], {
    cwd: home,
    env: { CURSOR_API_KEY: apiKey, CURSOR_API_ENDPOINT: url },
  })
  expect(result).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('[permission_denied] denied by policy'),
  })
})

test('a config file without its required keys is an error', async () => {
  await mkdir(join(home, '.cursor'))
  await writeFile(join(home, '.cursor', 'cli-config.json'), '{"version":1}')
  const result = await runClient('cli', ['-p', 'hi'], { cwd: home, env: { CURSOR_API_KEY: 'k' } })
  expect(result.stderr).toContain('needs version, editor.vimMode')
})

test('models are listed and the version is told', async () => {
  const { url, apiKey } = await service({ models: ['model-a', 'model-b'] })
  const env = { CURSOR_API_KEY: apiKey }
  const listed = await runClient('cli', ['--list-models', '-e', url], { cwd: home, env })
  expect(listed).toMatchObject({ exitCode: 0, stdout: 'model-a\nmodel-b\n' })
  const asked = await runClient('cli', ['--version'], { cwd: home, env: {} })
  expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d{4}\.\d\d\.\d\d-/) })
})
