import { expect, test } from '@jest/globals'
import { createHeldMessages } from '../../../../src/guard/cursor/run/held-messages.ts'
import { createMemoryBudget } from '../../../../src/guard/memory-budget.ts'

const ignore = () => {}

test.each([
  { sizes: [4, 6], kept: [true, true], what: 'exactly as much as fits' },
  { sizes: [4, 7], kept: [true, false], what: 'one byte more' },
  { sizes: [11], kept: [false], what: 'one message that is too large' },
  { sizes: [4, 7, 6], kept: [true, false, true], what: 'a smaller one after one that did not fit' },
])('of $what, messages are kept: $kept', ({ sizes, kept }) => {
  const messages = createHeldMessages<number>(10, createMemoryBudget().open(ignore))
  expect(sizes.map((size, index) => messages.keep(index, size))).toEqual(kept)
  expect(messages.take()).toEqual(sizes.flatMap((_, index) => (kept[index] ? [index] : [])))
})

test('what was taken is gone, and its room is free', () => {
  const memory = createMemoryBudget()
  const messages = createHeldMessages<string>(10, memory.open(ignore))
  messages.keep('a', 10)
  expect(memory.used).toBe(10)
  expect(messages.take()).toEqual(['a'])
  expect(memory.used).toBe(0)
  expect(messages.take()).toEqual([])
  expect(messages.keep('b', 10)).toBe(true)
})
