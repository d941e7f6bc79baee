import { expect, test } from '@jest/globals'
import { GuardError } from '../../src/core/errors.ts'
import { failSafeRecorder } from '../../src/guard/recorder.ts'

test('the first failure is told once, and no caller sees an exception', () => {
  const told: GuardError[] = []
  const recorder = failSafeRecorder(
    {
      append() {
        throw new GuardError('RECORDING_FAILED', 'no space')
      },
    },
    (error) => told.push(error),
  )
  recorder.append({ kind: 'note', text: 'a' })
  recorder.append({ kind: 'note', text: 'b' })
  expect(told.map((error) => error.message)).toEqual(['no space'])
})
