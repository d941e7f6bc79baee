import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  type AgentFiles,
  createAgentFiles,
  maxSettingsBytes,
} from '../../../src/runner/agent-files/agent-files.ts'
import { openAgentFiles } from '../../../src/runner/agent-files/open-agent-files.ts'

const isRoot = process.getuid?.() === 0 && process.platform === 'linux'
const needsRoot = isRoot ? test : test.skip
const rootTitle = isRoot ? '' : ' (not run: not root)'

let root: string
let opened: AgentFiles[]
beforeEach(() => {
  // Not below the folder for temporary files, which is one of the agent's own.
  root = realpathSync(mkdtempSync('/var/tmp/agent-files-'))
  chmodSync(root, 0o755)
  opened = []
  for (const folder of ['repo/.git', 'repo/docs', 'repo/secret', 'home', 'outside']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  writeFileSync(join(root, 'repo/docs/a.txt'), 'one\n')
  writeFileSync(join(root, 'repo/secret/key'), 'key\n')
  writeFileSync(join(root, 'outside/file'), 'outside\n')
})
afterEach(() => {
  for (const files of opened) files.close()
  rmSync(root, { recursive: true, force: true })
})

const at = (name: string) => join(root, name)
const link = (target: string, name: string) => symlinkSync(target, at(name))

async function open(workspace = at('repo')): Promise<AgentFiles> {
  const files = await openAgentFiles({ workspace, environment: { HOME: at('home') } })
  opened.push(files)
  return files
}

/** What a name leads to and what is read there, as a write or an edit does it. */
async function look(files: AgentFiles, name: string) {
  const place = await files.locate(name)
  return { ...place, text: place && (await files.read(place)) }
}

test.each([
  { what: 'a file by its relative name', name: 'docs/a.txt' },
  { what: 'by its whole name', name: 'ROOT/repo/docs/a.txt' },
  { what: 'with dots in it', name: './docs/../docs/./a.txt' },
  { what: 'from a folder of the repository', name: '../docs/a.txt', workspace: 'repo/secret' },
])('$what is itself, and can be read', async ({ name, workspace = 'repo' }) => {
  const files = await open(at(workspace))
  expect(await look(files, name.replace('ROOT', root))).toEqual({
    real: at('repo/docs/a.txt'),
    text: 'one\n',
  })
})

test('the home folder and the one for temporary files are the agent’s too', async () => {
  writeFileSync(at('home/notes'), 'mine\n')
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'agent-files-')))
  writeFileSync(join(temporary, 'x'), 'temporary\n')
  const files = await open()
  expect(await look(files, at('home/notes'))).toMatchObject({ text: 'mine\n' })
  expect(await look(files, join(temporary, 'x'))).toMatchObject({ text: 'temporary\n' })
  rmSync(temporary, { recursive: true })
})

test('a file that is not there yet is empty, and has its place', async () => {
  const files = await open()
  expect(await look(files, 'new/file.txt')).toEqual({ real: at('repo/new/file.txt'), text: '' })
})

test('a workspace that is reached over a link is no other place', async () => {
  link('repo', 'by-link')
  const files = await open(at('by-link'))
  expect(await look(files, 'docs/a.txt')).toEqual({ real: at('repo/docs/a.txt'), text: 'one\n' })
})

test('a link leads to another place, and both are known', async () => {
  link('../secret/key', 'repo/docs/harmless.txt')
  link('secret', 'repo/folder')
  const files = await open()
  const key = { real: at('repo/secret/key'), leadsTo: 'secret/key', text: 'key\n' }
  expect(await look(files, 'docs/harmless.txt')).toEqual(key)
  expect(await look(files, 'folder/key')).toEqual(key)
  expect(await look(files, 'folder/new')).toEqual({
    real: at('repo/secret/new'),
    leadsTo: 'secret/new',
    text: '',
  })
})

test.each([
  { what: 'a link that leads out', set: () => link('../../outside/file', 'repo/docs/x') },
  {
    what: 'a folder that leads out',
    set: () => link('../../outside', 'repo/docs/x'),
    name: 'file',
  },
  { what: 'a link to nowhere', set: () => link('gone', 'repo/docs/x') },
  { what: 'a link to itself', set: () => link('x', 'repo/docs/x') },
  { what: 'a folder', set: () => mkdirSync(at('repo/docs/x')) },
  { what: 'a pipe', set: () => execFileSync('mkfifo', [at('repo/docs/x')]) },
  { what: 'a link to a device', set: () => link('/dev/zero', 'repo/docs/x') },
  { what: 'a link to a process', set: () => link('/proc/self/environ', 'repo/docs/x') },
  { what: 'bytes that are no text', set: () => writeFileSync(at('repo/docs/x'), Buffer.of(255)) },
  { what: 'what lies in a file', set: () => writeFileSync(at('repo/docs/x'), ''), name: 'y' },
])('$what cannot be read', async ({ set, name }) => {
  set()
  const files = await open()
  const { text } = await look(files, join('docs/x', name ?? ''))
  expect(text).toBeUndefined()
  // The reader goes on.
  expect(await look(files, 'docs/a.txt')).toMatchObject({ text: 'one\n' })
})

