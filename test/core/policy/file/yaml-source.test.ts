import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  maxFileBytes,
  readYaml,
  type YamlSource,
} from '../../../../src/core/policy/file/yaml-source.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function sourceOf(text: string): YamlSource {
  const source = readYaml(bytesOf(text))
  if (Array.isArray(source)) throw new Error(JSON.stringify(source))
  return source
}

/** `line:column: message` of each mistake. */
function mistakesOf(given: string | Uint8Array): string[] {
  const source = readYaml(typeof given === 'string' ? bytesOf(given) : given)
  if (!Array.isArray(source)) throw new Error('no mistake')
  return source.map(({ line, column, message }) => `${line}:${column}: ${message}`)
}

/** What YAML 1.2 says a text means: words that older versions took for something else stay words. */
test.each<{ text: string; value: unknown }>([
  { text: 'a: 1', value: { a: 1 } },
  { text: '---\na: 1\n...\n', value: { a: 1 } },
  { text: '\ufeffa: 1', value: { a: 1 } },
  { text: 'a: 1\r\nb: [2, 3]\r\n', value: { a: 1, b: [2, 3] } },
  { text: 'a: yes\nb: on\nc: n', value: { a: 'yes', b: 'on', c: 'n' } },
  { text: 'a: 010\nb: 1_000\nc: 1:30', value: { a: 10, b: '1_000', c: '1:30' } },
  { text: 'a: 2027-01-01', value: { a: '2027-01-01' } },
  { text: 'a: |\n  x # no comment\n  y\n', value: { a: 'x # no comment\ny\n' } },
  { text: 'a: >-\n  x\n  y\n', value: { a: 'x y' } },
  { text: '"a": "\\u200b\\n"', value: { a: '\u200b\n' } },
  { text: 'a:', value: { a: null } },
  { text: '{ a: { b: ~ } }', value: { a: { b: null } } },
  { text: 'a: 👩‍💻 Ünïcode ✓', value: { a: '👩‍💻 Ünïcode ✓' } },
])('$text means $value', ({ text, value }) => {
  expect(sourceOf(text).value).toEqual(value)
})

test.each<{ what: string; text: string; says: string[] }>([
  { what: 'nothing', text: '', says: ['1:1: the file is empty'] },
  {
    what: 'a comment alone',
    text: '# nothing\n',
    says: ['1:1: the file is empty'],
  },
  { what: 'a list', text: '- a', says: ['1:1: expected keys and values, such as "version: 1"'] },
  { what: 'a word', text: 'a', says: ['1:1: expected keys and values, such as "version: 1"'] },
  {
    what: 'a second document',
    text: 'a: 1\n---\nb: 2',
    says: ['3:1: a second document starts here; expected one'],
  },
  {
    what: 'an empty second document',
    text: 'a: 1\n---\n',
    says: ['2:4: a second document starts here; expected one'],
  },
  {
    what: 'a key twice, in other quotes',
    text: 'a: 1\n"a": 2',
    says: ['2:1: this key is there twice'],
  },
  { what: 'a number as key', text: 'a: 1\n1: b', says: ['2:1: expected a plain word as key'] },
  { what: 'nothing as key', text: '~: b', says: ['1:1: expected a plain word as key'] },
  { what: 'a list as key', text: 'a:\n  [x]: b', says: ['2:3: expected a plain word as key'] },
  {
    what: 'an anchor and its alias, from top to bottom',
    text: 'a: &x 1\nb: *x',
    says: [
      '1:7: an anchor; write the value out where it is used',
      '2:4: an alias; write the value out',
    ],
  },
  {
    what: 'an exclusion without quotes',
    text: 'a: !main',
    says: ['1:9: a tag; put text that starts with ! in quotes, as in "!main"'],
  },
  { what: 'a type', text: 'a: !!str 1', says: ['1:10: a tag; leave it out'] },
  {
    what: 'a type that runs code elsewhere',
    text: 'a: !!js/function "x"',
    says: ['1:18: a tag; leave it out'],
  },
  {
    what: 'an older version of YAML, in which 010 is eight',
    text: '%YAML 1.1\n---\na: 010',
    says: ['1:1: a line that starts with %; leave it out'],
  },
  {
    what: 'a handle for tags',
    text: '%TAG !x! tag:example.com,2027:\n---\na: 1',
    says: ['1:1: a line that starts with %; leave it out'],
  },
])('$what is refused in place', ({ text, says }) => {
  expect(mistakesOf(text)).toEqual(says)
})

