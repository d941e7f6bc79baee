import { expect, test } from '@jest/globals'
import type { Detector } from '../../../src/core/secrets/detector.ts'
import {
  bytesAfter,
  bytesBefore,
  createRule,
  maxBeforeKeyword,
  reachOf,
} from '../../../src/core/secrets/rule.ts'

const detector: Detector = {
  id: 'acme-token',
  provider: 'Acme',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['acme_'],
  pattern: /acme_[a-z0-9]{8}(?![a-z0-9])/g,
  maxLength: 13,
  revoke: 'Revoke it.',
  hits: [],
  misses: [],
}
const ruleOf = (but: Partial<Detector>) => createRule({ ...detector, ...but })
const token = ['acme', 'a1b2c3d4'].join('_')

/** Looks in all of a text. */
const look = (but: Partial<Detector>, text: string, complete = true) =>
  ruleOf(but).look(text, 0, text.length, complete)

test('a rule keeps what its detector says, and knows its widths', () => {
  const rule = ruleOf({})
  expect(rule).toMatchObject({
    id: 'acme-token',
    tier: 'rewrite',
    confidence: 'high',
    keywords: ['acme_'],
    maxLength: 13,
    beforeKeyword: { min: 0, max: 0 },
    beforeSecret: 0,
    fixedLength: 13,
  })
  expect(reachOf(rule)).toBe(13 + 16 + bytesAfter)
})

test.each<{ pattern: RegExp; but?: Partial<Detector>; widths: object }>([
  { pattern: /acme_[a-z]{4,8}/g, widths: { fixedLength: undefined } },
  { pattern: /xyzacme_x/g, widths: { beforeKeyword: { min: 3, max: 3 }, fixedLength: 9 } },
  { pattern: /[ab]?acme_x/g, widths: { beforeKeyword: { min: 0, max: 1 } } },
  { pattern: /[a-z]{0,5}acme_x/g, widths: { beforeKeyword: { min: 0, max: 13 } } },
  { pattern: /acme_=(?<secret>x{4})/g, widths: { beforeSecret: 6, fixedLength: 10 } },
  {
    pattern: /[a-z]{0,5}acme_x/g,
    but: { beforeKeyword: 2 },
    widths: { beforeKeyword: { min: 0, max: 2 } },
  },
  {
    pattern: /(?:a{900})acme_x/g,
    but: { maxLength: 2_000 },
    widths: { beforeKeyword: { min: 0, max: maxBeforeKeyword } },
  },
])('of $pattern the widths are $widths', ({ pattern, but, widths }) => {
  const { beforeKeyword, beforeSecret, fixedLength } = ruleOf({ pattern, ...but })
  expect({ beforeKeyword, beforeSecret, fixedLength }).toMatchObject(widths)
})

test.each<{ when: string; but?: Partial<Detector>; text: string; found: string | undefined }>([
  { when: 'it stands there', text: token, found: token },
  { when: 'it stands within', text: `x ${token} y`, found: token },
  { when: 'a letter follows', text: `${token}x`, found: undefined },
  { when: 'it is cut', text: token.slice(0, -1), found: undefined },
  {
    when: 'the secret is a part',
    but: { pattern: /acme_=(?<secret>[a-z0-9]{8})/g, maxLength: 20 },
    text: 'x acme_=a1b2c3d4 y',
    found: 'a1b2c3d4',
  },
  {
    when: 'it has little entropy',
    but: { minEntropy: 2 },
    text: 'acme_aaaaaaaa',
    found: undefined,
  },
  { when: 'it has entropy enough', but: { minEntropy: 2 }, text: token, found: token },
  { when: 'it is not accepted', but: { accept: () => false }, text: token, found: undefined },
  {
    when: 'the first is not accepted and the second is',
    but: { accept: (secret) => secret.endsWith('4') },
    text: `acme_a1b2c3d5 ${token}`,
    found: token,
  },
])('when $when, $found is found', ({ but = {}, text, found }) => {
  // A start that may be anywhere, so that the whole text is looked at.
  const result = look({ beforeKeyword: 40, ...but }, text)
  expect(typeof result === 'object' ? text.slice(result.start, result.end) : undefined).toBe(found)
})

