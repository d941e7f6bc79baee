import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  beyond,
  coversPath,
  coversPlain,
  coversRefs,
  createBudget,
  listCovers,
  missingFrom,
  samePattern,
} from '../../../../src/core/policy/compare/pattern-cover.ts'
import {
  compilePaths,
  compilePlain,
  compileRefs,
  toText,
} from '../../../../src/core/policy/judge/match.ts'

/** `outer` takes in all of `inner`; only where that is certain. */
test.each<{ outer: string; inner: string; plain: boolean; path: boolean }>([
  { outer: 'a/b', inner: 'A/B', plain: true, path: true },
  { outer: '*', inner: 'a', plain: true, path: true },
  { outer: '*', inner: 'a/b', plain: true, path: false },
  { outer: '**', inner: '*/?', plain: true, path: true },
  { outer: 'a/**', inner: 'a/b/*.ts', plain: true, path: true },
  { outer: 'a/**', inner: 'ab/*.ts', plain: false, path: false },
  { outer: 'a/**', inner: 'a/{b,c}/**', plain: true, path: true },
  { outer: 'a*/**', inner: 'ab/*.ts', plain: true, path: false },
  { outer: '{a,b}/**', inner: 'a/*.ts', plain: true, path: false },
  { outer: 'a/*', inner: 'a/**', plain: true, path: false },
  { outer: 'a/?', inner: 'a/*', plain: false, path: false },
  { outer: 'a/?', inner: 'a/b', plain: true, path: true },
  { outer: 'a/b', inner: 'a/?', plain: false, path: false },
  { outer: 'a\\*/**', inner: 'ab/c*', plain: false, path: false },
])('$outer over $inner: plain $plain, path $path', ({ outer, inner, plain, path }) => {
  expect({ plain: coversPlain(outer, inner), path: coversPath(outer, inner) }).toEqual({
    plain,
    path,
  })
})

test.each<{ outer: string; inner: string; known: boolean; unknown: boolean }>([
  { outer: '~ALL', inner: 'refs/tags/**', known: true, unknown: true },
  { outer: '~all', inner: '~DEFAULT_BRANCH', known: true, unknown: true },
  { outer: '**', inner: '~ALL', known: false, unknown: false },
  { outer: 'refs/**', inner: '~ALL', known: false, unknown: false },
  { outer: '~DEFAULT_BRANCH', inner: '~default_branch', known: true, unknown: true },
  { outer: '~DEFAULT_BRANCH', inner: 'main', known: true, unknown: false },
  { outer: '~DEFAULT_BRANCH', inner: 'refs/heads/Main', known: true, unknown: false },
  { outer: '~DEFAULT_BRANCH', inner: 'dev', known: false, unknown: false },
  { outer: '~DEFAULT_BRANCH', inner: '*', known: false, unknown: false },
  { outer: 'main', inner: '~DEFAULT_BRANCH', known: true, unknown: false },
  { outer: '*', inner: '~DEFAULT_BRANCH', known: true, unknown: false },
  { outer: '**', inner: '~DEFAULT_BRANCH', known: true, unknown: true },
  { outer: 'refs/heads/**', inner: '~DEFAULT_BRANCH', known: true, unknown: true },
  { outer: 'refs/**', inner: '~DEFAULT_BRANCH', known: true, unknown: true },
  { outer: 'refs/tags/**', inner: '~DEFAULT_BRANCH', known: false, unknown: false },
  { outer: 'refs/**', inner: 'refs/tags/v*', known: true, unknown: true },
  { outer: '**', inner: 'refs/tags/v1', known: false, unknown: false },
  { outer: 'main', inner: 'refs/heads/main', known: true, unknown: true },
  { outer: 'release/**', inner: 'release/*', known: true, unknown: true },
])('$outer over $inner: $known, and $unknown while nobody knows the default branch', (row) => {
  expect(coversRefs('main')(row.outer, row.inner)).toBe(row.known)
  expect(coversRefs(undefined)(row.outer, row.inner)).toBe(row.unknown)
})

test('the name of the default branch is no pattern', () => {
  const covers = coversRefs('{main,dev}')
  expect(covers('~DEFAULT_BRANCH', 'main')).toBe(false)
  expect(covers('~DEFAULT_BRANCH', 'dev')).toBe(false)
  expect(covers('main', '~DEFAULT_BRANCH')).toBe(false)
  expect(coversRefs('a,b')('~DEFAULT_BRANCH', 'a,b')).toBe(true)
  expect(coversRefs('a,b')('*', '~DEFAULT_BRANCH')).toBe(true)
})

