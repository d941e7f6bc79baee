import { describe, expect, test } from '@jest/globals'
import {
  afterFailure,
  attemptsInOrder,
  isWaiting,
  maxAttempts,
  maxOutageAttempts,
  problemOf,
} from '../../../src/server/work/failures.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const minute = 60_000

const http = (status: number, headers: Record<string, string | number> = {}) =>
  Object.assign(new Error(`the forge said ${status}`), {
    name: 'HttpError',
    status,
    response: { headers },
  })
const network = (code: string) =>
  Object.assign(new Error('fetch failed'), { cause: Object.assign(new Error(code), { code }) })
const both = (...errors: unknown[]) =>
  new AggregateError([new AggregateError(errors, 'push was not fully handled')], 'webhooks')

test.each<{ when: string; error: unknown; attempt: number; verdict: string }>([
  { when: 'a first failure', error: new Error('x'), attempt: 1, verdict: 'retry' },
  {
    when: 'the last one in order',
    error: new Error('x'),
    attempt: attemptsInOrder,
    verdict: 'postpone',
  },
  {
    when: 'the last of a broken one',
    error: new Error('x'),
    attempt: maxAttempts,
    verdict: 'bury',
  },
  {
    when: 'an outage at the same attempt',
    error: http(502),
    attempt: maxAttempts,
    verdict: 'postpone',
  },
  { when: 'an outage without end', error: http(502), attempt: maxOutageAttempts, verdict: 'bury' },
  { when: 'no network', error: network('ECONNREFUSED'), attempt: maxAttempts, verdict: 'postpone' },
  { when: 'the database away', error: network('57P01'), attempt: maxAttempts, verdict: 'postpone' },
  { when: 'a refusal', error: http(422), attempt: maxAttempts, verdict: 'bury' },
  { when: 'a missing permission', error: http(403), attempt: maxAttempts, verdict: 'bury' },
  {
    when: 'two outages',
    error: both(http(502), http(500)),
    attempt: maxAttempts,
    verdict: 'postpone',
  },
  {
    when: 'an outage and a bug',
    error: both(http(502), new Error('x')),
    attempt: maxAttempts,
    verdict: 'bury',
  },
  { when: 'no error at all', error: undefined, attempt: 1, verdict: 'retry' },
])('$when: $verdict', ({ error, attempt, verdict }) => {
  expect(afterFailure(error, attempt, now, 0.5).do).toBe(verdict)
})

test.each([
  { says: 'retry-after: 90', error: http(429, { 'retry-after': '90' }), wait: 90_000 },
  { says: 'a secondary limit', error: http(403, { 'retry-after': 60 }), wait: 60_000 },
  {
    says: 'the hour is used up',
    error: both(
      http(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': now / 1_000 + 1_200 }),
    ),
    wait: 20 * minute,
  },
  { says: 'come back in a day', error: http(429, { 'retry-after': '86400' }), wait: 60 * minute },
])(
  'a forge that says "$says" is left alone for that time, even the first time',
  ({ error, wait }) => {
    expect(afterFailure(error, 1, now, 0.5)).toEqual({ do: 'postpone', at: now + wait })
  },
)

describe('a call that waits for its turn', () => {
  const turnIn = (seconds: number) =>
    Object.assign(http(429, { 'retry-after': String(seconds) }), { name: 'CallDeferred' })

  test('is no failure: the work comes again when its first call may be made, as often as it takes', () => {
    const error = both(turnIn(40), turnIn(2))
    expect(isWaiting(error)).toBe(true)
    const again = { do: 'postpone', at: now + 2_000 }
    expect(afterFailure(error, 1, now, 0.5)).toEqual(again)
    expect(afterFailure(error, maxOutageAttempts, now, 0.5)).toEqual(again)
  })

  test('keeps back nothing that failed for another reason', () => {
    expect(afterFailure(both(turnIn(40), http(502)), 1, now, 0.5)).toEqual({ do: 'retry' })
    expect(afterFailure(both(turnIn(40), http(422)), maxAttempts, now, 0.5)).toEqual({ do: 'bury' })
    expect(isWaiting(both(turnIn(40), http(502)))).toBe(false)
    expect(isWaiting(http(429, { 'retry-after': '40' }))).toBe(false)
  })
})

test('the waits grow to a quarter of an hour and are never the same for all', () => {
  const waits = [3, 4, 5, 6, 7, 8, 9].map((attempt) => {
    const verdict = afterFailure(new Error('x'), attempt, now, 0.5)
    return verdict.do === 'postpone' ? (verdict.at - now) / minute : Number.NaN
  })
  expect(waits).toEqual([0.5, 1, 2, 4, 8, 15, 15])
  expect(afterFailure(new Error('x'), 3, now, 0)).toEqual({ do: 'postpone', at: now + 22_500 })
  expect(afterFailure(new Error('x'), 3, now, 1)).toEqual({ do: 'postpone', at: now + 37_500 })
})

describe('the problem of', () => {
  test.each([
    {
      what: 'several handlers',
      error: both(http(502), new TypeError('no')),
      text: 'HttpError: the forge said 502; TypeError: no',
    },
    {
      what: 'the same twice',
      error: both(http(502), http(502)),
      text: 'HttpError: the forge said 502',
    },
    { what: 'a thrown text', error: 'no', text: 'no' },
  ])('$what is one line', ({ error, text }) => {
    expect(problemOf(error)).toBe(text)
  })
})
