import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type CallUnderWay,
  createCallBudget,
  maxConcurrentCalls,
  type WantedCall,
} from '../../../../src/adapters/github/call-budget/call-budget.ts'
import { documentedLimits } from '../../../../src/adapters/github/call-budget/documented-limits.ts'
import type { LimitedAnswer } from '../../../../src/adapters/github/call-budget/limit-in-answer.ts'
import { urgencies } from '../../../../src/adapters/github/call-budget/urgency.ts'
import { simulateCalls } from '../../../support/github/simulate-calls.ts'

const minute = 60_000
const hour = 60 * minute

const read: WantedCall = {
  api: 'rest',
  points: 1,
  createsContent: false,
  isRead: true,
  urgency: 'usual',
}
const check: WantedCall = { ...read, points: 5, isRead: false, urgency: 'required' }
const comment: WantedCall = { ...check, createsContent: true, urgency: 'informing' }
const query: WantedCall = { ...read, api: 'graphql' }
const restore: WantedCall = { ...query, points: 5, isRead: false, urgency: 'restore' }
const ruleset: WantedCall = { ...check, urgency: 'restore' }

/** A budget with a clock that stands until it is set on. */
function budgetAt(start: number, isLimited = true) {
  const clock = { now: start }
  const pauses: number[] = []
  const budget = createCallBudget({
    now: () => clock.now,
    isLimited,
    onPause: (until) => pauses.push(until),
  })
  /** Makes a call that is answered at once, or says when to ask again. */
  const make = (call: WantedCall, answer: LimitedAnswer = { status: 200 }) => {
    const turn = budget.ask(call)
    if (!('open' in turn)) return turn.at
    budget.settle(turn.open, answer)
    return 'made'
  }
  /** Makes the call until it is put off. */
  const makeAll = (call: WantedCall): number => {
    for (let made = 0; ; made += 1) if (make(call) !== 'made') return made
  }
  return { clock, budget, make, makeAll, pauses }
}

describe('bursts', () => {
  test('pass at once, up to what the minute holds for their urgency', () => {
    expect(budgetAt(0).makeAll(ruleset)).toBe(180)
    expect(budgetAt(0).makeAll(check)).toBe(171)
    expect(budgetAt(0).makeAll(read)).toBe(765)
    expect(budgetAt(0).makeAll(comment)).toBe(56)
    expect(budgetAt(0).makeAll(restore)).toBe(400)
  })

  test('come back a minute later', () => {
    const { clock, make, makeAll } = budgetAt(0)
    makeAll(ruleset)
    clock.now = minute - 1
    expect(make(ruleset)).toBe(minute)
    clock.now = minute
    expect(makeAll(ruleset)).toBe(180)
  })

  test('come back a minute after the answer: GitHub may have counted the call as late as that', () => {
    const { budget, clock, make, makeAll } = budgetAt(0)
    const slow = budget.ask(ruleset)
    if (!('open' in slow)) throw new Error('the first call was put off')
    makeAll(ruleset)
    clock.now = 5_000
    budget.settle(slow.open, { status: 200 })
    clock.now = minute
    expect(makeAll(ruleset)).toBe(179)
    clock.now = minute + 5_000
    expect(make(ruleset)).toBe('made')
  })

  test('reading by GraphQL takes a point of its own limit, and none of REST or of content', () => {
    const { makeAll } = budgetAt(0)
    expect(makeAll(query)).toBe(1_700)
    expect(makeAll(comment)).toBe(56)
    expect(makeAll(ruleset)).toBe(180 - 56)
  })
})

describe('urgency', () => {
  test('a hundred waiting comments and checks keep nothing from being put back', () => {
    const { make, makeAll } = budgetAt(0)
    makeAll(comment)
    makeAll({ ...check, urgency: 'informing' })
    for (let n = 0; n < 100; n += 1) expect(make(comment)).not.toBe('made')
    expect(make(check)).toBe('made')
    expect(make({ ...read, urgency: 'restore' })).toBe('made')
    expect(make(restore)).toBe('made')
    expect(make(ruleset)).toBe('made')
  })

  test('when something comes back, the more urgent get it', () => {
    const { clock, make, makeAll } = budgetAt(0)
    makeAll({ ...comment, createsContent: false })
    clock.now = 1_000
    makeAll(ruleset)
    const asked = urgencies.map((urgency) => make({ ...check, urgency }))
    expect(asked).not.toContain('made')
    expect(asked).toEqual(asked.toSorted((a, b) => Number(a) - Number(b)))
    clock.now = minute
    for (let n = 0; n < 126; n += 1) expect(make(ruleset)).toBe('made')
    for (const urgency of urgencies) expect(make({ ...check, urgency })).not.toBe('made')
  })

  test('those who wait are told times of their own, in the order in which they came', () => {
    const { clock, make, makeAll } = budgetAt(0)
    for (let n = 0; n < 56; n += 1) {
      clock.now = n * 100
      expect(make(comment)).toBe('made')
    }
    const told = Array.from({ length: 60 }, () => make(comment) as number)
    expect(told.slice(0, 3)).toEqual([minute, minute + 100, minute + 200])
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    // More than a minute holds.
    expect(told.at(-1)).toBeGreaterThan(2 * minute)
    clock.now = told[0] as number
    expect(makeAll(comment)).toBe(1)
  })
})

describe('an hour of content', () => {
  test('is spread by its own limit', () => {
    const { clock, make, makeAll } = budgetAt(0)
    let made = 0
    for (; clock.now < hour - minute; clock.now += minute) made += makeAll(comment)
    expect(made).toBe(450)
    expect(make(comment)).toBeGreaterThanOrEqual(hour)
    expect(make({ ...comment, urgency: 'restore' })).toBe('made')
  })
})

