import { expect, test } from '@jest/globals'
import {
  type ChangeFindings,
  readChangeFindings,
  writeChangeFindings,
} from '../../../src/core/approval/change-findings.ts'

const change: ChangeFindings = {
  mergeBase: 'c'.repeat(40),
  decision: {
    verdict: 'hold',
    effective: 'hold',
    rule: 'manifests',
    reason: 'Somebody looks.',
    approve: {
      count: 1,
      teams: [],
      users: ['ben'],
      also: [{ count: 1, teams: ['leads'], users: [] }],
    },
    rules: [
      {
        rule: 'manifests',
        source: 'repository',
        // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
        then: 'hold',
        matched: true,
        conditions: [{ key: 'paths', expected: 'a', actual: 'b', outcome: 'unknown' }],
        reason: 'Somebody looks.',
      },
    ],
  },
  participants: [{ id: 1, login: 'ann', as: 'co-author', type: 'User' }],
  blind: 'nobody knows',
  unresolved: ['author a@example.org'],
  risks: ['1 file changed'],
  notes: [],
}

test('a change comes back as it was judged', () => {
  expect(readChangeFindings(writeChangeFindings(change))).toEqual(change)
})

test.each<{ what: string; text: string }>([
  {
    what: 'too much to remember',
    text: writeChangeFindings({ ...change, notes: ['x'.repeat(600_000)] }),
  },
  { what: 'no JSON', text: '{' },
  { what: 'of another version', text: JSON.stringify({ ...change, excused: ['ann'] }) },
  { what: 'without who took part', text: JSON.stringify({ ...change, participants: undefined }) },
])('what is $what is read again', ({ text }) => {
  expect(readChangeFindings(text)).toBeUndefined()
})