/** Characters that would let a person read another file than the one that counts. */
test.each<{ what: string; text: string; says: string }>([
  { what: 'a direction override', text: 'a: 1\nb: \u202ex', says: '2:4: U+202E' },
  { what: 'an isolate', text: 'a: \u2066x', says: '1:4: U+2066' },
  { what: 'a space of no width in a pattern', text: 'a: main\u200b', says: '1:8: U+200B' },
  { what: 'a joiner of words', text: 'a: terra\u2060form', says: '1:9: U+2060' },
  { what: 'a soft hyphen', text: 'a: terra\u00adform', says: '1:9: U+00AD' },
  { what: 'letters of a tag', text: 'a: main\u{e0061}', says: '1:8: U+E0061' },
  { what: 'a byte-order mark in the middle', text: 'a: 1\n\ufeffb: 2', says: '2:1: U+FEFF' },
  {
    what: 'a carriage return that ends a comment for some',
    text: 'a: 1 # x\rb: 2',
    says: '1:9: U+000D',
  },
  { what: 'a next line', text: 'a: 1 # x\u0085b: 2', says: '1:9: U+0085' },
  { what: 'a line separator', text: 'a: 1 # x\u2028b: 2', says: '1:9: U+2028' },
  { what: 'a paragraph separator', text: 'a: 1 # x\u2029b: 2', says: '1:9: U+2029' },
  { what: 'an escape of terminals', text: 'a: 1 # \u001b[2K', says: '1:8: U+001B' },
  { what: 'a backspace', text: 'a: 1 # \b\b\b2', says: '1:8: U+0008' },
  { what: 'a delete', text: 'a: \u007f1', says: '1:4: U+007F' },
  { what: 'a zero', text: 'a: \u00001', says: '1:4: U+0000' },
])('$what is refused', ({ text, says }) => {
  const [place, code] = says.split(': ')
  expect(mistakesOf(text)).toEqual([
    `${place}: an invisible control character (${code}); remove it`,
  ])
})

test.each<{ what: string; bytes: number[]; at: string }>([
  { what: 'at the start', bytes: [0xff], at: '1:1' },
  { what: 'behind an umlaut', bytes: [0x61, 0xc3, 0xa4, 0xc3, 0x28], at: '1:3' },
  { what: 'behind an emoji, which counts twice', bytes: [0xf0, 0x9f, 0x98, 0x80, 0xff], at: '1:3' },
  { what: 'in a later line', bytes: [0x61, 0x0a, 0x0a, 0x61, 0x80, 0x0a, 0x61], at: '3:2' },
  { what: 'in the bytes of a surrogate', bytes: [0x61, 0xed, 0xa0, 0x80], at: '1:2' },
  { what: 'in a zero that is spelled too long', bytes: [0xc0, 0x80], at: '1:1' },
  { what: 'cut off by the end of the file', bytes: [0x61, 0x0a, 0xe2, 0x82], at: '2:1' },
])('an invalid byte $what is placed', ({ bytes, at }) => {
  expect(mistakesOf(Uint8Array.from(bytes))).toEqual([
    `${at}: invalid UTF-8; save the file as UTF-8`,
  ])
})

test('a file may have as many bytes as the limit says, and no more', () => {
  const text = (length: number) => `a: 1\n#${'x'.repeat(length - 6)}`
  expect(sourceOf(text(maxFileBytes)).value).toEqual({ a: 1 })
  expect(mistakesOf(text(maxFileBytes + 1))).toEqual([
    '1:1: the file has more than 262144 bytes, and no policy needs as many',
  ])
})

test.each<{ what: string; text: string }>([
  { what: 'lists', text: `a: ${'['.repeat(40)}${']'.repeat(40)}` },
  { what: 'maps', text: `a: ${'{ a: '.repeat(40)}1${' }'.repeat(40)}` },
  { what: 'more brackets than any file opens', text: `a: ${'['.repeat(2_001)}` },
  { what: 'more braces than any file opens', text: `a: ${'{'.repeat(2_001)}` },
  { what: 'dashes in a line', text: `a:\n  ${'- '.repeat(60)}` },
  { what: 'question marks in a line', text: `a:\n  ${'? '.repeat(60)}` },
])('$what within each other end the reading', ({ text }) => {
  expect(() => readYaml(bytesOf(text))).toThrow(RangeError)
})

/** Thirty-two steps from the file to a value; a map takes two of them, for its key as well. */
test.each<{ what: string; levels: number; open: string; close: string; fits: boolean }>([
  { what: 'lists', levels: 29, open: '[', close: ']', fits: true },
  { what: 'lists', levels: 30, open: '[', close: ']', fits: false },
  { what: 'maps', levels: 14, open: '{ a: ', close: ' }', fits: true },
  { what: 'maps', levels: 15, open: '{ a: ', close: ' }', fits: false },
])('$what in $levels levels are read: $fits', ({ levels, open, close, fits }) => {
  const deep = () => readYaml(bytesOf(`a: ${open.repeat(levels)}1${close.repeat(levels)}`))
  if (fits) expect(Array.isArray(deep())).toBe(false)
  else expect(deep).toThrow(RangeError)
})