/** Whether a list takes in all that another one does, exclusions included. */
test.each<{ outer?: string[]; inner?: string[]; takes: boolean }>([
  { takes: true },
  { inner: ['a'], takes: true },
  { outer: [], inner: ['a'], takes: true },
  { outer: ['a'], takes: false },
  { outer: ['a'], inner: [], takes: false },
  { outer: ['a', 'b*'], inner: ['bc', 'a'], takes: true },
  { outer: ['a', 'b*'], inner: ['bc', 'd'], takes: false },
  { outer: ['*', '!a'], inner: ['*'], takes: false },
  { outer: ['*', '!a'], inner: ['*', '!a'], takes: true },
  { outer: ['*', '!a'], inner: ['b'], takes: false },
  { outer: ['*', '!a'], inner: ['*', '!A'], takes: false },
  { outer: ['*'], inner: ['*', '!a'], takes: true },
  { outer: ['!a'], inner: ['!a', '!b'], takes: true },
  { outer: ['!a', '!b'], inner: ['!a'], takes: false },
  { outer: ['b'], inner: ['!a'], takes: false },
])('$outer takes in $inner: $takes', ({ outer, inner, takes }) => {
  expect(listCovers(outer, inner, coversPlain, createBudget())).toBe(takes)
})

test('beyond the budget only the very same patterns count, and it is used up once', () => {
  const used: number[] = []
  const spent = { spend: (comparisons: number) => used.push(comparisons) < 0 }
  expect(listCovers(['a*', 'b'], ['b'], coversPlain, spent)).toBe(true)
  expect(used).toEqual([])
  expect(listCovers(['a*', 'b'], ['ab', 'b'], coversPlain, spent)).toBe(false)
  expect(beyond(['ab', 'ac', 'b'], ['a*', 'b', 'c'], coversPlain, spent)).toEqual(['ab', 'ac'])
  expect(used).toEqual([2, 6])
})

test('a budget lets 30,000 comparisons be made, and refuses what is more than is left', () => {
  const budget = createBudget()
  expect(budget.spend(29_999)).toBe(true)
  expect(budget.spend(2)).toBe(false)
  expect(budget.spend(1)).toBe(true)
  expect(budget.spend(1)).toBe(false)
  expect(createBudget().spend(30_000)).toBe(true)
})

test('entries that no other covers are what is new; names are compared without case', () => {
  expect(beyond(['a', 'ab', 'c'], ['a*'], coversPlain, createBudget())).toEqual(['c'])
  expect(beyond(['a'], [], coversPlain, createBudget())).toEqual(['a'])
  expect(missingFrom(['Ann', 'bob', 'Carl'], ['ANN', 'carl'])).toEqual(['bob'])
  expect(samePattern('Straße', 'STRASSE')).toBe(true)
  expect(samePattern('a*', 'ab')).toBe(false)
})

/** A piece of a pattern, a text that it matches, and pieces that may take its place in a wider one. */
const pieces = fc.constantFrom<{ piece: string; text: string; wider: string[] }>(
  { piece: 'a', text: 'a', wider: ['a', 'A', '?', '*', '{a,b}'] },
  { piece: 'ab', text: 'ab', wider: ['ab', 'a*', '*', '??', '**'] },
  { piece: '/', text: '/', wider: ['/', '/**/', '*'] },
  { piece: '/**/', text: '/b/a/', wider: ['/**/', '/**', '/*/*/'] },
  { piece: '*', text: 'ba', wider: ['*', '**', '?*', 'b*'] },
  { piece: '**', text: 'a/b', wider: ['**', '*', 'a/**'] },
  { piece: '?', text: 'b', wider: ['?', '*', 'b'] },
  { piece: '{a,/b}', text: '/b', wider: ['{a,/b}', '*', '/*', '/b'] },
  { piece: '\\*', text: '*', wider: ['\\*', '*', '?'] },
)
const pairs = fc.array(fc.tuple(pieces, fc.nat()), { minLength: 1, maxLength: 5 }).map((parts) => ({
  inner: parts.map(([{ piece }]) => piece).join(''),
  value: parts.map(([{ text }]) => text).join(''),
  outer: parts.map(([{ wider }, at]) => wider[at % wider.length]).join(''),
}))

test('what is said to be covered is: every value of the inner pattern matches the outer one', () => {
  const met = { plain: 0, path: 0, refs: 0 }
  const law = fc.property(pairs, ({ inner, outer, value }) => {
    if (coversPlain(outer, inner) && compilePlain([inner])(toText(value))) {
      met.plain += 1
      expect(compilePlain([outer])(toText(value))).toBe(true)
    }
    if (coversPath(outer, inner) && compilePaths([inner])(toText(value))) {
      met.path += 1
      expect(compilePaths([outer])(toText(value))).toBe(true)
    }
    const ref = toText(`refs/heads/${value}`)
    if (coversRefs('a')(outer, inner) && compileRefs([inner])(ref, 'a') === 'yes') {
      met.refs += 1
      expect(compileRefs([outer])(ref, 'a')).toBe('yes')
    }
  })
  fc.assert(law, { numRuns: 6_000 })
  expect(Object.values(met).every((count) => count > 300)).toBe(true)
})
