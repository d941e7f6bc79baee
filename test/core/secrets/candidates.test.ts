import { expect, test } from '@jest/globals'
import { type Candidates, createCandidates } from '../../../src/core/secrets/candidates.ts'
import { needlesOf } from '../../../src/core/secrets/known.ts'
import { createTextWindow } from '../../../src/core/secrets/received-text.ts'
import { createRule, type Look, type MatcherRule } from '../../../src/core/secrets/rule.ts'
import type { Span } from '../../../src/core/secrets/span.ts'
import { createVocabulary } from '../../../src/core/secrets/vocabulary.ts'

const detector = {
  id: 'acme-token',
  provider: 'Acme',
  tier: 'rewrite',
  confidence: 'high',
  keywords: ['acme_'],
  pattern: /acme_[a-z0-9]{8}(?![a-z0-9])/g,
  maxLength: 13,
  beforeKeyword: 0,
  revoke: '',
  hits: [],
  misses: [],
} as const
const token = ['acme', 'a1b2c3d4'].join('_')
const quiet = { force: false, idle: false, final: false }

function setUp(rules: MatcherRule[] = [createRule(detector)], value?: string) {
  const received = createTextWindow()
  const needles = value === undefined ? [] : needlesOf('DEPLOY', value)
  const vocabulary = createVocabulary(rules, needles)
  const found: (Span & { follows: boolean })[] = []
  const candidates: Candidates = createCandidates({
    received,
    vocabulary: () => vocabulary,
    report: (span, follow) => found.push({ ...span, follows: follow !== undefined }),
  })
  const started = { length: 5, rules: rules.map((_, index) => index), needles: vocabulary.needles }
  return {
    received,
    candidates,
    found,
    /** Adds text, and begins a candidate at each keyword in it. */
    add(text: string, at?: number) {
      const from = received.base + received.text.length
      received.append(text)
      const keyword = text.indexOf('acme_')
      const place = at ?? (keyword < 0 ? undefined : from + keyword)
      if (place !== undefined) candidates.begin(started, place, { withRules: true })
    },
  }
}

test('without candidates all that was received is clear', () => {
  const { candidates, add } = setUp()
  add('nothing at all')
  expect(candidates.decide(quiet)).toEqual({ safe: 14, settled: 14 })
  expect(candidates.firstBefore(99)).toBe(99)
})

test('a candidate waits for more text, holds it back, and is reported once', () => {
  const { candidates, found, add } = setUp()
  add(`see ${token.slice(0, 8)}`)
  expect(candidates.decide(quiet)).toEqual({ safe: 4, settled: 4 })
  expect(candidates.firstBefore(99)).toBe(4)
  add(`${token.slice(8)} and the rest of the line\n`)
  expect(candidates.decide({ ...quiet, force: true })).toMatchObject({ safe: expect.any(Number) })
  candidates.decide({ ...quiet, final: true })
  expect(found).toEqual([
    {
      start: 4,
      end: 17,
      rule: 'acme-token',
      tier: 'rewrite',
      confidence: 'high',
      order: 0,
      value: token,
      follows: false,
    },
  ])
  expect(candidates.firstBefore(99)).toBe(99)
})

test('what turns out to be nothing holds back nothing more', () => {
  const { candidates, found, add } = setUp()
  add('see acme_a1')
  candidates.decide(quiet)
  add('!!!')
  expect(candidates.decide({ ...quiet, force: true })).toEqual({ safe: 14, settled: 14 })
  expect(found).toEqual([])
})

test('a candidate of a report holds back what is settled, and lets the text go', () => {
  const { candidates, add } = setUp([createRule({ ...detector, tier: 'report' })])
  add('see acme_a1')
  expect(candidates.decide(quiet)).toEqual({ safe: 11, settled: 4 })
})

test('one that grows is looked at again when it grew by an eighth, or when it is forced', () => {
  const looks: number[] = []
  const rule: MatcherRule = {
    ...createRule(detector),
    id: 'slow',
    tier: 'rewrite',
    confidence: 'low',
    keywords: ['acme_'],
    maxLength: 10_000,
    beforeKeyword: { min: 0, max: 0 },
    beforeSecret: 0,
    look(text): Look {
      looks.push(text.length)
      return 'begun'
    },
  }
  const { candidates, add } = setUp([rule])
  add('acme_')
  for (let count = 0; count < 200; count++) {
    candidates.decide(quiet)
    add('x')
  }
  expect(looks.length).toBeLessThan(40)
  const before = looks.length
  candidates.decide({ ...quiet, force: true })
  candidates.decide({ ...quiet, force: true })
  expect(looks.length).toBe(before + 2)
})

test('in a flood candidates are looked at once they are whole', () => {
  let looks = 0
  const rule: MatcherRule = {
    ...createRule(detector),
    id: 'counted',
    tier: 'rewrite',
    confidence: 'low',
    keywords: ['acme_'],
    maxLength: 13,
    beforeKeyword: { min: 0, max: 0 },
    look() {
      looks++
      return 'begun'
    },
  }
  const { candidates, add } = setUp([rule])
  for (let count = 0; count < 65; count++) add('acme_')
  candidates.decide(quiet)
  expect(looks).toBeLessThan(65)
})

test('a known value is reported as it was registered, and waits while it grows', () => {
  const value = ['acme', 'deploy-key-1'].join('_')
  const { candidates, found, add } = setUp([], value)
  add('see acme_depl')
  expect(candidates.decide(quiet)).toMatchObject({ safe: 4 })
  add('oy-key-1')
  candidates.decide(quiet)
  expect(found).toMatchObject([{ start: 4, end: 21, rule: 'known-value', known: 'DEPLOY', value }])
})

test.each([
  { length: 8, found: 1 },
  { length: 7, found: 0 },
])('at the end $length bytes of a known value are $found finding', ({ length, found: count }) => {
  const value = ['acme', 'deploy-key-1'].join('_')
  const { candidates, found, add } = setUp([], value)
  add(`see ${value.slice(0, length)}`)
  candidates.decide({ ...quiet, final: true })
  expect(found).toHaveLength(count)
})

test('known values that are forgotten are not reported, what rules look for is', () => {
  const { candidates, found, add } = setUp([createRule(detector)], token)
  add(`see ${token.slice(0, 9)}`)
  candidates.decide(quiet)
  candidates.forgetNeedles()
  add(`${token.slice(9)} `)
  candidates.decide({ ...quiet, final: true })
  expect(found.map(({ rule }) => rule)).toEqual(['acme-token'])
})

test('without rules a literal starts its known values alone', () => {
  const { candidates, found, received } = setUp([createRule(detector)])
  received.append(`${token} `)
  candidates.begin({ length: 5, rules: [0], needles: [] }, 0, { withRules: false })
  candidates.decide({ ...quiet, final: true })
  expect(found).toEqual([])
})

test('matches of one rule do not overlap: the earlier one counts', () => {
  const rule = createRule({ ...detector, pattern: /acme_(?:[a-z_]{5,20})/g, maxLength: 25 })
  const { candidates, found, received } = setUp([rule])
  received.append('acme_acme_acme_xyzzy ')
  for (const at of [0, 5, 10]) {
    candidates.begin({ length: 5, rules: [0], needles: [] }, at, { withRules: true })
  }
  candidates.decide({ ...quiet, final: true })
  expect(found.map(({ start, end }) => [start, end])).toEqual([[0, 20]])
})
