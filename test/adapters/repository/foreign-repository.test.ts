import { execFileSync } from 'node:child_process'
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { findSystemProgram } from '../../../src/adapters/machine/system-programs.ts'
import { openForeignRepository } from '../../../src/adapters/repository/foreign-repository.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'foreign-'))
})
afterEach(() => rm(base, { recursive: true, force: true }))

const environment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env: environment, encoding: 'utf8', stdio: 'pipe' }).trim()

async function makeRepository(name: string, ...options: string[]): Promise<string> {
  const folder = join(base, name)
  await mkdir(folder)
  git(folder, 'init', '-q', '-b', 'main', ...options)
  await writeFile(join(folder, 'file'), 'text\n')
  git(folder, 'add', '.')
  git(folder, 'commit', '-qm', 'first')
  return folder
}

/** What the reader says of a revision, or the code git ended with. */
async function resolve(folder: string, revision = 'HEAD', options: { bare?: boolean } = {}) {
  await using repository = await openForeignRepository(folder, {
    findProgram: findSystemProgram,
    ...options,
  })
  const { code, stdout } = (await repository?.run(['rev-parse', '--verify', '-q', revision])) ?? {
    code: 'no repository',
    stdout: '',
  }
  return code === 0 ? stdout.toString().trim() : code
}

describe('it reads what git reads', () => {
  test.each([
    { what: 'a repository', make: () => makeRepository('plain') },
    {
      what: 'one with SHA-256 objects',
      make: () => makeRepository('long', '--object-format=sha256'),
    },
    {
      what: 'a name with quotes, a hash and a line end',
      make: () => makeRepository('#a "b"\\\nc'),
    },
    {
      what: 'packed refs and packed objects',
      async make() {
        const folder = await makeRepository('packed')
        git(folder, 'gc', '-q')
        return folder
      },
    },
    {
      what: 'a linked work tree',
      async make() {
        const folder = await makeRepository('main-tree')
        git(folder, 'worktree', 'add', '-q', '-b', 'other', join(base, 'tree'))
        git(join(base, 'tree'), 'commit', '-q', '--allow-empty', '-m', 'second')
        return join(base, 'tree')
      },
    },
    {
      what: 'objects that it borrows from another',
      async make() {
        const folder = await makeRepository('lender')
        git(base, 'clone', '-q', '--shared', folder, 'borrower')
        return join(base, 'borrower')
      },
    },
    {
      what: 'a shallow clone',
      async make() {
        const folder = await makeRepository('deep')
        git(folder, 'commit', '-q', '--allow-empty', '-m', 'second')
        git(base, 'clone', '-q', '--depth=1', `file://${folder}`, 'shallow')
        return join(base, 'shallow')
      },
    },
    {
      what: 'a detached HEAD',
      async make() {
        const folder = await makeRepository('detached')
        git(folder, 'checkout', '-q', '--detach')
        return folder
      },
    },
  ])('$what', async ({ make }) => {
    const folder = await make()
    expect(await resolve(folder)).toBe(git(folder, 'rev-parse', 'HEAD'))
    await mkdir(join(folder, 'sub', 'deeper'), { recursive: true })
    expect(await resolve(join(folder, 'sub', 'deeper'))).toBe(git(folder, 'rev-parse', 'HEAD'))
    await using repository = await openForeignRepository(folder, { findProgram: findSystemProgram })
    const listed = await repository?.run(['rev-list', '--count', 'HEAD'])
    expect(listed?.stdout.toString()).toBe(`${git(folder, 'rev-list', '--count', 'HEAD')}\n`)
  })

  test('a branch that another one follows', async () => {
    const folder = await makeRepository('origin')
    git(base, 'clone', '-q', folder, 'copy')
    expect(await resolve(join(base, 'copy'), '@{upstream}')).toBe(git(folder, 'rev-parse', 'main'))
  })

  test('a bare repository, where it is asked for', async () => {
    const folder = await makeRepository('tree')
    git(base, 'clone', '-q', '--bare', folder, 'bare.git')
    const bare = join(base, 'bare.git')
    expect(await resolve(bare, 'HEAD', { bare: true })).toBe(git(folder, 'rev-parse', 'HEAD'))
    expect(await resolve(bare)).toBe('no repository')
  })

  test('a folder without one', async () => {
    expect(await resolve(base)).toBe('no repository')
  })
})

test('nothing that the repository sets up is run, whatever is read', async () => {
  const folder = await makeRepository('hostile')
  const mark = join(base, 'ran')
  const run = `touch ${mark}; cat`
  for (const key of [
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'core.askPass',
    'core.gitProxy',
    'pager.log',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'uploadpack.packObjectsHook',
    'credential.helper',
    'remote.origin.uploadpack',
  ]) {
    git(folder, 'config', key, key === 'credential.helper' ? `!${run}` : run)
  }
  git(folder, 'config', 'remote.origin.url', `ext::sh -c "touch ${mark}"`)
  git(folder, 'config', 'protocol.ext.allow', 'always')
  git(folder, 'config', 'remote.origin.promisor', 'true')
  git(folder, 'config', 'extensions.partialClone', 'origin')
  for (const name of ['log', 'show', 'rev-parse', 'rev-list', 'cat-file', 'diff-tree', 'ls-tree']) {
    git(folder, 'config', `alias.${name}`, `!${run}`)
  }
  await writeFile(join(folder, '.gitattributes'), '* diff=evil filter=evil\n')
  for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc']) {
    await writeFile(join(folder, '.git/hooks', hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 })
  }
  const missing = git(folder, 'rev-parse', 'HEAD:file')
  await rm(join(folder, '.git/objects', missing.slice(0, 2), missing.slice(2)))
  await rm(mark, { force: true })

  await using repository = await openForeignRepository(folder, { findProgram: findSystemProgram })
  const answers = await Promise.all(
    [
      ['cat-file', 'blob', missing],
      ['log', '-p', '--ext-diff', '--textconv'],
      ['show', 'HEAD'],
      ['diff-tree', '-r', '--root', 'HEAD'],
      ['rev-parse', 'HEAD'],
      ['fetch', 'origin'],
    ].map((args) => repository?.run(args)),
  )
  expect(answers.map((answer) => answer?.code)).toEqual([128, 128, 128, 0, 0, expect.any(Number)])
  expect(answers[5]?.code).not.toBe(0)
  await expect(stat(mark)).rejects.toThrow(/ENOENT/)
})

