import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { FoundProcesses } from '../../../src/guard/client-processes.ts'
import { watchProcesses } from '../../../src/runner/client-processes/watch.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const none: FoundProcesses = { processes: [], servers: [] }

/** A watch over looks that take so many milliseconds, and what each of them was told with. */
function watch(takesMs = 0) {
  const taken: boolean[] = []
  const ended: number[] = []
  const search = async () => {
    jest.setSystemTime(Date.now() + takesMs)
    jest.advanceTimersByTime(takesMs)
    return none
  }
  const processes = {
    take: (_: FoundProcesses, mayHaveRun: boolean) => void taken.push(mayHaveRun),
    hear() {},
    end: () => void ended.push(taken.length),
  }
  return { taken, ended, ...watchProcesses(search, processes) }
}

test('it looks before the start, while the command runs, and once it has ended', async () => {
  const { taken, ended, begin, end } = watch()
  await begin()
  expect(taken).toEqual([false])
  await jest.advanceTimersByTimeAsync(6_100)
  expect(taken).toEqual([false, true, true, true])
  await end()
  await jest.advanceTimersByTimeAsync(60_000)
  expect(taken).toEqual([false, true, true, true, true])
  // What was not found by then is not to be found.
  expect(ended).toEqual([5])
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
    hear() {},
    end() {},
  }
  const { begin, end } = watchProcesses(async () => none, processes)
  await begin()
  await jest.advanceTimersByTimeAsync(3_000)
  await expect(end()).rejects.toThrow('broken')
})
