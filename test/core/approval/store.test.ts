import { expect, test } from '@jest/globals'
import { findNamed, shownId } from '../../../src/core/approval/store.ts'

const key = (beginning: string) => beginning.padEnd(64, '0')
const asked = [key('1a2b3c4d5e'), key('1a2b3c4d5e1'), key('7777777777')]
const looked: string[] = []
const store = {
  async keysLike(beginning: string) {
    looked.push(beginning)
    return asked.filter((one) => one.startsWith(beginning))
  },
}

test.each([
  { of: asked[0], id: '1a2b3c4d5e0' },
  { of: asked[1], id: '1a2b3c4d5e1' },
  { of: asked[2], id: '7777777777' },
])('$id is shown, among all that were asked', async ({ of = '', id }) => {
  expect(await shownId(store, of)).toBe(id)
})

test.each([
  { typed: '1A2B3C4D5E0', found: { key: asked[0] } },
  { typed: '1a2b3c4d5e', found: { problem: 'ambiguous', keys: asked.slice(0, 2) } },
  { typed: 'ffffffffff', found: { problem: 'unknown', keys: [] } },
])('$typed is looked for among all that were asked', async ({ typed, found }) => {
  expect(await findNamed(store, typed)).toEqual(found)
})

test('what is too short to mean anything is not looked for', async () => {
  looked.splice(0)
  expect(await findNamed(store, '1a2b3c4d5')).toEqual({ problem: 'short', keys: [] })
  expect(looked).toEqual([])
})
