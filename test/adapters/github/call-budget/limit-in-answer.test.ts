import { expect, test } from '@jest/globals'
import {
  type LimitedAnswer,
  limitIn,
  quotaIn,
} from '../../../../src/adapters/github/call-budget/limit-in-answer.ts'

const now = Date.parse('2026-11-30T12:00:00Z')
const used = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(now / 1_000 + 90),
}
const says = (message: string) => ({ message })
const secondary = says('You have exceeded a secondary rate limit.')

test.each<{ when: string; answer: LimitedAnswer; is: ReturnType<typeof limitIn> }>([
  { when: 'a success with nothing left', answer: { status: 200, headers: used }, is: undefined },
  {
    when: 'a missing permission',
    answer: { status: 403, data: says('Resource not accessible by integration') },
    is: undefined,
  },
  { when: 'a 404', answer: { status: 404, headers: { 'retry-after': '5' } }, is: undefined },
  { when: 'no answer', answer: {}, is: undefined },
  {
    when: 'a wait that is stated',
    answer: { status: 403, headers: { 'retry-after': '30' }, data: secondary },
    is: { kind: 'secondary', until: now + 30_000 },
  },
  {
    when: 'the message alone',
    answer: { status: 403, data: secondary },
    is: { kind: 'secondary' },
  },
  { when: 'a bare 429', answer: { status: 429 }, is: { kind: 'secondary' } },
  { when: 'the hour used up', answer: { status: 403, headers: used }, is: { kind: 'quota' } },
  {
    when: 'a secondary limit with the hour used up',
    answer: { status: 429, headers: used, data: secondary },
    is: { kind: 'secondary', until: now + 90_000 },
  },
  {
    when: 'GraphQL with the hour used up',
    answer: { status: 200, headers: used, data: { errors: [{ type: 'RATE_LIMITED' }] } },
    is: { kind: 'quota' },
  },
  {
    when: 'another error of GraphQL',
    answer: { status: 200, headers: used, data: { errors: [{ type: 'NOT_FOUND' }] } },
    is: undefined,
  },
])('$when', ({ answer, is }) => {
  expect(limitIn(answer, now)).toEqual(is)
})

test('the quota stands in the headers, or there is none', () => {
  expect(quotaIn({ headers: { ...used, 'x-ratelimit-resource': 'graphql' } })).toEqual({
    resource: 'graphql',
    limit: 5_000,
    remaining: 0,
    resetAt: now + 90_000,
  })
  expect(quotaIn({ headers: { 'x-ratelimit-limit': '5000' } })).toBeUndefined()
  expect(quotaIn({})).toBeUndefined()
})
