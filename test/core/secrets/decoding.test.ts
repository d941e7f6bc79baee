import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { createTestEngine, githubToken } from './samples.ts'

const engine = createTestEngine()
const base64 = (text: string) => Buffer.from(text).toString('base64')
const hex = (text: string) => Buffer.from(text).toString('hex')
const each = (write: (char: string) => string) => [...githubToken].map(write).join('')
const code = (char: string) => char.charCodeAt(0)

test.each([
  { as: 'base64', text: base64(githubToken) },
  { as: 'base64 of JSON', text: base64(JSON.stringify({ n: 1, token: githubToken })) },
  { as: 'base64url', text: Buffer.from(`??>${githubToken}`).toString('base64url') },
  { as: 'base64 of base64', text: base64(base64(githubToken)) },
  { as: 'hex', text: hex(githubToken) },
  { as: 'hex of base64', text: hex(base64(githubToken)) },
  { as: 'base64 of UTF-16', text: Buffer.from(githubToken, 'utf16le').toString('base64') },
  { as: 'base64 of gzip', text: gzipSync(`x ${githubToken}`).toString('base64') },
  { as: 'percent', text: each((char) => `%${hex(char)}`) },
  { as: 'one percent escape', text: githubToken.replace('_', '%5f') },
  { as: '\\u', text: each((char) => `\\u00${hex(char)}`) },
  { as: '\\u in JSON', text: each((char) => `\\\\u00${hex(char)}`) },
  { as: '\\u{}', text: each((char) => `\\u{${hex(char)}}`) },
  { as: '\\x', text: each((char) => `\\x${hex(char)}`) },
  { as: 'decimal entities', text: each((char) => `&#${code(char)};`) },
  { as: 'hexadecimal entities', text: each((char) => `&#x${hex(char)};`) },
  { as: 'letters with zero-width spaces between', text: [...githubToken].join('\u200b') },
  { as: 'letters with one soft hyphen', text: githubToken.replace('_', '\u00ad_') },
  { as: 'full-width letters', text: each((char) => String.fromCharCode(code(char) + 0xfee0)) },
])('a secret is masked when it is written as $as', ({ text }) => {
  const { text: masked, findings } = engine.maskText(`let a = "${text}" // b`)
  expect(masked).toMatch(/^let a = "\*\*\*github-token:[0-9a-f]{16}\*\*\*=*" \/\/ b$/)
  expect(findings.map(({ rule }) => rule)).toEqual(['github-token'])
})

test('one layer more is found by a scan', () => {
  const text = base64(base64(base64(githubToken)))
  expect(engine.maskText(text).findings).toEqual([])
  expect(engine.scan(Buffer.from(text))).toHaveLength(1)
  expect(engine.scan(Buffer.from(text), { decodeDepth: 2 })).toHaveLength(0)
})

test('of an escaped text only the secret goes', () => {
  const address = `https://x.example/?q=${encodeURIComponent(`{"t":"${githubToken}"}`)}&page=2`
  expect(engine.maskText(address).text).toMatch(
    /^https:\/\/x\.example\/\?q=%7B%22t%22%3A%22\*\*\*[^*]+\*\*\*%22%7D&page=2$/,
  )
})

const zipped = gzipSync(`a file\n${githubToken}\n`)
const wide = Buffer.from(`a file with ${githubToken} in it`, 'utf16le')
const wider = Buffer.from(
  [...`a file with ${githubToken} in it`].flatMap((one) => [code(one), 0, 0, 0]),
)

test.each([
  { as: 'gzip', bytes: zipped, start: 0, end: zipped.length },
  { as: 'gzip in gzip', bytes: gzipSync(zipped), start: 0, end: gzipSync(zipped).length },
  {
    as: 'gzip between other bytes',
    bytes: Buffer.concat([Buffer.from('abc'), zipped, Buffer.from('tail')]),
    start: 3,
    end: 3 + zipped.length,
  },
  { as: 'UTF-16', bytes: wide, start: 24, end: 24 + 80 },
  { as: 'UTF-16, big endian', bytes: Buffer.from(wide).swap16(), start: 24, end: 24 + 80 },
  { as: 'UTF-32', bytes: wider, start: 48, end: 48 + 160 },
  {
    as: 'UTF-32, big endian',
    bytes: Buffer.from(wider).swap32(),
    start: 48,
    end: 48 + 160,
  },
])('a scan finds a secret in $as, and where', ({ bytes, start, end }) => {
  expect(engine.scan(bytes)).toMatchObject([{ rule: 'github-token', start, end }])
})

test('a compression bomb takes little time and memory', () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000))
  const started = process.cpuUsage()
  expect(engine.scan(Buffer.concat([bomb, bomb, bomb]))).toEqual([])
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5)
})
