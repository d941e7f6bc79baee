import { expect, test } from '@jest/globals'
import { createLimits } from '../../src/guard/limits.ts'

function limitsOf(limits: Parameters<typeof createLimits>[0]['limits']) {
  const told: string[] = []
  let time = 0
  const counted = createLimits({
    limits,
    stopwatch: () => time,
    reached: (limit, allowed, reached) => told.push(`${limit} ${reached}/${allowed}`),
  })
  return { counted, told, at: (next: number) => (time = next) }
}

test('a limit is told once, when it is exceeded and not when it is met', () => {
  const { counted, told } = limitsOf({ tool_calls: 2, reached: 'end' })
  const exceeded = [1, 2, 3, 4].map(() => {
    counted.count('tool_calls', 1)
    return counted.exceeded()
  })
  expect(exceeded).toEqual([undefined, undefined, 'tool_calls', 'tool_calls'])
  expect(told).toEqual(['tool_calls 3/2'])
  counted.lift('tool_calls')
  expect(counted.exceeded()).toBeUndefined()
})

test('time runs out by the clock', () => {
  const { counted, told, at } = limitsOf({ minutes: 1, reached: 'end' })
  expect(counted.millisecondsLeft()).toBe(60_000)
  at(60_000)
  expect(counted.exceeded()).toBeUndefined()
  at(60_001)
  expect(counted.exceeded()).toBe('minutes')
  expect(told).toHaveLength(1)
})

test('what has no limit is never reached', () => {
  const { counted, told, at } = limitsOf({ reached: 'end' })
  at(1e12)
  counted.count('tokens', 1e12)
  expect(counted.exceeded()).toBeUndefined()
  expect(counted.millisecondsLeft()).toBeUndefined()
  expect(told).toEqual([])
})
