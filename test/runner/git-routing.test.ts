import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createGitRouting, forgesOf } from '../../src/runner/git-routing.ts'
import { patienceMs } from '../support/until.ts'

/** What the command's git sends to the proxy, and nothing else. */
const requests: IncomingMessage[] = []
const proxy = createServer((request, response) => {
  requests.push(request)
  response.writeHead(404).end()
})
let scratch = ''
let baseUrl = ''

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'git-routing-'))
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  baseUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})
afterAll(async () => {
  proxy.close()
  await rm(scratch, { recursive: true, force: true })
})

interface Setting {
  /** `git config` arguments for the workspace's repository. */
  local?: readonly (readonly string[])[]
  /** Text of the user's own `.gitconfig`. */
  home?: string
  /** Changes to the command's environment. */
  env?: Record<string, string | undefined>
  /** The guard's own environment. */
  guard?: NodeJS.ProcessEnv
  gitUpstream?: string
}

let count = 0

/** A workspace with a repository, and git as the command would run it there. */
async function routed({ local = [], home = '', env = {}, guard = {}, gitUpstream }: Setting = {}) {
  count += 1
  const folder = join(scratch, String(count))
  const workspace = join(folder, 'workspace')
  const homeFolder = join(folder, 'home')
  await mkdir(homeFolder, { recursive: true })
  await writeFile(join(homeFolder, '.gitconfig'), home)
  const plain = { PATH: process.env.PATH ?? '', HOME: homeFolder }
  const environment = { ...plain, ...guard }
  execFileSync('git', ['init', '-q', workspace], { env: plain })
  for (const args of local) execFileSync('git', ['config', ...args], { cwd: workspace, env: plain })
  const routing = await createGitRouting({
    directory: join(folder, 'git'),
    baseUrl,
    sessionToken: 'session-token',
    forges: forgesOf(environment, gitUpstream),
    environment,
  })
  const variables: Record<string, string> = { ...plain, ...routing.environment }
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete variables[name]
    else variables[name] = value
  }
  const place = {
    workspace,
    launch: async ([file = '', ...args]: readonly string[]) => ({ file, args, env: variables }),
    ownHome: false,
  }
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: workspace, env: variables, encoding: 'utf8' }).trim()
  return { routing, place, workspace, folder, home: homeFolder, git, variables }
}

/** Where a remote of that address fetches from and pushes to. */
function ways({ git }: { git: (...args: string[]) => string }, url: string): [string, string] {
  git('config', 'remote.tried.url', url)
  return [git('remote', 'get-url', 'tried'), git('remote', 'get-url', '--push', 'tried')]
}

const guard = { GITHUB_ACTOR: 'octo-cat', GITHUB_REPOSITORY_OWNER_ID: '4711' }
const written = [
  'https://github.com/',
  'http://github.com/',
  'https://www.github.com/',
  'https://GitHub.com/',
  'HTTPS://github.com/',
  'https://github.com./',
  'https://github.com:443/',
  'https://git@github.com/',
  'https://octo-cat@github.com/',
  'https://x-access-token@github.com/',
  'git@github.com:',
  'git@github.com:/',
  'git@GitHub.com:',
  'github.com:',
  'org-4711@github.com:',
  'ssh://git@github.com/',
  'ssh://git@github.com:22/',
  'ssh://github.com/',
  'git+ssh://git@github.com/',
  'ssh://git@ssh.github.com:443/',
  'git://github.com/',
]

test.each(written)('%s leads through the guard, for fetch and for push', async (prefix) => {
  const place = await routed({ guard })
  const through = `${baseUrl}/git/acme/shop.git`
  expect(ways(place, `${prefix}acme/shop.git`)).toEqual([through, through])
  expect(await place.routing.check(place.place)).toEqual([])
})

test('other hosts are left alone, and said to be', async () => {
  const place = await routed()
  const urls = [
    'https://gist.github.com/x.git',
    'git@gitlab.com:a/b',
    'https://github.com.evil.io/a/b',
  ]
  for (const url of urls) expect(ways(place, url)).toEqual([url, url])
  expect(await place.routing.check(place.place)).toEqual([
    'git-escapes: tried (github.com.evil.io)',
  ])
})

test.each<{ what: string; local?: string[][]; home?: string; env?: Setting['env'] }>([
  {
    what: 'the rule that a checkout writes into submodules',
    local: [['url.https://github.com/.insteadOf', 'git@github.com:']],
  },
  {
    what: 'an equal rule of the user',
    home: '[url "git@github.com:"]\n\tinsteadOf = https://github.com/\n',
  },
  {
    what: 'a rule for pushes alone',
    local: [['url.https://github.com/.pushInsteadOf', 'https://github.com/']],
  },
  { what: 'another home folder', env: { HOME: '/nonexistent' } },
  { what: 'no settings of the user', env: { GIT_CONFIG_GLOBAL: '/dev/null' } },
  { what: 'no settings of the system', env: { GIT_CONFIG_NOSYSTEM: '1' } },
  { what: 'no settings in the environment', env: { GIT_CONFIG_COUNT: undefined } },
  { what: 'settings of its own in the environment', env: { GIT_CONFIG_COUNT: '0' } },
  { what: 'a proxy of the user', home: '[http]\n\tproxy = http://127.0.0.1:1\n' },
])('$what does not lead past the guard', async ({ local = [], home = '', env = {} }) => {
  const place = await routed({ local, home, env })
  const through = `${baseUrl}/git/acme/shop`
  for (const prefix of ['https://github.com/', 'git@github.com:', 'ssh://git@github.com/']) {
    expect(ways(place, `${prefix}acme/shop`)).toEqual([through, through])
  }
})

