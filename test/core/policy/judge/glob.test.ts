import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  compileGlob,
  covers,
  type GlobKind,
  globProblem,
} from '../../../../src/core/policy/judge/glob.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'

test.each<[GlobKind, string, string, boolean]>([
  ['path', 'main', 'main', true],
  ['path', 'main', 'maintenance', false],
  ['path', 'deploy/prod/**', 'deploy/prod/a/b.yml', true],
  ['path', 'deploy/prod/**', 'deploy/prod', true],
  ['path', 'deploy/prod/**', 'deploy/production/a', false],
  ['path', '**/*.tf', 'main.tf', true],
  ['path', '**/*.tf', 'a/b/main.tf', true],
  ['path', '**/*.tf', 'a/main.tfvars', false],
  ['path', '*.tf', 'a/main.tf', false],
  ['path', 'a/**/z', 'a/z', true],
  ['path', 'a/**/z', 'a/b/c/z', true],
  ['path', 'a/**/b/**/z', 'a/b/x/b/z', true],
  ['path', 'a/**/b/**/z', 'a/x/z', false],
  ['path', 'a/*/z', 'a/b/c/z', false],
  ['path', '**', 'anything/at/all', true],
  ['path', 'a**', 'abc', true],
  ['path', 'a**', 'ab/c', false],
  ['path', 'release/v?', 'release/v1', true],
  ['path', 'release/v?', 'release/v', false],
  ['path', '{a,b/**}/c', 'b/x/y/c', true],
  ['path', '{a,b{1,2}}', 'b2', true],
  ['path', '{a,b{1,2}}', 'b3', false],
  ['path', 'app/[slug]/page.tsx', 'app/[slug]/page.tsx', true],
  ['path', 'deploy-bot[bot]', 'deploy-bot[bot]', true],
  ['path', 'a{b}c', 'a{b}c', true],
  ['path', 'a\\*b', 'a*b', true],
  ['path', 'a\\*b', 'axb', false],
  ['path', '\\{a,b\\}', '{a,b}', true],
  ['plain', '*', 'a/b c', true],
  ['plain', '*', '', true],
  ['plain', 'a*b*c', 'a/b/xc', true],
  ['plain', 'a*b*c', 'acb', false],
  ['plain', '*ab?d*', 'xxabcabcdyy', true],
  ['plain', 'ab*ba', 'aba', false],
  ['plain', '??', 'ab', true],
  ['plain', '??', 'a', false],
])('as %s, %s against %s gives %s', (kind, pattern, value, expected) => {
  expect(compileGlob(pattern, kind)(value)).toBe(expected)
})

test.each([
  ['', 'is empty'],
  ['x'.repeat(501), 'longer than 500'],
  ['v[0-9]', 'character class'],
  ['v[!a-z]', 'character class'],
  ['{a,b', 'closing brace'],
  ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', 'more than 64'],
])('the pattern %s is refused: %s', (pattern, why) => {
  expect(globProblem(pattern)).toContain(why)
})

/** What a pattern of letters, stars and question marks means, in the slow but obvious way. */
function obvious(pattern: string, value: string): boolean {
  const [first, ...rest] = [...pattern]
  if (first === undefined) return value === ''
  const tail = rest.join('')
  if (first === '*') {
    return obvious(tail, value) || (value !== '' && obvious(pattern, value.slice(1)))
  }
  return value !== '' && (first === '?' || first === value[0]) && obvious(tail, value.slice(1))
}

test('a pattern matches exactly what its definition says', () => {
  const pattern = fc.string({
    unit: fc.constantFrom('a', 'b', '*', '?'),
    minLength: 1,
    maxLength: 8,
  })
  const value = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(pattern, value, (glob, text) => {
      expect(compileGlob(glob, 'plain')(text)).toBe(obvious(glob, text))
    }),
    { numRuns: 2000 },
  )
})

test('a path matches when its segments can be dealt out to the segments of the pattern', () => {
  const deal = (pattern: readonly string[], value: readonly string[]): boolean => {
    const [first, ...rest] = pattern
    if (first === undefined) return value.length === 0
    if (first === '**')
      return deal(rest, value) || (value.length > 0 && deal(pattern, value.slice(1)))
    return value.length > 0 && obvious(first, value[0] ?? '') && deal(rest, value.slice(1))
  }
  const segment = fc.constantFrom('a', 'b', '*', 'a*', '?b', '**')
  const part = fc.constantFrom('a', 'b', 'ab', 'bb')
  fc.assert(
    fc.property(
      fc.array(segment, { minLength: 1, maxLength: 6 }),
      fc.array(part, { minLength: 1, maxLength: 7 }),
      (pattern, value) => {
        expect(compileGlob(pattern.join('/'), 'path')(value.join('/'))).toBe(deal(pattern, value))
      },
    ),
    { numRuns: 2000 },
  )
})

test.each<[GlobKind, string, string]>([
  ['plain', `${'*a'.repeat(200)}b`, 'a'.repeat(100_000)],
  ['plain', `${'*a?'.repeat(150)}b`, 'a'.repeat(20_000)],
  ['path', `${'**/a/'.repeat(90)}b`, 'a/'.repeat(20_000)],
  ['path', `**/${'*a'.repeat(200)}b`, 'a'.repeat(100_000)],
])('an adversarial value takes no more than linear time (%s)', (kind, pattern, value) => {
  const match = compileGlob(pattern, kind)
  const spent = cpuMilliseconds()
  expect(match(value)).toBe(false)
  expect(spent()).toBeLessThan(1000)
})

test.each([
  ['*.example.com:443', 'api.example.com:443', true],
  ['*.example.com:443', '*.api.example.com:443', true],
  ['*.example.com:*', '*.example.com:443', true],
  ['api.example.com:443', '*.example.com:443', false],
  ['?.example.com:443', '*.example.com:443', false],
  ['*', 'a?b*', true],
  ['{a,b}', 'a', true],
  ['a', '{a,b}', false],
])('%s covers %s: %s', (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected)
})

test('what a covered pattern matches, the covering one matches too', () => {
  const pattern = fc.string({
    unit: fc.constantFrom('a', 'b', '*', '?'),
    minLength: 1,
    maxLength: 5,
  })
  const value = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 })
  let covered = 0
  fc.assert(
    fc.property(pattern, pattern, value, (outer, inner, text) => {
      if (!covers(outer, inner) || !compileGlob(inner, 'plain')(text)) return
      covered++
      expect(compileGlob(outer, 'plain')(text)).toBe(true)
    }),
    { numRuns: 20_000 },
  )
  expect(covered).toBeGreaterThan(50)
})
