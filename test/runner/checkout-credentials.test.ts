import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { clearCheckout, restoreCheckout } from '../../action/cleared-checkout.ts'
import { openFiles, sealFiles } from '../../action/sealed-backup.ts'
import {
  removeCredentials,
  restoreFiles,
  saveFiles,
} from '../../src/runner/checkout-credentials/clear-credentials.ts'
import {
  findPersistedCredentials,
  refusal,
} from '../../src/runner/checkout-credentials/find-credentials.ts'
import type { CheckoutPlace } from '../../src/runner/checkout-credentials/git-files.ts'

/** Assembled, so that scanners stay quiet. */
const token = ['ghs', 'Ab1'.repeat(12)].join('_')
const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
const headerKey = 'http.https://github.com/.extraheader'

let place: CheckoutPlace
let base: string

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'checkout-')))
  const [workspace, temp, home] = ['work', 'temp', 'home'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ]
  for (const path of [workspace, temp, home]) await mkdir(path)
  place = {
    workspace,
    temp,
    home,
    server: 'https://github.com',
    tokens: [token],
    env: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_SYSTEM: '/dev/null' },
  }
  git(['init', '--quiet', workspace])
  git(['-C', workspace, 'config', 'user.name', 'Mona'])
})

afterEach(() => rm(base, { recursive: true, force: true }))

