import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals'
import { openAgentFiles } from '../../src/runner/agent-files/open-agent-files.ts'
import {
  type ClientShims,
  readInvocations,
  readUserPermissions,
  writeClientShims,
} from '../../src/runner/client-shims.ts'
import { patienceMs } from '../support/until.ts'

const url = 'http://127.0.0.2:4000'
const endpoints = ['--endpoint', url, '--agent-endpoint', url]
let root: string
let shims: ClientShims

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'shims-'))
  shims = await writeClientShims(join(root, "it's a guard"), { baseUrl: url })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Installs a stand-in client in a folder of its own and returns that folder. */
function install(name: string, script: string, folder = 'real'): string {
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, name), script, { mode: 0o755 })
  return join(root, folder)
}

/** Prints every argument in a line of its own, as JSON would be too kind to line ends. */
const printer = '#!/bin/sh\nfor one do printf "<%s>" "$one"; done\n'

function run(name: string, args: string[], path: string[], env: Record<string, string> = {}) {
  const PATH = [shims.shimDirectory, ...path, '/usr/bin', '/bin'].join(':')
  const result = spawnSync(join(shims.shimDirectory, name), args, {
    env: { PATH, CURSOR_API_KEY: 'session-token', ...env },
    encoding: 'utf8',
    timeout: patienceMs,
  })
  return { ...result, args: [...result.stdout.matchAll(/<([^>]*)>/g)].map(([, arg]) => arg) }
}

const files = await openAgentFiles({ workspace: '/', environment: {} })
afterAll(() => files.close())
const readNotes = () => readInvocations(shims.invocations, files)
const noted = async () => (await readNotes()).invocations

test.each(['agent', 'cursor-agent'])(
  '%s reaches the client with the endpoints in front',
  async (name) => {
    const folder = install(name, printer)
    const { status, args } = run(name, ['-p', 'fix the bug'], [folder])
    expect({ status, args }).toEqual({ status: 0, args: [...endpoints, '-p', 'fix the bug'] })
    expect(await noted()).toEqual([
      {
        client: name,
        outcome: 'started',
        path: join(folder, name),
        arguments: 2,
        flags: [],
        refused: [],
      },
    ])
  },
)

test('every argument arrives as it was given', () => {
  const folder = install('agent', printer)
  const odd = [
    '',
    ' ',
    'a  b',
    '*',
    '$HOME',
    '`id`',
    "it's",
    '"',
    '\\n',
    'two\nlines',
    '-',
    '--',
    '-e',
    'ü',
  ]
  expect(run('agent', odd, [folder]).args).toEqual([...endpoints, ...odd])
})

test.each([
  { args: ['--force'], flags: ['force'] },
  { args: ['--yolo', 'prompt'], flags: ['force'] },
  { args: ['-pf', 'prompt'], flags: ['force'] },
  { args: ['-c', 'prompt'], flags: ['cloud'] },
  { args: ['--cloud'], flags: ['cloud'] },
  { args: ['-H', 'x-a: -e', '-f'], flags: ['header', 'force'] },
  { args: ['-Hx-a: 1'], flags: ['header'] },
  {
    args: ['--header=x-a: 1', '--trust', '--approve-mcps'],
    flags: ['header', 'trust', 'approve-mcps'],
  },
  { args: ['--sandbox', 'disabled'], flags: ['no-sandbox'] },
  { args: ['--sandbox=enabled', '-w'], flags: ['worktree'] },
  { args: ['--model', '--force'], flags: [] },
  { args: ['-p', '--', '--force'], flags: [] },
  { args: ['--api-key', 'session-token'], flags: [] },
  { args: ['-e', url, '--endpoint', url, `--agent-endpoint=${url}`, `-pe${url}`], flags: [] },
  { args: ['--endpoint'], flags: [] },
])('$args is handed over and noted as $flags', async ({ args, flags }) => {
  const folder = install('agent', printer)
  expect(run('agent', args, [folder]).args).toEqual([...endpoints, ...args])
  expect(await noted()).toMatchObject([{ outcome: 'started', flags }])
})

