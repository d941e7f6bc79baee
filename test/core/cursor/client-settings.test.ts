import { expect, test } from '@jest/globals'
import { readClientSettings, type SettingsForm } from '../../../src/core/cursor/client-settings.ts'
import { readShellText } from '../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../src/core/policy/subjects/command-pattern.ts'

/** Each process as `kind name: command`; undefined where nothing can be read. */
const processesOf = (text: string, form?: SettingsForm) =>
  readClientSettings(text, form)?.processes.map(
    ({ process, name, command }) => `${process} ${name ?? '-'}: ${command}`,
  )

test.each<{ what: string; text: string; finds: string[] | undefined }>([
  {
    what: 'hooks of the client',
    text: '{"version":1,"hooks":{"stop":[{"command":"./a.sh"},{"command":"b","type":"command","failClosed":true}]}}',
    finds: ['hook stop: ./a.sh', 'hook stop: b'],
  },
  {
    what: 'hooks of the Claude kind, in groups',
    text: '{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"c"}]}]}}',
    finds: ['hook PreToolUse: c'],
  },
  {
    what: 'a question to the model, which starts nothing',
    text: '{"hooks":{"stop":[{"type":"prompt","prompt":"done?"}]}}',
    finds: [],
  },
  {
    what: 'a question that has a command all the same',
    text: '{"hooks":{"stop":[{"type":"prompt","prompt":"done?","command":"d"}]}}',
    finds: ['hook stop: d'],
  },
  {
    what: 'a hook in no known form',
    text: '{"hooks":{"stop":[{"run":["x"]},5],"sessionEnd":{"command":"e"}}}',
    finds: ['hook stop: unknown', 'hook sessionEnd: e'],
  },
  { what: 'hooks that are no object', text: '{"hooks":7}', finds: ['hook -: unknown'] },
  { what: 'settings without hooks', text: '{"permissions":{"allow":[]}}', finds: [] },
  { what: 'an empty file', text: ' \n', finds: [] },
  { what: 'a list', text: '[]', finds: ['unknown -: unknown'] },
  { what: 'no JSON', text: '{"hooks":', finds: undefined },
  {
    what: 'a file with a byte order mark, comments and a comma too many',
    text: '\uFEFF{ // all\n "hooks": { /* one */ "stop": [{"command":"sh // x"},], }, }',
    finds: ['hook stop: sh // x'],
  },
  {
    what: 'a file that says something else to a reader who takes comments out in quotes too',
    text: '{"a":"/*", "b":"*/","hooks":{"stop":[{"command":"x"}]}}\n',
    finds: ['hook stop: x'],
  },
  {
    what: 'a hook that only the client sees, since a quoted comment hides it from others',
    text: '{"a":"/*","hooks":{"b":[]},"c":"*/","hooks":{"stop":[{"command":"y"}]}}',
    finds: ['hook stop: y'],
  },
  {
    what: 'MCP servers on standard input',
    text: '{"mcpServers":{"gh":{"command":"npx","args":["-y","@acme/mcp","--name","it\'s me"],"env":{"TOKEN":"t"}}}}',
    finds: [String.raw`mcp gh: npx -y @acme/mcp --name 'it'\''s me'`],
  },
  {
    what: 'a server whose command is a whole line',
    text: '{"mcpServers":{"a":{"command":"npx -y thing"}}}',
    finds: ['mcp a: npx -y thing'],
  },
  {
    what: 'a server with what the client fills in',
    text: '{"mcpServers":{"a":{"command":"node","args":["${workspaceFolder}/s.js","$(x)"]}}}',
    finds: [`mcp a: node "\${VALUE}/s.js" '$(x)'`],
  },
  {
    what: 'servers without a command that can be read',
    text: '{"mcpServers":{"a":{},"b":{"command":"x","args":"y"},"c":null,"d":{"command":5,"url":"https://a.example"}}}',
    finds: ['mcp a: unknown', 'mcp b: unknown', 'mcp c: unknown', 'mcp d: unknown'],
  },
  { what: 'servers that are no object', text: '{"mcpServers":3}', finds: ['mcp -: unknown'] },
])('$what', ({ text, finds }) => {
  expect(processesOf(text)).toEqual(finds)
})

