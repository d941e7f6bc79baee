import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pushNotBegunNote } from '../../../src/core/recording/entry.ts'
import { policyOf } from '../../core/policy/policy-text.ts'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import { rawPush } from '../../support/git-upstream/raw-push.ts'

let forge: GuardedForge

beforeAll(async () => {
  forge = await startGuardedForge({ upstream: { private: ['acme/secret', home] } })
  for (const name of ['acme/open', 'acme/secret']) await forge.upstream.create(name)
})
afterAll(async () => forge[Symbol.asyncDispose]())

test('the session’s own repository is read with the credential, private or not', async () => {
  const listed = await forge.git(forge.state, 'ls-remote', forge.address())
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('refs/heads/main') })
})

test('another public repository is read as anybody could, without the credential', async () => {
  const from = forge.upstream.requests.length
  expect(await forge.git(forge.state, 'ls-remote', forge.address('acme/open'))).toMatchObject({
    code: 0,
  })
  const seen = forge.upstream.requests.slice(from)
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(seen.map(() => undefined))
})

test('another private repository stays closed, and git does not ask for a password', async () => {
  const listed = await forge.git(forge.state, 'ls-remote', forge.address('acme/secret'))
  expect(listed.code).toBe(128)
  expect(listed.stderr).toContain('remote: cursor-guard: the forge does not accept')
})

test('another repository cannot be pushed to', async () => {
  const folder = await forge.clone()
  const pushed = await forge.git(folder, 'push', forge.address('acme/open'), 'main')
  expect(pushed).toMatchObject({ code: 128 })
  expect(pushed.stderr).toContain(
    'remote: cursor-guard: this session pushes to acme/site alone, not to acme/open',
  )
  expect(forge.kinds('note')).toContainEqual({
    kind: 'note',
    text: pushNotBegunNote,
    repository: 'acme/open',
    why: 'this session pushes to acme/site alone, not to acme/open',
  })
})

test.each<{ when: string; token: string | undefined; why: string }>([
  { when: 'there is no token', token: undefined, why: 'give it one as GITHUB_TOKEN' },
  { when: 'the forge does not know it', token: 'expired', why: 'does not accept the credential' },
])('a push for which $when is recorded with its reason', async ({ token, why }) => {
  await using other = await startGuardedForge({
    git: { credential: { token: async () => token } },
  })
  const folder = join(other.state, 'work')
  await other.git(other.state, 'init', '-q', folder)
  await other.commit(folder, { a: 'a' })
  const pushed = await other.git(folder, 'push', other.address(), 'main')
  expect(pushed.stderr).toContain(why)
  expect(other.kinds('note')).toMatchObject([
    { text: pushNotBegunNote, repository: home, why: expect.stringContaining(why) },
  ])
})

test('a repository that the policy names is pushed to and read like the session’s own', async () => {
  await using wide = await startGuardedForge({
    policy: 'version: 1\ngit: { repositories: [acme/Docs, ACME/site] }\n',
    upstream: { private: ['acme/Docs'] },
  })
  await wide.upstream.create('acme/Docs')
  const folder = await wide.clone()
  const commit = await wide.commit(folder, { 'docs.txt': 'docs' })
  const pushed = await wide.git(folder, 'push', wide.address('ACME/docs'), 'main')
  expect(pushed).toMatchObject({ code: 0 })
  expect(await wide.upstream.refs('acme/Docs')).toEqual({ 'refs/heads/main': commit })
  expect(wide.kinds('push').at(-1)).toMatchObject({ repository: 'acme/Docs' })
  const listed = await wide.git(wide.state, 'ls-remote', wide.address('acme/docs'))
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining(commit) })
  // Two spellings of one repository: the environment's is used.
  expect(await wide.git(folder, 'push', wide.address('acme/SITE'), 'main')).toMatchObject({
    code: 0,
  })
  expect(wide.kinds('push').at(-1)).toMatchObject({ repository: home })
  expect((await wide.git(folder, 'push', wide.address('acme/open'), 'main')).stderr).toContain(
    'this session pushes to acme/site, acme/Docs alone, not to acme/open',
  )
})

