import { expect, test } from '@jest/globals'
import { refKey, refNameProblem } from '../../../src/core/git/ref-name.ts'

test.each([
  'refs/heads/main',
  'refs/heads/release/1.2',
  'refs/heads/dependabot/npm_and_yarn/@types/node-24.0.0',
  'refs/heads/issue#12',
  'refs/tags/v1.0.0-rc.1+build=5',
  'refs/heads/deadbeef',
])('%s is fine', (ref) => {
  expect(refNameProblem(ref)).toBeUndefined()
})

test.each([
  'HEAD',
  'main',
  'refs/heads',
  'refs/heads/',
  'refs/heads//main',
  'refs/heads/main/',
  'refs/heads/a..b',
  'refs/heads/.hidden',
  'refs/heads/a/.hidden',
  'refs/heads/a.lock',
  'refs/heads/a.LOCK/b',
  'refs/heads/a.',
  'refs/heads/-d',
  'refs/heads/a/-d',
  'refs/heads/a b',
  'refs/heads/a\tb',
  'refs/heads/a\n',
  'refs/heads/a\u0000',
  'refs/heads/a\u200bb',
  'refs/heads/m\u0430in',
  'refs/heads/a~1',
  'refs/heads/a^',
  'refs/heads/a:b',
  'refs/heads/a?',
  'refs/heads/a*',
  'refs/heads/a[',
  'refs/heads/a\\b',
  'refs/heads/$(id)',
  'refs/heads/a`id`',
  'refs/heads/@{u}',
  'refs/heads/@',
  'refs/heads/HEAD',
  'refs/heads/head',
  'refs/heads/refs/heads/main',
  `refs/heads/${'a'.repeat(40)}`,
  `refs/tags/${'0'.repeat(64)}`,
  `refs/heads/${'x'.repeat(245)}`,
  'refs/pull/1/head',
  'refs/replace/x',
  'refs/notes/commits',
  'refs/remotes/origin/main',
  'refs/stash',
])('%j is refused with a reason', (ref) => {
  expect(refNameProblem(ref)).toMatch(/\w+ \w+/)
})

test('names that a file system or a person takes for one have one key', () => {
  expect(refKey('refs/heads/MAIN')).toBe(refKey('refs/heads/main'))
})
