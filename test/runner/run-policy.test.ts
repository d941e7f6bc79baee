import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { findSystemProgram } from '../../src/adapters/machine/system-programs.ts'
import { runCommand } from '../../src/commands/run.ts'
import {
  type PolicyQuestion,
  readRunPolicy,
  unverified,
} from '../../src/runner/policy/run-policy.ts'

const auditing = 'version: 1\nenforcement: audit\n'
const enforcing = 'version: 1\nenforcement: enforce\n'
const path = '.github/cursor-guard.yml'

let base: string
let workspace: string
let environment: NodeJS.ProcessEnv

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'run-policy-'))
  workspace = join(base, 'work')
  await mkdir(workspace)
  environment = { PATH: process.env.PATH, HOME: base, XDG_STATE_HOME: join(base, 'state') }
})
afterEach(() => rm(base, { recursive: true, force: true }))

const git = (...args: string[]): string =>
  execFileSync(
    'git',
    [
      '-C',
      workspace,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b.c',
      '-c',
      'safe.directory=*',
      ...args,
    ],
    { encoding: 'utf8', stdio: 'pipe', env: { PATH: process.env.PATH, HOME: base } },
  ).trim()

async function commitPolicy(text = auditing, where = workspace): Promise<string> {
  await mkdir(join(where, '.github'), { recursive: true })
  await writeFile(join(where, path), text)
  git('init', '-q', '-b', 'main')
  git('add', '.')
  git('commit', '-q', '-m', 'policy')
  return git('rev-parse', 'HEAD')
}

const read = (but: Partial<PolicyQuestion> = {}) =>
  readRunPolicy({
    file: undefined,
    workspace,
    environment,
    findProgram: findSystemProgram,
    api: undefined,
    token: undefined,
    ...but,
  })

test('a committed policy is in force without what nothing carries out yet; a named one is refused', async () => {
  const later = `${auditing}recording: { sinks: [archive] }\n`
  const commit = (await commitPolicy(later)).slice(0, 12)
  const loaded = await read()
  expect(loaded.policy.enforcement).toBe('audit')
  expect(loaded.reasons).toContain('policy: recording.sinks is not in this version')
  expect(loaded.notes).toEqual([
    `${commit}:${path}:3:14: recording.sinks: not in this version; ignored`,
  ])
  await writeFile(join(base, 'named.yml'), later)
  await expect(read({ file: join(base, 'named.yml') })).rejects.toThrow(
    /named\.yml:3:14: recording\.sinks: not in this version; leave it out$/,
  )
})

describe('the policy of the repository is found', () => {
  test('from a subfolder', async () => {
    await commitPolicy()
    await mkdir(join(workspace, 'sub/deeper'), { recursive: true })
    const loaded = await read({ workspace: join(workspace, 'sub/deeper') })
    expect(loaded.policy.enforcement).toBe('audit')
    expect(loaded.source).toMatch(/^[0-9a-f]{12}:\.github\/cursor-guard\.yml$/)
  })

  test('in a repository that belongs to somebody else than git would trust', async () => {
    await commitPolicy()
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '1001:1001', workspace])
    expect((await read()).policy.enforcement).toBe('audit')
  })

  test('in a partial clone that has the file', async () => {
    await commitPolicy()
    execFileSync('git', [
      'clone',
      '-q',
      '--filter=blob:none',
      `file://${workspace}`,
      join(base, 'copy'),
    ])
    expect((await read({ workspace: join(base, 'copy') })).policy.enforcement).toBe('audit')
  })

  test('in a partial clone that lacks it, once it was fetched as the error says', async () => {
    await commitPolicy()
    git('config', 'uploadpack.allowFilter', 'true')
    const copy = join(base, 'lacking')
    const options = ['--filter=blob:none', '--no-checkout']
    execFileSync('git', ['clone', '-q', ...options, `file://${workspace}`, copy])
    const error = await read({ workspace: copy }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'POLICY_INVALID' })
    const [, , object = ''] = /git (cat-file -e (\S+))\)/.exec(error.hint) ?? []
    execFileSync('git', ['-C', copy, 'cat-file', '-e', object])
    expect((await read({ workspace: copy })).policy.enforcement).toBe('audit')
  })

  test('on the default branch, whatever is checked out, and the record says where it is from', async () => {
    const tip = await commitPolicy()
    git('update-ref', 'refs/remotes/origin/trunk', tip)
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk')
    git('checkout', '-q', '-b', 'wip')
    await commitPolicy(enforcing)
    const loaded = await read()
    expect(loaded.policy.enforcement).toBe('audit')
    expect(loaded.reasons).toEqual([unverified])
  })

  test('at the commit that is checked out, where there is no remote', async () => {
    await commitPolicy()
    git('checkout', '-q', '--detach')
    const loaded = await read()
    expect(loaded.policy.enforcement).toBe('audit')
    expect(loaded.reasons).toEqual([unverified, 'policy read from the checked out commit'])
  })
})