test('the whole match is told with the secret in it', () => {
  const pattern = /acme_=(?<secret>[a-z0-9]{8});/g
  expect(look({ pattern, maxLength: 20 }, 'acme_=a1b2c3d4; y')).toEqual({
    start: 6,
    end: 14,
    matchEnd: 15,
  })
})

test.each([
  { text: 'acme_', is: 'open' },
  { text: 'acme_a1b2', is: 'open' },
  { text: token, is: 'begun' },
  { text: `${token} `, is: { start: 0, end: 13, matchEnd: 13 } },
  { text: 'acme_A', is: 'no' },
])('as far as $text was received, the answer is $is', ({ text, is }) => {
  const pattern = /(?<secret>acme_[a-z0-9]{8})(?![a-z0-9])/g
  const answer = ruleOf({ pattern, maxLength: 14 }).look(text, 0, 0, false)
  if (is === 'open') expect(['open', 'begun']).toContain(answer)
  else expect(answer).toEqual(is)
})

test('with the whole text there, what was open is decided', () => {
  expect(look({}, 'acme_a1b2')).toBe('no')
  expect(look({}, token)).toMatchObject({ start: 0, end: 13 })
})

test('accept sees the line around the secret: so many bytes before it, and up to its end behind', () => {
  const seen: { before: string; after: string }[] = []
  const accept = (_: string, context: { before: string; after: string }) => {
    seen.push(context)
    return true
  }
  const text = `${'b'.repeat(200)}\n= ${token}"; rest\nnext line`
  look({ accept, beforeKeyword: 300, maxLength: 400 }, text)
  expect(seen[0]).toEqual({ before: `${'b'.repeat(bytesBefore - 3)}\n= `, after: '"; rest' })
  const long = `${token} ${'c'.repeat(200)}`
  look({ accept }, long)
  expect(seen[1]?.after).toBe(` ${'c'.repeat(bytesAfter - 1)}`)
})

test('a secret whose context has not all arrived waits, unless only the secret counts', () => {
  const pair = (_: string, { after }: { before: string; after: string }) => after !== ''
  const alone = (secret: string) => secret !== ''
  const text = `${token} some`
  expect(ruleOf({ accept: pair }).look(text, 0, 0, false)).toBe('begun')
  expect(ruleOf({ accept: pair }).look(`${text}\n`, 0, 0, false)).toMatchObject({ end: 13 })
  expect(ruleOf({ accept: alone }).look(text, 0, 0, false)).toMatchObject({ end: 13 })
})

test('a token of a thousand bytes goes on for as long as bytes of a token follow', () => {
  const endless = { pattern: /acme_[a-z0-9]{8,1200}/g, maxLength: 1_205 }
  const long = `acme_${'a1'.repeat(600)}`
  const result = look(endless, long)
  if (typeof result !== 'object' || result.follow === undefined) throw new Error('it ends')
  expect(result.follow('b2c3-_+/', 0, false)).toEqual({ to: 8, done: false })
  expect(result.follow('b2c3', 0, true)).toEqual({ to: 4, done: true })
  expect(result.follow('b2c3 more', 0, false)).toEqual({ to: 4, done: true })
  expect(result.follow('xx b2', 0, false)).toEqual({ to: 2, done: true })
  expect(look(endless, `acme_${'a1'.repeat(100)}`)).not.toHaveProperty('follow')
})

test('what is reported gives way to a marker of another session, what is rewritten does not', () => {
  const tag = '0123456789abcdef'
  const pattern = /acme_:?(?<secret>[0-9a-f]{16}\**)/g
  const text = `***acme_:${tag}***`
  const but = { pattern, maxLength: 40, beforeKeyword: 3 }
  expect(look({ ...but, tier: 'report' }, text)).toMatchObject({ start: 9 })
  const shaped = { ...but, pattern: /key-acme_?:(?<secret>[0-9a-f]{16}\**)/g, keywords: ['acme'] }
  const marker = `***key-acme:${tag}***`
  expect(look({ ...shaped, tier: 'report', beforeKeyword: 10 }, marker)).toBe('no')
  expect(look({ ...shaped, tier: 'rewrite', beforeKeyword: 10 }, marker)).toMatchObject({
    start: 12,
  })
})
