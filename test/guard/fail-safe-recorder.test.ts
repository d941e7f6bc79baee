import { expect, test } from '@jest/globals'
import { GuardError } from '../../src/core/errors.ts'
import { failSafeRecorder } from '../../src/guard/fail-safe-recorder.ts'

test('the first failure is told once, and no caller sees an exception', () => {
  const told: GuardError[] = []
  const recorder = failSafeRecorder(
    {
      append() {
        throw new GuardError('RECORDING_FAILED', 'no space')
      },
      settled: async () => {},
    },
    (error) => told.push(error),
  )
  recorder.append({ kind: 'note', text: 'a' })
  recorder.append({ kind: 'note', text: 'b' })
  expect(told.map((error) => error.message)).toEqual(['no space'])
})

test('an entry that is lost later on ends the session too, and whoever waits sees no exception', async () => {
  const told: GuardError[] = []
  const recorder = failSafeRecorder(
    {
      append() {},
      settled: async () => {
        throw new Error('the connection broke')
      },
    },
    (error) => told.push(error),
  )
  recorder.append({ kind: 'note', text: 'a' })
  await recorder.settled()
  await recorder.settled()
  expect(told.map(({ code, cause }) => [code, (cause as Error).message])).toEqual([
    ['RECORDING_FAILED', 'the connection broke'],
  ])
})