describe('there is none, and that was read', () => {
  test.each<{ when: string; make: () => unknown; reasons: string[] }>([
    { when: 'without a repository', make: () => {}, reasons: [] },
    {
      when: 'before the first commit',
      make: () => git('init', '-q'),
      reasons: [unverified],
    },
    {
      when: 'in a commit without the file',
      async make() {
        git('init', '-q')
        git('commit', '-q', '--allow-empty', '-m', 'first')
      },
      reasons: [unverified, 'policy read from the checked out commit'],
    },
    {
      when: 'in a default branch without the file, whatever is checked out',
      async make() {
        git('init', '-q')
        git('commit', '-q', '--allow-empty', '-m', 'first')
        git('update-ref', 'refs/remotes/origin/main', 'HEAD')
        await commitPolicy()
        await rm(join(workspace, path))
      },
      reasons: [unverified],
    },
    {
      when: 'where the default branch of the remote has gone, and the next name is there',
      make() {
        git('init', '-q')
        git('commit', '-q', '--allow-empty', '-m', 'first')
        git('update-ref', 'refs/remotes/origin/main', 'HEAD')
        git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone')
      },
      reasons: [unverified],
    },
  ])('$when', async ({ make, reasons }) => {
    await make()
    expect(await read()).toMatchObject({ source: 'built-in', reasons, notes: [] })
  })
})

describe('a policy that cannot be read is no absent one', () => {
  const remove = (id: string) => rm(join(workspace, '.git/objects', id.slice(0, 2), id.slice(2)))
  test.each<{ when: string; spoil: () => unknown; says: RegExp }>([
    {
      when: 'its blob is missing',
      spoil: () => remove(git('rev-parse', `HEAD:${path}`)),
      says: /^the policy cannot be read: [0-9a-f]{12}:\.github\/cursor-guard\.yml of .* cannot be read/,
    },
    {
      when: 'its folder is missing',
      spoil: () => remove(git('rev-parse', 'HEAD:.github')),
      says: /the tree of [0-9a-f]{12} of .* cannot be read/,
    },
    {
      when: 'the commit is missing',
      spoil: () => remove(git('rev-parse', 'HEAD')),
      says: /^the policy cannot be read: HEAD of .* cannot be read/,
    },
    {
      when: 'the remote’s default branch is a ref that git cannot read',
      async spoil() {
        await mkdir(join(workspace, '.git/refs/remotes/origin'), { recursive: true })
        await writeFile(join(workspace, '.git/refs/remotes/origin/main'), 'no id\n')
      },
      says: /the remote branches of .* cannot be read/,
    },
    {
      when: 'the branch that is checked out is a ref that git cannot read',
      spoil: () => writeFile(join(workspace, '.git/refs/heads/main'), 'no id\n'),
      says: /HEAD of .* cannot be read/,
    },
    {
      when: 'HEAD says nothing',
      spoil: () => writeFile(join(workspace, '.git/HEAD'), 'nothing\n'),
      says: /cannot be read/,
    },
    {
      when: 'the default branch is no commit',
      spoil: () => git('update-ref', 'refs/remotes/origin/main', git('rev-parse', 'HEAD^{tree}')),
      says: /origin\/main is no commit but a tree/,
    },
    {
      when: 'it is a link',
      async spoil() {
        await rm(join(workspace, path))
        await symlink('../policy.yml', join(workspace, path))
        git('add', '.')
        git('commit', '-q', '-m', 'link')
      },
      says: /is a link or a folder, no file/,
    },
    {
      when: 'it is a folder',
      async spoil() {
        await rm(join(workspace, path))
        await mkdir(join(workspace, path))
        await writeFile(join(workspace, path, 'x'), '')
        git('add', '.')
        git('commit', '-q', '-m', 'folder')
      },
      says: /is a link or a folder, no file/,
    },
    {
      when: 'the repository’s settings are broken',
      spoil: () => writeFile(join(workspace, '.git/config'), '[broken\n'),
      says: /the repository cannot be read: .*config/,
    },
  ])('$when', async ({ spoil, says }) => {
    await commitPolicy()
    await spoil()
    const failed = read()
    await expect(failed).rejects.toMatchObject({ name: 'GuardError' })
    await expect(failed).rejects.toThrow(says)
  })

  test('git is not there; where there is no repository it is not needed', async () => {
    const findProgram = async () => undefined
    expect(await read({ findProgram })).toMatchObject({ source: 'built-in' })
    await commitPolicy()
    await expect(read({ findProgram })).rejects.toThrow(/git was not found/)
  })
})

