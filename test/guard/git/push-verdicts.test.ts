import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { home, startGuardedForge } from '../../support/git-upstream/guarded-git.ts'
import type { GitUpstream } from '../../support/git-upstream/upstream.ts'

const protectedMain = `version: 1
branches:
  - match: [main]
    force_push: deny
    delete: deny
`

const receives = (requests: GitUpstream['requests']) =>
  requests.filter(({ url, method }) => method === 'POST' && url.endsWith('git-receive-pack'))

test('a force push to a protected branch is refused in the terminal, and the forge hears nothing', async () => {
  await using forge = await startGuardedForge({ policy: protectedMain })
  const folder = await forge.clone()
  const before = await forge.upstream.refs(home)
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  const pushed = await forge.git(folder, 'push', '--force', 'origin', 'main')
  expect(pushed.code).toBe(1)
  expect(pushed.stderr).toContain(
    '! [remote rejected] main -> main (cursor-guard: force push to a protected branch)',
  )
  expect(pushed.stderr).toContain(
    'remote: cursor-guard: refs/heads/main is refused by "branches.force_push"',
  )
  expect(pushed.stderr).toContain('Fetch, rebase onto it and push without force.')
  expect(await forge.upstream.refs(home)).toEqual(before)
  expect(receives(forge.upstream.requests)).toEqual([])
  expect(forge.kinds('push')).toMatchObject([
    {
      outcome: 'refused',
      defaultBranch: 'main',
      updates: [
        {
          update: 'rewrite',
          authors: [expect.stringContaining('@')],
          verdict: 'deny',
          rule: 'branches.force_push',
          policy: { verdict: 'deny', rule: 'branches.force_push' },
        },
      ],
    },
  ])
  expect(forge.kinds('verdict')).toMatchObject([
    { effective: 'deny', rule: 'branches.force_push', call: 'push-1' },
  ])
  expect(forge.kinds('push')).toMatchObject([{ call: 'push-1' }])
})

test.each([
  { option: '-q', why: 'with --quiet' },
  { option: '--no-progress', why: 'without progress' },
])('reasons are shown $why', async ({ option }) => {
  await using forge = await startGuardedForge({ policy: protectedMain })
  const folder = await forge.clone()
  const pushed = await forge.git(folder, 'push', option, 'origin', ':main')
  expect(pushed.stderr).toContain(
    'remote: cursor-guard: refs/heads/main is refused by "branches.delete"',
  )
  expect(pushed.stderr).toContain('deletion of a protected branch')
})

test('one denied ref refuses the others as well', async () => {
  await using forge = await startGuardedForge({ policy: protectedMain })
  const folder = await forge.clone()
  const before = await forge.upstream.refs(home)
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  const pushed = await forge.git(folder, 'push', 'origin', '+main', 'main:fine')
  expect(pushed.stderr).toContain('main -> fine (cursor-guard: refused with the others)')
  expect(pushed.stderr).toContain('Nothing of this push has reached the forge.')
  expect(await forge.upstream.refs(home)).toEqual(before)
})

test('the default branch is asked for, so the built-in policy knows what it protects', async () => {
  await using forge = await startGuardedForge({
    policy:
      'version: 1\nbranches: [{ match: ["~DEFAULT_BRANCH"], force_push: deny, delete: deny }]\n',
  })
  const folder = await forge.clone()
  await forge.git(folder, 'push', '-q', 'origin', 'main:topic')
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  expect(await forge.git(folder, 'push', '--force', 'origin', 'main:topic')).toMatchObject({
    code: 0,
  })
  expect(await forge.git(folder, 'push', '--force', 'origin', 'main')).toMatchObject({ code: 1 })
})

test('deleting a branch and making it anew is the rewrite it amounts to', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\nbranches: [{ match: [topic], force_push: deny, delete: allow }]\n',
  })
  const folder = await forge.clone()
  await forge.git(folder, 'push', '-q', 'origin', 'main:topic')
  expect(await forge.git(folder, 'push', 'origin', ':topic')).toMatchObject({ code: 0 })
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  const again = await forge.git(folder, 'push', 'origin', 'main:topic')
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('force push to a protected branch'),
  })
  expect(await forge.upstream.refs(home)).not.toHaveProperty('refs/heads/topic')
})

