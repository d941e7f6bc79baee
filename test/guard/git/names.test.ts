import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import { rawHead, rawPush } from '../../support/git-upstream/raw-push.ts'

/** A token of the forge's form, made now. */
const newToken = () => `gh${'p_'}${randomBytes(18).toString('hex')}`
const forgeHeard = ({ upstream }: GuardedForge): number =>
  upstream.requests.filter(
    ({ url, method }) => method === 'POST' && url.endsWith('git-receive-pack'),
  ).length

test('attack: a token in the name of a branch is refused like one in the name of a file', async () => {
  await using forge = await startGuardedForge()
  const token = newToken()
  const folder = await forge.clone()
  await forge.git(folder, 'checkout', '-q', '-b', `wip/${token}`)
  await forge.git(folder, 'commit', '-q', '--allow-empty', '-m', 'work')
  const pushed = await forge.git(folder, 'push', '-q', 'origin', `wip/${token}`)
  expect(pushed.code).not.toBe(0)
  expect(pushed.stderr).toContain('is refused by "secrets.push"')
  expect(pushed.stderr).toMatch(/github-token in ref name \(object [0-9a-f]{10}\), fingerprint/)
  expect(
    pushed.stderr.replaceAll(`-> wip/${token}`, '').replaceAll(` wip/${token}`, ''),
  ).not.toContain(token)
  expect(forgeHeard(forge)).toBe(0)
  expect(JSON.stringify(forge.entries)).not.toContain(token)
  expect(forge.kinds('finding')).toMatchObject([{ rule: 'github-token', where: 'push' }])
  expect(forge.kinds('push')).toMatchObject([
    { outcome: 'refused', updates: [{ ref: expect.stringMatching(/^refs\/heads\/wip\/\*\*\*/) }] },
  ])
})