test.each([
  { args: ['--endpoint', 'https://elsewhere'], option: '--endpoint', why: 'sets the endpoint' },
  { args: ['--endpoint=https://elsewhere'], option: '--endpoint', why: 'sets the endpoint' },
  { args: ['-p', '-e', 'https://elsewhere'], option: '-e', why: 'sets the endpoint' },
  { args: ['-ehttps://elsewhere'], option: '-e', why: 'sets the endpoint' },
  { args: ['-pfe', 'https://elsewhere'], option: '-e', why: 'sets the endpoint' },
  { args: ['--agent-endpoint', 'x'], option: '--agent-endpoint', why: 'sets the endpoint' },
  { args: ['--repo-endpoint=x'], option: '--repo-endpoint', why: 'sets the endpoint' },
  { args: ['--insecure'], option: '--insecure', why: 'certificate checks' },
  { args: ['--repo-insecure'], option: '--repo-insecure', why: 'certificate checks' },
  { args: ['--api-key', 'another'], option: '--api-key', why: 'holds the credential' },
  { args: ['--auth-token=another'], option: '--auth-token', why: 'holds the credential' },
])('$args is refused before the client starts', async ({ args, option, why }) => {
  const folder = install('agent', printer)
  const { status, stdout, stderr } = run('agent', args, [folder])
  expect({ status, stdout }).toEqual({ status: 64, stdout: '' })
  expect(stderr).toContain(`cursor-guard: agent ${option} is refused:`)
  expect(stderr).toContain(why)
  expect(stderr).not.toContain('another')
  expect(await noted()).toMatchObject([{ outcome: 'refused', refused: [option] }])
})

test('no prompt and no value is written down', () => {
  const folder = install('agent', printer)
  run('agent', ['-p', 'the prompt', '-H', 'x-secret: value', '--model', 'm'], [folder])
  const text = readFileSync(shims.invocations, 'utf8')
  expect(text).toContain('"header"')
  for (const word of ['prompt', 'x-secret', 'value', '--model']) expect(text).not.toContain(word)
})

test('without a client the shim says so and ends with 127', async () => {
  const { status, stderr } = run('agent', ['-p'], ['/nonexistent', ''])
  expect(status).toBe(127)
  expect(stderr).toBe('cursor-guard: agent is not installed: it was not found in PATH.\n')
  expect(await noted()).toMatchObject([{ outcome: 'missing', path: null }])
})

test('folders and files that cannot be executed are passed over', () => {
  mkdirSync(join(root, 'one', 'agent'), { recursive: true })
  mkdirSync(join(root, 'two'))
  writeFileSync(join(root, 'two', 'agent'), printer, { mode: 0o644 })
  const folder = install('agent', printer)
  expect(run('agent', ['x'], [join(root, 'one'), join(root, 'two'), folder]).status).toBe(0)
})

test('the same folder twice, a link to the shim and the shims of another guard are passed over', async () => {
  mkdirSync(join(root, 'links'))
  symlinkSync(join(shims.shimDirectory, 'agent'), join(root, 'links', 'agent'))
  const outer = await writeClientShims(join(root, 'outer'), { baseUrl: 'http://127.0.0.2:1' })
  const folder = install('agent', printer)
  const { status, args } = run(
    'agent',
    [],
    [shims.shimDirectory, join(root, 'links'), outer.shimDirectory, folder],
  )
  expect({ status, args }).toEqual({ status: 0, args: endpoints })
})

test.each([
  { how: 'by exec', script: '#!/bin/sh\nexec agent "$@"\n' },
  { how: 'as a child', script: '#!/bin/sh\nagent "$1"\n' },
])('a client that leads back $how ends instead of running for ever', async ({ script }) => {
  const folder = install('agent', script)
  const { status, stderr } = run('agent', ['x'], [folder])
  expect(status).not.toBe(0)
  expect(stderr).toContain('leads back to this shim')
  expect((await noted()).at(-1)).toMatchObject({ outcome: 'loop' })
})

test('a wrapper that calls the client by its other name still works', () => {
  install('agent', '#!/bin/sh\nexec cursor-agent "$@"\n')
  const folder = install('cursor-agent', printer)
  expect(run('agent', ['x'], [folder]).args).toEqual([...endpoints, ...endpoints, 'x'])
})

test.each([0, 1, 77, 255])('exit code %i is the exit code', (code) => {
  const folder = install('agent', `#!/bin/sh\nexit ${code}\n`)
  expect(run('agent', [], [folder]).status).toBe(code)
})

