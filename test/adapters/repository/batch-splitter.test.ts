import { describe, expect, test } from '@jest/globals'
import { createBatchSplitter } from '../../../src/adapters/repository/batch-splitter.ts'

const printed = Buffer.concat([
  Buffer.from('aaaa blob 6\none\ntw\n'),
  Buffer.from('bbbb tree 0\n\n'),
  Buffer.from('cccc commit 1\n\n\n'),
  Buffer.from('dddd blob 3\n\xff\x00\n', 'latin1'),
  Buffer.from('\n'),
])
const objects = [
  { id: 'aaaa', type: 'blob', size: 6, body: 'one\ntw', ended: true },
  { id: 'bbbb', type: 'tree', size: 0, body: '', ended: true },
  { id: 'cccc', type: 'commit', size: 1, body: '\n', ended: true },
  { id: 'dddd', type: 'blob', size: 3, body: '\xff\x00\n', ended: true },
]

function split(chunks: readonly Buffer[], isOver = true) {
  const seen: { id: string; type: string; size: number; body: string; ended: boolean }[] = []
  const splitter = createBatchSplitter((head) => {
    const object = { ...head, body: '', ended: false }
    seen.push(object)
    return {
      push(bytes) {
        object.body += bytes.toString('latin1')
      },
      end() {
        expect(object.ended).toBe(false)
        object.ended = true
      },
    }
  })
  for (const chunk of chunks) splitter.push(chunk)
  if (isOver) splitter.end()
  return seen
}

describe("git's batch output", () => {
  test('gives the same objects however it is cut', () => {
    for (let size = 1; size <= printed.length; size += 1) {
      const chunks: Buffer[] = []
      for (let at = 0; at < printed.length; at += size) chunks.push(printed.subarray(at, at + size))
      expect(split(chunks)).toEqual(objects)
    }
  })

  test('ends an object with its last byte, not with the next object', () => {
    expect(split([printed.subarray(0, 'aaaa blob 6\none\ntw'.length)], false)).toEqual([objects[0]])
  })

  test('that breaks off in an object ends that object with what came', () => {
    expect(split([printed.subarray(0, 'aaaa blob 6\none'.length)])).toEqual([
      { ...objects[0], body: 'one' },
    ])
  })

  test('that breaks off in a head has no such object', () => {
    expect(split([Buffer.from('aaaa blo')])).toEqual([])
    expect(split([])).toEqual([])
  })
})
