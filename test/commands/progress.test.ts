import { expect, test } from '@jest/globals'
import { progressLine } from '../../src/commands/progress.ts'

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
