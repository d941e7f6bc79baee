import { expect, test } from '@jest/globals'
import { isZero, zeroId } from '../../../src/core/git/ref-update.ts'

test.each<{ id: string; zero: boolean }>([
  { id: zeroId, zero: true },
  { id: '0'.repeat(64), zero: true },
  { id: `${'0'.repeat(39)}1`, zero: false },
  { id: `1${'0'.repeat(39)}`, zero: false },
  { id: '', zero: false },
  { id: `${'0'.repeat(40)}\n`, zero: false },
])('$id is the id of nothing: $zero', ({ id, zero }) => {
  expect(isZero(id)).toBe(zero)
})

test('the id of nothing has forty digits, as git writes it', () => {
  expect(zeroId).toMatch(/^0{40}$/)
})
