import { expect, test } from '@jest/globals'
import {
  outcomesOf,
  searchableText,
  snippetOf,
} from '../../../src/browser/replay-page/item-summary.ts'
import type { PageItem, PagePart } from '../../../src/core/recording/page/page-data.ts'

const call: PageItem = {
  kind: 'tool-call',
  seq: 1,
  t: 0,
  tone: 'plain',
  title: 'shell ls',
  tags: [],
}
const verdict: PagePart = {
  kind: 'verdict',
  seq: 2,
  t: 0,
  tone: 'bad',
  title: 'Denied',
  facts: [['reason', 'not today']],
}
const body = (text: string, style: 'code' | 'diff' | 'output') => ({
  body: { text, style, bytes: text.length, cut: false },
})

test.each<{ when: string; but: Partial<PageItem>; snippet: string }>([
  {
    when: 'its refusal',
    but: { tags: ['denied'], parts: [verdict], ...body('ls', 'code') },
    snippet: 'not today',
  },
  { when: 'its text on one line', but: body('a\n  b', 'code'), snippet: 'a b' },
  {
    when: 'what a diff changes',
    but: body('--- a\n+++ b\n@@ -1 +1 @@\n same\n-old\n+new', 'diff'),
    snippet: '-old +new',
  },
  {
    when: 'the first text of its parts, without colours',
    but: { parts: [verdict, { ...verdict, ...body('␛[31mred␛[0m', 'output') }] },
    snippet: 'red',
  },
  {
    when: 'its first facts',
    but: {
      facts: [
        ['cwd', '/repo'],
        ['timeout', '5'],
      ],
    },
    snippet: 'cwd /repo · timeout 5',
  },
])('a line below the title shows $when', ({ but, snippet }) => {
  expect(snippetOf({ ...call, ...but })).toBe(snippet)
})

test.each<{ when: string; but: Partial<PageItem>; words: string[] }>([
  { when: 'nothing happened', but: {}, words: [] },
  {
    when: 'it was held and approved',
    but: { tags: ['held'], parts: [{ ...verdict, kind: 'approval', tone: 'good' }] },
    words: ['held', 'approved'],
  },
  {
    when: 'it was held and not approved',
    but: { tags: ['held', 'denied'], parts: [{ ...verdict, kind: 'approval' }] },
    words: ['denied', 'held'],
  },
  { when: 'a secret was found in it', but: { tags: ['finding'] }, words: ['secret'] },
  { when: 'the record is broken there', but: { proven: false }, words: ['unproven'] },
])('when $when it says so', ({ but, words }) => {
  expect(outcomesOf({ ...call, ...but }).map(([, word]) => word)).toEqual(words)
})

test('a search sees titles, texts, facts and the call, of parts too', () => {
  const text = searchableText({ ...call, call: 'C-1', parts: [verdict], ...body('Body', 'code') })
  for (const word of ['shell ls', 'body', 'not today', 'c-1']) expect(text).toContain(word)
})
