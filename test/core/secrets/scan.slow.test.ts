import { expect, test } from '@jest/globals'
import { createTestEngine, githubToken } from './samples.ts'

const engine = createTestEngine()

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
