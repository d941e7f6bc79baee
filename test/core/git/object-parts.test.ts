import { expect, test } from '@jest/globals'
import { objectParts, partAt } from '../../../src/core/git/object-parts.ts'

const person = 'A <a@example.com> 1800000000 +0000'

test.each<{ what: string; type: 'commit' | 'tag'; body: string; places: Record<string, string> }>([
  {
    what: 'a commit',
    type: 'commit',
    body: `tree 1\nparent 2\nauthor ${person}\ncommitter B\nencoding x\ngpgsig -----\n author y\n\nsubject\n\nauthor z`,
    places: {
      'tree 1': 'commit header',
      'A <a': 'author line',
      'B\n': 'committer line',
      encoding: 'commit header',
      ' author y': 'commit header',
      subject: 'commit message',
      'author z': 'commit message',
    },
  },
  {
    what: 'a tag',
    type: 'tag',
    body: `object 1\ntype commit\ntag v1\ntagger ${person}\n\nfirst`,
    places: { type: 'tag header', v1: 'tag name', 'A <a': 'tagger line', first: 'tag message' },
  },
  {
    what: 'a person on several lines',
    type: 'commit',
    body: 'author A\n and more\ncommitter B',
    places: { 'and more': 'author line', B: 'committer line' },
  },
  {
    what: 'a commit without a message',
    type: 'commit',
    body: 'tree 1',
    places: { '1': 'commit header' },
  },
])('the parts of $what', ({ type, body, places }) => {
  const bytes = Buffer.from(body)
  const parts = objectParts(type, bytes)
  for (const [text, where] of Object.entries(places)) {
    const part = partAt(parts, bytes.indexOf(text))
    expect([text, part?.where]).toEqual([text, where])
    expect(part?.lines).toBe(body.slice(0, part?.from).split('\n').length - 1)
  }
})