test('brackets beside each other are no nesting, and ten levels are read', () => {
  const flat = `a: [${'[], '.repeat(3_000)}]`
  expect(sourceOf(flat).value).toHaveProperty('a.length', 3_000)
  const deep = `a: ${'['.repeat(10)}1${']'.repeat(10)}`
  expect(sourceOf(deep).value).toEqual({ a: [[[[[[[[[[1]]]]]]]]]] })
})

/** What anybody may propose: as many keys as a file has room for. */
test.each<{ what: string; line(at: number): string; repeated: number }>([
  { what: 'each another one', line: (at) => `${at.toString(36)}x:\n`, repeated: 0 },
  { what: 'all the same one', line: () => 'abcd:\n', repeated: 43_689 },
])('a file full of keys, $what, is read in time', ({ line, repeated }) => {
  const spent = cpuMilliseconds()
  let text = ''
  for (let at = 0; text.length < maxFileBytes - 8; at++) text += line(at)
  const source = readYaml(bytesOf(text))
  expect(Array.isArray(source) ? source.length : 0).toBe(repeated)
  expect(spent()).toBeLessThan(6_000)
})

const text = 'version: 1\nrules:\n  - name: x\n    when: { push: { paths: [a, "b"] } }\n'

/** Where things stand; what is not there is placed at the nearest thing around it. */
test.each<{ path: (string | number)[]; at: string; there: boolean }>([
  { path: [], at: '1:1', there: true },
  { path: ['version'], at: '1:10', there: true },
  { path: ['rules', 0], at: '3:5', there: true },
  { path: ['rules', 0, 'name'], at: '3:11', there: true },
  { path: ['rules', 0, 'when', 'push', 'paths', 1], at: '4:32', there: true },
  { path: ['rules', 0, 'when', 'push', 'paths', 7], at: '4:28', there: false },
  { path: ['rules', 0, 'then'], at: '3:5', there: false },
  { path: ['limits', 'minutes'], at: '1:1', there: false },
])('$path stands at $at', ({ path, at, there }) => {
  const source = sourceOf(text)
  const { line, column } = source.placeOf(path)
  expect(`${line}:${column}`).toBe(at)
  expect(source.has(path)).toBe(there)
})

test.each<{ path: (string | number)[]; key: string; at: string }>([
  { path: [], key: 'rules', at: '2:1' },
  { path: ['rules', 0], key: 'when', at: '4:5' },
  { path: ['rules', 0, 'when', 'push'], key: 'paths', at: '4:21' },
  { path: ['rules', 0, 'when', 'push'], key: 'nothing', at: '4:19' },
  { path: ['rules'], key: 'name', at: '3:3' },
])('the key $key of $path stands at $at', ({ path, key, at }) => {
  const { line, column } = sourceOf(text).placeOfKey(path, key)
  expect(`${line}:${column}`).toBe(at)
})

test('a value that was read says again what it says, whatever it holds', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 12 })
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      words,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc.dictionary(words, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).map
  // JSON is YAML: a text of it means the same, or is refused for a character nobody sees.
  const law = fc.property(values, (value) => {
    const source = readYaml(bytesOf(JSON.stringify(value)))
    if (!Array.isArray(source)) expect(source.value).toEqual(value)
    else if (Object.keys(value as object).length > 0)
      expect(source[0]?.message).toMatch(/invisible/)
  })
  fc.assert(law, { numRuns: 500 })
})

test.each([
  {
    what: 'a list that is not closed',
    text: 'a: [b, c\nd: e\nd: f\ng: h: i\n',
    says: ['2:1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  {
    what: 'a key that stands too far to the left',
    text: 'rules:\n  - name: x\n   when: y\n   when: *z\n  then: deny\n',
    says: ['3:1: Sequence item without - indicator'],
  },
  {
    what: 'quotes that are not closed, behind a key that is there twice',
    text: 'a: 1\na: 2\nb: "x\nc: y\nd: z\n',
    says: ['2:1: this key is there twice', '6:1: Missing closing "quote'],
  },
])('$what is one message, and what it makes of the rest is none', ({ text, says }) => {
  expect(mistakesOf(text)).toEqual(says)
})

test.each(['*-stable', '*.tf', '**/.env*', '*'])(
  '%s without quotes is advised to have them',
  (glob) => {
    expect(mistakesOf(`version: 1\nmatch: [${glob}]\n`)).toEqual([
      expect.stringMatching(/^2:9: put text that starts with \* in quotes, as in "\*/),
    ])
    expect(sourceOf(`version: 1\nmatch: ["${glob}"]\n`).value).toMatchObject({ match: [glob] })
  },
)