describe('a policy file that is not committed is named in one line', () => {
  const write = async (text: string) => {
    await mkdir(join(workspace, '.github'), { recursive: true })
    await writeFile(join(workspace, path), text)
  }
  test.each<{ where: string; make: () => Promise<unknown>; notes: string[] | [RegExp] }>([
    {
      where: 'a repository without one',
      async make() {
        git('init', '-q')
        await write(auditing)
      },
      notes: [`${path} is not committed: it does not count`],
    },
    {
      where: 'a folder without a repository',
      make: () => write(auditing),
      notes: [`${path} is not committed: it does not count`],
    },
    {
      where: 'a repository with another one',
      async make() {
        await commitPolicy(enforcing)
        await write(auditing)
      },
      notes: [/^\.github\/cursor-guard\.yml here differs from that of [0-9a-f]{12}, which counts$/],
    },
    { where: 'a repository that has it so', make: () => commitPolicy(), notes: [] },
    {
      where: 'a repository that has it with other line ends',
      async make() {
        await commitPolicy()
        await write(auditing.replaceAll('\n', '\r\n'))
      },
      notes: [],
    },
  ])('$where', async ({ make, notes }) => {
    await make()
    expect((await read()).notes).toEqual(
      notes.map((note) => (typeof note === 'string' ? note : expect.stringMatching(note))),
    )
  })
})

describe('once a session was there', () => {
  const refusal = { code: 'POLICY_INVALID', message: expect.stringContaining('another one') }

  test('another policy is refused, until it is named once', async () => {
    await commitPolicy(enforcing)
    await (await read()).remember()
    expect((await read()).policy.enforcement).toBe('enforce')
    await commitPolicy(auditing)
    await expect(read()).rejects.toMatchObject(refusal)
    await expect(read()).rejects.toMatchObject({
      hint: expect.stringMatching(/--policy FILE.*GITHUB_REPOSITORY/),
    })
    const named = await read({ file: join(workspace, path) })
    // Reading it is not enough: a session has to open with it.
    await expect(read()).rejects.toMatchObject(refusal)
    await named.remember()
    expect((await read()).policy.enforcement).toBe('audit')
  })

  test.each<{ how: string; change: () => unknown }>([
    {
      how: 'a remote branch of its making',
      async change() {
        git('checkout', '-q', '--orphan', 'other')
        git('rm', '-rqf', '.')
        git('commit', '-q', '--allow-empty', '-m', 'none')
        git('update-ref', 'refs/remotes/origin/main', 'HEAD')
      },
    },
    {
      how: 'taking the repository away',
      change: () => rm(join(workspace, '.git'), { recursive: true }),
    },
    {
      how: 'a repository without commits in its place',
      async change() {
        await rm(join(workspace, '.git'), { recursive: true })
        git('init', '-q')
      },
    },
  ])('the agent loosens nothing by $how', async ({ change }) => {
    await commitPolicy(enforcing)
    await (await read()).remember()
    await change()
    await expect(read()).rejects.toMatchObject(refusal)
  })

  test('the agent loosens nothing by a repository in a subfolder', async () => {
    await commitPolicy(enforcing)
    await (await read()).remember()
    const sub = join(workspace, 'sub')
    await mkdir(sub)
    expect((await read({ workspace: sub })).policy.enforcement).toBe('enforce')
    execFileSync('git', ['init', '-q', sub])
    await expect(read({ workspace: sub })).rejects.toMatchObject(refusal)
  })

  test('a session with a named policy lets the workspace’s own count that was there before', async () => {
    await commitPolicy(enforcing)
    const file = join(base, 'mine.yml')
    await writeFile(file, auditing)
    await (await read({ file })).remember()
    expect((await read()).policy.enforcement).toBe('enforce')
    await commitPolicy('version: 1\n')
    await (await read({ file })).remember()
    await expect(read()).rejects.toMatchObject(refusal)
  })

  test('what is known and cannot be read starts nothing', async () => {
    await commitPolicy()
    await (await read()).remember()
    const folder = join(base, 'state/cursor-guard/policies')
    const [name = ''] = await readdir(folder)
    await writeFile(join(folder, name), 'broken')
    await expect(read()).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('known policies cannot be read'),
    })
  })

  test('a policy that cannot be written down starts nothing', async () => {
    const state = join(base, 'state')
    await writeFile(state, '')
    await commitPolicy()
    await expect(read()).rejects.toMatchObject({ name: 'GuardError' })
  })
})

