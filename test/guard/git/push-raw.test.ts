import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import {
  emptyPack,
  rawHead,
  rawPush,
  usualCapabilities as usual,
} from '../../support/git-upstream/raw-push.ts'

const zero = '0'.repeat(40)
let forge: GuardedForge
let tip: string
let before: Record<string, string>

beforeAll(async () => {
  forge = await startGuardedForge({
    policy: 'version: 1\nbranches: [{ match: [main], force_push: deny, delete: deny }]\n',
  })
  before = await forge.upstream.refs(home)
  tip = before['refs/heads/main'] ?? ''
})
afterAll(async () => forge[Symbol.asyncDispose]())

const noForge = () =>
  forge.upstream.requests.filter(
    ({ url, method }) => method === 'POST' && url.endsWith('receive-pack'),
  )
const create = (ref: string, caps = usual) => rawHead([`${zero} ${tip} ${ref}\0 ${caps}`])

test('the probe that git sends before a large push is answered here', async () => {
  const answer = await rawPush(forge, Buffer.from('0000'))
  expect(answer).toMatchObject({ status: 200, body: Buffer.alloc(0) })
  expect(answer.headers['content-type']).toBe('application/x-git-receive-pack-result')
  expect(noForge()).toEqual([])
})

test('a push without info/refs before it is judged like any other', async () => {
  await using cold = await startGuardedForge({
    policy: 'version: 1\nbranches: [{ match: [main], force_push: deny, delete: deny }]\n',
  })
  const { 'refs/heads/main': at = '' } = await cold.upstream.refs(home)
  const answer = await rawPush(cold, rawHead([`${at} ${zero} refs/heads/main\0 ${usual}`]))
  expect(answer.bands[0]).toContain(
    'ng refs/heads/main cursor-guard: deletion of a protected branch',
  )
})

test.each<{ what: string; body: () => Buffer; said: string }>([
  {
    what: 'a look-alike with a newline at its end is the name without it',
    body: () => rawHead([`${tip} ${zero} refs/heads/main\0 ${usual}\n`]),
    said: 'deletion of a protected branch',
  },
  {
    what: 'two newlines are not',
    body: () => create('refs/heads/topic\n'),
    said: 'git does not allow this name',
  },
  ...[
    'refs/heads/m\u200bain',
    'refs/heads/a b',
    'refs/heads/a\tb',
    'refs/heads/../../config',
    'refs/heads/a.lock',
    'refs/heads/-d',
    'refs/heads/refs/heads/main',
    'refs/heads/\u0001',
    `refs/heads/${'x'.repeat(300)}`,
    'HEAD',
    'main',
    'refs/remotes/origin/main',
    'refs/heads/a//b',
    'refs/heads/.a',
    'refs/heads/a..b',
    'refs/cursor-guard/hold/1',
  ].map((ref) => ({
    what: `the ref ${JSON.stringify(ref).slice(0, 60)} is refused`,
    body: () => Buffer.concat([create(ref), emptyPack]),
    said: 'cursor-guard:',
  })),
  {
    what: 'a ref that is named twice is refused',
    body: () => rawHead([`${zero} ${tip} refs/heads/a\0 ${usual}`, `${zero} ${tip} refs/heads/A`]),
    said: 'names this ref twice',
  },
  {
    what: 'deleting and making one ref in one push is refused',
    body: () =>
      rawHead([`${tip} ${zero} refs/heads/main\0 ${usual}`, `${zero} ${tip} refs/heads/main`]),
    said: 'names this ref twice',
  },
  {
    what: 'a lie about where the ref is: stale',
    body: () => Buffer.concat([create('refs/heads/main'), emptyPack]),
    said: 'stale info, fetch first',
  },
  {
    what: 'neither made nor deleted is refused',
    body: () => rawHead([`${zero} ${zero} refs/heads/a\0 ${usual}`]),
    said: 'neither made nor changed',
  },
  {
    what: 'a commit that nobody has is refused',
    body: () =>
      Buffer.concat([rawHead([`${zero} ${'b'.repeat(40)} refs/heads/a\0 ${usual}`]), emptyPack]),
    said: 'ng refs/heads/a',
  },
  {
    what: 'a pack of garbage is refused',
    body: () => Buffer.concat([create('refs/heads/a'), Buffer.from('PACKgarbage and more of it')]),
    said: 'ng refs/heads/a',
  },
  {
    what: 'a pack that is cut is refused',
    body: () => Buffer.concat([create('refs/heads/a'), emptyPack.subarray(0, 20)]),
    said: 'ng refs/heads/a',
  },
  {
    what: 'bytes after the pack are refused',
    body: () => Buffer.concat([create('refs/heads/a'), emptyPack, Buffer.from('and more')]),
    said: 'ng refs/heads/a',
  },
  {
    what: 'push options without leave are refused',
    body: () =>
      Buffer.concat([
        create('refs/heads/a', `${usual} push-options`),
        rawHead(['ci.skip']),
        emptyPack,
      ]),
    said: 'push options are not passed on',
  },
  {
    what: 'another object format than the repository has is refused',
    body: () =>
      rawHead([
        `${'0'.repeat(64)} ${'a'.repeat(64)} refs/heads/a\0 report-status side-band-64k object-format=sha256`,
      ]),
    said: 'ng refs/heads/a',
  },
])('$what', async ({ body, said }) => {
  const answer = await rawPush(forge, body())
  expect(answer.status).toBe(200)
  expect(answer.bands[0] + answer.bands[1]).toContain(said)
  expect(answer.bands[0]).toContain('ng ')
  expect(noForge()).toEqual([])
  expect(await forge.upstream.refs(home)).toEqual(before)
})