test('the same repository in other letters is the same repository', async () => {
  const folder = await forge.clone()
  const commit = await forge.commit(folder, { a: 'a' })
  expect(await forge.git(folder, 'push', forge.address('ACME/Site.git'), 'main')).toMatchObject({
    code: 0,
  })
  expect(await forge.upstream.refs(home)).toMatchObject({ 'refs/heads/main': commit })
  expect(forge.kinds('push').at(-1)).toMatchObject({ repository: home })
})

test.each([
  '/git/acme/../acme/site/git-receive-pack',
  '/git/acme%2fsite/git-receive-pack',
  '/git/acme/site%2f/git-receive-pack',
  '/git/./acme/site/git-receive-pack',
  '/git//acme/site/git-receive-pack',
  '/git/acme/site.git.git/git-receive-pack',
  '/git/acme/site.wiki/git-receive-pack',
  '/git/acme/site.wiki.git/git-receive-pack',
  '/git/acme/site/git-receive-pack?service=git-upload-pack',
  '/git/acme/site/git-receive-pack/',
  '/git/acme/site/../open/git-receive-pack',
  '/git/acme/site/objects/info/packs',
  '/git/acme/site/HEAD',
  '/git/acme/site/info/refs',
  '/git/acme/site/info/refs?service=git-receive-pack&x=1',
  '/git/acme/site/git-upload-archive',
  '/git/acme/..%00/git-receive-pack',
])('%s leads nowhere', async (path) => {
  const from = forge.upstream.requests.length
  const answer = await rawPush(forge, Buffer.from('0000'), { path })
  expect(answer.status).toBe(404)
  expect(forge.upstream.requests.slice(from)).toEqual([])
})

test.each([
  { what: 'no credential', authorization: '' },
  { what: 'another bearer', authorization: 'Bearer something-else' },
  { what: 'the credential of another tool', authorization: 'Basic eC1hY2Nlc3MtdG9rZW46Z2hz' },
])('$what is answered with 401, before anything is looked at', async ({ authorization }) => {
  const from = forge.upstream.requests.length
  const answer = await rawPush(forge, Buffer.from('0000'), { headers: { authorization } })
  expect(answer.status).toBe(401)
  expect(forge.upstream.requests.slice(from)).toEqual([])
})

test('a client’s own Authorization beside the session’s is neither forwarded nor recorded', async () => {
  const own = `Basic ${Buffer.from('x-access-token:their-own-value').toString('base64')}`
  const from = forge.upstream.requests.length
  const listed = await forge.gitWith(
    { GIT_CONFIG_PARAMETERS: `'http.extraheader'='Authorization: ${own}'` },
    forge.state,
    'ls-remote',
    forge.address(),
  )
  expect(listed).toMatchObject({ code: 0 })
  const seen = forge.upstream.requests.slice(from).map(({ headers }) => headers.authorization)
  expect(seen.length).toBeGreaterThan(0)
  expect(seen).not.toContain(own)
  expect(JSON.stringify(forge.entries)).not.toContain('their-own-value')
})

test('the session token also passes as a password, for tools that know nothing else', async () => {
  const address = forge.address().replace('http://', `http://git:${forge.guard.sessionToken}@`)
  const listed = await forge.gitWith({ GIT_CONFIG_COUNT: '0' }, forge.state, 'ls-remote', address)
  expect(listed).toMatchObject({ code: 0 })
})

test('a repository that has moved is not followed', async () => {
  forge.upstream.fault = () => ({
    do: 'answer',
    status: 301,
    headers: { location: `${forge.upstream.url}/acme/secret.git/info/refs` },
  })
  const listed = await forge.git(forge.state, 'ls-remote', forge.address())
  forge.upstream.fault = undefined
  expect(listed).toMatchObject({
    code: 128,
    stderr: expect.stringContaining('the guard follows no redirect'),
  })
})

test('the policy’s egress decides whether other repositories can be read', async () => {
  await using closed = await startGuardedForge({
    policy: { ...policyOf(''), egress: { default: 'deny', allow: [] } },
  })
  await closed.upstream.create('acme/open')
  expect(await closed.git(closed.state, 'ls-remote', closed.address())).toMatchObject({ code: 0 })
  expect(await closed.git(closed.state, 'ls-remote', closed.address('acme/open'))).toMatchObject({
    code: 128,
    stderr: expect.stringContaining("the policy's egress does not allow 127.0.0.1"),
  })
})
