import { expect, test } from '@jest/globals'
import { plural, size } from '../../../src/browser/replay-page/number-text.ts'

test.each([
  [plural(1, 'item'), '1 item'],
  [plural(1_200, 'item'), '1,200 items'],
  [size(1), '1 byte'],
  [size(1_536), '1.5 KiB'],
  [size(3_145_728), '3.0 MiB'],
])('%s', (said, expected) => {
  expect(said).toBe(expected)
})