test.each<{ what: string; body: () => Buffer; said: string }>([
  { what: 'a signed push', body: () => rawHead([`push-cert\0 ${usual}`]), said: 'signed pushes' },
  {
    what: 'capabilities on a later command',
    body: () =>
      rawHead([`${zero} ${tip} refs/heads/a\0 ${usual}`, `${zero} ${tip} refs/heads/b\0 ${usual}`]),
    said: 'first command alone',
  },
  {
    what: 'a head that is cut',
    body: () => create('refs/heads/a').subarray(0, -10),
    said: 'its head is cut',
  },
  {
    what: 'a packet length that does not exist',
    body: () =>
      Buffer.concat([rawHead([`${zero} ${tip} refs/heads/a\0 ${usual}`], Buffer.from('0003'))]),
    said: 'no packet is 3 bytes',
  },
  {
    what: 'shallow lines after the commands',
    body: () => rawHead([`${zero} ${tip} refs/heads/a\0 ${usual}`, `shallow ${tip}`]),
    said: 'shallow lines come before',
  },
  {
    what: '20,000 commands',
    body: () =>
      rawHead(
        Array.from(
          { length: 20_000 },
          (_, n) => `${zero} ${tip} refs/heads/b${n}${n === 0 ? `\0 ${usual}` : ''}`,
        ),
      ),
    said: 'longer than 1048576 bytes',
  },
  {
    what: 'object ids of the wrong length',
    body: () => rawHead([`${zero} ${'a'.repeat(64)} refs/heads/a\0 ${usual}`]),
    said: 'object ids of 40 digits',
  },
])('$what is no push, and its client reads why', async ({ body, said }) => {
  const answer = await rawPush(forge, body())
  expect(answer.body.toString()).toContain(said)
  expect(noForge()).toEqual([])
})

test('a client without side-band reads a plain report', async () => {
  const answer = await rawPush(forge, rawHead([`${tip} ${zero} refs/heads/main\0 report-status`]))
  expect(answer.body.toString()).toMatch(
    /^000eunpack ok\n[0-9a-f]{4}ng refs\/heads\/main cursor-guard: .*\n0000$/,
  )
})