test.each([
  'ROOT/outside/file',
  '../outside/file',
  'ROOT/outside/none',
  '/proc/self/environ',
  '/proc/self/cwd/docs/a.txt',
  '/dev/stdin',
  '/etc/hostname',
  '/nowhere/at/all',
])('%s is outside, whether it is there or not', async (name) => {
  const files = await open()
  expect((await look(files, name.replace('ROOT', root))).text).toBeUndefined()
})

test('a process’s environment is not read even where the home is the root', async () => {
  const files = await openAgentFiles({ workspace: at('repo'), environment: { HOME: '/' } })
  opened.push(files)
  expect((await look(files, '/proc/self/environ')).text).toBeUndefined()
  expect((await look(files, at('outside/file'))).text).toBeUndefined()
})

test('where a name is two places, it is none', async () => {
  mkdirSync(at('repo/secret/deep'))
  link('secret/deep', 'repo/link')
  writeFileSync(at('repo/key'), 'harmless\n')
  const files = await open()
  // To the system this is secret/key; to whoever works the name out, it is key.
  expect(await files.locate('link/../key')).toBeUndefined()
})

test('what was judged is what is read: a link put there meanwhile is not followed', async () => {
  const files = await open()
  const place = await files.locate('docs/a.txt')
  rmSync(at('repo/docs'), { recursive: true })
  link('secret', 'repo/docs')
  linkSync(at('repo/secret/key'), at('repo/secret/a.txt'))
  expect(place && (await files.read(place))).toBeUndefined()
  rmSync(at('repo/docs'))
  mkdirSync(at('repo/docs'))
  link('../secret/key', 'repo/docs/a.txt')
  expect(place && (await files.read(place))).toBeUndefined()
})

test('a file is read up to a cap, whatever size it claims', async () => {
  const files = createAgentFiles({
    workspace: at('repo'),
    folders: [at('repo')],
    maxBytes: 100_000,
    start: async ([file = '', ...args]) => spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] }),
  })
  opened.push(files)
  writeFileSync(at('repo/just'), 'a'.repeat(100_000))
  writeFileSync(at('repo/more'), 'a'.repeat(100_001))
  writeFileSync(at('repo/sparse'), '')
  truncateSync(at('repo/sparse'), 2 ** 40)
  expect((await look(files, 'just')).text).toHaveLength(100_000)
  expect((await look(files, 'more')).text).toBeUndefined()
  expect((await look(files, 'sparse')).text).toBeUndefined()
})

test('settings are read over links within the folders, up to a cap, and are empty where there are none', async () => {
  const files = await open()
  writeFileSync(at('repo/most'), 'a'.repeat(maxSettingsBytes))
  writeFileSync(at('repo/more'), 'a'.repeat(maxSettingsBytes + 1))
  link('most', 'repo/by-link')
  link('../outside/file', 'repo/leads-out')
  expect(await files.settings(at('repo/by-link'))).toHaveLength(maxSettingsBytes)
  const read = (name: string) => files.settings(name.startsWith('/') ? name : at(name))
  for (const absent of ['repo/none', 'repo/docs/a.txt/x', 'outside/none', '/nowhere/at/all']) {
    expect(await read(absent)).toBe('')
  }
  for (const closed of [
    'repo/more',
    'repo/leads-out',
    'repo/docs',
    'outside/file',
    '/proc/self/environ',
  ]) {
    expect(await read(closed)).toBeUndefined()
  }
})

test('a walk finds folders by name or by depth, over no link, and says when it did not see all', async () => {
  const files = await open()
  const walk = { folder: at('repo'), names: ['.cursor'], skip: ['docs'], depth: 64 }
  for (const name of ['.cursor', 'a/b/.cursor', 'docs/.cursor']) {
    mkdirSync(at(join('repo', name)), { recursive: true })
  }
  link('../outside', 'repo/elsewhere')
  mkdirSync(at('outside/.cursor'))
  expect(await files.walk(walk)).toEqual({
    found: [at('repo/.cursor'), at('repo/a/b/.cursor')],
    complete: true,
  })
  expect(await files.walk({ ...walk, depth: 2 })).toMatchObject({ complete: false })
  expect(await files.walk({ ...walk, folder: at('none') })).toEqual({ found: [], complete: true })
  const children = { folder: at('many'), names: [], skip: [], depth: 2 }
  for (let count = 0; count < 1_001; count += 1) {
    mkdirSync(at(`many/a/${count}`), { recursive: true })
  }
  expect(await files.walk(children)).toMatchObject({ complete: false })
  rmSync(at('many/a/7'), { recursive: true })
  const all = await files.walk(children)
  expect(all?.complete).toBe(true)
  expect(all?.found).toHaveLength(1_000)
})

