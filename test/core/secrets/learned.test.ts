import { randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { createLearnedValues } from '../../../src/core/secrets/learned.ts'
import type { Span } from '../../../src/core/secrets/span.ts'
import { createTestEngine, markerShape } from './samples.ts'

const fresh = () => `a1B2${randomBytes(18).toString('base64').replace(/\W/g, 'x')}`
const address = (it: string) => `postgres://app:${it}@db.internal/app`

test('a value that was found beside its keyword is masked where it stands alone later', () => {
  const value = fresh()
  const { text } = createTestEngine().maskText(`${address(value)}\nretry with ${value}, "${value}"`)
  expect(text).not.toContain(value)
  const markers = text.match(new RegExp(markerShape, 'g')) ?? []
  expect(markers).toHaveLength(3)
  expect(new Set(markers).size).toBe(1)
})

test('what a stream has learned the whole session knows, in streams that run already too', () => {
  const value = fresh()
  const engine = createTestEngine()
  const running = engine.createMaskStream()
  let out = running.write('the first words ')
  engine.maskText(address(value))
  out += running.write(`and ${value}.`)
  out += running.end()
  expect(out).not.toContain(value)
  expect(engine.maskText(`once more: ${value}`).text).not.toContain(value)
})

test('a scan learns within its text, and reports each place', () => {
  const value = fresh()
  const engine = createTestEngine()
  const text = Buffer.from(`before ${value}\n${address(value)}\nafter ${value}\n`)
  const found = engine.scan(text).map(({ rule, start }) => [rule, start])
  expect(found).toEqual([
    ['url-password', text.indexOf(value, 20)],
    ['url-password', text.lastIndexOf(value)],
  ])
  expect(engine.scan(Buffer.from(`of another file: ${value}`))).toEqual([])
})

test('the cuts of a stream do not matter', () => {
  const [one, two] = [fresh(), fresh()]
  const text = `${one} ${address(one)} ${two} ${one} ${address(two)}, ${one}${two}: ${two} ${one.slice(0, -1)}`
  const masked = createTestEngine().maskText(text).text
  expect(masked.split('***')).toHaveLength(11)
  for (let size = 1; size < text.length; size += size < 20 ? 1 : 17) {
    const stream = createTestEngine().createMaskStream()
    let out = ''
    for (let at = 0; at < text.length; at += size) out += stream.write(text.slice(at, at + size))
    expect([size, out + stream.end()]).toEqual([size, masked])
  }
})

test.each([
  ['a part of something longer', (it: string) => `${it}9 x${it}`],
  ['a value that is only reported', (it: string) => `password: ${it}\n`],
])('%s is left as it is', (_, after) => {
  const value = fresh()
  const engine = createTestEngine()
  if (after('').startsWith('9')) engine.maskText(address(value))
  const text = after(value)
  expect(engine.maskText(`${text} ${text}`).text).toBe(`${text} ${text}`)
})

test('what the policy allows is not learned', () => {
  const value = fresh()
  const [found] = createTestEngine().scan(Buffer.from(address(value)))
  const engine = createTestEngine({
    allow: [{ fingerprint: found?.fingerprint ?? '', reason: 'a test' }],
  })
  const text = `${address(value)} ${value}`
  expect(engine.maskText(text).text).toBe(text)
})

const span = (value: string): Span => ({
  start: 0,
  end: value.length,
  rule: 'some-rule',
  tier: 'rewrite',
  confidence: 'high',
  order: 1,
  value,
})

test.each([
  ['random', fresh(), true],
  ['short', fresh().slice(0, 11), false],
  ['of words', 'correct-horse-battery', false],
  ['longer than 256 bytes', `${fresh()}${fresh()}`.repeat(8), false],
])('a value that is %s is learned: %s', (_, value, expected) => {
  expect(createLearnedValues().add(span(value)) !== undefined).toBe(expected)
})

test('no more than 256 values are learned, each once', () => {
  const values = createLearnedValues()
  for (let at = 0; at < 300; at++) values.add(span(fresh()))
  expect(values.all).toHaveLength(256)
  const again = createLearnedValues()
  const value = fresh()
  again.add(span(value))
  expect(again.add(span(value))).toBeUndefined()
})