test('an explicit push address leads through the guard', async () => {
  const place = await routed({
    local: [['remote.tried.pushurl', 'git@github.com:acme/shop']],
  })
  expect(ways(place, 'https://gitlab.com/acme/shop')[1]).toBe(`${baseUrl}/git/acme/shop`)
})

test('git sends the session’s token to the guard, once, and no other header or helper is asked', async () => {
  const asked = join(scratch, 'asked')
  const place = await routed({
    home: `[credential]\n\thelper = "!touch ${asked}; echo password=x #"\n[core]\n\taskPass = touch\n`,
  })
  requests.length = 0
  const args = ['ls-remote', 'https://github.com/acme/shop']
  const asking = promisify(execFile)('git', args, { env: place.variables, timeout: patienceMs })
  await expect(asking).rejects.toThrow('not found')
  expect(requests.map(({ url }) => url)).toEqual([
    '/git/acme/shop/info/refs?service=git-upload-pack',
  ])
  const raw = requests[0]?.rawHeaders ?? []
  const sent = raw.filter((_, index) => raw[index - 1]?.toLowerCase() === 'authorization')
  expect(sent).toEqual(['Bearer session-token'])
  await expect(readFile(asked)).rejects.toThrow('ENOENT')
})

test('the token is in no argument and in no variable of the command', async () => {
  const { variables } = await routed()
  expect(JSON.stringify(variables)).not.toContain('session-token')
  expect(variables).toMatchObject({ GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' })
})

test('what the system’s configuration said before still holds', async () => {
  const system = join(scratch, 'system')
  await writeFile(system, '[acme]\n\tsetting = kept\n')
  const { git } = await routed({ guard: { GIT_CONFIG_SYSTEM: system } })
  expect(git('config', 'acme.setting')).toBe('kept')
})

test.each<{ how: string; url: string }>([
  { how: 'a user nobody knows', url: 'https://somebody@github.com/acme/shop' },
  { how: 'a password', url: `https://x-access-token:${['p', 'w'].join('')}@github.com/acme/shop` },
  { how: 'unusual capitals', url: 'https://gitHUB.com/acme/shop' },
  { how: 'an unusual scheme', url: 'Ssh://git@github.com/acme/shop' },
])('a remote with $how gets a rule of its own before the command starts', async ({ url }) => {
  const place = await routed({ local: [['remote.origin.url', url]] })
  expect(place.git('remote', 'get-url', 'origin')).toBe(url)
  expect(await place.routing.begin(place.place)).toEqual([])
  expect(place.git('remote', 'get-url', '--push', 'origin')).toBe(`${baseUrl}/git/acme/shop`)
})

test.each<{ way: string; local?: string[][]; home?: string; says: string[] }>([
  {
    way: 'a longer rule of the repository',
    local: [
      ['remote.origin.url', 'https://github.com/acme/shop'],
      ['url.https://github.com/acme/.insteadOf', 'https://github.com/acme/'],
    ],
    says: ['git-escapes: origin (github.com)'],
  },
  {
    way: 'a rule for pushes to another host',
    local: [
      ['remote.origin.url', 'https://github.com/acme/shop'],
      ['url.https://evil.example/.pushInsteadOf', 'https://github.com/acme'],
    ],
    says: ['git-escapes: origin (evil.example)'],
  },
  {
    way: 'a push address elsewhere',
    local: [
      ['remote.origin.url', 'https://github.com/acme/shop'],
      ['remote.origin.pushurl', 'git@gitlab.com:acme/shop'],
    ],
    says: ['git-escapes: origin (gitlab.com)'],
  },
  {
    way: 'an address that is a branch’s alone',
    local: [['branch.main.pushRemote', 'https://git.example.com/a/b']],
    says: ['git-escapes: branch main (git.example.com)'],
  },
  {
    way: 'an LFS server elsewhere',
    local: [
      ['remote.origin.url', 'https://github.com/acme/shop'],
      ['lfs.url', 'https://lfs.example/acme/shop'],
      ['remote.origin.lfspushurl', 'https://other.example/acme/shop'],
    ],
    says: ['git-escapes: lfs of origin (other.example)', 'git-escapes: lfs (lfs.example)'],
  },
  {
    way: 'the forge’s own LFS server by its address',
    local: [['lfs.url', 'https://github.com/acme/shop.git/info/lfs']],
    says: [],
  },
  {
    way: 'a program that carries the transfer',
    local: [['remote.odd.url', 'ext::sh -c true']],
    says: ['git-escapes: odd (ext::)'],
  },
  {
    way: 'a host name of the user’s own ssh settings',
    local: [['remote.origin.url', 'git@work:acme/shop']],
    says: ['git-escapes: origin (work)'],
  },
  {
    way: 'a longer rule of the user',
    home: '[url "https://evil.example/"]\n\tinsteadOf = https://github.com/owner\n',
    says: ['git-escapes: user settings (https://github.com/)'],
  },
  {
    way: 'settings that git cannot read',
    home: '[url\n',
    says: [
      'git-escapes: user settings (settings git cannot read)',
      'git-escapes:  (settings git cannot read)',
    ],
  },
  {
    way: 'a folder of this machine',
    local: [
      ['remote.backup.url', '/srv/backup.git'],
      ['remote.beside.url', '../beside'],
      ['remote.file.url', 'file:///srv/backup.git'],
    ],
    says: [],
  },
])('$way is told: $says', async ({ local = [], home = '', says }) => {
  const place = await routed()
  for (const args of local) place.git('config', ...args)
  await writeFile(join(place.home, '.gitconfig'), home)
  expect(await place.routing.check(place.place)).toEqual(says)
})

test('includes and repositories inside the workspace count', async () => {
  const place = await routed()
  const inside = join(place.workspace, 'vendor/lib')
  place.git('init', '-q', inside)
  place.git('-C', inside, 'config', 'remote.origin.url', 'https://gitlab.com/a/b')
  await writeFile(
    join(place.folder, 'more'),
    '[remote "hidden"]\n\turl = https://evil.example/a/b\n',
  )
  place.git('config', `includeIf.gitdir:${place.workspace}/.path`, join(place.folder, 'more'))
  expect(await place.routing.check(place.place)).toEqual([
    'git-escapes: hidden (evil.example)',
    'git-escapes: vendor/lib: origin (gitlab.com)',
  ])
})

test('an LFS server that a file of the repository names counts, checked out or not', async () => {
  const place = await routed()
  const file = join(place.workspace, '.lfsconfig')
  const text =
    '[lfs]\n\turl = https://lfs.example/a\n[url "http://127.0.0.1/"]\n\tinsteadOf = https://lfs.example/\n'
  await writeFile(file, text)
  await mkdir(join(place.workspace, 'vendor/lib'), { recursive: true })
  await writeFile(
    join(place.workspace, 'vendor/lib/.lfsconfig'),
    '[lfs]\n\tpushurl = https://deep.example/a\n',
  )
  const deep = 'git-escapes: vendor/lib: lfs (deep.example)'
  expect(await place.routing.check(place.place)).toEqual([deep, 'git-escapes: lfs (lfs.example)'])
  place.git('add', '.lfsconfig')
  await rm(file)
  expect(await place.routing.check(place.place)).toEqual(['git-escapes: lfs (lfs.example)', deep])
})

test.each([
  { what: 'emptied', put: (file: string) => writeFile(file, '') },
  { what: 'a pipe', put: (file: string) => void execFileSync('mkfifo', [file]) },
  { what: 'a file without an end', put: (file: string) => symlink('/dev/zero', file) },
])('rules that somebody changed are told, and nobody waits: $what', async ({ put }) => {
  const place = await routed()
  const rules = join(place.folder, 'git/rules.gitconfig')
  await rm(rules)
  await put(rules)
  // Git itself would wait for the pipe.
  const launch = async () => ({ file: '/bin/true', args: [], env: {} })
  const found = await place.routing.check({ ...place.place, launch })
  expect(found).toContain('git-escapes: the rules were changed')
})

test('a home folder of the session’s own gets the rules, for a git with an emptied environment', async () => {
  const place = await routed()
  expect(await place.routing.begin({ ...place.place, ownHome: true })).toEqual([])
  const { PATH = '', HOME = '' } = place.variables
  const url = execFileSync('git', ['ls-remote', '--get-url', 'git@github.com:acme/shop'], {
    env: { PATH, HOME },
    encoding: 'utf8',
  })
  expect(url.trim()).toBe(`${baseUrl}/git/acme/shop`)
})

test('a forge elsewhere is routed, and the public address of its repositories too', async () => {
  const place = await routed({
    guard: { GITHUB_SERVER_URL: 'https://git.corp.example' },
    gitUpstream: 'http://127.0.0.1:8080/forge',
  })
  const through = `${baseUrl}/git/a/b`
  for (const url of [
    'https://git.corp.example/a/b',
    'git@git.corp.example:a/b',
    'http://127.0.0.1:8080/forge/a/b',
  ]) {
    expect(ways(place, url)).toEqual([through, through])
  }
  expect(ways(place, 'https://github.com/a/b')[0]).toBe('https://github.com/a/b')
})