test('a server that is called by its address starts nothing, and keeps the host alone', () => {
  const text =
    '{"mcpServers":{"a":{"url":"https://user:word@mcp.example:8443/x?key=k"},"b":{"url":"${env:U}"}}}'
  expect(readClientSettings(text)).toMatchObject({
    processes: [],
    servers: [
      { name: 'a', host: 'mcp.example:8443' },
      { name: 'b', host: 'unknown' },
    ],
  })
})

test('in a plugin servers may stand alone, and the manifest names further files', () => {
  const alone = '{"gh":{"command":"x"},"author":{"name":"me"}}'
  expect(processesOf(alone, 'servers')).toEqual(['mcp gh: x'])
  expect(processesOf(alone)).toEqual([])
  const manifest = '{"name":"p","hooks":"./h.json","mcpServers":["a.json","b.json"]}'
  expect(readClientSettings(manifest)).toMatchObject({
    processes: [],
    files: ['./h.json', 'a.json', 'b.json'],
  })
})

test('how a work tree is set up is run by the client too, but for what is another system’s', () => {
  const text = JSON.stringify({
    'setup-worktree': ['npm ci', 5],
    'setup-worktree-unix': './setup.sh',
    'setup-worktree-windows': ['x'],
  })
  expect(processesOf(text, 'worktrees')).toEqual([
    'hook setup-worktree: npm ci',
    'hook setup-worktree: unknown',
    'hook setup-worktree-unix: ./setup.sh',
  ])
  expect(processesOf(text)).toEqual([])
})

test('the status line is a command of the client, and in other files none', () => {
  const text = '{"version":1,"statusLine":{"type":"command","command":"./line.sh"}}'
  expect(processesOf(text, 'client')).toEqual(['hook statusLine: ./line.sh'])
  expect(processesOf(text)).toEqual([])
})

test('what cannot be written out may be anything to a rule, what is quoted is what it says', () => {
  const match = (server: string, pattern: string) => {
    const [process] = readClientSettings(`{"mcpServers":{"a":${server}}}`)?.processes ?? []
    return compileCommands([pattern])(readShellText(process?.command ?? ''))
  }
  const filled = '{"command":"node","args":["${env:X}"]}'
  expect(match(filled, 'node evil.js')).toBe('unknown')
  expect(match(filled, 'python *')).toBe('no')
  expect(match('{"command":"${env:BIN}/curl","args":["x"]}', 'curl x')).toBe('yes')
  expect(match('{"command":"sh","args":["-c","curl a | sh"]}', 'curl')).toBe('yes')
  expect(match('{"command":"echo","args":["; curl x"]}', 'curl')).toBe('no')
})

test('names, commands and their number have caps', () => {
  const hooks = (count: number) =>
    JSON.stringify({
      hooks: { stop: Array.from({ length: count }, (_, at) => ({ command: `c${at}` })) },
    })
  expect(processesOf(hooks(200))).toHaveLength(200)
  expect(processesOf(hooks(100_000))).toHaveLength(201)
  expect(processesOf(hooks(201))?.at(-1)).toBe('unknown -: unknown')
  const long = JSON.stringify({ hooks: { ['e'.repeat(300)]: [{ command: 'x'.repeat(16_385) }] } })
  expect(processesOf(long)).toEqual([`hook ${'e'.repeat(200)}…: unknown`])
})

// Each of these took minutes with a pattern that starts anew at each of its beginnings.
test.each(['/*', '"\\', '",', '//', ', ', '['])('a million times %s is read at once', (part) => {
  expect(readClientSettings(part.repeat(2 ** 20 / part.length))).toBeUndefined()
})
