import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { readColumn, readJsonColumn } from '../../../src/adapters/storage/read-column.ts'

const schema = z.object({ state: z.enum(['open', 'closed']), by: z.string().exactOptional() })

test('what was written comes back', () => {
  expect(readColumn('t.state', z.enum(['open']), 'open')).toBe('open')
  expect(readJsonColumn('t.document', schema, '{"state":"open","by":"mona"}')).toEqual({
    state: 'open',
    by: 'mona',
  })
})

test.each([
  { text: '{"state":"hidden-word"}', says: 'something else in t.document.state' },
  { text: '{"state":"open","by":7}', says: 'something else in t.document.by' },
  { text: '{"by":"hidden-word"}', says: 'something else in t.document.state' },
  { text: '"hidden-word"', says: 'something else in t.document:' },
  { text: 'hidden-word', says: 'something else in t.document: no JSON' },
])('$text is named by its place, and not shown', ({ text, says }) => {
  expect(() => readJsonColumn('t.document', schema, text)).toThrow(says)
  expect(() => readJsonColumn('t.document', schema, text)).not.toThrow('hidden-word')
})
