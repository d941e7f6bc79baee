import { expect, test } from '@jest/globals'
import { createTestEngine, privateKey } from './samples.ts'

const engine = createTestEngine()
const long = privateKey(1200)
const armour = privateKey(30, 'PGP PRIVATE KEY BLOCK').replace(
  '-----\n',
  '-----\nVersion: GnuPG v2\nComment: of a test\n\n',
)

test.each([
  { when: 'a key', text: privateKey(), rest: '' },
  { when: 'a key of 78 KB', text: long, rest: '' },
  {
    when: 'a key in JSON',
    text: JSON.stringify({ key: privateKey(), n: 1 }),
    rest: '{"key":"","n":1}',
  },
  {
    when: 'a key in JSON in JSON',
    text: JSON.stringify(JSON.stringify({ key: privateKey() })),
    rest: '"{\\"key\\":\\"\\"}"',
  },
  { when: 'a key with Windows line ends', text: privateKey().replaceAll('\n', '\r\n'), rest: '' },
  { when: 'a key that is indented', text: privateKey().replaceAll('\n', '\n    '), rest: '' },
  {
    when: 'a key in concatenated strings',
    text: `"${privateKey().replaceAll('\n', '\\n" +\n  "')}"`,
    rest: '""',
  },
  { when: 'an OpenPGP key with headers', text: armour, rest: '' },
  { when: 'a key that is cut off', text: privateKey(40).slice(0, 1500), rest: '' },
  { when: 'a long key that is cut off', text: long.slice(0, 60_000), rest: '' },
])('$when is masked as a whole', ({ text, rest }) => {
  const masked = engine.maskText(text).text
  expect(masked.replace(/\*\*\*[a-z-]*private-key:[0-9a-f]{16}\*\*\*/, '')).toBe(rest)
})

test.each([
  'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) return parse(text)',
  '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
  `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----`,
  '-----BEGIN RSA PRIVATE KEY----- is the first line of a key, and prose that goes on for a while is not one',
  privateKey(6, 'CERTIFICATE'),
])('%j is left alone', (text) => {
  expect(engine.maskText(text).text).toBe(text)
})

test('a key that is cut off does not take the text behind it along', () => {
  const text = `${privateKey(20).slice(0, 700)}\n\nThe log goes on here. And here.`
  expect(engine.maskText(text).text).toMatch(
    /^\*\*\*private-key:[0-9a-f]{16}\*\*\*\s*The log goes on here\. And here\.$/,
  )
})

test('a key whose lines are full of + goes as a whole, wherever the text is cut', () => {
  const plus = privateKey(6)
    .replaceAll(/(?<=\n[^-].{9})../g, '++')
    .replaceAll(/\n(?=[^-])./g, '\n+')
  for (const text of [`a ${plus} b`, `a ${JSON.stringify(plus)} b`]) {
    const whole = engine.maskText(text).text
    expect(whole).toMatch(/^a "?\*\*\*private-key:[0-9a-f]{16}\*\*\*"? b$/)
    for (let at = 1; at < text.length; at++) {
      const stream = engine.createMaskStream()
      const masked = stream.write(text.slice(0, at)) + stream.write(text.slice(at)) + stream.end()
      expect([at, masked]).toEqual([at, whole])
    }
  }
})