test('no variable of ours reaches git, and nothing is left in the temp folder', async () => {
  const folder = await makeRepository('plain')
  const before = await readdir(tmpdir())
  process.env.LEAKED_KEY = 'a key'
  {
    await using repository = await openForeignRepository(folder, { findProgram: findSystemProgram })
    const { env } = repository?.command([]).options ?? { env: { LEAKED_KEY: '' } }
    expect(Object.keys(env)).not.toContain('LEAKED_KEY')
    expect(env).toMatchObject({ HOME: '/nonexistent', GIT_NO_LAZY_FETCH: '1' })
  }
  delete process.env.LEAKED_KEY
  const left = (await readdir(tmpdir())).filter((name) => !before.includes(name))
  expect(left.filter((name) => name.startsWith('cursor-guard-read-'))).toEqual([])
})

test('history is not told by a commit graph that somebody wrote', async () => {
  const folder = await makeRepository('graph')
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'second')
  git(folder, 'commit-graph', 'write', '--reachable')
  const info = join(folder, '.git/objects/info')
  // Git complains of a graph that it reads and cannot use.
  await rm(join(info, 'commit-graph'))
  await writeFile(join(info, 'commit-graph'), Buffer.from('CGPH broken'))
  await using repository = await openForeignRepository(folder, { findProgram: findSystemProgram })
  const listed = await repository?.run(['rev-list', '--count', 'HEAD'])
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed?.stdout.toString()).toBe('2\n')
})

describe('what cannot be read is no absent repository', () => {
  test.each<{ when: string; spoil: (folder: string) => Promise<unknown>; says: RegExp }>([
    {
      when: '.git is a file that names nothing',
      async spoil(folder) {
        await rm(join(folder, '.git'), { recursive: true })
        await writeFile(join(folder, '.git'), 'elsewhere\n')
      },
      says: /\.git: it names no repository/,
    },
    {
      when: '.git names a folder that is not there',
      async spoil(folder) {
        await rm(join(folder, '.git'), { recursive: true })
        await writeFile(join(folder, '.git'), 'gitdir: ../nowhere\n')
      },
      says: /is not there/,
    },
    {
      when: '.git is a link that leads nowhere',
      async spoil(folder) {
        await rm(join(folder, '.git'), { recursive: true })
        await symlink('nowhere', join(folder, '.git'))
      },
      says: /it leads nowhere/,
    },
    {
      when: 'HEAD is missing',
      spoil: (folder) => rm(join(folder, '.git/HEAD')),
      says: /HEAD: it is not there/,
    },
    {
      when: 'HEAD is a pipe',
      async spoil(folder) {
        await rm(join(folder, '.git/HEAD'))
        execFileSync('mkfifo', [join(folder, '.git/HEAD')])
      },
      says: /HEAD: it is no ordinary file/,
    },
    {
      when: 'the configuration is broken',
      spoil: (folder) => appendFile(join(folder, '.git/config'), '[broken\n'),
      says: /config: .*bad config/,
    },
    {
      when: 'the configuration is two megabytes long',
      spoil: (folder) => appendFile(join(folder, '.git/config'), `# ${'x'.repeat(2 << 20)}\n`),
      says: /config: it has more than 1048576 bytes/,
    },
    {
      when: 'its objects have a format nobody knows',
      spoil: (folder) =>
        appendFile(join(folder, '.git/config'), '[extensions]\n\tobjectFormat = sha3\n'),
      says: /unknown format sha3/,
    },
    {
      when: 'its refs have a format nobody knows',
      spoil: (folder) =>
        appendFile(join(folder, '.git/config'), '[extensions]\n\trefStorage = cards\n'),
      says: /unknown format cards/,
    },
  ])('$when', async ({ spoil, says }) => {
    const folder = await makeRepository('spoilt')
    await spoil(folder)
    await expect(resolve(folder)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(says),
    })
  })

  test('git is not installed', async () => {
    const folder = await makeRepository('plain')
    await expect(
      openForeignRepository(folder, { findProgram: async () => undefined }),
    ).rejects.toMatchObject({ code: 'MACHINE_UNSUITABLE' })
  })
})

const asRoot = process.getuid?.() === 0 ? test : test.skip
const title = process.getuid?.() === 0 ? '' : ' (not run: not root)'
asRoot(
  `a repository of the workspace's owner is read, of a third party it is not${title}`,
  async () => {
    const folder = await makeRepository('theirs')
    execFileSync('chown', ['-R', '1001:1001', folder])
    expect(await resolve(folder)).toMatch(/^[0-9a-f]{40}$/)
    // A repository in a folder above, left there by somebody for whoever works below.
    await cp(join(folder, '.git'), join(base, '.git'), { recursive: true })
    execFileSync('chown', ['-R', '65534:65534', join(base, '.git')])
    await mkdir(join(base, 'mine'))
    await expect(resolve(join(base, 'mine'))).rejects.toMatchObject({
      message: expect.stringMatching(/belongs to user 65534/),
    })
  },
)
