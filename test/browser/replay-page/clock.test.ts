import { expect, test } from '@jest/globals'
import { clock, exactClock } from '../../../src/browser/replay-page/clock.ts'

test.each([
  [clock(0), '0:00'],
  [clock(61_999), '1:01'],
  [clock(3_600_000), '1:00:00'],
  [exactClock(2_007), '0:02.007'],
])('%s', (said, expected) => {
  expect(said).toBe(expected)
})
