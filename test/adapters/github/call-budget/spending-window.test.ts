import { expect, test } from '@jest/globals'
import { createSpendingWindow } from '../../../../src/adapters/github/call-budget/spending-window.ts'

const minute = 60_000

test('all of a limit fits at once, and the next part when the first comes back', () => {
  const window = createSpendingWindow(minute)
  const first = window.begin(6)
  const second = window.begin(4)
  window.end(first, 1_000)
  window.end(second, 5_000)
  expect(window.spent(5_000)).toBe(10)
  expect(window.fitsAt(1, 10, 5_000)).toBe(61_000)
  expect(window.fitsAt(7, 10, 5_000)).toBe(65_000)
  expect(window.fitsAt(1, 11, 5_000)).toBe(5_000)
  expect(window.spent(61_000)).toBe(4)
  expect(window.fitsAt(6, 10, 61_000)).toBe(61_000)
})

test('what is under way comes back no sooner than a window after its end', () => {
  const window = createSpendingWindow(minute)
  const open = window.begin(1)
  expect(window.spent(10 * minute)).toBe(1)
  expect(window.fitsAt(1, 1, 10 * minute)).toBe(11 * minute)
  window.end(open, 10 * minute, 3)
  expect(window.spent(10 * minute)).toBe(3)
  expect(window.spent(11 * minute)).toBe(0)
})

test('who wants more than a window holds is sent on by whole windows', () => {
  const window = createSpendingWindow(minute)
  window.end(window.begin(10), 0)
  expect(window.fitsAt(10, 10, 0)).toBe(minute)
  expect(window.fitsAt(11, 10, 0)).toBe(2 * minute)
  expect(window.fitsAt(25, 10, 0)).toBe(3 * minute)
})