test('what a policy only audits passes, and the terminal says what would have happened', async () => {
  await using forge = await startGuardedForge({ policy: `${protectedMain}enforcement: audit\n` })
  const folder = await forge.clone()
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  const pushed = await forge.git(folder, 'push', '--force', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 0, stderr: expect.stringContaining('would be refused') })
  expect(forge.kinds('push')).toMatchObject([{ outcome: 'accepted' }])
})

const token = ['ghp', '_', 'Ab1Cd2Ef3G'.repeat(3), 'h4Jk5L'].join('')

test.each([
  { push: 'deny', code: 1, outcome: 'refused', said: 'a secret in this push' },
  { push: 'warn', code: 0, outcome: 'accepted', said: 'allowed with a warning' },
])(
  'a secret added and removed again meets secrets.push: $push',
  async ({ push, code, outcome, said }) => {
    await using forge = await startGuardedForge({
      policy: `version: 1\nsecrets: { push: ${push} }\n`,
    })
    const folder = await forge.clone()
    await forge.commit(folder, { 'config.ts': `const token = '${token}'\n` })
    await forge.commit(folder, { 'config.ts': 'const token = process.env.TOKEN\n' })
    const pushed = await forge.git(folder, 'push', 'origin', 'main')
    expect(pushed.code).toBe(code)
    expect(pushed.stderr).toContain(said)
    expect(JSON.stringify(forge.entries) + pushed.stderr).not.toContain(token)
    expect(forge.kinds('push')).toMatchObject([
      { outcome, secrets: [expect.stringContaining('config.ts:1')] },
    ])
    expect(forge.kinds('finding').length).toBeGreaterThan(0)
    if (push === 'deny')
      expect(pushed.stderr).toMatch(/remote: +github\S* in config\.ts:1 \(commit [0-9a-f]{10}\)/)
  },
)

test('limits.pushes ends the session, and the push says so', async () => {
  await using forge = await startGuardedForge({ policy: 'version: 1\nlimits: { pushes: 1 }\n' })
  const folder = await forge.clone()
  expect(await forge.git(folder, 'push', 'origin', 'main:one')).toMatchObject({ code: 0 })
  const second = await forge.git(folder, 'push', 'origin', 'main:two')
  expect(second).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the session has ended'),
  })
  expect(await forge.git(folder, 'fetch')).toMatchObject({
    code: 128,
    stderr: expect.stringContaining('remote: cursor-guard: the session has ended'),
  })
})

test.each([
  {
    what: 'a tag named like a branch',
    args: ['tag:refs/tags/main'],
    said: 'has the name of refs/heads/main',
  },
  { what: 'a branch that differs by case', args: ['main:refs/heads/MAIN'], said: 'by case alone' },
  {
    what: 'a tag that is moved',
    args: ['--force', 'main:refs/tags/v1'],
    said: 'a tag stays where it is',
  },
  { what: 'a tag that is deleted', args: [':refs/tags/v1'], said: 'a tag stays where it is' },
  { what: 'notes', args: ['main:refs/notes/commits'], said: 'only refs/heads/… and refs/tags/…' },
  {
    what: 'a replacement',
    args: ['main:refs/replace/x'],
    said: 'only refs/heads/… and refs/tags/…',
  },
  {
    what: 'a ref of a pull request',
    args: ['main:refs/pull/1/head'],
    said: 'only refs/heads/… and refs/tags/…',
  },
  {
    what: 'a branch of another alphabet',
    args: ['main:refs/heads/m\u0430in'],
    said: 'mixes alphabets',
  },
  {
    what: 'a branch called HEAD',
    args: ['main:refs/heads/HEAD'],
    said: 'git reads this name as something else',
  },
  {
    what: 'a branch like a commit id',
    args: [`main:refs/heads/${'a'.repeat(40)}`],
    said: 'looks like a commit id',
  },
])('$what is refused', async ({ args, said }) => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  await forge.git(folder, 'push', '-q', 'origin', 'main:refs/tags/v1')
  const before = await forge.upstream.refs(home)
  await forge.commit(folder, { 'b.txt': 'b' })
  await forge.git(folder, 'tag', 'tag')
  const pushed = await forge.git(folder, 'push', 'origin', ...args)
  expect(pushed).toMatchObject({ code: 1, stderr: expect.stringContaining(said) })
  expect(await forge.upstream.refs(home)).toEqual(before)
})

