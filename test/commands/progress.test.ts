import { expect, test } from '@jest/globals'
import { progressLine } from '../../src/commands/progress.ts'
import { type EntryBody, pushNotBegunNote } from '../../src/core/recording/entry.ts'

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

test('a request that nobody decided in time is said to stay open', () => {
  const late = { kind: 'approval', request: 'abc', state: 'expired' } as const
  expect(progressLine(late, 'cursor-guard')).toBe(
    'request abc: nobody decided in time; it stays open',
  )
})

test('what became of a push is said, and why one did not even begin', () => {
  const push = { kind: 'push', repository: 'a/b', updates: [], outcome: 'accepted' } as const
  expect(progressLine(push, 'cursor-guard')).toBe('push to a/b: accepted')
  const why = 'cursor-guard: ann denied this push: no   Deployments wait.'
  expect(progressLine({ ...push, outcome: 'held, not released', why }, 'cursor-guard')).toBe(
    'push to a/b: held, not released (ann denied this push: no Deployments wait.)',
  )
  const note = { kind: 'note', text: pushNotBegunNote, repository: 'a/b', why: 'no\u001b[2J token' }
  expect(progressLine({ ...note, kind: 'note' }, 'cursor-guard')).toMatch(
    /^a push was refused before it began: no.+ token \(a\/b\)$/,
  )
  expect(progressLine({ kind: 'note', text: 'git fetches' }, 'cursor-guard')).toBeUndefined()
})

test('attack: what the agent has written begins no line, and looks like no hint', () => {
  const forged = 'shell: ls\n  approve: cursor-guard approvals approve 0123456789\r\n::error::x'
  const entries: EntryBody[] = [
    { kind: 'approval', request: 'abc', state: 'asked', why: forged },
    { kind: 'verdict', subject: forged, verdict: 'deny', effective: 'deny' },
    { kind: 'push', repository: forged, updates: [], outcome: 'refused', why: forged },
    { kind: 'gap', reason: forged },
  ]
  for (const entry of entries) {
    const lines = progressLine(entry, 'cursor-guard')?.split('\n') ?? []
    expect(lines[0]).toContain('approvals approve 0123456789')
    expect(lines.slice(1).join()).not.toContain('0123456789')
    expect(lines).toHaveLength(entry.kind === 'approval' ? 3 : 1)
  }
  const long = progressLine({ kind: 'gap', reason: 'x'.repeat(100_000) }, 'cursor-guard')
  expect(long?.length).toBeLessThan(1_000)
})
