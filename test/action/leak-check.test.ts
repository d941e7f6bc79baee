import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { checkForLeaks } from '../../action/leak-check.ts'
import { createSecretEngine } from '../../src/core/secrets/create-engine.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

/** Assembled, so that scanners stay quiet. */
const secret = ['crsr', 'Zx9'.repeat(14)].join('_')
const githubToken = ['ghp', createHash('md5').update('token').digest('hex'), 'Zq7K']
  .join('_')
  .replace(/_(?=Zq)/, '')
const quoted = ['pass "word', '\n', 'over two lines'].join('')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leak-'))
  await mkdir(join(folder, 'blobs'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const engine = createSecretEngine({
  pseudonymKey: Buffer.alloc(32, 7),
  known: [
    { name: 'CURSOR_API_KEY', value: secret },
    { name: 'DEPLOY', value: quoted },
  ],
})

const check = async (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  await writeFile(path, content)
  return checkForLeaks([path], engine)
}

const line = (text: string) => `{"seq":0,"kind":"response","text":${JSON.stringify(text)}}\n`
const filler = 'An ordinary sentence of prose that goes on for a while.\n'.repeat(25_000)

test.each<{ where: string; name: string; content: () => string | Buffer }>([
  { where: 'a summary', name: 'summary.md', content: () => `the key is ${secret}.` },
  {
    where: 'a packed recording',
    name: 'recording.jsonl.gz',
    content: () => gzipSync(line(`key ${secret}`)),
  },
  { where: 'a blob', name: `blobs/${'a'.repeat(64)}`, content: () => `x=${secret}` },
  {
    where: 'base64',
    name: 'summary.md',
    content: () => Buffer.from(`user:${secret}`).toString('base64'),
  },
  { where: 'hex', name: 'replay.html', content: () => Buffer.from(secret).toString('hex') },
  {
    where: 'a JSON string, escaped',
    name: 'recording.jsonl.gz',
    content: () => gzipSync(line(quoted)),
  },
  { where: 'the end of a large file', name: 'replay.html', content: () => `${filler}${secret}` },
  {
    where: 'a file, over the seam of two windows',
    name: 'replay.html',
    content: () => `${filler.slice(0, 1024 * 1024 + 64 * 1024 - 20)}${secret} ${filler}`,
  },
])('a known secret is found in $where', async ({ name, content }) => {
  const { leaks } = await check(name, content())
  expect(leaks.length).toBeGreaterThan(0)
  for (const leak of leaks) {
    expect(name.startsWith(leak.file.slice(0, 10))).toBe(true)
    expect(JSON.stringify(leak)).not.toContain(secret)
  }
})

test('a token that nobody told us about is found by its shape', async () => {
  const { leaks } = await check('summary.md', `token ${githubToken} in prose`)
  expect(leaks).toEqual([
    { file: 'summary.md', rule: expect.any(String), fingerprint: expect.any(String) },
  ])
})

test('a private key that stands in a JSON line, escaped, is found', async () => {
  const key = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')
  const body = Array.from({ length: 20 }, (_, index) =>
    Buffer.alloc(48, index * 11 + 1).toString('base64'),
  )
  const end = ['-----END', 'PRIVATE KEY-----'].join(' ')
  const { leaks } = await check(
    'recording.jsonl.gz',
    gzipSync(line([key, ...body, end].join('\n'))),
  )
  expect(leaks.length).toBeGreaterThan(0)
})

test('markers, hashes and prose are no leak', async () => {
  const masked = createSecretEngine({
    pseudonymKey: Buffer.alloc(32, 9),
    known: [{ name: 'CURSOR_API_KEY', value: secret }],
  }).maskText(`the key ${secret} and ${githubToken} were masked`).text
  expect(masked).not.toContain(secret)
  const { leaks } = await check(
    'recording.jsonl.gz',
    gzipSync(line(`${masked} ${'f0'.repeat(32)}`) + line(filler)),
  )
  expect(leaks).toEqual([])
})

test('a large file takes no more than a few seconds', async () => {
  const spent = cpuMilliseconds()
  await check('recording.jsonl.gz', gzipSync(line(filler).repeat(8)))
  expect(spent()).toBeLessThan(15_000)
})
