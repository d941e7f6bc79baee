import { expect, test } from '@jest/globals'
import { createTidier } from '../../../src/adapters/repository/tidier.ts'

test.each<{ when: string; at: number[]; times: number }>([
  { when: 'once', at: [0], times: 1 },
  { when: 'again too soon', at: [0, 99], times: 1 },
  { when: 'again in time', at: [0, 100], times: 2 },
  { when: 'often', at: [0, 50, 100, 150, 199, 200], times: 3 },
])('reminded $when it tidies $times times', ({ at, times }) => {
  let now = 0
  let tidied = 0
  const tidier = createTidier(
    async () => {
      tidied += 1
    },
    100,
    () => now,
  )
  for (now of at) tidier.remind()
  expect(tidied).toBe(times)
})

test('what fails is settled, and is tried again the next time', async () => {
  let now = 0
  let tidied = 0
  const tidy = async () => {
    tidied += 1
    throw new Error('the disk is away')
  }
  const tidier = createTidier(tidy, 100, () => now)
  await tidier.settled()
  tidier.remind()
  await tidier.settled()
  now = 100
  tidier.remind()
  await tidier.settled()
  expect(tidied).toBe(2)
})
