import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { reportDeadLetters, startUpkeep } from '../../../src/server/work/upkeep.ts'

const quiet = { error: () => {} }
const settled = () => jest.advanceTimersByTimeAsync(60)

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

test('a task runs at the start and again, and its failure is logged and ends nothing', async () => {
  const failures: string[] = []
  let runs = 0
  const run = async () => {
    runs += 1
    throw new Error('it rained')
  }
  const log = { error: (_: object, text: string) => failures.push(text) }
  const upkeep = startUpkeep([{ name: 'rain', everyMs: 10, run }], {
    log: log as never,
    random: () => 0.5,
  })
  await settled()
  upkeep.stop()
  expect(runs).toBeGreaterThan(2)
  expect(failures[0]).toBe('rain failed and will be tried again')
  const before = runs
  await settled()
  expect(runs).toBe(before)
})

test('a task never runs twice at a time, and nothing begins after a stop', async () => {
  let running = 0
  let most = 0
  const run = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 25))
    running -= 1
  }
  const upkeep = startUpkeep([{ name: 'slow', everyMs: 1, run }], { log: quiet, random: () => 0 })
  await settled()
  upkeep.stop()
  await settled()
  expect({ most, running }).toEqual({ most: 1, running: 0 })
})

test('what fails because the server stops is not logged', async () => {
  const error = jest.fn()
  const closing = Promise.withResolvers<never>()
  const run = () => closing.promise
  const upkeep = startUpkeep([{ name: 'slow', everyMs: 1, run }], {
    log: { error },
    random: () => 0,
  })
  upkeep.stop()
  closing.reject(new Error('the database is closed'))
  await settled()
  expect(error).not.toHaveBeenCalled()
})

test.each([
  { letters: [], lines: 0 },
  { letters: [{ id: 'guid', problem: 'TypeError: no' }], lines: 1 },
])(
  'the log names what was set aside, when there is something ($lines)',
  async ({ letters, lines }) => {
    const warn = jest.fn()
    await reportDeadLetters({ deadLetters: async () => letters }, { warn })
    expect(warn).toHaveBeenCalledTimes(lines)
    if (lines > 0) expect(warn).toHaveBeenCalledWith({ newest: letters }, expect.any(String))
  },
)
