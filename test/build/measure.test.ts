import { expect, test } from '@jest/globals'
import { exportsOf } from '../../scripts/house/exports.ts'
import { functionsOf } from '../../scripts/house/functions.ts'

test('a function is measured as a whole, and without what its inner functions hold', () => {
  const source = `const limit = 3
export function createCounter() {
  let count = 0
  const add = () => {
    // One.
    count += 1
  }
  return {
    add,
    read: () => count,
    async reset() {
      await using gone = disposable(() => {
        count = 0
      })
    },
  }
}
`
  expect(functionsOf('a.ts', source)).toEqual([
    { line: 2, lines: 16, ownLines: 9 },
    { line: 4, lines: 4, ownLines: 4 },
    { line: 10, lines: 1, ownLines: 1 },
    { line: 11, lines: 5, ownLines: 3 },
    { line: 12, lines: 3, ownLines: 3 },
  ])
})

test.each([
  ['export function read() {}', ['read']],
  ['export async function* read() {}', ['read']],
  ['export const one = 1, two = 2', ['one', 'two']],
  ['export class Refusal extends Error {}', ['Refusal']],
  ['export interface Store { read(): void }', ['Store']],
  ['export type Name = string', ['Name']],
  ["export { read } from './read.ts'\nexport type { Name } from './name.ts'", []],
  ['const own = 1\nexport { own }', []],
  ['export default function () {}', []],
])('%s', (source, names) => {
  expect(exportsOf('a.ts', source)).toEqual(names)
})
