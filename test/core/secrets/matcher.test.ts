import { expect, test } from '@jest/globals'
import { needlesOf } from '../../../src/core/secrets/known.ts'
import { createMatcher, searchWhole } from '../../../src/core/secrets/matcher.ts'
import { createRule } from '../../../src/core/secrets/rule.ts'
import type { Span } from '../../../src/core/secrets/span.ts'
import { createVocabulary } from '../../../src/core/secrets/vocabulary.ts'

const base = { provider: 'Acme', confidence: 'high', revoke: '', hits: [], misses: [] } as const
const rules = [
  createRule({
    ...base,
    id: 'acme-token',
    tier: 'rewrite',
    keywords: ['acme_'],
    pattern: /acme_[a-z0-9]{8}(?![a-z0-9])/g,
    maxLength: 13,
    beforeKeyword: 0,
  }),
  createRule({
    ...base,
    id: 'acme-report',
    tier: 'report',
    keywords: ['seen_'],
    pattern: /seen_[a-z0-9]{4,40}/g,
    maxLength: 45,
    beforeKeyword: 0,
  }),
]
const known = ['known', 'value', '42'].join('-')
const vocabulary = createVocabulary(rules, needlesOf('DEPLOY', known))
const token = ['acme', 'a1b2c3d4'].join('_')

const names = (spans: readonly Span[]) =>
  spans.map(({ rule, start, end }) => `${rule} ${start}-${end}`).toSorted()

/** Everything found in a text that arrives in pieces. */
function found(text: string, size: number, options = {}) {
  const matcher = createMatcher(vocabulary, options)
  const spans: Span[] = []
  for (let at = 0; at < text.length; at += size) {
    matcher.push(text.slice(at, at + size))
    spans.push(...matcher.take())
  }
  matcher.finish()
  return names([...spans, ...matcher.take()])
}

test.each<{ text: string; spans: string[] }>([
  { text: 'nothing here', spans: [] },
  { text: `a ${token} b`, spans: ['acme-token 2-15'] },
  { text: `${token}${token}`, spans: ['acme-token 13-26'] },
  { text: `${token} ${token}`, spans: ['acme-token 0-13', 'acme-token 14-27'] },
  { text: `x ${known} y`, spans: ['known-value 2-16'] },
  { text: `${known}${token}`, spans: ['acme-token 14-27', 'known-value 0-14'] },
  { text: 'seen_abcdefgh', spans: ['acme-report 0-13'] },
  { text: 'acme_a1b2', spans: [] },
])('in $text it finds $spans, however it is cut', ({ text, spans }) => {
  for (const size of [1, 2, 5, 13, text.length]) {
    expect([size, found(text, size)]).toEqual([size, spans.toSorted()])
  }
  expect(names(searchWhole(vocabulary, text, {}))).toEqual(spans.toSorted())
})

test('with depth it finds what base64 stands for, and without it does not', () => {
  const text = `say ${Buffer.from(`the ${token} there`).toString('base64')} now`
  expect(found(text, 7, { decodeDepth: 1 })).toHaveLength(1)
  expect(found(text, 7)).toEqual([])
  const twice = Buffer.from(text).toString('base64')
  expect(found(twice, 11, { decodeDepth: 1 })).toEqual([])
  expect(found(twice, 11, { decodeDepth: 2 })).toHaveLength(1)
})

test('what is not accepted is no finding', () => {
  const accepts = ({ rule }: Span) => rule !== 'acme-token'
  expect(found(`${token} ${known}`, 5, { accepts })).toEqual(['known-value 14-28'])
})

test('text that may begin a secret is not safe, and a settled one is', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push('plain text ')
  expect(matcher.safe()).toBe(11)
  matcher.push('acm')
  expect(matcher.safe()).toBe(11)
  matcher.push('e_a1b2')
  expect({ safe: matcher.safe(), settled: matcher.settled() }).toEqual({ safe: 11, settled: 11 })
  matcher.push('c3d4 and so on')
  expect(names(matcher.take())).toEqual(['acme-token 11-24'])
  expect(matcher.safe()).toBe(matcher.end())
})

test('a report holds back no text, and is settled late', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push('see seen_abcd')
  expect(matcher.safe()).toBeGreaterThanOrEqual(12)
  expect(matcher.settled()).toBeLessThanOrEqual(4)
})

test('a stream that idles lets short beginnings go, and none of a known value', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push('plain acm')
  expect(matcher.safe()).toBe(6)
  matcher.settle()
  expect(matcher.safeWhenIdle()).toBe(9)
  const other = createMatcher(vocabulary)
  other.push(`plain ${known.slice(0, 5)}`)
  other.settle()
  expect(other.safeWhenIdle()).toBe(6)
})

test('of a token of fixed length an idle stream need not wait for the byte behind', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push(`x ${token}`)
  expect(matcher.take()).toEqual([])
  matcher.settle()
  expect(names(matcher.take())).toEqual(['acme-token 2-15'])
})

test('what was forgotten is dropped, what waits is kept', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push('.'.repeat(100_000))
  matcher.forget(100_000)
  expect(matcher.kept()).toBeLessThan(10_000)
  expect(matcher.end()).toBe(100_000)
  matcher.push('acme_a1b2')
  matcher.forget(matcher.end())
  matcher.push('c3d4 ')
  matcher.finish()
  expect(names(matcher.take())).toEqual(['acme-token 100000-100013'])
  expect(matcher.slice(100_000, 100_013)).toBe(token)
})

test('a value that is registered later is found in what was not forgotten, and across the seam', () => {
  const late = createVocabulary(rules, needlesOf('LATE', ['later', 'value', '99'].join('-')))
  const matcher = createMatcher(vocabulary)
  matcher.push('x later-val')
  matcher.adopt(late)
  matcher.push('ue-99 y')
  matcher.finish()
  expect(names(matcher.take())).toEqual(['known-value 2-16'])
})

test('a value that was taken away is no longer looked for', () => {
  const matcher = createMatcher(vocabulary)
  matcher.push(`x ${known.slice(0, 9)}`)
  matcher.adopt(createVocabulary(rules, []))
  matcher.finish(known.slice(9))
  expect(matcher.take()).toEqual([])
})

test('the end of a text decides everything, with a known value that is cut off from eight bytes on', () => {
  for (const [length, spans] of [
    [8, ['known-value 2-10']],
    [7, []],
  ] as const) {
    const matcher = createMatcher(vocabulary)
    matcher.finish(`x ${known.slice(0, length)}`)
    expect([length, names(matcher.take())]).toEqual([length, spans])
    expect(matcher.safe()).toBe(2 + length)
  }
})
