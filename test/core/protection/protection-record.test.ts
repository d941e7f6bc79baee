import { expect, test } from '@jest/globals'
import {
  emptyRecord,
  type ProtectionRecord,
  protectionRecordSchema,
} from '../../../src/core/protection/protection-record.ts'

const record: ProtectionRecord = {
  policy: 'digest',
  applied: { 'cursor-guard: history main': { id: 1, name: 'x', wanted: 'd', live: { name: 'x' } } },
  reverts: [1, 2],
  stopped: { at: 3, policy: 'digest' },
  incident: {
    openedAt: 1,
    lastAt: 2,
    issue: 4,
    drifts: [
      {
        at: 1,
        ruleset: 'x',
        actor: { id: 5, login: 'mallory' },
        differences: [{ what: 'name', wanted: 'x', live: 'y' }],
        more: 0,
        outcome: 'pending',
        times: 1,
      },
    ],
    earlier: 0,
    told: false,
  },
  published: { headSha: 'a', digest: 'b' },
}

test('a record that was stored is read back as it was, and a new one is empty', () => {
  const stored: unknown = JSON.parse(JSON.stringify(record))
  expect(protectionRecordSchema.parse(stored)).toEqual(record)
  expect(protectionRecordSchema.parse(emptyRecord)).toEqual({ applied: {}, reverts: [] })
})

/** What another version of the server, or somebody in the database, may have left. */
test.each<{ what: string; but: object }>([
  { what: 'no list of reverts', but: { reverts: undefined } },
  { what: 'a time in words', but: { reverts: ['yesterday'] } },
  { what: 'half an id', but: { applied: { x: { id: 1.5, name: 'x', wanted: 'd', live: {} } } } },
  {
    what: 'a field that is no text',
    but: { applied: { x: { id: 1, name: 'x', wanted: 'd', live: { a: 1 } } } },
  },
  { what: 'a stop without its policy', but: { stopped: { at: 1 } } },
  {
    what: 'an outcome nobody knows',
    but: {
      incident: { ...record.incident, drifts: [{ ...record.incident?.drifts[0], outcome: 'x' }] },
    },
  },
])('a record with $what is refused', ({ but }) => {
  expect(protectionRecordSchema.safeParse({ ...record, ...but }).success).toBe(false)
})
