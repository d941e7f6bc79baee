import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { AgentFiles } from '../../../src/runner/agent-files/agent-files.ts'
import { openAgentFiles } from '../../../src/runner/agent-files/open-agent-files.ts'
import {
  createProcessSearch,
  enterpriseFolder,
  type ProcessSearch,
} from '../../../src/runner/client-processes/search.ts'

let root: string
let files: AgentFiles
let search: ProcessSearch
beforeEach(async () => {
  // Not below the folder for temporary files, which is one of the agent's own.
  root = realpathSync(mkdtempSync('/var/tmp/processes-'))
  for (const folder of ['repo/.git', 'repo/packages/app', 'home', 'outside']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  const further = { configuration: join(root, 'config'), enterprise: join(root, 'etc') }
  mkdirSync(further.configuration)
  mkdirSync(further.enterprise)
  files = await openAgentFiles({
    workspace: join(root, 'repo/packages/app'),
    environment: { HOME: join(root, 'home') },
    further: Object.values(further),
  })
  search = createProcessSearch(files, {
    repository: join(root, 'repo'),
    home: join(root, 'home'),
    ...further,
  })
})
afterEach(() => {
  files.close()
  rmSync(root, { recursive: true, force: true })
})

const at = (name: string) => join(root, name)
function write(name: string, content: unknown): void {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content))
}
const hooks = (command: string) => ({ version: 1, hooks: { stop: [{ command }] } })
const servers = (command: string) => ({ mcpServers: { gh: { command } } })
const claude = (command: string) => ({
  hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] },
})

/** Each process as `kind name: command (file)`. */
const found = async () =>
  (await search()).processes.map(
    ({ process, name, command, file }) => `${process} ${name ?? '-'}: ${command} (${file})`,
  )

test('where there is nothing, nothing is found', async () => {
  write('repo/.cursor/rules/a.mdc', 'rule')
  write('repo/.claude/settings.json', { permissions: {} })
  expect(await search()).toEqual({ processes: [], servers: [] })
})

test('hooks and servers of the project, of any folder in it, of user and machine', async () => {
  write('repo/.cursor/hooks.json', hooks('a'))
  write('repo/.cursor/mcp.json', servers('b'))
  write('repo/.claude/settings.json', claude('c'))
  write('repo/.claude/settings.local.json', claude('d'))
  write('repo/packages/app/deep/.cursor/hooks.json', hooks('e'))
  write('home/.cursor/hooks.json', hooks('f'))
  write('home/.cursor/mcp.json', servers('g'))
  write('home/.claude/settings.json', claude('h'))
  write('config/mcp.json', servers('i'))
  write('config/cli-config.json', { statusLine: { command: 'k' } })
  write('repo/.cursor/worktrees.json', { 'setup-worktree': ['l'] })
  write('etc/hooks.json', hooks('j'))
  expect((await found()).toSorted()).toEqual([
    'hook Stop: c (.claude/settings.json)',
    'hook Stop: d (.claude/settings.local.json)',
    'hook Stop: h (~/.claude/settings.json)',
    'hook setup-worktree: l (.cursor/worktrees.json)',
    `hook statusLine: k (${at('config/cli-config.json')})`,
    'hook stop: a (.cursor/hooks.json)',
    'hook stop: e (packages/app/deep/.cursor/hooks.json)',
    'hook stop: f (~/.cursor/hooks.json)',
    `hook stop: j (${at('etc/hooks.json')})`,
    'mcp gh: b (.cursor/mcp.json)',
    'mcp gh: g (~/.cursor/mcp.json)',
    `mcp gh: i (${at('config/mcp.json')})`,
  ])
})

test('dependencies and git’s own files are no folders to work in', async () => {
  write('repo/node_modules/x/.cursor/hooks.json', hooks('a'))
  write('repo/.git/.cursor/hooks.json', hooks('b'))
  expect(await found()).toEqual([])
})

test('work trees that the client makes of the repository are projects too', async () => {
  write('home/.cursor/worktrees/repo/quick-fox/.cursor/hooks.json', hooks('a'))
  write('home/.cursor/worktrees/another/quick-fox/.cursor/hooks.json', hooks('b'))
  expect(await found()).toEqual([
    'hook stop: a (~/.cursor/worktrees/repo/quick-fox/.cursor/hooks.json)',
  ])
})

test('a server behind an address is told apart', async () => {
  write('repo/.cursor/mcp.json', { mcpServers: { a: { url: 'https://mcp.example/x?key=k' } } })
  expect(await search()).toEqual({
    processes: [],
    servers: [{ name: 'a', host: 'mcp.example', file: '.cursor/mcp.json' }],
  })
})