describe('with GITHUB_REPOSITORY', () => {
  const commit = 'c'.repeat(40)
  const token = ['ghs', 'x'.repeat(36)].join('_')
  let forge: Server
  let isPublic: boolean
  let answers: Record<string, { status: number; body?: string }>
  const api = () => new URL(`http://127.0.0.1:${(forge.address() as AddressInfo).port}`)
  const named = () => ({ ...environment, GITHUB_REPOSITORY: 'acme/shop' })

  beforeEach(async () => {
    isPublic = false
    answers = {
      '/repos/acme/shop': { status: 200, body: '{"default_branch":"release/1"}' },
      '/repos/acme/shop/git/ref/heads/release/1': {
        status: 200,
        body: JSON.stringify({ object: { type: 'commit', sha: commit } }),
      },
      [`/repos/acme/shop/contents/${path}?ref=${commit}`]: { status: 200, body: auditing },
    }
    forge = createServer((request, response) => {
      const isSeen = isPublic || request.headers.authorization === `Bearer ${token}`
      const { status, body } = (isSeen && answers[request.url ?? '']) || { status: 404 }
      response.writeHead(status).end(body)
    })
    await new Promise<void>((resolve) => forge.listen(0, '127.0.0.1', resolve))
    await commitPolicy(enforcing)
  })
  afterEach(async () => {
    forge.closeAllConnections()
    await new Promise((resolve) => forge.close(resolve))
  })

  test.each([
    { what: 'a token', open: false, token },
    { what: 'a public repository', open: true, token: undefined },
  ])('$what lets the forge say the policy, whatever the workspace says', async (row) => {
    isPublic = row.open
    const loaded = await read({ environment: named(), api: api(), token: row.token })
    expect(loaded).toMatchObject({
      source: `cccccccccccc:${path}`,
      reasons: [],
      policy: { enforcement: 'audit' },
    })
  })

  test('a file that the forge does not have is none, whatever the workspace says', async () => {
    answers[`/repos/acme/shop/contents/${path}?ref=${commit}`] = { status: 404 }
    const loaded = await read({ environment: named(), api: api(), token })
    expect(loaded).toMatchObject({ source: 'built-in', reasons: [] })
  })

  test('a broken file of the forge starts nothing', async () => {
    answers[`/repos/acme/shop/contents/${path}?ref=${commit}`] = { status: 200, body: 'x: 1\n' }
    const loading = read({ environment: named(), api: api(), token })
    await expect(loading).rejects.toMatchObject({ code: 'POLICY_INVALID' })
  })

  test.each<{ when: string; change: () => unknown; given?: string }>([
    { when: 'nobody may see the repository', change: () => {}, given: 'another token' },
    { when: 'the forge is down', change: () => forge.closeAllConnections(), given: token },
    {
      when: 'the forge has trouble',
      change() {
        answers['/repos/acme/shop'] = { status: 502 }
      },
      given: token,
    },
  ])('$when: the workspace’s policy holds, marked, and later on no other', async (row) => {
    row.change()
    const place = row.when === 'the forge is down' ? new URL('http://127.0.0.1:1') : api()
    const question = { environment: named(), api: place, token: row.given }
    const loaded = await read(question)
    expect(loaded.policy.enforcement).toBe('enforce')
    expect(loaded.reasons).toContain(unverified)
    expect(loaded.notes.join()).toMatch(
      /cannot read .* of the default branch: .*workspace's is taken/,
    )
    await loaded.remember()
    await commitPolicy(auditing)
    await expect(read(question)).rejects.toMatchObject({ code: 'POLICY_INVALID' })
  })

  test('a session by the forge’s policy leaves the workspace’s of then, and no later one', async () => {
    const question = { environment: named(), api: api(), token }
    await (await read(question)).remember()
    const away = { ...question, api: new URL('http://127.0.0.1:1') }
    expect((await read(away)).policy.enforcement).toBe('enforce')
    await commitPolicy('version: 1\n')
    await expect(read(away)).rejects.toMatchObject({ code: 'POLICY_INVALID' })
    // The forge still has the word.
    expect((await read(question)).policy.enforcement).toBe('audit')
    // And what it said counts in the workspace as well.
    await commitPolicy(auditing)
    expect((await read(away)).policy.enforcement).toBe('audit')
  })

  test('a name that is none is refused', async () => {
    const environment = { ...named(), GITHUB_REPOSITORY: '../x' }
    await expect(read({ environment, api: api(), token })).rejects.toThrow(/OWNER\/NAME/)
  })
})