test.each([
  { what: 'ends at once', script: '' },
  {
    what: 'says something else',
    script: 'process.stdin.on("data", () => console.log("nonsense"))',
  },
  {
    what: 'answers without end',
    script: 'process.stdin.on("data", () => { for (;;) process.stdout.write("x".repeat(65536)) })',
  },
  {
    what: 'announces more than a file may have',
    script: `process.stdin.on("data", () => console.log('{"bytes":1000000000000}'))`,
  },
])('a reader that $what gives no answer, and the next one is asked', async ({ script }) => {
  let starts = 0
  const files = createAgentFiles({
    workspace: at('repo'),
    folders: [at('repo')],
    async start([file = '', flag = '', own = '', plan = '']) {
      starts += 1
      const text = starts === 1 ? script : own
      return spawn(file, [flag, text, plan], { stdio: ['pipe', 'pipe', 'ignore'] })
    },
  })
  opened.push(files)
  expect(await files.locate('docs/a.txt')).toBeUndefined()
  expect(await look(files, 'docs/a.txt')).toMatchObject({ text: 'one\n' })
})

test('woken it runs, resting it does not, and either way it answers', async () => {
  const started: ChildProcess[] = []
  const files = createAgentFiles({
    workspace: at('repo'),
    folders: [at('repo')],
    async start([file = '', ...args]) {
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'] })
      started.push(child)
      return child
    },
  })
  opened.push(files)
  files.wake()
  files.wake()
  expect(await look(files, 'docs/a.txt')).toMatchObject({ text: 'one\n' })
  expect(started).toHaveLength(1)
  const ended = new Promise((resolve) => started[0]?.once('exit', resolve))
  files.rest()
  await ended
  expect(await look(files, 'docs/a.txt')).toMatchObject({ text: 'one\n' })
  expect(started).toHaveLength(2)
  files.close()
  files.wake()
  expect(started).toHaveLength(2)
})

test('once closed it has no answer', async () => {
  const files = await open()
  files.close()
  expect(await files.locate('docs/a.txt')).toBeUndefined()
})

/** Files as a user reads them who is nobody. */
const nobody = 65_534
function openAsNobody(): AgentFiles {
  const files = createAgentFiles({
    workspace: at('repo'),
    folders: [at('repo')],
    start: async (command) =>
      spawn('setpriv', [`--reuid=${nobody}`, '--clear-groups', '--', ...command], {
        env: { PATH: process.env.PATH ?? '' },
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
  })
  opened.push(files)
  return files
}

needsRoot(`as another user it reads what that user can, and nothing else${rootTitle}`, async () => {
  const files = openAsNobody()
  chownSync(at('repo/docs/a.txt'), nobody, nobody)
  chmodSync(at('repo/docs/a.txt'), 0o600)
  chmodSync(at('repo/secret/key'), 0o600)
  expect(await look(files, 'docs/a.txt')).toMatchObject({ text: 'one\n' })
  expect((await look(files, 'secret/key')).text).toBeUndefined()
  chmodSync(at('repo/secret'), 0o700)
  // Whether a name is there is told to nobody who could not see it.
  expect(await files.locate('secret/key')).toBeUndefined()
  expect(await files.locate('secret/none')).toBeUndefined()
})

needsRoot(
  `a walk passes over what its user cannot use, and says so of what can be used unseen${rootTitle}`,
  async () => {
    const files = openAsNobody()
    const walk = { folder: at('repo'), names: ['.cursor'], skip: [], depth: 64 }
    chmodSync(at('repo/secret'), 0o700)
    expect(await files.walk(walk)).toEqual({ found: [], complete: true })
    // Without its list, names in it lead on.
    chmodSync(at('repo/secret'), 0o711)
    expect(await files.walk(walk)).toEqual({ found: [], complete: false })
  },
)

test('a walk goes into folders whose names are no text, and says when it cannot name what is there', async () => {
  const files = await open()
  const walk = { folder: at('repo'), names: ['.cursor'], skip: [], depth: 64 }
  const odd = Buffer.concat([Buffer.from(at('repo/')), Buffer.of(0xff)])
  mkdirSync(odd)
  mkdirSync(at('repo/Jürgen/.cursor'), { recursive: true })
  expect(await files.walk(walk)).toEqual({ found: [at('repo/Jürgen/.cursor')], complete: true })
  mkdirSync(Buffer.concat([odd, Buffer.from('/.cursor')]))
  expect(await files.walk(walk)).toMatchObject({ complete: false })
})
