import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { FoundProcesses } from '../../../src/guard/client-processes.ts'
import { watchProcesses } from '../../../src/runner/client-processes/watch.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const none: FoundProcesses = { processes: [], servers: [] }

/** A watch over looks that take so many milliseconds, and what each of them was told with. */
function watch(takesMs = 0) {
  const taken: boolean[] = []
  const search = async () => {
    jest.setSystemTime(Date.now() + takesMs)
    jest.advanceTimersByTime(takesMs)
    return none
  }
  const processes = {
    take: (_: FoundProcesses, mayHaveRun: boolean) => void taken.push(mayHaveRun),
  }
  return { taken, ...watchProcesses(search, processes) }
}

test('it looks before the start, while the command runs, and once it has ended', async () => {
  const { taken, begin, end } = watch()
  await begin()
  expect(taken).toEqual([false])
  await jest.advanceTimersByTimeAsync(6_100)
  expect(taken).toEqual([false, true, true, true])
  await end()
  await jest.advanceTimersByTimeAsync(60_000)
  expect(taken).toEqual([false, true, true, true, true])
})

test('what takes long is done less often', async () => {
  const { taken, begin, stop } = watch(1_000)
  await begin()
  await jest.advanceTimersByTimeAsync(19_000)
  expect(taken).toEqual([false])
  await jest.advanceTimersByTimeAsync(2_000)
  expect(taken).toEqual([false, true])
  stop()
  await jest.advanceTimersByTimeAsync(60_000)
  expect(taken).toEqual([false, true])
})

test('a look that breaks is told at the end, and breaks nothing before', async () => {
  const processes = {
    take(_: FoundProcesses, mayHaveRun: boolean) {
      if (mayHaveRun) throw new Error('broken')
    },
  }
  const { begin, end } = watchProcesses(async () => none, processes)
  await begin()
  await jest.advanceTimersByTimeAsync(3_000)
  await expect(end()).rejects.toThrow('broken')
})
