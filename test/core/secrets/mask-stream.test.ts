import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { detectors } from '../../../src/core/secrets/detectors/index.ts'
import type { MaskFinding } from '../../../src/core/secrets/engine.ts'
import {
  amazonKeyId,
  createTestEngine,
  githubToken,
  installationToken,
  markerShape,
  otherToken,
  privateKey,
} from './samples.ts'

const jobToken = ['crsr', '0123456789abcdef"0123/6789abcdef'].join('_')
const known = [
  { name: 'JOB_TOKEN', value: jobToken },
  { name: 'config', value: 'first line of it\nsecond line of it\nthe third line' },
  { name: 'pin', value: 'pw12x' },
  { name: 'umlauts', value: 'pässwört€😀long' },
]
const engine = createTestEngine({ known })

const hex = (text: string) => Buffer.from(text).toString('hex')
const spellings: ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text),
  (text) => Buffer.from(`ab${text}`).toString('base64'),
  hex,
  (text) => encodeURIComponent(text),
  (text) => text.replaceAll(/[0-9]/g, (digit) => `\\u00${hex(digit)}`),
  (text) => [...text].join('\u200b'),
  (text) => text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
]
const secrets = [...known.map(({ value }) => value), githubToken, installationToken, amazonKeyId]
const texts = detectors.flatMap(({ hits, misses }) => [...hits, ...misses])
const odd = ['\ud83d', '\ude00', '\n', '"', '***', '\u200b', '%41', '日本語', ' ', '-----BEGIN ']

const piece = fc.oneof(
  fc.constantFrom(...texts),
  fc
    .tuple(fc.constantFrom(...secrets), fc.constantFrom(...spellings))
    .map(([text, spell]) => spell(text)),
  fc
    .tuple(fc.constantFrom(...secrets, ...texts), fc.nat(60))
    .map(([text, length]) => text.slice(0, length)),
  fc.constantFrom(...detectors.flatMap(({ keywords }) => keywords)),
  fc.constantFrom('the agent reads ', 'a file; ', 'password = "', 'über ', ...odd),
)
const anyText = fc
  .array(fc.tuple(piece, fc.constantFrom('', ' ')), { maxLength: 10 })
  .map((parts) => parts.flat().join(''))

function cut(text: string, sizes: readonly number[]): string[] {
  const parts: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    parts.push(text.slice(at, at + size))
    at += size
  }
  return parts
}

const told = (findings: readonly MaskFinding[]) =>
  findings.map(({ rule, pseudonym }) => `${rule} ${pseudonym}`).sort()

test('a text comes out the same, with the same findings, however it was cut', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (text, sizes) => {
        // Engines of their own: one engine learns, and what it has learned counts in what follows.
        const whole = createTestEngine({ known }).maskText(text)
        const stream = createTestEngine({ known }).createMaskStream()
        const masked =
          cut(text, sizes)
            .map((part) => stream.write(part))
            .join('') + stream.end()
        expect(masked).toBe(whole.text)
        expect(told(stream.takeFindings())).toEqual(told(whole.findings))
      },
    ),
    { numRuns: 300 },
  )
})

test('every single cut of a text with secrets gives the same', () => {
  const text = `use ${jobToken}, ${githubToken} and\n${privateKey(4)}\nor ${JSON.stringify(jobToken)} 😀 ${hex(githubToken)} end`
  const whole = engine.maskText(text)
  expect(told(whole.findings)).toHaveLength(5)
  for (let at = 0; at <= text.length; at++) {
    const stream = engine.createMaskStream()
    expect(stream.write(text.slice(0, at)) + stream.write(text.slice(at)) + stream.end()).toBe(
      whole.text,
    )
  }
})

test('text without secrets is not changed, not even half of a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(5), (text, size) => {
      const stream = engine.createMaskStream()
      const out =
        cut(text, [size + 1])
          .map((part) => stream.write(part))
          .join('') + stream.end()
      if (stream.takeFindings().every(({ tier }) => tier === 'report')) expect(out).toBe(text)
    }),
  )
  const lone = 'a\ud83d b\ude00\ud83d'
  expect(engine.maskText(lone).text).toBe(lone)
})

test('prose is held for at most a word, and less than 256 bytes', () => {
  const stream = engine.createMaskStream()
  const prose =
    'The agent reads the token of the password field; see https://example.com/a/b?c=d for key = value pairs.\n'
  let most = 0
  for (let turn = 0; turn < 50; turn++) {
    for (const word of prose.split(/(?<= )/)) {
      stream.write(word)
      most = Math.max(most, stream.held)
    }
  }
  expect(most).toBeLessThan(256)
})

