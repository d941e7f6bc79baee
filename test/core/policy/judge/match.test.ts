import { expect, test } from '@jest/globals'
import {
  compileAllowedHosts,
  compileHosts,
  compilePaths,
  compileRefs,
  hostProblem,
  toText,
} from '../../../../src/core/policy/judge/match.ts'

test.each<{ when: string; patterns: string[]; value: string; matches: boolean }>([
  { when: 'one of two patterns fits', patterns: ['a/**', 'b/**'], value: 'b/x', matches: true },
  {
    when: 'an exclusion fits',
    patterns: ['a/**', '!a/docs/**'],
    value: 'a/docs/x',
    matches: false,
  },
  {
    when: 'only exclusions are given and none fits',
    patterns: ['!docs/**'],
    value: 'src/x',
    matches: true,
  },
  {
    when: 'only exclusions are given and one fits',
    patterns: ['!docs/**'],
    value: 'docs/x',
    matches: false,
  },
  { when: 'the case differs', patterns: ['deploy/**'], value: 'Deploy/X', matches: true },
  {
    when: 'the case of an exclusion differs',
    patterns: ['!docs/**'],
    value: 'DOCS/x',
    matches: true,
  },
  {
    when: 'an accent is composed otherwise',
    patterns: ['caf\u00e9/**'],
    value: 'cafe\u0301/x',
    matches: true,
  },
  {
    when: 'a long s stands for an s',
    patterns: ['secrets/**'],
    value: '\u017fecrets/x',
    matches: true,
  },
])('a list gives $matches when $when', ({ patterns, value, matches }) => {
  expect(compilePaths(patterns)(toText(value))).toBe(matches)
})

test.each<{ ref: string; patterns: string[]; branch?: string; outcome: string }>([
  { ref: 'refs/heads/main', patterns: ['main'], outcome: 'yes' },
  { ref: 'refs/heads/MAIN', patterns: ['main'], outcome: 'yes' },
  { ref: 'refs/tags/main', patterns: ['main'], outcome: 'no' },
  { ref: 'refs/tags/v1.2', patterns: ['refs/tags/v*'], outcome: 'yes' },
  { ref: 'refs/heads/release/1/2', patterns: ['release/**'], outcome: 'yes' },
  { ref: 'refs/heads/release/1/2', patterns: ['release/*'], outcome: 'no' },
  { ref: 'refs/heads/trunk', patterns: ['~DEFAULT_BRANCH'], branch: 'trunk', outcome: 'yes' },
  {
    ref: 'refs/heads/trunk',
    patterns: ['~DEFAULT_BRANCH'],
    branch: 'refs/heads/trunk',
    outcome: 'yes',
  },
  { ref: 'refs/heads/wip', patterns: ['~DEFAULT_BRANCH'], branch: 'trunk', outcome: 'no' },
  { ref: 'refs/heads/wip', patterns: ['~DEFAULT_BRANCH'], outcome: 'unknown' },
  { ref: 'refs/heads/wip', patterns: ['~DEFAULT_BRANCH', 'wip'], outcome: 'yes' },
  { ref: 'refs/heads/wip', patterns: ['!~DEFAULT_BRANCH'], outcome: 'unknown' },
  { ref: 'refs/heads/wip', patterns: ['!~DEFAULT_BRANCH'], branch: 'main', outcome: 'yes' },
  { ref: 'refs/notes/x', patterns: ['~ALL'], outcome: 'yes' },
])(
  '$ref against $patterns, default $branch, gives $outcome',
  ({ ref, patterns, branch, outcome }) => {
    expect(compileRefs(patterns)(toText(ref), branch)).toBe(outcome)
  },
)

test.each<[string, string, number, boolean]>([
  ['example.com:443', 'example.com', 443, true],
  ['example.com:443', 'EXAMPLE.com.', 443, true],
  ['Example.com:443', 'example.com', 443, true],
  ['example.com:443', 'example.com', 80, false],
  ['example.com:*', 'example.com', 80, true],
  ['example.com:{80,443}', 'example.com', 80, true],
  ['*.example.com:443', 'a.b.example.com', 443, true],
  ['*.example.com:443', 'example.com', 443, false],
  ['*.example.com:443', 'example.com.evil.test', 443, false],
  ['[::1]:8080', '::1', 8080, true],
])('%s against %s port %d gives %s', (pattern, host, port, expected) => {
  expect(compileHosts([pattern])(host, port)).toBe(expected)
})

test('a list of permitted hosts that names none permits none', () => {
  expect(compileAllowedHosts([])('example.com', 443)).toBe(false)
  expect(compileAllowedHosts(['!evil.test:443'])('example.com', 443)).toBe(false)
  const some = compileAllowedHosts(['*.example.com:443', '!Evil.example.com:443'])
  expect(some('api.example.com', 443)).toBe(true)
  expect(some('EVIL.example.com', 443)).toBe(false)
})

test.each([
  'example.com',
  'https://example.com:443',
  'example.com:0',
  'example.com:70000',
  'a b:1',
  '',
])('the host pattern "%s" is refused', (pattern) => {
  expect(hostProblem(pattern)).toEqual(expect.any(String))
})
