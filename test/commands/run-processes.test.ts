import { expect, test } from '@jest/globals'
import type { GuardedRun, GuardedRunOptions } from '../support/guarded-run.ts'
import { useGuardedRuns } from '../support/guarded-runs.ts'

const runGuarded = useGuardedRuns({
  // The official SDK reads the project's settings only when it is told to.
  agentOptions: ['--setting-sources', 'project'],
})
const guarded = (options: Omit<GuardedRunOptions, 'script'>) =>
  runGuarded({ ...options, script: (turn) => turn.say('Done.') })

const hooks = {
  version: 1,
  hooks: { beforeSubmitPrompt: [{ command: 'echo hook >>ran.txt; echo "{}"' }] },
}
const servers = { mcpServers: { local: { command: 'sh', args: ['-c', 'echo server >>ran.txt'] } } }
const settings = {
  '.cursor/hooks.json': JSON.stringify(hooks),
  '.cursor/mcp.json': JSON.stringify(servers),
}

const coverageOf = (run: GuardedRun) => {
  const [seal] = run.kinds('seal')
  return seal?.kind === 'seal' ? seal.coverage : undefined
}
const gap = 'gap: nobody sees what the client starts by itself: '

test('hooks and servers that the official client starts are entries, and the record is partial', async () => {
  const run = await guarded({ files: settings })
  expect(run.code).toBe(0)
  // They really run, in the guarded session.
  expect((await run.file('ran.txt'))?.split('\n').toSorted()).toEqual(['', 'hook', 'server'])
  expect(run.kinds('process')).toMatchObject([
    {
      process: 'hook',
      name: 'beforeSubmitPrompt',
      file: '.cursor/hooks.json',
      command: 'echo hook >>ran.txt; echo "{}"',
    },
    {
      process: 'mcp',
      name: 'local',
      file: '.cursor/mcp.json',
      command: "sh -c 'echo server >>ran.txt'",
    },
  ])
  expect(coverageOf(run)).toMatchObject({
    state: 'partial',
    reasons: expect.arrayContaining([
      `${gap}the hook "beforeSubmitPrompt" of .cursor/hooks.json`,
      `${gap}the MCP server "local" of .cursor/mcp.json`,
    ]),
  })
  expect(run.stderr).toContain(
    'the client starts by itself: the hook "beforeSubmitPrompt" of .cursor/hooks.json',
  )
  expect(run.entries.findIndex(({ kind }) => kind === 'process')).toBe(
    run.entries.findIndex(({ kind }) => kind === 'prompt') - 2,
  )
})

test('without them the same run is complete, whatever else the folder holds', async () => {
  const files = { '.cursor/rules/a.mdc': '---\nalwaysApply: true\n---\nBe kind.\n' }
  const run = await guarded({ files })
  expect(run.code).toBe(0)
  expect(run.kinds('process')).toEqual([])
  expect(coverageOf(run)).toMatchObject({ state: 'complete' })
})

test('a rule refuses them: the command is not started, and is told why', async () => {
  const run = await guarded({
    files: settings,
    policy: `version: 1
rules:
  - name: nothing of its own
    when: { process: [hook, mcp], command: "sh" }
    then: deny
    reason: Remove it from the settings.
`,
  })
  expect(run.code).toBe(77)
  expect(await run.file('ran.txt')).toBeUndefined()
  expect(run.service.record.calls).toEqual([])
  expect(run.stderr).toContain(
    'the rule "nothing of its own" refuses the MCP server "local" of .cursor/mcp.json: Remove it from the settings.',
  )
  expect(run.kinds('verdict')).toMatchObject([{ subject: 'process', effective: 'deny' }])
  expect(run.kinds('seal')).toMatchObject([{ exitCode: 77, totals: { denied: 1 } }])
})

const noHooks = 'version: 1\nrules: [{ name: no hooks, when: { process: hook }, then: deny }]\n'
const plant = `mkdir .cursor; echo '{"hooks":{"stop":[{"command":"x"}]}}' >.cursor/hooks.json`

test.each([
  { when: 'while the command runs ends it', more: 'exec sleep 120' },
  { when: 'as its last deed is found at the end', more: 'exit 0' },
])('one that appears $when', async ({ more }) => {
  const run = await guarded({
    policy: noHooks,
    command: () => ['sh', '-c', `${plant}; ${more}`],
  })
  expect(run.code).toBe(77)
  expect(run.stderr).toContain(
    'the session was ended: the rule "no hooks" refuses the hook "stop" of .cursor/hooks.json',
  )
  expect(coverageOf(run)?.reasons).toContain(`${gap}the hook "stop" of .cursor/hooks.json`)
})

/** The smallest MCP server: one tool, which answers. */
const server = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const results = {
    initialize: () => ({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }),
    'tools/list': () => ({ tools: [{ name: 'echo', inputSchema: { type: 'object' } }] }),
    'tools/call': () => ({ content: [{ type: 'text', text: 'heard' }] }),
  }
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: results[method]?.() ?? {} }) + '\\n')
})`

test.each([
  { what: 'that a program hands to the client is no entry, but a gap', isNamed: false },
  { what: 'of the settings is an entry, and said once', isNamed: true },
])('a server $what', async ({ isNamed }) => {
  const servers = { local: { command: process.execPath, args: ['-e', server] } }
  const outcomes: string[] = []
  const run = await runGuarded({
    ...(isNamed
      ? { files: { '.cursor/mcp.json': JSON.stringify({ mcpServers: servers }) } }
      : { agentOptions: ['--mcp-servers', JSON.stringify(servers)] }),
    async script(turn) {
      // The client knows a tool by its server's name and its own.
      outcomes.push((await turn.mcp('local', 'local-echo')).outcome)
      await turn.say('Done.')
    },
  })
  expect(run.service.scriptErrors).toEqual([])
  expect(outcomes).toEqual(['success'])
  expect(run.kinds('process')).toHaveLength(isNamed ? 1 : 0)
  expect(coverageOf(run)?.reasons.filter((reason) => reason.startsWith('gap'))).toEqual([
    isNamed
      ? `${gap}the MCP server "local" of .cursor/mcp.json`
      : 'gap: nobody sees the MCP server "local", which no settings name',
  ])
})
