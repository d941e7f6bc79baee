import { expect, test } from '@jest/globals'
import { createBell } from '../../../src/server/work/bell.ts'

const long = 60_000

test('a ring ends the wait, also one that came before it; the next wait is its own', async () => {
  const bell = createBell()
  bell.ring()
  bell.ring()
  await bell.wait(long)
  const woken = bell.wait(long)
  bell.ring()
  await woken
  let isOver = false
  const waiting = bell.wait(long).then(() => {
    isOver = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  bell.ring()
  await waiting
})

test('without a ring the time ends it', async () => {
  await createBell().wait(1)
})
