import { expect, test } from '@jest/globals'
import {
  type Collect,
  createGarbageCollector,
} from '../../../src/adapters/repository/collect-garbage.ts'

const MiB = 1_048_576

/** What is collected while so many pieces of so many bytes pass, and at the end. */
function pass(pieces: number, bytes: number): string[] {
  const collected: string[] = []
  const collect: Collect = (what) => void collected.push(what)
  const garbage = createGarbageCollector(collect)
  for (let piece = 0; piece < pieces; piece++) garbage.add(bytes)
  garbage.end()
  return collected
}

test.each([
  { what: 'a small push', pieces: 10, bytes: 1_000, collected: [] },
  { what: 'one of 9 MiB', pieces: 144, bytes: 65_536, collected: ['minor', 'minor'] },
  { what: 'one that comes in one piece', pieces: 1, bytes: 40 * MiB, collected: ['all', 'all'] },
])('$what has $collected', ({ pieces, bytes, collected }) => {
  expect(pass(pieces, bytes)).toEqual(collected)
})

test('a large push is looked through at its start, now and then, and at its end', () => {
  const collected = pass(8_000, 65_536)
  expect(collected.filter((what) => what === 'all')).toHaveLength(2)
  expect(collected.filter((what) => what === 'old')).toHaveLength(3)
  expect(collected).toHaveLength(126)
})

test('buffers that passed are really given back', () => {
  const garbage = createGarbageCollector()
  let most = 0
  for (let piece = 0; piece < 4_000; piece++) {
    const buffer = Buffer.allocUnsafeSlow(65_536)
    garbage.add(buffer.length)
    most = Math.max(most, process.memoryUsage().arrayBuffers)
  }
  garbage.end()
  expect(most - process.memoryUsage().arrayBuffers).toBeLessThan(24 * MiB)
})
