import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { inBatches } from '../../../src/adapters/storage/batches.ts'
import { timeOrderedId } from '../../../src/adapters/storage/time-ordered-id.ts'

function collecting({ maxItems = 10, restMs = 0 } = {}) {
  const writes: string[][] = []
  let writing = 0
  const write = inBatches<string, string>({ maxItems, restMs }, async (items) => {
    writing += 1
    expect(writing).toBe(1)
    writes.push([...items])
    await sleep(5)
    writing -= 1
    if (items.includes('bad')) throw new Error('not this one')
    return items.map((item) => item.toUpperCase())
  })
  return { write, writes }
}

test('the first is written at once, what comes meanwhile is written together, each with its answer', async () => {
  const { write, writes } = collecting()
  expect(await Promise.all(['a', 'b', 'c'].map(write))).toEqual(['A', 'B', 'C'])
  expect(await write('d')).toBe('D')
  expect(writes).toEqual([['a'], ['b', 'c'], ['d']])
})

test('no write is larger than allowed', async () => {
  const { write, writes } = collecting({ maxItems: 2 })
  await Promise.all(['a', 'b', 'c', 'd'].map(write))
  expect(writes).toEqual([['a'], ['b', 'c'], ['d']])
})

test('a rest after a write collects what comes in it', async () => {
  const { write, writes } = collecting({ restMs: 300 })
  await write('a')
  const late = [write('b')]
  await new Promise(setImmediate)
  late.push(write('c'))
  await Promise.all(late)
  expect(writes).toEqual([['a'], ['b', 'c']])
})

test('a failed write fails its own items, and the next ones go on', async () => {
  const { write } = collecting()
  const results = await Promise.allSettled(['a', 'bad', 'c'].map(write))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await write('d')).toBe('D')
})

test('identifiers sort as they were made, within a millisecond and when the clock goes back', () => {
  const times = [1_000, 1_000, 1_000, 999, 1_001, 2_000, 5]
  const made = times.flatMap((time) => [timeOrderedId(time), timeOrderedId(time)])
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
  const now = timeOrderedId(Date.parse('2026-11-22T12:00:00Z'))
  expect(now).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(now.replace('-', '').slice(0, 12), 16)).toBe(
    Date.parse('2026-11-22T12:00:00Z'),
  )
})
