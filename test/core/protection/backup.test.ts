import { expect, test } from '@jest/globals'
import { refNameProblem } from '../../../src/core/git/ref-name.ts'
import { backupRef } from '../../../src/core/protection/backup.ts'

const oid = 'ab'.repeat(20)

test.each([
  ['refs/heads/main', `refs/cursor-guard/backup/heads/main/${oid}`],
  ['refs/heads/feature/x', `refs/cursor-guard/backup/heads/feature/x/${oid}`],
  ['refs/tags/v1', `refs/cursor-guard/backup/tags/v1/${oid}`],
])('what %s has lost is kept at %s', (ref, kept) => {
  expect(backupRef(ref, oid)).toBe(kept)
  // Nobody who pushes through the guard can name it.
  expect(refNameProblem(kept)).toBe('only refs/heads/… and refs/tags/… can be pushed')
})
