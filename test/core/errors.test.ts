import { expect, test } from '@jest/globals'
import { firstError, GuardError } from '../../src/core/errors.ts'

test('of an error and what failed while things were let go of, the first counts', async () => {
  const first = new GuardError('INPUT_INVALID', 'that is wrong', { hint: 'Mend it.' })
  const thrown = await (async () => {
    await using undo = new AsyncDisposableStack()
    undo.defer(() => Promise.reject(new Error('a folder stays')))
    undo.defer(() => Promise.reject(new Error('another one, too')))
    throw first
  })().catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(SuppressedError)
  expect(firstError(thrown)).toBe(first)
})

test('an error that came alone is itself', () => {
  const error = new Error('alone')
  expect(firstError(error)).toBe(error)
})