function git(args: string[], env: NodeJS.ProcessEnv = place.env): string {
  return execFileSync('git', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
const set = (...args: string[]) => git(['-C', place.workspace, 'config', ...args])
const configPath = () => join(place.workspace, '.git', 'config')
const commit = (path: string) =>
  git([
    '-C',
    path,
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b.c',
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    'x',
  ])

/** Hiding places; each says whether the guard may clear it itself. */
const places: { where: string; ours: boolean; hide: () => void | Promise<void>; what: RegExp }[] = [
  {
    where: 'the header in .git/config, as checkout wrote it for years',
    ours: true,
    hide: () => set(headerKey, header),
    what: /authorization header/,
  },
  {
    where: "checkout's own file under RUNNER_TEMP, included on a condition",
    ours: true,
    hide: () => hideInTemp(`includeIf.gitdir:${place.workspace}/.git.path`),
    what: /authorization header/,
  },
  {
    where: "checkout's own file, included on a condition that only a container meets",
    ours: true,
    hide: () => hideInTemp('includeIf.gitdir:/github/workspace/.git.path'),
    what: /authorization header/,
  },
  {
    where: 'a file that an included file includes',
    ours: true,
    async hide() {
      await writeFile(join(place.temp, 'outer'), '[include]\n\tpath = inner\n')
      await writeFile(join(place.temp, 'inner'), `[http]\n\textraheader = ${header}\n`)
      set('include.path', join(place.temp, 'outer'))
    },
    what: /authorization header/,
  },
  {
    where: 'the configuration of one worktree',
    ours: true,
    hide() {
      commit(place.workspace)
      git(['-C', place.workspace, 'worktree', 'add', '--quiet', join(place.temp, 'tree')])
      set('extensions.worktreeConfig', 'true')
      git(['-C', join(place.temp, 'tree'), 'config', '--worktree', headerKey, header])
    },
    what: /authorization header/,
  },
  {
    where: 'a submodule',
    ours: true,
    hide() {
      const library = join(base, 'library')
      git(['init', '--quiet', library])
      commit(library)
      git([
        '-C',
        place.workspace,
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'add',
        library,
        'lib/one',
      ])
      git(['-C', join(place.workspace, 'lib/one'), 'config', headerKey, header])
    },
    what: /authorization header/,
  },
  {
    where: 'a second checkout below the workspace',
    ours: true,
    hide() {
      git(['init', '--quiet', join(place.workspace, 'tools/other')])
      git(['-C', join(place.workspace, 'tools/other'), 'config', headerKey, header])
    },
    what: /authorization header/,
  },
  {
    where: 'a bare copy below the workspace',
    ours: true,
    hide() {
      git(['init', '--quiet', '--bare', join(place.workspace, 'mirror.git')])
      git([
        '-C',
        join(place.workspace, 'mirror.git'),
        'config',
        'remote.origin.url',
        `https://x-access-token:${token}@github.com/acme/shop`,
      ])
    },
    what: /address with a password/,
  },
  {
    where: 'an ssh command with a key',
    ours: true,
    hide: () => set('core.sshCommand', 'ssh -i "/tmp/key" -o StrictHostKeyChecking=yes'),
    what: /ssh key/,
  },
  {
    where: 'a helper that says the password',
    ours: true,
    hide: () => set('credential.helper', `!f() { echo username=x; echo password=${token}; }; f`),
    what: /helper with a password/,
  },
  {
    where: 'the address of a remote',
    ours: true,
    hide: () => set('remote.origin.url', `https://x-access-token:${token}@github.com/acme/shop`),
    what: /address with a password/,
  },
  {
    where: 'a token alone as user name of a push address',
    ours: true,
    hide: () => set('remote.origin.pushurl', `https://${token}@github.com/acme/shop`),
    what: /address with a password/,
  },
  {
    where: 'a rewriting rule with the token in it',
    ours: true,
    hide: () => set(`url.https://x:${token}@github.com/.insteadOf`, 'https://github.com/'),
    what: /address with a password/,
  },
  {
    where: 'the address of large files',
    ours: true,
    hide: () => set('lfs.url', `https://x:${token}@github.com/acme/shop.git/info/lfs`),
    what: /address with a password/,
  },
  {
    where: 'a remote that a program carries',
    ours: true,
    hide: () => set('remote.gc.url', `gcrypt::https://x:${token}@github.com/acme/shop`),
    what: /address with a password/,
  },
  {
    where: 'an old-style remote',
    ours: true,
    hide: () =>
      leave('.git/remotes/gh', `URL: https://x:${token}@github.com/a/b\nPush: main:main\n`),
    what: /token of this job/,
  },
  {
    where: 'an old-style branch',
    ours: true,
    hide: () => leave('.git/branches/team/up', `https://x:${token}@github.com/a/b.git#main\n`),
    what: /token of this job/,
  },
  {
    where: 'an alias',
    ours: true,
    hide: () => set('alias.up', `!git push https://x:${token}@github.com/a/b.git HEAD:main`),
    what: /token of this job/,
  },
  {
    where: 'a program that git asks for passwords',
    ours: true,
    async hide() {
      await leave('.git/ask', `#!/bin/sh\necho ${token}\n`, 0o755)
      set('core.askPass', join(place.workspace, '.git/ask'))
    },
    what: /could give a password|token of this job/,
  },
  {
    where: 'a program elsewhere in the job that a setting names',
    ours: true,
    async hide() {
      await writeFile(join(place.temp, 'filter'), `curl -H 'authorization: ${token}' $1\n`)
      set('filter.x.smudge', `sh '${join(place.temp, 'filter')}' %f`)
    },
    what: /token of this job/,
  },
  {
    where: 'a hook',
    ours: true,
    hide: () => leave('.git/hooks/pre-push', `#!/bin/sh\nGH_TOKEN=${token} gh pr create\n`, 0o755),
    what: /token of this job/,
  },
  {
    where: 'a comment of the configuration',
    ours: true,
    async hide() {
      await writeFile(configPath(), `${await readFile(configPath(), 'utf8')}# ${token}\n`)
    },
    what: /token of this job/,
  },
  {
    where: '.lfsconfig',
    ours: true,
    hide: () => leave('.lfsconfig', `[lfs]\n\turl = https://x:${token}@github.com/a/b/info/lfs\n`),
    what: /token of this job/,
  },
  {
    where: '.npmrc',
    ours: true,
    hide: () => leave('.npmrc', `//npm.pkg.github.com/:_authToken=${token}\n`),
    what: /token of this job/,
  },
  {
    where: 'an .npmrc in base64',
    ours: true,
    hide: () => leave('packages/a/.npmrc', `_auth=${inBase64}\nalways-auth=true\n`),
    what: /token of this job/,
  },
  {
    where: 'a program outside the job that a setting of the repository names',
    ours: false,
    async hide() {
      await writeFile(join(base, 'merge'), `echo ${token}\n`)
      set('merge.x.driver', `${join(base, 'merge')} %A`)
    },
    what: /token of this job/,
  },
  {
    where: "the user's own configuration",
    ours: false,
    hide: () => void git(['config', '--global', headerKey, header]),
    what: /authorization header/,
  },
  {
    where: 'a file outside the job that the repository includes',
    ours: false,
    async hide() {
      await writeFile(join(base, 'shared'), `[http]\n\textraheader = ${header}\n`)
      set('include.path', join(base, 'shared'))
    },
    what: /authorization header/,
  },
  {
    where: '~/.git-credentials',
    ours: false,
    hide: () => writeFile(join(place.home, '.git-credentials'), `https://x:${token}@github.com\n`),
    what: /stored password/,
  },
  {
    where: '~/.netrc',
    ours: false,
    hide: () =>
      writeFile(join(place.home, '.netrc'), `machine github.com login x password ${token}\n`),
    what: /stored password/,
  },
  {
    where: "the forge's own command line tool",
    ours: false,
    async hide() {
      await mkdir(join(place.home, '.config/gh'), { recursive: true })
      await writeFile(
        join(place.home, '.config/gh/hosts.yml'),
        `github.com:\n  oauth_token: ${token}\n`,
      )
    },
    what: /stored password/,
  },
  {
    where: 'variables that configure git',
    ours: false,
    hide() {
      Object.assign(place.env, {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: headerKey,
        GIT_CONFIG_VALUE_0: header,
      })
    },
    what: /authorization header/,
  },
  {
    where: 'a program that a repository has git ask for passwords',
    ours: true,
    hide: () => set('credential.https://github.com.helper', writeHelper(place.temp)),
    what: /credential helper, which could give a password/,
  },
  {
    where: 'a program that the user has git ask for passwords',
    ours: false,
    hide: () => hideHelper(),
    what: /helper that gives a password/,
  },
  {
    where: 'a helper of the user that is in no folder of the system',
    ours: false,
    hide: () => void git(['config', '--global', 'credential.helper', 'of-my-own']),
    what: /cannot be asked/,
  },
  {
    where: 'a configuration nobody can read',
    ours: false,
    async hide() {
      await writeFile(join(place.temp, 'broken'), '[http\n')
      // The repository itself stays readable: the include is conditional.
      set('includeIf.gitdir:/nowhere/.path', join(place.temp, 'broken'))
    },
    what: /cannot read/,
  },
]

const inBase64 = Buffer.from(`x:${token}`).toString('base64')

/** A file of the workspace, as an earlier step left it. */
async function leave(path: string, text: string, mode = 0o644): Promise<string> {
  const file = join(place.workspace, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode })
  return file
}

async function hideInTemp(key: string): Promise<void> {
  const file = join(place.temp, 'git-credentials-0c7a.config')
  await writeFile(file, `[http "https://github.com/"]\n\textraheader = ${header}\n`, {
    mode: 0o600,
  })
  set(key, file)
}

describe('a credential is found', () => {
  test.each(places)('in $where', async ({ hide, what, ours }) => {
    await hide()
    const found = await findPersistedCredentials(place)
    expect(found.length).toBeGreaterThan(0)
    for (const one of found) expect(one).toMatchObject({ ours, what: expect.stringMatching(what) })
    const { message } = refusal(found, place)
    expect(message).not.toContain(token)
    expect(message).not.toContain(Buffer.from(`x-access-token:${token}`).toString('base64'))
  })
})

describe('what belongs to the job is cleared and put back, byte for byte', () => {
  test.each(places.filter(({ ours }) => ours))('$where', async ({ hide }) => {
    await hide()
    const found = await findPersistedCredentials(place)
    const files = await saveFiles(found, place)
    const before = await Promise.all(files.map(({ path }) => readFile(path)))
    const modes = await Promise.all(files.map(async ({ path }) => (await stat(path)).mode))

    await removeCredentials(files, place)
    for (const { path } of files) {
      const text = await readFile(path, 'utf8')
      expect(text).not.toContain(token)
      expect(text).not.toContain(inBase64.slice(4, -4))
    }
    expect(await findPersistedCredentials(place)).toEqual([])

    const sealed = sealFiles(files, 'the key')
    expect(sealed).not.toContain(token)
    expect(await restoreFiles(openFiles(sealed, 'the key'), place.env)).toEqual([])
    expect(await Promise.all(files.map(({ path }) => readFile(path)))).toEqual(before)
    expect(await Promise.all(files.map(async ({ path }) => (await stat(path)).mode))).toEqual(modes)
  })
})

test('a repository without credentials is left alone', async () => {
  set('remote.origin.url', 'https://mona@github.com/acme/shop')
  set('http.extraheader', 'X-Trace: 1')
  set('credential.helper', 'cache')
  const before = await readFile(configPath())
  expect(await findPersistedCredentials(place)).toEqual([])
  expect(await readFile(configPath())).toEqual(before)
})

test.each([
  {
    file: '.git/remotes/gh',
    before: `URL: https://x:${token}@github.com/a/b\nPush: main:main\n`,
    after: 'URL: https://github.com/a/b\nPush: main:main\n',
  },
  {
    file: '.lfsconfig',
    before: `[lfs]\n\turl = https://x:${token}@github.com/a/b\n\tfetchexclude = big\n`,
    after: '[lfs]\n\turl = https://github.com/a/b\n\tfetchexclude = big\n',
  },
  {
    file: '.npmrc',
    before: `registry=https://registry.example.net/\n//npm.pkg.github.com/:_authToken=${token}\n`,
    after: 'registry=https://registry.example.net/\n//npm.pkg.github.com/:_authToken=\n',
  },
])('of $file everything but the token stays', async ({ file, before, after }) => {
  const path = await leave(file, before)
  await removeCredentials(await saveFiles(await findPersistedCredentials(place), place), place)
  expect(await readFile(path, 'utf8')).toBe(after)
})

test('files of the same kinds without the token are left alone', async () => {
  await leave('.git/remotes/gh', 'URL: https://github.com/a/b\nPush: main:main\n')
  await leave('.git/hooks/pre-push', '#!/bin/sh\nexit 0\n', 0o755)
  await leave('.lfsconfig', '[lfs]\n\turl = https://lfs.example.net/a\n')
  await leave('.npmrc', '//npm.pkg.github.com/:_authToken=${NODE_AUTH_TOKEN}\n')
  set('alias.up', 'push origin HEAD:main')
  set('remote.gc.url', 'gcrypt::https://github.com/acme/shop')
  set('filter.lfs.smudge', 'git-lfs smudge -- %f')
  expect(await findPersistedCredentials(place)).toEqual([])
})

test('a file in the place of git’s own that cannot be looked through is named', async () => {
  await leave('.git/info/huge', '')
  await truncate(join(place.workspace, '.git/info/huge'), 2 ** 26 + 1)
  execFileSync('mkfifo', [join(place.workspace, '.git/description.pipe')])
  expect(await findPersistedCredentials(place)).toEqual([
    {
      where: join(place.workspace, '.git/info/huge'),
      key: '',
      what: 'a file that could not be looked through',
      ours: false,
    },
  ])
})

test('a remote keeps its address, without the password', async () => {
  set('remote.origin.url', `https://x-access-token:${token}@github.com/acme/shop`)
  await removeCredentials(await saveFiles(await findPersistedCredentials(place), place), place)
  expect(set('remote.origin.url').trim()).toBe('https://github.com/acme/shop')
})

test.each<{ when: string; mode: 'remove' | 'refuse'; hide: () => void }>([
  { when: 'refuse is asked for', mode: 'refuse', hide: () => {} },
  {
    when: 'a place is not ours',
    mode: 'remove',
    hide: () => void git(['config', '--global', headerKey, header]),
  },
  { when: 'a helper turns up behind the header', mode: 'remove', hide: hideHelper },
])('nothing is changed when $when, and the message says what to do', async ({ mode, hide }) => {
  set(headerKey, header)
  hide()
  const before = await readFile(configPath())
  const clearing = clearCheckout({ place, mode, backup: backupPath(), secret: 'the key' })
  await expect(clearing).rejects.toMatchObject({
    message: expect.stringContaining('beside the guard'),
    hint: expect.stringContaining('persist-credentials: false'),
  })
  expect(await readFile(configPath())).toEqual(before)
  await expect(readFile(backupPath())).rejects.toThrow(/ENOENT/)
})

const backupPath = () => join(place.temp, 'backup')

function writeHelper(folder: string): string {
  const helper = join(folder, 'helper')
  const script = '#!/bin/sh\necho "username=x"; echo "password=$(cat "$0.txt")"; touch "$0.ran"\n'
  writeFileSync(helper, script, { mode: 0o755 })
  writeFileSync(`${helper}.txt`, token)
  return helper
}

function hideHelper(): void {
  git(['config', '--global', 'credential.https://github.com.helper', writeHelper(place.home)])
}

test('nothing that a repository names is run while credentials are looked for', async () => {
  const mark = join(base, 'ran')
  const run = `!touch ${mark}; true`
  set('credential.helper', run)
  set('credential.https://github.com.helper', run)
  set('core.fsmonitor', `touch ${mark}`)
  set('core.askPass', `touch ${mark}`)
  set('core.sshCommand', `touch ${mark}`)
  set('alias.config', run)
  set('alias.credential', run)
  const shared = join(place.workspace, 'included')
  await writeFile(shared, `[credential]\n\thelper = ${run}\n`)
  git(['config', '--global', 'include.path', shared])
  const found = await findPersistedCredentials(place)
  expect(found.map(({ where }) => where)).toEqual(expect.arrayContaining([configPath(), shared]))
  await removeCredentials(await saveFiles(found, place), place)
  await expect(stat(mark)).rejects.toThrow(/ENOENT/)
})

test('a helper of the user is asked without the keys of the guard', async () => {
  const helper = writeHelper(place.home)
  await writeFile(helper, `#!/bin/sh\nenv >${helper}.env\n`)
  git(['config', '--global', 'credential.helper', helper])
  place.env.CURSOR_API_KEY = 'a key'
  place.env.GITHUB_TOKEN = 'a token'
  expect(await findPersistedCredentials(place)).toEqual([])
  const names = (await readFile(`${helper}.env`, 'utf8'))
    .split('\n')
    .map((line) => line.split('=')[0])
  expect(names).toContain('HOME')
  expect(names).not.toContain('CURSOR_API_KEY')
  expect(names).not.toContain('GITHUB_TOKEN')
})

test('keep leaves everything and says what it left', async () => {
  set(headerKey, header)
  const before = await readFile(configPath())
  const found = await clearCheckout({
    place,
    mode: 'keep',
    backup: backupPath(),
    secret: 'the key',
  })
  expect(found).toHaveLength(1)
  expect(await readFile(configPath())).toEqual(before)
})

test('what was cleared comes back once', async () => {
  set(headerKey, header)
  const before = await readFile(configPath())
  await clearCheckout({ place, mode: 'remove', backup: backupPath(), secret: 'the key' })
  expect(await readFile(configPath())).not.toEqual(before)
  const again = { backup: backupPath(), secret: 'the key', env: place.env }
  expect(await restoreCheckout(again)).toEqual([])
  expect(await readFile(configPath())).toEqual(before)
  set('user.email', 'mona@example.com')
  expect(await restoreCheckout(again)).toEqual([])
  expect(set('user.email').trim()).toBe('mona@example.com')
})

test('what the agent wrote meanwhile is dropped and named', async () => {
  set(headerKey, header)
  const before = await readFile(configPath())
  const files = await saveFiles(await findPersistedCredentials(place), place)
  await removeCredentials(files, place)
  set('core.hooksPath', '/tmp/evil')
  set('user.name', 'Somebody')
  const changed = await restoreFiles(files, place.env)
  expect(changed).toEqual([{ path: configPath(), keys: ['user.name', 'core.hookspath'] }])
  expect(await readFile(configPath())).toEqual(before)
})

test('a link put in place of the file is replaced, not followed', async () => {
  set(headerKey, header)
  const before = await readFile(configPath())
  const files = await saveFiles(await findPersistedCredentials(place), place)
  await removeCredentials(files, place)
  const target = join(base, 'target')
  await writeFile(target, 'untouched')
  await rm(configPath())
  await symlink(target, configPath())
  await restoreFiles(files, place.env)
  expect((await lstat(configPath())).isSymbolicLink()).toBe(false)
  expect(await readFile(configPath())).toEqual(before)
  expect(await readFile(target, 'utf8')).toBe('untouched')
})

test('where a folder has become a link the file is left and named, and the others are put back', async () => {
  set(headerKey, header)
  const second = join(place.workspace, 'tools/other')
  git(['init', '--quiet', second])
  git(['-C', second, 'config', headerKey, header])
  const before = await readFile(join(second, '.git/config'))
  await clearCheckout({ place, mode: 'remove', backup: backupPath(), secret: 'the key' })
  const elsewhere = join(base, 'etc')
  await mkdir(elsewhere)
  await writeFile(join(elsewhere, 'config'), 'untouched')
  await rename(join(place.workspace, '.git'), join(place.workspace, 'away'))
  await symlink(elsewhere, join(place.workspace, '.git'))
  const lines = await restoreCheckout({ backup: backupPath(), secret: 'the key', env: place.env })
  expect(lines).toEqual([expect.stringContaining(`${configPath()} is not as it was before`)])
  expect(lines[0]).toContain(`${join(place.workspace, '.git')} is a link`)
  expect(await readFile(join(elsewhere, 'config'), 'utf8')).toBe('untouched')
  expect(await readdir(elsewhere)).toEqual(['config'])
  expect(await readFile(join(second, '.git/config'))).toEqual(before)
})

test('a repository of another owner is looked into all the same', async () => {
  set(headerKey, header)
  await chmod(configPath(), 0o644)
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534', place.workspace])
  expect(await findPersistedCredentials(place)).toHaveLength(1)
})

test('a backup opens with the same secret alone', () => {
  const file = {
    path: '/a',
    mode: 0o600,
    uid: 1,
    gid: 2,
    bytes: Buffer.from(token),
    cleared: Buffer.from(''),
  }
  const sealed = sealFiles([file], 'one')
  expect(openFiles(sealed, 'one')).toEqual([file])
  expect(() => openFiles(sealed, 'two')).toThrow(/cannot be opened/)
  expect(() => openFiles(`${sealed.slice(0, -8)}AAAAAAA=`, 'one')).toThrow(/cannot be opened/)
})