test('attack: a token in the name of a tag is refused, also where the commit is known already', async () => {
  await using forge = await startGuardedForge()
  const token = newToken()
  const folder = await forge.clone()
  await forge.git(folder, 'tag', `rel-${token}`)
  expect(await forge.git(folder, 'push', '-q', 'origin', `rel-${token}`)).not.toMatchObject({
    code: 0,
  })
  expect(forgeHeard(forge)).toBe(0)
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test.each([
  {
    what: 'the name of an author',
    line: 'author line',
    env: (token: string) => ({ GIT_AUTHOR_NAME: token }),
  },
  {
    what: 'the address of a committer',
    line: 'committer line',
    env: (token: string) => ({ GIT_COMMITTER_EMAIL: `${token}@x.example` }),
  },
])('attack: a token as $what is refused', async ({ env, line }) => {
  await using forge = await startGuardedForge()
  const token = newToken()
  const folder = await forge.clone()
  await forge.gitWith(env(token), folder, 'commit', '-q', '--allow-empty', '-m', 'work')
  const pushed = await forge.git(folder, 'push', '-q', 'origin', 'main:topic')
  expect(pushed.stderr).toContain('is refused by "secrets.push"')
  expect(pushed.stderr).toContain(`github-token in ${line} (commit`)
  expect(forgeHeard(forge)).toBe(0)
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test('attack: a token as the name of a tagger is refused', async () => {
  await using forge = await startGuardedForge()
  const token = newToken()
  const folder = await forge.clone()
  await forge.gitWith({ GIT_COMMITTER_NAME: token }, folder, 'tag', '-a', 'v1', '-m', 'one')
  expect((await forge.git(folder, 'push', '-q', 'origin', 'v1')).code).not.toBe(0)
  expect(forgeHeard(forge)).toBe(0)
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test('attack: a token as the name of the client is refused', async () => {
  await using forge = await startGuardedForge()
  const token = newToken()
  const { 'refs/heads/main': tip } = await forge.upstream.refs(home)
  const caps = `report-status side-band-64k object-format=sha1 agent=git/${token}`
  const answer = await rawPush(
    forge,
    rawHead([`${tip} ${'0'.repeat(40)} refs/heads/topic\0 ${caps}`]),
  )
  expect(answer.bands[1]).toContain('the name of the client holds a secret')
  expect(forgeHeard(forge)).toBe(0)
})

test('attack: where the policy lets it pass, the name is masked wherever it is kept', async () => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\nsecrets: { push: warn }\n',
  })
  const token = newToken()
  const folder = await forge.clone()
  const pushed = await forge.git(folder, 'push', '-q', 'origin', `main:wip/${token}`)
  expect(pushed.code).toBe(0)
  expect(forge.kinds('note').map(({ text }) => text)).toContain('a push is handed to the forge')
  expect(JSON.stringify(forge.entries)).not.toContain(token)
  expect((await forge.git(folder, 'push', '-q', 'origin', `:wip/${token}`)).code).toBe(0)
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test('a branch of such a name that is there already can be deleted', async () => {
  await using forge = await startGuardedForge()
  const token = newToken()
  await forge.git(
    `${forge.state}/seed`,
    'push',
    '-q',
    forge.upstream.path(home),
    `main:wip/${token}`,
  )
  const folder = await forge.clone()
  expect(await forge.git(folder, 'push', '-q', 'origin', `:wip/${token}`)).toMatchObject({
    code: 0,
  })
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test.each([
  'wip/fix-login-42',
  'feature/token-refresh',
  'user/ann/secrets.push',
  'dependabot/npm/a-1.2.3',
])('the ordinary name %s passes', async (name) => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  await forge.git(folder, 'checkout', '-q', '-b', name)
  await forge.git(folder, 'commit', '-q', '--allow-empty', '-m', 'work')
  expect(await forge.git(folder, 'push', '-q', 'origin', name)).toMatchObject({ code: 0 })
  expect(forge.kinds('push')).toMatchObject([
    { outcome: 'accepted', updates: [{ ref: `refs/heads/${name}` }] },
  ])
})

test('names that people use pass: in one push, made, moved, fetched and deleted', async () => {
  await using forge = await startGuardedForge()
  const names = [
    'feature/größe',
    '日本語',
    'fix(api)/x',
    'user%2Ffix',
    "it's-done",
    'feat/a&b',
    'fix!',
    'проект/форма',
    '👩‍💻/work',
  ]
  const folder = await forge.clone()
  const made = await forge.git(
    folder,
    'push',
    'origin',
    ...names.map((name) => `main:refs/heads/${name}`),
  )
  expect(made).toMatchObject({ code: 0 })
  await forge.git(folder, 'commit', '-q', '--allow-empty', '-m', 'more')
  const moved = await forge.git(folder, 'push', 'origin', ...names.map((name) => `main:${name}`))
  expect(moved).toMatchObject({ code: 0 })
  const { 'refs/heads/main': _main, ...refs } = await forge.upstream.refs(home)
  expect(Object.keys(refs).sort()).toEqual(names.map((name) => `refs/heads/${name}`).sort())
  expect((await forge.git(folder, 'fetch', '-q', 'origin')).code).toBe(0)
  expect(forge.kinds('push')[0]).toMatchObject({ outcome: 'accepted' })
  const gone = await forge.git(folder, 'push', 'origin', ...names.map((name) => `:${name}`))
  expect(gone).toMatchObject({ code: 0 })
  expect(Object.keys(await forge.upstream.refs(home))).toEqual(['refs/heads/main'])
})

test.each([
  {
    what: 'an existing branch',
    name: '\u0441\u043e\u0440\u0443',
    said: 'looks like refs/heads/copy',
  },
  { what: 'an existing branch', name: '\uff43opy', said: 'looks like refs/heads/copy' },
  {
    what: 'a protected name',
    name: '\u0441\u0435\u0440\u043e',
    said: 'which the policy speaks of',
  },
])('attack: a new branch that looks like $what is refused: $name', async ({ name, said }) => {
  await using forge = await startGuardedForge({
    policy: 'version: 1\nbranches:\n  - match: cepo\n    delete: deny\n',
  })
  const folder = await forge.clone()
  expect((await forge.git(folder, 'push', '-q', 'origin', 'main:refs/heads/copy')).code).toBe(0)
  const pushed = await forge.git(folder, 'push', '-q', 'origin', `main:refs/heads/${name}`)
  expect(pushed.code).not.toBe(0)
  expect(pushed.stderr).toContain(said)
})

test('a branch of a name that is refused can be deleted where it is there already', async () => {
  await using forge = await startGuardedForge()
  const names = ['m\u0430in', 'a\u200bb', '$(id)', 'a|b']
  const seed = `${forge.state}/seed`
  for (const name of names) {
    await forge.git(seed, 'push', '-q', forge.upstream.path(home), `main:refs/heads/${name}`)
  }
  const folder = await forge.clone()
  const gone = await forge.git(
    folder,
    'push',
    'origin',
    ...names.map((name) => `:refs/heads/${name}`),
  )
  expect(gone).toMatchObject({ code: 0 })
  expect(Object.keys(await forge.upstream.refs(home))).toEqual(['refs/heads/main'])
})

test.each([
  {
    what: 'the ref of a batch',
    path: 'objects/batch',
    body: (token: string) => ({
      operation: 'upload',
      ref: { name: `refs/heads/${token}` },
      objects: [{ oid: 'a'.repeat(64), size: 1 }],
    }),
  },
  {
    what: 'the path of a lock',
    path: 'locks',
    body: (token: string) => ({ path: `assets/${token}.bin` }),
  },
  {
    what: 'the ref of a lock',
    path: 'locks/verify',
    body: (token: string) => ({ ref: { name: `refs/heads/${token}` } }),
  },
])('attack: a token as $what does not reach the forge', async ({ path, body }) => {
  await using forge = await startGuardedForge({
    git: { spool: { open: () => Promise.reject(new Error()) } },
  })
  const token = newToken()
  const answer = await forge.call(`/git/${home}.git/info/lfs/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify(body(token)),
  })
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('secret in a name (github-token')
  expect(forge.upstream.requests.filter(({ url }) => url.includes('/lfs/'))).toEqual([])
  expect(JSON.stringify(forge.entries)).not.toContain(token)
})

test('attack: a token in the question for locks does not reach the forge', async () => {
  await using forge = await startGuardedForge({
    git: { spool: { open: () => Promise.reject(new Error()) } },
  })
  const token = newToken()
  const asked = `?path=${encodeURIComponent(`a/${token}`).replaceAll('_', '%5F')}`
  const answer = await forge.call(`/git/${home}.git/info/lfs/locks${asked}`)
  expect(answer.status).toBe(403)
  expect(forge.upstream.requests.filter(({ url }) => url.includes('/lfs/'))).toEqual([])
})