test('more refs than a push may have are refused one by one, with the number that is allowed', async () => {
  await using forge = await startGuardedForge({ policy: 'version: 1\ngit: { refs_per_push: 3 }\n' })
  const folder = await forge.clone()
  const refs = ['a', 'b', 'c', 'd'].map((name) => `main:${name}`)
  const pushed = await forge.git(folder, 'push', 'origin', ...refs)
  expect(pushed.stderr.match(/remote rejected.*at most 3 refs, this one has 4/g)).toHaveLength(4)
  expect(await forge.git(folder, 'push', 'origin', ...refs.slice(1))).toMatchObject({ code: 0 })
})

test('push options stay here: git itself says that they are not supported', async () => {
  await using forge = await startGuardedForge()
  await forge.upstream.git(home, 'config', 'receive.advertisePushOptions', 'true')
  const folder = await forge.clone()
  const pushed = await forge.git(folder, 'push', '-o', 'ci.skip', 'origin', 'main:topic')
  expect(pushed).toMatchObject({
    code: expect.any(Number),
    stderr: expect.stringContaining('does not support push options'),
  })
})

test('push options pass where the policy says so: recorded, and never with a secret in them', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\ngit: { push_options: allow }\n',
  })
  await forge.upstream.git(home, 'config', 'receive.advertisePushOptions', 'true')
  const hook = join(forge.upstream.path(home), 'hooks', 'post-receive')
  const heard = join(forge.state, 'heard')
  await mkdir(dirname(hook), { recursive: true })
  await writeFile(hook, `#!/bin/sh\necho "$GIT_PUSH_OPTION_0" > "${heard}"\n`, { mode: 0o755 })
  const folder = await forge.clone()
  const option = (text: string, branch: string) =>
    forge.git(folder, 'push', '-o', text, 'origin', `main:${branch}`)
  expect(await option('ci.skip', 'topic')).toMatchObject({ code: 0 })
  expect(await readFile(heard, 'utf8')).toBe('ci.skip\n')
  expect(forge.kinds('note')).toContainEqual(expect.objectContaining({ options: ['ci.skip'] }))
  const secret = await option(`note=${forge.upstream.token}`, 'other')
  expect(secret).toMatchObject({ code: 1, stderr: expect.stringContaining('holds a secret') })
  expect(await option('two\u202elines', 'other')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('visible characters'),
  })
  expect(Object.keys(await forge.upstream.refs(home))).toEqual([
    'refs/heads/main',
    'refs/heads/topic',
  ])
})

test.each(['0', '1', '2'])(
  'a client of protocol %s pushes, atomically as well',
  async (version) => {
    await using forge = await startGuardedForge()
    const folder = await forge.clone()
    const commit = await forge.commit(folder, { 'c.txt': 'c' })
    const protocol = ['-c', `protocol.version=${version}`]
    const pushed = await forge.git(
      folder,
      ...protocol,
      'push',
      '--atomic',
      'origin',
      'main',
      'main:two',
    )
    expect(pushed).toMatchObject({ code: 0 })
    expect(await forge.upstream.refs(home)).toEqual({
      'refs/heads/main': commit,
      'refs/heads/two': commit,
    })
  },
)

test('a push from a shallow clone is judged on the whole history', async () => {
  await using forge = await startGuardedForge({ policy: protectedMain })
  const full = await forge.clone()
  for (const name of ['1', '2', '3']) await forge.commit(full, { [name]: name })
  await forge.git(full, 'push', '-q', 'origin', 'main')
  const shallow = await forge.clone(home, '--depth', '1')
  const commit = await forge.commit(shallow, { '4': '4' })
  expect(await forge.git(shallow, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  await forge.git(shallow, 'commit', '--amend', '-q', '-m', 'Rewritten')
  expect(await forge.git(shallow, 'push', '--force', 'origin', 'main')).toMatchObject({ code: 1 })
})

test('a large push arrives whole, after the client has tried the connection', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const bytes = Buffer.alloc(3 << 20)
  for (let at = 0; at < bytes.length; at += 4)
    bytes.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at)
  await writeFile(join(folder, 'large.bin'), bytes)
  const commit = await forge.commit(folder, {})
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
  const [sent, ...more] = receives(forge.upstream.requests)
  expect(more).toEqual([])
  expect(Number(sent?.headers['content-length'])).toBeGreaterThan(2 << 20)
})

