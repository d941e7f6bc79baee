import { expect, test } from '@jest/globals'
import { Abandoned, startAttempt } from '../../../src/server/work/attempt.ts'

const never = () => new Promise<never>(() => {})
const long = 60_000

test.each<{ what: string; perform: () => Promise<void>; ends: string | undefined }>([
  { what: 'is done', perform: async () => {}, ends: undefined },
  {
    what: 'fails',
    perform: async () => {
      throw new Error('it rained')
    },
    ends: 'it rained',
  },
  {
    what: 'fails before it begins',
    perform: () => {
      throw new Error('no umbrella')
    },
    ends: 'no umbrella',
  },
])('what $what ends so', async ({ perform, ends }) => {
  const { ended } = startAttempt(perform, long)
  expect(
    await ended.then(
      () => undefined,
      (error: Error) => error.message,
    ),
  ).toBe(ends)
})

test.each([
  { when: 'it takes too long', maxMs: 1, abandon: false, tooLong: true },
  { when: 'the server stops', maxMs: long, abandon: true, tooLong: false },
])('nobody waits any more when $when, and it is told so', async ({ maxMs, abandon, tooLong }) => {
  const told = Promise.withResolvers<void>()
  const attempt = startAttempt((signal) => {
    signal.addEventListener('abort', () => told.resolve())
    return never()
  }, maxMs)
  // It begins in the next turn.
  await Promise.resolve()
  if (abandon) attempt.abandon()
  const error = await attempt.ended.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Abandoned)
  expect(error).toMatchObject({ tooLong })
  await told.promise
})

test('what fails after it was given up harms nobody', async () => {
  const late = Promise.withResolvers<void>()
  const attempt = startAttempt(() => late.promise, long)
  attempt.abandon()
  await expect(attempt.ended).rejects.toBeInstanceOf(Abandoned)
  late.reject(new Error('late'))
  // An unhandled rejection would end the process in the next turn.
  await new Promise((resolve) => setImmediate(resolve))
})
