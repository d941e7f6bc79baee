import { expect, test } from '@jest/globals'
import { createCaveats } from '../../src/guard/caveats.ts'

test('a caveat lowers nothing but the level’s standing; a gap makes the record partial', () => {
  const caveats = createCaveats('L1')
  expect(caveats.coverage()).toEqual({ level: 'L1', state: 'complete', reasons: [] })
  caveats.add('standalone')
  caveats.add('standalone')
  expect(caveats.coverage()).toEqual({ level: 'L1', state: 'complete', reasons: ['standalone'] })
  caveats.add('gap: a frame')
  expect(caveats.coverage()).toEqual({
    level: 'L1',
    state: 'partial',
    reasons: ['gap: a frame', 'standalone'],
  })
})

test('a flood of them is kept within bounds, and does not push the other kind out', () => {
  const caveats = createCaveats('L0')
  for (let index = 0; index < 1_000; index++) caveats.add(`reason ${index}`)
  caveats.add('gap: late')
  const { state, reasons } = caveats.coverage()
  expect({ state, count: reasons.length, first: reasons[0] }).toEqual({
    state: 'partial',
    count: 101,
    first: 'gap: late',
  })
})
