import { expect, test } from '@jest/globals'
import { fileDiff, maxComparedCharacters } from '../../../../src/guard/cursor/run/file-diff.ts'

test('a change is a unified diff', () => {
  const diff = fileDiff('a.txt', 'one\ntwo\n', 'one\nthree\n')
  expect(diff).toContain('--- a.txt')
  expect(diff).toContain('-two\n+three')
})

test('without the text before, every line is new and the header says so', () => {
  const diff = fileDiff('a.txt', undefined, 'one\ntwo\n')
  expect(diff).toContain('--- a.txt\tnot read')
  expect(diff).toContain('+one\n+two')
})

test('what is too long to compare is recorded whole', () => {
  const diff = fileDiff('a.txt', 'x', 'y\n'.repeat(maxComparedCharacters))
  expect(diff).toContain('not compared')
  expect(diff.length).toBeGreaterThan(maxComparedCharacters)
})