test('a repository of SHA-256 is pushed to like any other', async () => {
  await using forge = await startGuardedForge({ repositories: [home, 'acme/new'] })
  await rm(forge.upstream.path('acme/new'), { recursive: true })
  await forge.upstream.create('acme/new', { objectFormat: 'sha256' })
  const folder = join(forge.state, 'new')
  await forge.git(forge.state, 'init', '-q', '--object-format=sha256', folder)
  const commit = await forge.commit(folder, { 'a.txt': 'a' })
  const first = await forge.git(folder, 'push', forge.address('acme/new'), 'main')
  expect(first).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs('acme/new')).toEqual({ 'refs/heads/main': commit })
  expect(commit).toHaveLength(64)
})

const threeRules = `version: 1
secrets: { push: deny }
branches: [{ match: [main], force_push: deny }]
rules:
  - { name: infra, when: { push: { paths: ["infra/**"] } }, then: deny, reason: Ask the platform team. }
  - { name: people look, when: { push: {}, branch: main }, then: hold, reason: A person looks at main. }
  - { name: elsewhere, when: { push: {}, branch: other }, then: deny }
`

test('a push that breaks several rules is told all of them, what weighs most first', async () => {
  await using forge = await startGuardedForge({ policy: threeRules })
  const folder = await forge.clone()
  await forge.git(folder, 'commit', '--amend', '-q', '-m', 'Another first')
  await forge.commit(folder, { 'infra/a.tf': 'x', 'config.ts': `const token = '${token}'\n` })
  const pushed = await forge.git(folder, 'push', '--force', 'origin', 'main')
  const said = pushed.stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.replace(/^remote: /, '').trimEnd())
  const at = (text: string) => {
    const index = said.findIndex((line) => line.includes(text))
    expect({ text, found: index >= 0 }).toEqual({ text, found: true })
    return index
  }
  const order = [
    'refs/heads/main is refused by "infra"',
    'Ask the platform team.',
    'is refused by "branches.force_push"',
    'Fetch, rebase onto it',
    'is refused by "secrets.push"',
    'needs approval by "people look"',
    'A person looks at main.',
    'This push holds a secret, in a commit or in a name.',
    'github-token in config.ts:1',
  ].map(at)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(said.filter((line) => line.includes('holds a secret'))).toHaveLength(1)
  expect(pushed.stderr).toContain('refused by "infra" and 3 more reasons')
  expect(said.join('\n')).not.toContain('elsewhere')
})

test('once all that was told is mended, the push passes', async () => {
  await using forge = await startGuardedForge({
    policy: threeRules.replace('then: hold', 'then: warn'),
  })
  const folder = await forge.clone()
  await forge.commit(folder, { 'src/a.ts': 'x' })
  expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
})

test('everything wrong with the head of a push is said at once', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\ngit: { push_options: allow }\n',
  })
  const folder = await forge.clone()
  await forge.upstream.git(home, 'config', 'receive.advertisePushOptions', 'true')
  const names = ['main:refs/heads/-x', 'main:refs/heads/fine', 'main:refs/odd/y']
  const pushed = await forge.git(folder, 'push', '-o', `key=${token}`, 'origin', ...names)
  expect(pushed.stderr).toContain('a push option holds a secret')
  expect(pushed.stderr).toContain('refs/heads/-x is refused: ')
  expect(pushed.stderr).toContain('refs/odd/y is refused: only refs/heads/')
  expect(pushed.stderr).toContain('main -> fine (cursor-guard: a push option holds a secret)')
  expect(pushed.stderr).toMatch(
    /main -> refs\/odd\/y \(cursor-guard: only refs.* and 1 more reason\)/,
  )
  const fine = await forge.git(folder, 'push', '-o', 'ci.skip', 'origin', 'main:refs/heads/fine')
  expect(fine.stderr).not.toContain('refused')
})
