import { expect, test } from '@jest/globals'
import { secretPathProblem, secretPaths } from '../../../../src/core/policy/judge/secret-paths.ts'
import type { SecretAllowance } from '../../../../src/core/policy/policy.ts'

const now = Date.UTC(2027, 2, 1)

/** Whether a secret with the fingerprint `aa11` is let through in a file. */
test.each<{ allow: Omit<SecretAllowance, 'reason'>; path: string; allowed: boolean }>([
  { allow: { path: 'test/**' }, path: 'test/a/b.txt', allowed: true },
  { allow: { path: 'test/**' }, path: 'Test/a/b.txt', allowed: false },
  { allow: { path: 'test/*' }, path: 'test/a/b.txt', allowed: false },
  { allow: { path: '**/*.pem' }, path: 'a/b/c.pem', allowed: true },
  { allow: { path: '**' }, path: '', allowed: false },
  { allow: { path: 'test/**', fingerprint: 'AA11' }, path: 'test/a', allowed: true },
  { allow: { path: 'test/**', fingerprint: 'bb22' }, path: 'test/a', allowed: false },
  { allow: { fingerprint: 'aa11' }, path: 'test/a', allowed: false },
  { allow: { path: 'test/**', until: '2027-03-02' }, path: 'test/a', allowed: true },
  { allow: { path: 'test/**', until: '2027-03-01' }, path: 'test/a', allowed: false },
])('$allow lets through in "$path": $allowed', ({ allow, path, allowed }) => {
  const isAllowed = secretPaths([{ reason: 'x', ...allow }], now)
  expect(isAllowed(path, { fingerprint: 'aa11' })).toBe(allowed)
})

test('the last millisecond of the day before counts, the first of the day does not', () => {
  const allowedAt = (at: number) =>
    secretPaths([{ path: 'a', reason: 'x', until: '2027-03-01' }], at)('a', { fingerprint: 'x' })
  expect([now - 1, now].map(allowedAt)).toEqual([true, false])
})

test('a fingerprint is worked out only where a path asks for it', () => {
  const found = {
    get fingerprint(): string {
      throw new Error('slow on purpose')
    },
  }
  const isAllowed = secretPaths([{ path: 'a/**', fingerprint: 'aa11', reason: 'x' }], now)
  expect(isAllowed('b', found)).toBe(false)
  expect(() => isAllowed('a/b', found)).toThrow('slow on purpose')
})

test.each<{ path: string; problem?: string }>([
  { path: 'test/**' },
  { path: '.github/x' },
  { path: '!test', problem: 'starts with !: an exception names what it allows' },
  {
    path: '/test',
    problem: 'does not start at the root of the repository: leave out the leading / or ./',
  },
  {
    path: '../test',
    problem: 'does not start at the root of the repository: leave out the leading / or ./',
  },
  { path: 'test/', problem: 'ends with /: write /** for everything in a folder' },
  { path: '', problem: 'is empty' },
])('the exception for "$path" has the problem: $problem', ({ path, problem }) => {
  expect(secretPathProblem(path)).toBe(problem)
})