describe('what GitHub says', () => {
  const turnedAway = (headers: Record<string, string> = {}) => ({
    status: 403,
    headers,
    data: { message: 'You have exceeded a secondary rate limit' },
  })

  test('a secondary limit stops everything of the installation until the time it states', () => {
    const { clock, make, budget, pauses } = budgetAt(0)
    const turn = budget.ask(comment)
    if (!('open' in turn)) throw new Error('the first call was put off')
    expect(budget.settle(turn.open, turnedAway({ 'retry-after': '30' }))).toBe(30_000)
    for (const call of [read, check, query, restore]) expect(make(call)).toBe(30_000)
    expect(pauses).toEqual([30_000])
    clock.now = 30_000
    expect(make(restore)).toBe('made')
    expect(make(read)).toBe('made')
  })

  test('without a time it is a minute, and longer each time until a call passes', () => {
    const { clock, make, pauses } = budgetAt(0)
    for (const pause of [1, 2, 4]) {
      make(read, turnedAway())
      expect(make(restore)).toBe(clock.now + pause * minute)
      clock.now += pause * minute
    }
    expect(make(read)).toBe('made')
    make(read, turnedAway())
    expect(make(read)).toBe(clock.now + minute)
    expect(pauses).toHaveLength(4)
  })

  test('calls that were under way already make it no longer', () => {
    const { clock, budget, make } = budgetAt(0)
    const open = [1, 2, 3].map(() => (budget.ask(read) as { open: CallUnderWay }).open)
    clock.now = 500
    for (const one of open) budget.settle(one, turnedAway())
    expect(make(read)).toBe(500 + minute)
  })

  const quota = (remaining: number, resetAt: number, resource = 'core') => ({
    status: 200,
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(resetAt / 1_000),
      'x-ratelimit-resource': resource,
    },
  })

  test('the end of an hourly quota is left to what is urgent, for each API by itself', () => {
    const { clock, make } = budgetAt(0)
    make(read, quota(400, hour))
    expect(make(comment)).toBe(hour + 1_000)
    expect(make(read, quota(90, hour))).toBe('made')
    expect(make(read)).toBe(hour + 1_000)
    expect(make(check)).toBe(hour + 1_000)
    expect(make(ruleset, quota(0, hour))).toBe('made')
    expect(make(ruleset)).toBe(hour + 1_000)
    expect(make(query)).toBe('made')
    clock.now = hour + 1_000
    expect(make(comment)).toBe('made')
  })

  test('answers that overtake each other, and of other quotas, change nothing', () => {
    const { make } = budgetAt(0)
    make(read, quota(0, hour))
    make(query, quota(4_000, hour))
    make(query, quota(4_000, 30 * minute, 'core'))
    make(query, quota(4_000, hour, 'search'))
    expect(make(ruleset)).toBe(hour + 1_000)
  })

  test('a server without limits has none, until it states a quota', () => {
    const { make, makeAll, clock } = budgetAt(0, false)
    for (let n = 0; n < 3_000; n += 1) expect(make(comment)).toBe('made')
    make(comment, turnedAway({ 'retry-after': '30' }))
    expect(make(restore)).toBe(30_000)
    clock.now = 30_000
    make(read, quota(4_999, hour))
    expect(makeAll(ruleset)).toBe(180)
  })
})

test('a call that nobody answered gives its place back', () => {
  const { budget, make } = budgetAt(0)
  const open: CallUnderWay[] = []
  for (;;) {
    const turn = budget.ask({ ...query, urgency: 'restore' })
    if (!('open' in turn)) break
    open.push(turn.open)
  }
  expect(open.length).toBe(maxConcurrentCalls)
  expect(make(ruleset)).toBe(250)
  for (const one of open) budget.settle(one, {})
  expect(make(ruleset)).toBe('made')
})

test('an idle budget may be forgotten, and one with a memory may not', () => {
  const { budget, clock, make } = budgetAt(0)
  expect(budget.isIdle()).toBe(true)
  make(comment)
  clock.now = minute
  expect(budget.isIdle()).toBe(false)
  clock.now = hour
  expect(budget.isIdle()).toBe(true)
})

describe('a thousand events', () => {
  const kinds = [read, query, check, comment, restore, ruleset]
  const event = fc.record({
    kind: fc.constantFrom(...kinds),
    urgency: fc.constantFrom(...urgencies),
    // In bursts and apart.
    gap: fc.oneof({ weight: 40, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.nat(20_000) }),
    takes: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 20, max: 900 }) },
      { weight: 1, arbitrary: fc.integer({ min: 900, max: 5_000 }) },
    ),
    counted: fc.constantFrom(0, 0.5, 1),
  })
  const events = fc.array(event, { minLength: 1_000, maxLength: 1_000 })

  test('never exceed a documented limit, and all are made', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (given, isUrgent) => {
        const asked = given.map(({ kind, urgency, ...more }) => {
          const call: WantedCall = { ...kind, urgency: isUrgent ? 'restore' : urgency }
          return { call, ...more }
        })
        const { made, most } = simulateCalls(asked)
        expect(made).toBe(1_000)
        for (const [name, limit] of Object.entries(documentedLimits)) {
          expect({ name, isKept: most[name as keyof typeof most] <= limit }).toEqual({
            name,
            isKept: true,
          })
        }
      }),
      { numRuns: 5, endOnFailure: true },
    )
  })
})