test.each([
  { when: 'a word', text: 'see MyClassName' },
  { when: 'a sentence that names a password', text: 'now set the password' },
  { when: 'the first letters of a keyword', text: 'this is gh' },
  { when: 'the first three bytes of a known value', text: 'look: crs' },
])('an idle stream lets $when out', ({ text }) => {
  const stream = engine.createMaskStream()
  expect(stream.write(text) + stream.release()).toBe(text)
  expect(stream.held).toBe(0)
})

test.each([
  { when: 'four bytes of a known value', text: `is ${jobToken.slice(0, 4)}` },
  { when: 'most of a known value', text: `is ${jobToken.slice(0, 30)}` },
  { when: 'the first part of a token', text: `is ${githubToken.slice(0, 12)}` },
  { when: 'the first lines of a private key', text: `is ${privateKey(8).slice(0, 300)}` },
  {
    when: 'base64 of a secret',
    text: `is ${Buffer.from(`hello ${githubToken}`).toString('base64').slice(0, 40)}`,
  },
])('an idle stream keeps $when', ({ text }) => {
  const stream = engine.createMaskStream()
  expect(stream.write(text) + stream.release()).toBe('is ')
  expect(stream.held).toBe(text.length - 3)
})

test.each([
  { when: 'a key id of a fixed length', text: `is ${amazonKeyId}`, held: 0 },
  { when: 'a key id with a secret that may follow', text: `is ${amazonKeyId} or`, held: 2 },
])('an idle stream masks $when, and lets it go', ({ text, held }) => {
  const stream = engine.createMaskStream()
  expect(stream.write(text) + stream.release()).toMatch(
    /^is \*\*\*aws-access-key-id:[0-9a-f]{16}\*\*\* ?$/,
  )
  expect(stream.held).toBe(held)
})

test('what was let out before is no protection for the rest of a secret', () => {
  const named = `aws_secret_access_key = "${otherToken.slice(4)}x9+/"`
  for (const secret of [githubToken, jobToken, named]) {
    for (let at = 0; at <= secret.length; at++) {
      const stream = engine.createMaskStream()
      const text = `say ${secret} now`
      const out =
        stream.write(text.slice(0, 4 + at)) +
        stream.release() +
        stream.write(text.slice(4 + at)) +
        stream.end()
      expect(out).toMatch(markerShape)
      expect(out).not.toContain(secret.slice(-20, -4))
    }
  }
})

test('a value registered while a stream runs is masked from then on, also across the seam', () => {
  const fresh = createTestEngine()
  const stream = fresh.createMaskStream()
  const value = 'registered-later-0123456789'
  let out = stream.write(`first ${value} then `)
  out += stream.write('registered-la')
  fresh.addKnown('late', value)
  out += stream.write('ter-0123456789 end') + stream.end()
  expect(out).toMatch(
    /^first registered-later-0123456789 then \*\*\*known-late:[0-9a-f]{16}\*\*\* end$/,
  )
})

test('a token that never ends is swallowed with flat memory, and text behind it comes out', () => {
  const stream = engine.createMaskStream()
  stream.write(`key eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ${'abc123XYZ'.repeat(30)}.`)
  const part = `${githubToken.slice(4)}${otherToken.slice(4)}`.repeat(200)
  let most = 0
  for (let turn = 0; turn < 400; turn++) {
    expect(stream.write(part)).toBe('')
    most = Math.max(most, stream.held)
  }
  expect(most).toBeLessThan(64_000)
  expect(stream.write(' and on') + stream.end()).toMatch(
    /^\*\*\*json-web-token:[0-9a-f]{16}\*\*\* and on$/,
  )
})

test('what an unfinished stream holds of a known value is masked at its end', () => {
  expect(engine.maskText(`the token is ${jobToken.slice(0, 20)}`).text).toMatch(
    /^the token is \*\*\*known-job-token:/,
  )
  expect(engine.maskText(`the token is ${jobToken.slice(0, 7)}`).text).toBe(
    `the token is ${jobToken.slice(0, 7)}`,
  )
})

test('a flood of candidates costs no more than a moment, in small pieces too', () => {
  const stream = engine.createMaskStream()
  const started = process.cpuUsage()
  for (let turn = 0; turn < 20_000; turn++) stream.write('eyJ-ghp_password=AKIA')
  stream.end()
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(8)
})
