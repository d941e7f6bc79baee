import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createFileObjectSpool } from '../../../src/adapters/storage/file-object-spool.ts'
import { readPointer } from '../../../src/core/git/lfs-pointer.ts'
import { readTransferAddress } from '../../../src/guard/git/lfs/tickets.ts'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import {
  type LfsStorage,
  startLfsStorage,
  storageToken,
} from '../../support/git-upstream/lfs-storage.ts'

/** Made in pieces: nothing here looks like a credential. */
const secret = ['ghp', `${'A1b2C3d4'.repeat(4)}E5f6`].join('_')

/** Another text each time: an object that was refused is not asked for again. */
const tokenText = () => Buffer.from(`${randomBytes(8).toString('hex')}\ntoken: ${secret}\n`)

const oidOf = (body: Uint8Array) => createHash('sha256').update(body).digest('hex')

async function withLfs(policy?: string): Promise<{ forge: GuardedForge; storage: LfsStorage }> {
  const scratch = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  const spool = createFileObjectSpool(join(scratch, 'spool'))
  const forge = await startGuardedForge({
    git: { spool },
    ...(policy === undefined ? {} : { policy }),
  })
  return { forge, storage: await startLfsStorage(forge.upstream) }
}

let forge: GuardedForge
let storage: LfsStorage
beforeAll(async () => {
  ;({ forge, storage } = await withLfs())
})
afterAll(async () => {
  await storage[Symbol.asyncDispose]()
  await forge[Symbol.asyncDispose]()
})
beforeEach(() => {
  forge.entries.length = 0
  storage.requests.length = 0
  storage.objects.clear()
  Object.assign(storage, { action: undefined, status: undefined, verifies: false })
})