test('the client is the process that was started, and gets its signals', async () => {
  const folder = install(
    'agent',
    '#!/bin/sh\ntrap "exit 43" TERM\necho $$\nwhile :; do sleep 0.05; done\n',
  )
  const child = spawn(join(shims.shimDirectory, 'agent'), [], {
    env: { PATH: `${shims.shimDirectory}:${folder}:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const pid = await new Promise((resolve) =>
    child.stdout.once('data', (data) => resolve(Number(data))),
  )
  expect(pid).toBe(child.pid)
  child.kill('SIGTERM')
  expect(await exited).toBe(43)
})

test('standard input goes through', () => {
  const folder = install('agent', '#!/bin/sh\ncat\n')
  const result = spawnSync(join(shims.shimDirectory, 'agent'), [], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    input: 'piped',
    encoding: 'utf8',
  })
  expect(result.stdout).toBe('piped')
})

const shells = [['sh'], ['bash'], ['dash'], ['busybox', 'sh']].filter(
  ([shell, ...rest]) => spawnSync(shell ?? '', [...rest, '-c', 'exit 0']).status === 0,
)
test.each(shells)('the script also runs in %s', (shell, ...rest) => {
  const folder = install('agent', printer)
  const shim = join(shims.shimDirectory, 'agent')
  const before = rest.filter((word) => typeof word === 'string')
  const result = spawnSync(shell ?? '', [...before, shim, '-pf', 'x'], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: 'utf8',
  })
  expect(result.stdout).toBe([...endpoints, '-pf', 'x'].map((arg) => `<${arg}>`).join(''))
})

test('an invocation file that cannot be written does not stop the client', () => {
  const folder = install('agent', printer)
  rmSync(shims.invocations)
  mkdirSync(shims.invocations)
  const { status, stderr } = run('agent', ['x'], [folder])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('the version is read from where the client is installed', async () => {
  const versioned = install('cursor-agent', printer, 'share/versions/2025.10.02-bd871ac')
  mkdirSync(join(root, 'links'))
  symlinkSync(join(versioned, 'cursor-agent'), join(root, 'links', 'agent'))
  run('agent', [], [join(root, 'links')])
  expect(await noted()).toMatchObject([{ version: '2025.10.02-bd871ac' }])
})

test('lines that no shim wrote are counted, not believed', async () => {
  const lines = [
    'nonsense',
    '{"client":"agent"}',
    '{"client":"agent","outcome":"started","path":null,"arguments":0,"flags":["<b>"],"refused":[]}',
  ]
  writeFileSync(shims.invocations, lines.join('\n'))
  expect(await readNotes()).toEqual({
    invocations: [],
    unreadable: 3,
    truncated: false,
  })
})

test('an endless file is cut, and a pipe or nothing in its place does not hang', async () => {
  writeFileSync(shims.invocations, 'x'.repeat(1_100_000))
  expect(await readNotes()).toMatchObject({ unreadable: 1, truncated: true })
  rmSync(shims.invocations)
  expect(await readNotes()).toMatchObject({ unreadable: 1 })
  spawnSync('mkfifo', [shims.invocations])
  expect(await readNotes()).toMatchObject({ invocations: [] })
})

test("the settings are the guard's own, private, and complete", () => {
  const file = join(shims.configDirectory, 'cli-config.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    version: 1,
    editor: { vimMode: false },
    permissions: { allow: [], deny: [] },
    network: { useHttp1ForAgent: true },
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(shims.configDirectory).mode & 0o777).toBe(0o700)
})

test('permission rules of the user are carried over, a login is not', async () => {
  const own = join(root, 'own')
  mkdirSync(own)
  const rules = { allow: ['Shell(ls)'], deny: ['Shell(git push)', 'Read(.env*)'] }
  const secret = 'authInfo'
  writeFileSync(
    join(own, 'cli-config.json'),
    JSON.stringify({ version: 1, permissions: rules, [secret]: { a: 1 } }),
  )
  const permissions = await readUserPermissions(own)
  expect(permissions).toEqual(rules)
  const { configDirectory } = await writeClientShims(join(root, 'second'), {
    baseUrl: url,
    permissions,
  })
  const written = readFileSync(join(configDirectory, 'cli-config.json'), 'utf8')
  expect(written).toContain('Shell(git push)')
  expect(written).not.toContain(secret)
})

test.each([
  { content: '{', when: 'broken JSON' },
  { content: '{"permissions":{"deny":"Shell(git)"}}', when: 'text instead of a list' },
  { content: '{"permissions":{"deny":["everything"]}}', when: 'a rule of another form' },
])('user settings with $when are an error, since rules would get lost', async ({ content }) => {
  writeFileSync(join(root, 'cli-config.json'), content)
  await expect(readUserPermissions(root)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(
      'cli-config.json: expected the settings of the command line client',
    ),
  })
})

test.each([
  {
    what: 'more bytes than a person writes',
    put: (path: string) => writeFileSync(path, Buffer.alloc(1_048_577, ' ')),
  },
  { what: 'no end', put: (path: string) => symlinkSync('/dev/zero', path) },
])('settings with $what are not read to it', async ({ put }) => {
  put(join(root, 'cli-config.json'))
  await expect(readUserPermissions(root)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test('no user settings are no rules', async () => {
  expect(await readUserPermissions(join(root, 'none'))).toEqual({ allow: [], deny: [] })
})

test('the shims can be copied by nobody into a loop', () => {
  const folder = install('other', '')
  copyFileSync(join(shims.shimDirectory, 'agent'), join(folder, 'agent'))
  expect(run('agent', [], [folder]).status).toBe(127)
  expect(existsSync(join(folder, 'agent'))).toBe(true)
})
