import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { type Decoded, decodingsOf } from '../../../../src/core/secrets/decoding/decode.ts'

const plain = 'the text that was hidden here'
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const base64 = Buffer.from(plain).toString('base64')
const hex = Buffer.from(plain).toString('hex')

const textsOf = (word: string) => decodingsOf(latin(word)).map(({ text }) => text)

test.each([
  ['percent', 'a%2Fb%3d', 'a/b='],
  ['percent of a byte that is no UTF-8', 'a%FFb', 'a\xffb'],
  ['a unit of JSON', 'a\\u002Fb', 'a/b'],
  ['a unit beyond ASCII, as UTF-8', 'a\\u00e9b', 'a\xc3\xa9b'],
  ['a point in braces', 'a\\u{1F600}b', 'a\xf0\x9f\x98\x80b'],
  ['a code', 'a\\x2Fb', 'a/b'],
  ['JSON within JSON', 'a\\\\\\\\u002Fb', 'a/b'],
  ['a decimal entity', 'a&#47;b', 'a/b'],
  ['a hexadecimal entity', 'a&#x2F;b&#X2f;', 'a/b/'],
  ['named entities', '&lt;a&gt;&amp;&quot;&apos;', `<a>&"'`],
  ['full-width letters', 'ａｂ１', 'ab1'],
  ['invisible characters', 'a\u200bb\u00adc', 'abc'],
  ['several of them', 'a%2Fb\\u002Fc&#47;', 'a/b/c/'],
])('%s is undone: %s', (_, word, text) => {
  const [decoded] = decodingsOf(latin(word))
  expect(decoded).toMatchObject({ text, inPlace: true })
})

test.each([
  ['a point beyond Unicode', '\\u{110000}'],
  ['half an escape', 'a%2'],
  ['a unit that is cut', 'a\\u00'],
  ['an entity nobody knows', 'a&nbsp;b'],
  ['an entity that does not end', 'a&#47'],
  ['a character without a look-alike', 'é日'],
  ['nothing', ''],
  ['words', 'nothing to undo'],
])('%s stands for nothing', (_, word) => {
  expect(decodingsOf(latin(word))).toEqual([])
})

const placeOf = ({ text, origin }: Decoded, part: string) => {
  const from = text.indexOf(part)
  return origin(from, from + part.length)
}

test.each([
  ['xx%2Fyy', '/', { start: 2, end: 5 }],
  ['xx%2Fyy', 'x/y', { start: 1, end: 6 }],
  ['xx%2Fyy', 'x/', { start: 1, end: 5 }],
  ['xx%2Fyy', '/y', { start: 2, end: 6 }],
  ['xx%2Fyy%2Fzz', '/zz', { start: 7, end: 12 }],
  ['xx%2Fyy%2Fzz', 'y/z', { start: 6, end: 11 }],
  ['\\u00e9\\u00e9', '\xa9\xc3', { start: 0, end: 12 }],
  ['a\u200bb', 'ab', { start: 0, end: 5 }],
])('in %s what was undone to %s comes from %j', (word, part, place) => {
  const [decoded] = decodingsOf(latin(word))
  expect(decoded && placeOf(decoded, part)).toEqual(place)
})

test('a part in which nothing was undone is told to stand there already', () => {
  const [decoded] = decodingsOf('secret%2Fx')
  expect(decoded && placeOf(decoded, 'secr')).toBeUndefined()
  expect(decoded && placeOf(decoded, 'secret')).toEqual({ start: 0, end: 6 })
})

test.each([
  ['base64', base64],
  ['base64 without its end', base64.replace(/=+$/, '')],
  ['base64url', Buffer.from(plain).toString('base64url')],
  ['hex', hex],
  ['upper-case hex', hex.toUpperCase()],
  ['gzip in base64', gzipSync(plain).toString('base64')],
  ['UTF-16 in base64', Buffer.from(plain, 'utf16le').toString('base64')],
  ['big-endian UTF-16 in base64', Buffer.from(plain, 'utf16le').swap16().toString('base64')],
])('%s is decoded, and comes from all of it', (_, block) => {
  const found = decodingsOf(`("${block}")`).filter(({ text }) => text.includes(plain))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ inPlace: false })
  const length = block.replace(/=+$/, '').length
  expect(found[0]?.origin(0, 1)).toEqual({ start: 2, end: 2 + length })
})

test.each([1, 2, 3])('base64 behind %i other characters of its alphabet is decoded', (shift) => {
  expect(textsOf('x'.repeat(shift) + base64).some((text) => text.startsWith(plain))).toBe(true)
})

test('the last part of a path may be base64 by itself', () => {
  expect(textsOf(`/v1/${base64}`)).toContain(plain)
})

test.each([
  ['short', Buffer.from('seventeen bytes..').toString('base64').replace(/=+$/, '')],
  [
    'binary',
    Buffer.from(Array.from({ length: 40 }, (_, at) => (at * 89) % 256)).toString('base64'),
  ],
  ['a long name', 'theNameOfSomethingThatIsLongEnoughToBeLookedAt'],
  ['hex of an odd length', hex.slice(1, 40)],
])('what is %s stands for no text', (_, block) => {
  expect(textsOf(block).filter((text) => text.includes('hidden'))).toEqual([])
})

test('of a gzip bomb only the beginning is inflated', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'a')).toString('base64')
  const sizes = textsOf(bomb).map((text) => text.length)
  expect(Math.max(0, ...sizes)).toBeLessThan(2_000_000)
})
