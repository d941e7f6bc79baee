import { expect, test } from '@jest/globals'
import { findConversation } from '../../../src/browser/replay-page/find-conversation.ts'
import type { PageItem } from '../../../src/core/recording/page/page-data.ts'

/** `a:prompt` is a prompt of the run `a`; `note` belongs to none. */
const itemOf = (text: string, seq: number): PageItem => {
  const [run, kind] = text.split(':')
  const base = { seq, t: seq, tone: 'plain', title: text, tags: [] } as const
  if (kind === undefined) return { ...base, kind: 'note' }
  return { ...base, kind: kind === 'prompt' ? 'prompt' : 'response', run: run ?? '' }
}
const answers = (count: number) => Array.from({ length: count }, () => 'a:answer')

test.each<{ when: string; items: string[]; at: number; found: number[] }>([
  {
    when: 'an answer between two prompts',
    items: ['a:prompt', 'a:answer', 'a:answer', 'a:prompt', 'a:answer'],
    at: 2,
    found: [0, 1, 2],
  },
  {
    when: 'another run in between',
    items: ['a:prompt', 'b:prompt', 'a:answer', 'b:answer'],
    at: 2,
    found: [0, 2],
  },
  {
    when: 'no prompt before it',
    items: ['b:prompt', 'a:answer', 'a:answer'],
    at: 1,
    found: [1, 2],
  },
  { when: 'an item of no run', items: ['a:prompt', 'note', 'a:answer'], at: 1, found: [1] },
  {
    when: 'more turns than are shown',
    items: ['a:prompt', ...answers(70)],
    at: 70,
    found: [...Array(61).keys(), 70],
  },
])('$when', ({ items, at, found }) => {
  expect(findConversation(items.map(itemOf), at)).toEqual(found)
})
