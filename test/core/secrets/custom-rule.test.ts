import { expect, test } from '@jest/globals'
import { createTestEngine } from './samples.ts'

const acme = { id: 'acme-key', pattern: 'acme_[a-z0-9]{32}', keywords: ['acme_'] }
const value = ['acme', 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'].join('_')

test.each([
  {
    of: 'a plain pattern',
    rule: acme,
    text: `k=${value};`,
    masked: /^k=\*\*\*acme-key:\w+\*\*\*;$/,
  },
  {
    of: 'a pattern that names the secret',
    rule: { ...acme, pattern: 'acme key: (?P<secret>[a-z0-9]{8,40})', keywords: ['acme key'] },
    text: 'the acme key: abcdef0123456789, and',
    masked: /^the acme key: \*\*\*acme-key:\w+\*\*\*, and$/,
  },
  {
    of: 'a pattern that ignores case',
    rule: { ...acme, pattern: '(?i)acme-[a-f0-9]{16}', keywords: ['acme-'] },
    text: 'x ACME-0123456789ABCDEF y',
    masked: /^x \*\*\*acme-key:\w+\*\*\* y$/,
  },
  {
    of: 'a pattern whose keyword stands behind',
    rule: { ...acme, pattern: '[a-z0-9]{12}@acme', keywords: ['@acme'] },
    text: 'x a1b2c3d4e5f6@acme y',
    masked: /^x \*\*\*acme-key:\w+\*\*\* y$/,
  },
])('$of masks, whatever the cuts', ({ rule, text, masked }) => {
  const engine = createTestEngine({ customRules: [rule] })
  expect(engine.maskText(text).text).toMatch(masked)
  for (let at = 0; at <= text.length; at++) {
    const stream = engine.createMaskStream()
    expect(stream.write(text.slice(0, at)) + stream.write(text.slice(at)) + stream.end()).toBe(
      engine.maskText(text).text,
    )
  }
})

test.each([
  {
    when: 'has no keyword',
    rule: { ...acme, keywords: [] },
    says: 'acme-key: expected keywords of at least 3',
  },
  {
    when: 'has a keyword of two letters',
    rule: { ...acme, keywords: ['ac'] },
    says: 'at least 3 characters',
  },
  {
    when: 'is too long',
    rule: { ...acme, pattern: 'a'.repeat(501) },
    says: 'at most 500 characters',
  },
  {
    when: 'repeats too often',
    rule: { ...acme, pattern: 'a{1001}' },
    says: 'repeats of at most 1000',
  },
  { when: 'looks ahead', rule: { ...acme, pattern: 'acme(?=x)' }, says: 'expected an RE2 pattern' },
  {
    when: 'matches nothing at all',
    rule: { ...acme, pattern: 'a*' },
    says: 'does not match the empty text',
  },
  { when: 'is not closed', rule: { ...acme, pattern: '(acme' }, says: 'expected an RE2 pattern' },
])('a rule that $when is refused with its name', ({ rule, says }) => {
  expect(() => createTestEngine({ customRules: [rule] })).toThrow(says)
})

test('a rule that would take exponential time elsewhere is done in a moment', () => {
  const rule = { id: 'evil', pattern: 'key(a|a|aa)+$', keywords: ['key'] }
  const engine = createTestEngine({ detectors: [], customRules: [rule] })
  const started = process.cpuUsage()
  engine.scan(Buffer.from(`key${'a'.repeat(997)}!`.repeat(100)))
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5)
})
