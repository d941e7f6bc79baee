import { expect, test } from '@jest/globals'
import { isSameNeed } from '../../../src/core/policy/decision-schema.ts'

test('the same people must agree only where every need is the same', () => {
  const need = {
    count: 1,
    teams: ['leads'],
    users: [],
    also: [{ count: 1, teams: [], users: ['carol'] }],
  }
  expect(isSameNeed(need, structuredClone(need))).toBe(true)
  expect(isSameNeed(need, { ...need, count: 2 })).toBe(false)
  expect(isSameNeed(need, { ...need, also: [] })).toBe(false)
})
