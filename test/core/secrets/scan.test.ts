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