async function ask({ call }: GuardedForge, path: string, body: unknown, repository = home) {
  const response = await call(`/git/${repository}.git/info/lfs${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.git-lfs+json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}

const batch = (operation: string, ...bodies: Uint8Array[]) => ({
  operation,
  transfers: ['basic', 'tus'],
  ref: { name: 'refs/heads/main' },
  objects: bodies.map((body) => ({ oid: oidOf(body), size: body.length })),
})

/** The path at the guard where a transfer of this object goes. */
async function transferOf(forge: GuardedForge, operation: 'upload' | 'download', body: Uint8Array) {
  const { json } = await ask(forge, '/objects/batch', batch(operation, body))
  const [object] = json.objects as { actions: Record<string, { href: string; header?: unknown }> }[]
  const action = object?.actions[operation]
  if (action === undefined) throw new Error(JSON.stringify(json))
  expect(action.header).toBeUndefined()
  expect(action.href).toMatch(`${forge.guard.baseUrl}/git/${home}.git/info/lfs/transfer/`)
  return action.href.slice(forge.guard.baseUrl.length)
}

const put = ({ call }: GuardedForge, path: string, body: Uint8Array) =>
  call(path, { method: 'PUT', body: Buffer.from(body) })

/** A clone with one more commit, which holds the pointer of this object. */
async function withPointer(forge: GuardedForge, body: Uint8Array): Promise<string> {
  const folder = await forge.clone()
  await forge.commit(folder, { 'data.pointer': pointer(oidOf(body), body.length) })
  return folder
}

const pushPointer = async (forge: GuardedForge, body: Uint8Array) =>
  forge.git(await withPointer(forge, body), 'push', 'origin', 'main')

const notes = (forge: GuardedForge) =>
  forge.kinds('note').filter(({ text }) => text.startsWith('git lfs')) as Record<string, unknown>[]

test('an upload and a download go through the guard, with the storage’s own header', async () => {
  const body = randomBytes(200_000)
  const uploaded = await put(forge, await transferOf(forge, 'upload', body), body)
  expect(uploaded.status).toBe(200)
  expect(storage.objects.size).toBe(0)
  expect(await pushPointer(forge, body)).toMatchObject({ code: 0 })
  expect(storage.objects.get(oidOf(body))).toEqual(body)
  const back = await forge.call(await transferOf(forge, 'download', body))
  expect(Buffer.from(await back.arrayBuffer())).toEqual(body)
  const sent = storage.requests.filter(({ to }) => to === 'storage')
  expect(sent.map(({ authorization }) => authorization)).toEqual([storageToken, storageToken])
  expect(notes(forge)).toMatchObject([
    { text: 'git lfs asks to upload', repository: home, objects: 1, bytes: body.length },
    { text: 'git lfs upload', oid: oidOf(body), outcome: 'waits for its push' },
    { text: 'git lfs upload', oid: oidOf(body), bytes: body.length, outcome: 'accepted' },
    { text: 'git lfs asks to download' },
    { text: 'git lfs download', bytes: body.length, outcome: 'complete' },
  ])
  expect(JSON.stringify(forge.entries)).not.toContain('storage-alone-may-see-this')
})

test.each<{ what: string; body: Buffer; sent?: Buffer; says: RegExp }>([
  {
    what: 'a secret',
    body: tokenText(),
    says: /^cursor-guard: secret in the LFS object [0-9a-f]{12} \(github/,
  },
  {
    what: 'a secret deep inside, across the edge of what is searched at once',
    body: Buffer.concat([
      Buffer.alloc(2_097_140, '.'),
      Buffer.from(` ${secret} `),
      Buffer.alloc(3_000_000, '.'),
    ]),
    says: /secret in the LFS object/,
  },
  {
    what: 'other bytes than announced',
    body: Buffer.from('announced'),
    sent: Buffer.from('something'),
    says: /what was sent is not the object/,
  },
  {
    what: 'more bytes than announced',
    body: Buffer.from('short'),
    sent: Buffer.alloc(500_000),
    says: /has not the 5 bytes/,
  },
  {
    what: 'fewer bytes than announced',
    body: Buffer.from('announced'),
    sent: Buffer.from('ann'),
    says: /has not the 9 bytes/,
  },
])(
  'an object with $what is refused with 403, and the storage hears nothing',
  async ({ body, sent = body, says }) => {
    const reply = await put(forge, await transferOf(forge, 'upload', body), sent)
    expect(reply.status).toBe(403)
    expect(((await reply.json()) as { message: string }).message).toMatch(says)
    expect(storage.requests.filter(({ to }) => to === 'storage')).toEqual([])
    expect(notes(forge).at(-1)).toMatchObject({ text: 'git lfs upload', outcome: 'refused' })
    expect(JSON.stringify(forge.entries)).not.toContain(secret)
  },
)

test('an object refused for a secret is refused again without being sent', async () => {
  const body = tokenText()
  await put(forge, await transferOf(forge, 'upload', body), body)
  const again = await ask(forge, '/objects/batch', batch('upload', body))
  expect(again).toMatchObject({
    status: 200,
    json: {
      objects: [
        {
          oid: oidOf(body),
          error: { code: 403, message: expect.stringMatching(/secret in the LFS object/) },
        },
      ],
    },
  })
  expect(forge.kinds('finding')).toMatchObject([{ where: 'lfs object', action: 'reported' }])
  expect(forge.kinds('verdict')).toMatchObject([
    { subject: 'push', effective: 'deny', rule: 'secrets.push' },
  ])
})

test('a policy that only warns of secrets lets the object pass, with a finding', async () => {
  const { forge, storage } = await withLfs('version: 1\nsecrets: { push: warn }\n')
  await using _forge = forge
  await using _storage = storage
  const body = tokenText()
  expect((await put(forge, await transferOf(forge, 'upload', body), body)).status).toBe(200)
  expect(notes(forge).at(-1)).toMatchObject({ outcome: 'waits for its push' })
  expect(forge.kinds('finding')).toHaveLength(1)
})

test('the forge is told of an object that arrived, where it wants to be', async () => {
  storage.verifies = true
  const body = randomBytes(100)
  await put(forge, await transferOf(forge, 'upload', body), body)
  expect(await pushPointer(forge, body)).toMatchObject({ code: 0 })
  expect(storage.requests.map(({ call }) => call).slice(-2)).toEqual([
    `PUT /${oidOf(body)}`,
    'POST /lfs-verify',
  ])
})

test.each<{ what: string; status: number; says: RegExp }>([
  { what: 'sends it elsewhere', status: 307, says: /follows no redirect/ },
  { what: 'refuses it', status: 403, says: /the storage answered 403/ },
  { what: 'fails', status: 500, says: /the storage has failed \(500\)/ },
  { what: 'finds fault with it', status: 422, says: /the storage answered 422/ },
])(
  'where the storage $what, the push is refused with the reason, and goes on from there the next time',
  async ({ status, says }) => {
    const before = await forge.upstream.refs(home)
    const body = randomBytes(50)
    await put(forge, await transferOf(forge, 'upload', body), body)
    storage.status = status
    const folder = await withPointer(forge, body)
    const refused = await forge.git(folder, 'push', 'origin', 'main')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/the LFS object [0-9a-f]{12} did not reach the forge/)
    expect(refused.stderr).toMatch(says)
    expect(await forge.upstream.refs(home)).toEqual(before)
    storage.status = undefined
    expect(await forge.git(folder, 'push', 'origin', 'main')).toMatchObject({ code: 0 })
    expect(storage.objects.get(oidOf(body))).toEqual(body)
  },
)

test.each([
  { to: 'http://169.254.169.254/latest', when: 'the machine’s metadata' },
  { to: 'http://[::1]:80/x', when: 'this machine' },
  { to: 'http://2130706434/x', when: 'this machine, as a number' },
  { to: 'http://10.0.0.8/x', when: 'a neighbour' },
  { to: 'http://metadata.google.internal/x', when: 'a name inside' },
  { to: 'http://localhost:9/x', when: 'localhost' },
  { to: 'ftp://files.example.com/x', when: 'something else than the web' },
  { to: 'https://user:pw@files.example.com/x', when: 'a place with a password' },
  { to: 'https://files.example.com//evil.example/x', when: 'a path that reads as a host' },
])('the forge cannot send the guard to $when', async ({ to }) => {
  storage.action = (action) => ({ ...action, href: to })
  const body = randomBytes(10)
  const { json } = await ask(forge, '/objects/batch', batch('upload', body))
  expect(json.objects).toMatchObject([
    { error: { code: 502, message: expect.stringMatching(/named a place/) } },
  ])
})

test('https is never left for http', () => {
  const action = { href: 'http://files.example.com/x', header: {} }
  expect(readTransferAddress(action, new URL('https://github.com'))).toHaveProperty('problem')
  const secure = { href: 'https://files.example.com/x?a=b%2Fc', header: { Host: 'evil', A: 'b' } }
  const read = readTransferAddress(secure, new URL('https://github.com'))
  expect(read).toMatchObject({ url: { href: secure.href }, headers: { A: 'b' } })
})

test.each<{
  what: string
  path: string
  method?: string
  body?: unknown
  repository?: string
  status: number
}>([
  { what: 'an unknown transfer', path: `/transfer/${'0'.repeat(36)}`, status: 404 },
  { what: 'a call nobody knows', path: '/objects/other', status: 404 },
  { what: 'no JSON', path: '/objects/batch', body: 'x', status: 400 },
  {
    what: 'an object without a hash',
    path: '/objects/batch',
    body: { operation: 'upload', objects: [{ oid: '../x', size: 1 }] },
    status: 400,
  },
  {
    what: 'an upload to another repository',
    path: '/objects/batch',
    body: batch('upload', Buffer.from('x')),
    repository: 'other/repo',
    status: 403,
  },
  {
    what: 'a lock in another repository',
    path: '/locks',
    body: { path: 'a' },
    repository: 'other/repo',
    status: 403,
  },
  {
    what: 'somebody else’s lock broken',
    path: '/locks/l1/unlock',
    body: { force: true },
    status: 403,
  },
])('$what is answered with $status', async ({ path, body = {}, repository = home, status }) => {
  const reply = await ask(forge, path, body, repository)
  expect(reply.status).toBe(status)
  expect(reply.json).toEqual({ message: expect.stringMatching(/^cursor-guard: /) })
  expect(storage.requests).toEqual([])
})

test('locks are taken, listed and given back with the guard’s credential', async () => {
  expect((await ask(forge, '/locks', { path: 'big.bin' })).status).toBe(201)
  expect((await ask(forge, '/locks/verify', {})).json).toEqual({ ours: [], theirs: [] })
  expect((await forge.call(`/git/${home}.git/info/lfs/locks?limit=5`)).status).toBe(200)
  expect((await ask(forge, '/locks/l1/unlock', {})).status).toBe(200)
  const seen = new Set(storage.requests.map(({ authorization }) => authorization?.slice(0, 6)))
  expect([...seen]).toEqual(['Basic '])
  expect(JSON.stringify(storage.requests)).not.toContain(forge.guard.sessionToken)
})

test('of a call about a lock goes on what was understood, in one spelling', async () => {
  const send = (path: string, body: string) =>
    forge.call(`/git/${home}.git/info/lfs${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.git-lfs+json' },
      body,
    })
  const ref = { name: 'refs/heads/main' }
  await send('/locks', JSON.stringify({ path: 'big.bin', ref }))
  // Go's reader takes each of these for `force`.
  await send('/locks/l1/unlock', '{"Force":true,"FORCE":true,"force":true,"force":false}')
  const bodies = storage.requests.map(({ body }) => JSON.parse(body.toString()))
  expect(bodies).toEqual([{ path: 'big.bin', ref }, { force: false }])
})

