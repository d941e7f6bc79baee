import { expect, test } from '@jest/globals'
import type { ApprovalRequest } from '../../../src/core/approval/request.ts'
import { readRequest, writeRequest } from '../../../src/core/approval/request-schema.ts'

const key = 'a'.repeat(64)
const need = {
  count: 1,
  teams: ['leads'],
  users: ['carol'],
  permission: 'maintain' as const,
  also: [{ count: 2, teams: [], users: [], also: [{ count: 1, teams: ['security'], users: [] }] }],
}
const ended = {
  state: 'used' as const,
  need,
  askedAt: 1,
  expiresAt: 2,
  kept: [
    {
      by: { id: 1, login: 'ann' },
      approve: true,
      at: 1,
      surface: 'command line' as const,
      mark: 1,
      why: 'fine',
    },
  ],
  impossible: 'nobody',
  why: 'merged',
  decidedBy: [{ id: 1, login: 'ann', surface: 'review' as const, at: 1, self: true }],
}
/** Every field that there is. */
const action: ApprovalRequest = {
  about: 'push',
  key,
  session: 's',
  title: 't',
  detail: 'd',
  rule: 'r',
  reason: 'because',
  ...ended,
}
const change: ApprovalRequest = {
  about: 'pull-request',
  key,
  repository: 42,
  number: 7,
  headSha: 'b'.repeat(40),
  after: { review: 1, comment: 2 },
  ...ended,
}

test.each([action, change])('a request about a $about comes back as it was', (request) => {
  expect(readRequest(writeRequest(request), key)).toEqual(request)
})

test('equal requests have equal texts, whatever order they were made in', () => {
  const turned = Object.fromEntries(Object.entries(change).toReversed()) as typeof change
  expect(writeRequest(turned)).toBe(writeRequest(change))
})

test.each<{ what: string; but: object }>([
  { what: 'of ten digits', but: { key: 'a'.repeat(10) } },
  { what: 'with a field that nobody knows', but: { quorum: 3 } },
  { what: 'that needs something nobody knows', but: { need: { ...need, quorum: 3 } } },
  { what: 'in a state that nobody knows', but: { state: 'approved' } },
  { what: 'about something that nobody knows', but: { about: 'deployment' } },
])('a request $what is none', ({ but }) => {
  const text = JSON.stringify({ ...change, ...but })
  expect(() => readRequest(text, key)).toThrow()
})

test('a request is never taken for another one, under whose key it lies', () => {
  const other = `${'a'.repeat(63)}b`
  expect(() => readRequest(writeRequest(change), other)).toThrow('another key')
})
