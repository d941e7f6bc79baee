import { beforeEach, expect, test } from '@jest/globals'
import { createTableCare } from '../../../src/adapters/storage/table-care.ts'

let now: number
let done: string[]

beforeEach(() => {
  now = 0
  done = []
})

const care = (hasAutovacuum = false) =>
  createTableCare({
    analyze: async () => void done.push('analyze'),
    ...(hasAutovacuum ? {} : { vacuum: async () => void done.push('vacuum') }),
    clock: () => now,
  })

/** A query that takes so long. */
const taking = (ms: number) => async () => {
  now += ms
  return 'rows'
}

test('after a slow query the planner looks at the table, and then not for a while', async () => {
  const { query } = care()
  expect(await query(taking(49))).toBe('rows')
  expect(done).toEqual([])
  expect(await query(taking(50))).toBe('rows')
  await query(taking(300))
  expect(done).toEqual(['analyze'])
  now += 10_000
  await query(taking(300))
  expect(done).toEqual(['analyze', 'analyze'])
})

test.each([
  { where: 'embedded', hasAutovacuum: false, wanted: ['vacuum'] },
  { where: 'on a server', hasAutovacuum: true, wanted: [] },
])('dead rows are cleared away $where: $wanted', async ({ hasAutovacuum, wanted }) => {
  const { deleted } = care(hasAutovacuum)
  await deleted(4_999)
  expect(done).toEqual([])
  await deleted(1)
  await deleted(4_999)
  expect(done).toEqual(wanted)
})
