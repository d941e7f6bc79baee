import { expect, test } from '@jest/globals'
import { isOlder } from '../../src/core/is-older.ts'

test.each([
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', true],
  ['1.10.0', '1.9.9', false],
  ['0.9.0', '0.10.0', true],
  ['2.50', '2.50.0', false],
  ['2.50.0', '2.50', false],
  ['2.50', '2.50.1', true],
  ['1.0.0-rc.1', '1.0.0', true],
  ['1.0.1-rc.1', '1.0.0', false],
  ['1.0.0+build.7', '1.0.0', false],
  ['', '1.0.0', true],
  ['1.x', '1.0.0', true],
  ['1.0.0', 'the newest', true],
])('%j before %j: %j', (version, floor, older) => {
  expect(isOlder(version, floor)).toBe(older)
})