test.each([
  { what: 'a file that is no JSON', set: () => write('repo/.cursor/hooks.json', '{"hooks": ') },
  { what: 'bytes that are no text', set: () => setBytes() },
  {
    what: 'a file that is longer than settings may be',
    set: () => {
      write('repo/.cursor/hooks.json', '')
      truncateSync(at('repo/.cursor/hooks.json'), 2 ** 40)
    },
  },
  {
    what: 'a pipe',
    set: () => {
      mkdirSync(at('repo/.cursor'))
      execFileSync('mkfifo', [at('repo/.cursor/hooks.json')])
    },
  },
  {
    what: 'a link that leads out',
    set: () => {
      write('outside/hooks.json', hooks('a'))
      mkdirSync(at('repo/.cursor'))
      symlinkSync(at('outside/hooks.json'), at('repo/.cursor/hooks.json'))
    },
  },
  {
    what: 'a link to a process',
    set: () => {
      mkdirSync(at('repo/.cursor'))
      symlinkSync('/proc/self/environ', at('repo/.cursor/hooks.json'))
    },
  },
])('of $what it is known that nobody knows', async ({ set }) => {
  set()
  expect(await found()).toEqual(['hook -: unknown (.cursor/hooks.json)'])
  // The reader goes on.
  rmSync(at('repo/.cursor'), { recursive: true })
  expect(await found()).toEqual([])
})

function setBytes(): void {
  mkdirSync(at('repo/.cursor'))
  writeFileSync(at('repo/.cursor/hooks.json'), Buffer.of(255))
}

test('a folder of settings behind a link is read where it leads, and a file of that name is none', async () => {
  write('repo/shared/hooks.json', hooks('a'))
  symlinkSync('shared', at('repo/.cursor'))
  write('home/.cursor', 'a file')
  expect(await found()).toEqual(['hook stop: a (.cursor/hooks.json)'])
})

test('a reader that is gone is no sign that there is nothing', async () => {
  files.close()
  const all = await found()
  expect(all).toContain(`unknown -: unknown (${at('repo')})`)
  expect(all).toContain('hook -: unknown (.cursor/hooks.json)')
})

test('plugins by hand, from the marketplace and of Claude’s, with what they start', async () => {
  const [local, cache] = [
    'home/.cursor/plugins/local/mine',
    'home/.cursor/plugins/cache/m/theirs/1',
  ]
  write(`${local}/hooks/hooks.json`, hooks('a'))
  write(`${local}/.mcp.json`, { gh: { command: 'b' } })
  write(`${cache}/.cursor-plugin/plugin.json`, {
    name: 'theirs',
    hooks: './own/h.json',
    mcpServers: { inline: { command: 'd' } },
  })
  write(`${cache}/own/h.json`, hooks('c'))
  for (const name of ['on', 'off'])
    write(`home/.claude/plugins/${name}/hooks/hooks.json`, claude(name))
  write('home/.claude/plugins/installed_plugins.json', {
    plugins: {
      'on@m': [{ scope: 'user', installPath: at('home/.claude/plugins/on') }],
      'off@m': [{ scope: 'user', installPath: at('home/.claude/plugins/off') }],
    },
  })
  write('repo/.claude/settings.json', { enabledPlugins: { 'on@m': true, 'off@m': false } })
  expect(await found()).toEqual([
    'plugin mine: undefined (~/.cursor/plugins/local/mine)',
    'hook stop: a (~/.cursor/plugins/local/mine/hooks/hooks.json)',
    'mcp gh: b (~/.cursor/plugins/local/mine/.mcp.json)',
    'plugin theirs: undefined (~/.cursor/plugins/cache/m/theirs/1)',
    'mcp inline: d (~/.cursor/plugins/cache/m/theirs/1/.cursor-plugin/plugin.json)',
    'hook stop: c (~/.cursor/plugins/cache/m/theirs/1/own/h.json)',
    'plugin on@m: undefined (~/.claude/plugins/on)',
    'hook Stop: on (~/.claude/plugins/on/hooks/hooks.json)',
  ])
})

test.each([
  {
    what: 'a plugin that cannot be read',
    set: () => write('home/.cursor/plugins/local/p/mcp.json', '{'),
    says: '~/.cursor/plugins/local/p',
  },
  {
    what: 'a plugin that lies elsewhere',
    set: () => {
      write('outside/p/hooks/hooks.json', hooks('a'))
      mkdirSync(at('home/.cursor/plugins/local'), { recursive: true })
      symlinkSync(at('outside/p'), at('home/.cursor/plugins/local/p'))
    },
    says: '~/.cursor/plugins/local/p',
  },
  {
    what: 'a list of plugins that cannot be read',
    set: () => write('home/.claude/plugins/installed_plugins.json', '{'),
    says: '~/.claude/plugins/installed_plugins.json',
  },
])('of $what it is known that nobody knows', async ({ set, says }) => {
  set()
  expect(await found()).toContain(`unknown -: unknown (${says})`)
})

test('a file that a manifest names outside its plugin is not followed', async () => {
  write('outside/h.json', hooks('a'))
  write('home/.cursor/plugins/local/p/plugin.json', { hooks: '../../../../../outside/h.json' })
  expect(await found()).toEqual(['plugin p: undefined (~/.cursor/plugins/local/p)'])
})

test('the machine’s own settings lie where each system has them', () => {
  expect(enterpriseFolder('linux')).toBe('/etc/cursor')
  expect(enterpriseFolder('darwin')).toBe('/Library/Application Support/Cursor')
})
