import { expect, test } from '@jest/globals'
import { createHeldMessages } from '../../../../src/guard/cursor/run/held-messages.ts'

test.each([
  { sizes: [4, 6], kept: [true, true], what: 'exactly as much as fits' },
  { sizes: [4, 7], kept: [true, false], what: 'one byte more' },
  { sizes: [11], kept: [false], what: 'one message that is too large' },
  { sizes: [4, 7, 6], kept: [true, false, true], what: 'a smaller one after one that did not fit' },
])('of $what, messages are kept: $kept', ({ sizes, kept }) => {
  const messages = createHeldMessages<number>(10)
  expect(sizes.map((size, index) => messages.keep(index, size))).toEqual(kept)
  expect(messages.take()).toEqual(sizes.flatMap((_, index) => (kept[index] ? [index] : [])))
})

test('what was taken is gone, and its room is free', () => {
  const messages = createHeldMessages<string>(10)
  messages.keep('a', 10)
  expect(messages.take()).toEqual(['a'])
  expect(messages.take()).toEqual([])
  expect(messages.keep('b', 10)).toBe(true)
})
