import { expect, test } from '@jest/globals'
import { addPush, noPushes, pushesText } from '../../../src/core/recording/push-counts.ts'

test.each([
  { outcomes: [], says: '0 pushes' },
  { outcomes: ['accepted'], says: '1 push (1 passed)' },
  {
    outcomes: ['partly accepted', 'refused', 'rejected by the forge', 'held, not released'],
    says: '4 pushes (1 passed, 2 refused, 1 held)',
  },
  {
    outcomes: ['abandoned while held', 'abandoned', 'unknown', 'a word of tomorrow'],
    says: '4 pushes (1 held, 3 left open)',
  },
])('$outcomes is $says', ({ outcomes, says }) => {
  const counts = noPushes()
  for (const outcome of outcomes) addPush(counts, outcome)
  expect(pushesText(counts)).toBe(says)
})
