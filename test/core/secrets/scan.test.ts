import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { amazonKeyId, createTestEngine, githubToken, privateKey } from './samples.ts'

const engine = createTestEngine()

test('matches tell the bytes of the secret itself, also behind other characters', () => {
  const text = `ä😀 token = "${githubToken}"\n${amazonKeyId}\n`
  const bytes = Buffer.from(text)
  const found = engine.scan(bytes).filter(({ tier }) => tier === 'rewrite')
  expect(found.map(({ start, end }) => bytes.toString('utf8', start, end))).toEqual([
    githubToken,
    amazonKeyId,
  ])
})

test('bytes in pieces give what the bytes give at once', () => {
  const secrets = [
    githubToken,
    amazonKeyId,
    privateKey(8),
    Buffer.from(githubToken).toString('base64'),
  ]
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(...secrets).map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5000 }),
      (parts, size) => {
        const bytes = Buffer.concat(parts)
        const whole = engine.scan(bytes).filter(({ tier }) => tier === 'rewrite')
        const scanner = engine.createScanner()
        const found = []
        for (let at = 0; at < bytes.length; at += size)
          found.push(...scanner.push(bytes.subarray(at, at + size)))
        found.push(...scanner.finish())
        const places = found
          .filter(({ tier }) => tier === 'rewrite')
          .map(({ start, end, rule }) => [start, end, rule])
        expect(places).toEqual(whole.map(({ start, end, rule }) => [start, end, rule]))
      },
    ),
    { numRuns: 200 },
  )
})

test('random bytes and broken UTF-8 break nothing', () => {
  for (let turn = 0; turn < 20; turn++) expect(() => engine.scan(randomBytes(50_000))).not.toThrow()
  const broken = Buffer.concat([
    Buffer.from([0xff, 0xc3, 0xe2, 0x80]),
    Buffer.from(githubToken),
    Buffer.from([0xf0, 0x9f]),
  ])
  expect(engine.scan(broken)).toMatchObject([{ start: 4, end: 44 }])
})

test('a line of 100 MB takes seconds and flat memory', () => {
  const scanner = engine.createScanner()
  const piece = Buffer.from('const a=1;function b(){return "x"};'.repeat(30_000))
  const started = process.cpuUsage()
  let found = 0
  const before = process.memoryUsage().rss
  for (let turn = 0; turn < 95; turn++) found += scanner.push(piece).length
  found += scanner.push(Buffer.from(` ${githubToken} `)).length + scanner.finish().length
  expect(found).toBe(1)
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15)
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
})

test('a million matches are all found, in seconds', () => {
  const scanner = engine.createScanner()
  const lines = Array.from(
    { length: 10_000 },
    (_, at) => `${githubToken.slice(0, -5)}${at.toString(36).padStart(5, 'Q')}`,
  ).join('\n')
  const piece = Buffer.from(`${lines}\n`)
  const started = process.cpuUsage()
  let found = 0
  for (let turn = 0; turn < 100; turn++) found += scanner.push(piece).length
  found += scanner.finish().length
  expect(found).toBe(1_000_000)
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(40)
})

const flood = (text: string) => Buffer.from(text.repeat(Math.ceil(1_000_000 / text.length)))

test.each([
  { of: 'a keyword', bytes: flood('password=') },
  { of: 'a token prefix', bytes: flood('eyJ') },
  { of: 'token prefixes that stand alone', bytes: flood(' eyJhbGciOi.') },
  { of: 'begun private keys', bytes: flood('-----BEGIN PRIVATE KEY-----\nMIIE') },
  { of: 'provider names', bytes: flood('aws github token key secret ') },
  { of: 'escapes', bytes: flood('%41\\u0041&#65;') },
  {
    of: 'base64 of text',
    bytes: flood(Buffer.from('the quick brown fox jumps over').toString('base64')),
  },
  {
    of: 'base64 in a path',
    bytes: flood(`${Buffer.from('the quick brown fox jumps').toString('base64')}/`),
  },
  { of: 'zero-width spaces', bytes: flood('a\u200b') },
  { of: 'gzip magic', bytes: flood('\x1f\x8b\x08\0\0\0') },
  { of: 'zeros', bytes: Buffer.alloc(1_000_000) },
  { of: 'dashes', bytes: flood('-') },
  { of: 'addresses', bytes: flood('https://a:b') },
])('1 MB of $of is read in about a second', ({ bytes }) => {
  const started = process.cpuUsage()
  engine.scan(bytes)
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(3)
})

const foreign = createTestEngine({ pseudonymKey: new Uint8Array(32).fill(9) })
const [marker] = foreign.maskText(githubToken).text.split(' ')

test.each([
  { where: 'a variable', text: `TOKEN=${marker}\n` },
  { where: 'JSON', text: JSON.stringify({ password: marker }) },
  { where: 'an address', text: `https://robot:${marker}@db.acme.test/shop` },
])("another session's marker in $where is no secret", ({ text }) => {
  expect(marker).toMatch(/^\*\*\*github-token:[0-9a-f]{16}\*\*\*$/)
  expect(engine.scan(Buffer.from(text))).toEqual([])
  expect(engine.maskText(text).text).toBe(text)
})

test('a value in the form of a marker is a secret all the same when it is known', () => {
  const value = '0a1b2c3d4e5f6071'
  const knowing = createTestEngine({ known: [{ name: 'pin', value }] })
  expect(knowing.scan(Buffer.from(`TOKEN=***token:${value}***`))).toHaveLength(1)
})