test('a spool without room says so, and one object that is gone gives its room back', async () => {
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  const spool = createFileObjectSpool(join(folder, 's'), 1_000)
  const first = await spool.open()
  await first.write(Buffer.alloc(900))
  const second = await spool.open()
  await expect(second.write(Buffer.alloc(200))).rejects.toThrow('no room')
  await first[Symbol.asyncDispose]()
  await second.write(Buffer.alloc(200))
  await second[Symbol.asyncDispose]()
  expect(execFileSync('ls', ['-A', join(folder, 's')], { encoding: 'utf8' })).toBe('')
})

const pointer = (oid: string, size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`

test.each<{ what: string; text: string; found: boolean }>([
  { what: 'a pointer', text: pointer('a'.repeat(64), 5), found: true },
  {
    what: 'a pointer with extensions',
    text: pointer('a'.repeat(64), 5).replace('oid', 'ext-0-foo sha256:b\noid'),
    found: true,
  },
  {
    what: 'a pointer with other line ends',
    text: pointer('a'.repeat(64), 5).replaceAll('\n', '\r\n'),
    found: true,
  },
  { what: 'a text about pointers', text: `See ${pointer('a'.repeat(64), 5)}`, found: false },
  { what: 'a short hash', text: pointer('a'.repeat(63), 5), found: false },
  { what: 'a long file', text: pointer('a'.repeat(64), 5) + 'x'.repeat(2_000), found: false },
])('$what: found $found', ({ text, found }) => {
  expect(readPointer(Buffer.from(text))).toEqual(
    found ? { oid: 'a'.repeat(64), size: 5 } : undefined,
  )
})

test('git-lfs pushes and clones an object through the guard', async () => {
  const folder = await forge.clone()
  await forge.git(folder, 'lfs', 'install', '--local')
  await forge.git(folder, 'lfs', 'track', '*.bin')
  const big = randomBytes(400_000).toString('base64')
  await forge.commit(folder, { 'big.bin': big })
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 0 })
  expect([...storage.objects.values()]).toEqual([Buffer.from(big)])
  const clone = await forge.clone(
    home,
    '-c',
    'filter.lfs.smudge=git-lfs smudge -- %f',
    '-c',
    'filter.lfs.required=true',
  )
  const { stdout } = await forge.git(clone, 'hash-object', '--no-filters', 'big.bin')
  expect(stdout).toBe((await forge.git(folder, 'hash-object', '--no-filters', 'big.bin')).stdout)
})

test('git-lfs stops a push whose object holds a secret, with the reason', async () => {
  const before = await forge.upstream.refs(home)
  const folder = await forge.clone()
  await forge.git(folder, 'lfs', 'install', '--local')
  await forge.git(folder, 'lfs', 'track', '*.bin')
  await forge.commit(folder, { 'big.bin': `token: ${secret}\n` })
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed.code).not.toBe(0)
  expect(pushed.stderr).toMatch(/cursor-guard: secret in the LFS object/)
  expect(await forge.upstream.refs(home)).toEqual(before)
  expect(storage.objects.size).toBe(0)
})