test('a client that reads no report is refused plainly', async () => {
  const answer = await rawPush(forge, rawHead([`${tip} ${zero} refs/heads/main\0 side-band-64k`]))
  expect(answer).toMatchObject({ status: 403 })
  expect(answer.body.toString()).toContain('a client that reads the report')
})

test('a client without side-band is not held: it is told the request and may come back', async () => {
  await using held = await startGuardedForge({
    policy:
      'version: 1\nrules: [{ name: all wait, when: { push: {} }, then: hold }]\napproval: { wait: 5m }\n',
  })
  const { 'refs/heads/main': at = '' } = await held.upstream.refs(home)
  const body = Buffer.concat([
    rawHead([`${zero} ${at} refs/heads/topic\0 report-status`]),
    emptyPack,
  ])
  const answer = await rawPush(held, body)
  expect(answer.body.toString()).toMatch(
    /ng refs\/heads\/topic cursor-guard: nobody decided; request [0-9a-f]{10} stays open/,
  )
  await held.decide(true)
  expect((await rawPush(held, body)).body.toString()).toContain('ok refs/heads/topic')
})

test('a body packed with gzip is read, and its pack is forwarded as it was before packing', async () => {
  await using packed = await startGuardedForge()
  const { 'refs/heads/main': at = '' } = await packed.upstream.refs(home)
  const body = gzipSync(
    Buffer.concat([rawHead([`${zero} ${at} refs/heads/topic\0 ${usual}`]), emptyPack]),
  )
  const answer = await rawPush(packed, body, { headers: { 'content-encoding': 'gzip' } })
  expect(answer.bands[0]).toContain('ok refs/heads/topic')
  expect(await packed.upstream.refs(home)).toHaveProperty('refs/heads/topic', at)
})

test.each([
  { what: 'broken gzip', body: Buffer.from('not gzip at all'), encoding: 'gzip' },
  {
    what: 'a gigabyte of zeros in a small body',
    body: gzipSync(Buffer.alloc(64 << 20)),
    encoding: 'gzip',
  },
  { what: 'an encoding nobody needs', body: Buffer.from('0000'), encoding: 'br' },
])('$what is refused without an upstream call', async ({ body, encoding }) => {
  const answer = await rawPush(forge, body, { headers: { 'content-encoding': encoding } })
  expect(answer.status).toBe(400)
  expect(noForge()).toEqual([])
})

test('Expect: 100-continue is answered, and the push goes on', async () => {
  const body = rawHead([`${tip} ${zero} refs/heads/main\0 ${usual}`])
  const continued = await new Promise<boolean>((resolve, reject) => {
    const request = http.request(forge.guard.baseUrl, {
      method: 'POST',
      path: `/git/${home}/git-receive-pack`,
      headers: {
        authorization: `Bearer ${forge.guard.sessionToken}`,
        expect: '100-continue',
        'content-length': body.length,
      },
    })
    request.once('continue', () => request.end(body))
    request.once('response', (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode === 200))
    })
    request.once('error', reject)
    request.flushHeaders()
  })
  expect(continued).toBe(true)
})

test('the head that reaches the forge is written anew, and the pack is the very same bytes', async () => {
  await using plain = await startGuardedForge()
  const { 'refs/heads/main': at = '' } = await plain.upstream.refs(home)
  const odd = `${zero} ${at.toUpperCase()} refs/heads/topic\0 foo=bar ${usual} session-id=x  quiet\n`
  const answer = await rawPush(plain, Buffer.concat([rawHead([`shallow ${at}`, odd]), emptyPack]))
  expect(answer.bands[0]).toContain('ok refs/heads/topic')
  const sent = plain.upstream.requests.find(
    ({ url, method }) => method === 'POST' && url.endsWith('receive-pack'),
  )
  const line = `${zero} ${at} refs/heads/topic\0 report-status side-band-64k quiet object-format=sha1 agent=raw/1`
  expect(sent?.bodyBytes).toBe(4 + line.length + 4 + emptyPack.length)
})
