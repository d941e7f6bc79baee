import { expect, test } from '@jest/globals'
import { progressLine } from '../../src/commands/progress.ts'
import { pushNotBegunNote } from '../../src/core/recording/entry.ts'

test('a hint to decide stands where somebody can', () => {
  const asked = { kind: 'approval', request: 'abc', state: 'asked', why: 'push to a/b' } as const
  expect(progressLine(asked, 'npx cursor-guard')).toBe(
    'waiting for approval of push to a/b\n  approve: npx cursor-guard approvals approve abc\n  deny:    npx cursor-guard approvals deny abc --reason "…"',
  )
})

test('what nobody is asked for says why, and gives no hint', () => {
  const refused = { kind: 'approval', request: 'abc', state: 'denied', why: 'it is CI' } as const
  expect(progressLine(refused, 'cursor-guard')).toBe('refused at once, nobody is asked: it is CI')
  expect(progressLine({ ...refused, by: 'ann' }, 'cursor-guard')).toBe('request abc denied by ann')
})

test('what became of a push is said, and why one did not even begin', () => {
  const push = { kind: 'push', repository: 'a/b', updates: [], outcome: 'accepted' } as const
  expect(progressLine(push, 'cursor-guard')).toBe('push to a/b: accepted')
  expect(progressLine({ ...push, outcome: 'refused', why: 'too large' }, 'cursor-guard')).toBe(
    'push to a/b: refused (too large)',
  )
  const note = { kind: 'note', text: pushNotBegunNote, repository: 'a/b', why: 'no\u001b[2J token' }
  expect(progressLine({ ...note, kind: 'note' }, 'cursor-guard')).toMatch(
    /^a push was refused before it began: no.+ token \(a\/b\)$/,
  )
  expect(progressLine({ kind: 'note', text: 'git fetches' }, 'cursor-guard')).toBeUndefined()
})