/** `cursor-guard run` in the workspace; a command that never calls Cursor ends with 70 as well. */
async function run(...options: string[]) {
  let stderr = ''
  const code = await runCommand(
    ['--same-user', '--out', join(base, `out-${Math.random()}`), ...options, '--', 'true'],
    {
      stdout: { write: () => {} },
      stderr: { write: (text) => (stderr += text) },
      stdin: (async function* () {})(),
      env: { ...environment, CURSOR_API_KEY: ['a', 'key', 'of', 'tests'].join('-') },
      cwd: workspace,
      now: Date.now,
      command: 'cursor-guard',
    },
  )
  return { code, stderr }
}

test('run starts nothing with a policy that an earlier session could have written', async () => {
  await commitPolicy(enforcing)
  expect((await run()).stderr).toMatch(/session \S+, policy [0-9a-f]{12}:/)
  await commitPolicy(auditing)
  const refused = await run()
  expect(refused).toMatchObject({ code: 70 })
  expect(refused.stderr).toMatch(/is another one than at the last guarded session there/)
  expect(refused.stderr).not.toMatch(/session \S+, policy/)
  expect((await run('--policy', join(workspace, path))).stderr).toMatch(/session \S+, policy/)
  expect((await run()).stderr).toMatch(/session \S+, policy [0-9a-f]{12}:/)
})

test('run in a subfolder goes by the policy of the repository, and names what is not committed', async () => {
  await commitPolicy(enforcing)
  await writeFile(join(workspace, path), auditing)
  await mkdir(join(workspace, 'sub'))
  await chmod(join(workspace, 'sub'), 0o755)
  workspace = join(workspace, 'sub')
  const { stderr } = await run()
  expect(stderr).toMatch(/cursor-guard: \.github\/cursor-guard\.yml here differs/)
  expect(stderr).toMatch(/session \S+, policy [0-9a-f]{12}:/)
})

test('before a session people read what of the policy is not carried out by it', async () => {
  await commitPolicy(`${auditing}egress: {}\nsecrets: { pushed: warn }\n`)
  const { stderr } = await run()
  expect(stderr).toMatch(
    /^cursor-guard: [0-9a-f]{12}:\.github\/cursor-guard\.yml:3:1: egress: not in this version; ignored\n/,
  )
  expect(stderr).toContain('cursor-guard: for the App alone, not for a session: secrets.pushed\n')
  expect(stderr).toContain('policy: egress is not in this version')
  expect(stderr).toMatch(/session \S+, policy [0-9a-f]{12}:/)
})

test.each(['darwin', 'linux'])('the first line of run says what %s cannot do', async (system) => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {}
  Object.defineProperty(process, 'platform', { ...platform, value: system })
  try {
    const { code, stderr } = await run('--policy', join(base, 'none.yml'))
    expect(code).toBe(70)
    expect(stderr.split('\n')[0]).toMatch(
      system === 'linux'
        ? /none\.yml: the policy file/
        : /^cursor-guard: on darwin the command runs/,
    )
  } finally {
    Object.defineProperty(process, 'platform', platform)
  }
})

test('the first second of a session names what nobody can be asked for', async () => {
  const production =
    '{ name: production, when: { push: {} }, then: hold, approve: { by: { teams: [leads] } } }'
  const helm = '{ name: helm, when: { command: helm }, then: hold }'
  await writeFile(join(base, 'teams.yml'), `version: 1\nrules: [${production}, ${helm}]\n`)
  const here = (await run('--policy', join(base, 'teams.yml'))).stderr
  expect(here).toMatch(
    /^cursor-guard: refused at once: rule "production" asks for a member of leads, which nobody/,
  )
  expect(here).not.toContain('helm')
  environment = { ...environment, CI: 'true' }
  const inJob = (await run('--policy', join(base, 'teams.yml'))).stderr
  expect(inJob).toMatch(
    /^cursor-guard: holds are refused at once: nobody sits at the machine of a CI job to decide; .*rule "production".*rule "helm"/,
  )
})
