import { expect, test } from '@jest/globals'
import type { Entry } from '../../../../src/core/recording/entry.ts'
import { pushFacts } from '../../../../src/core/recording/timeline/push-words.ts'

const [a, b, none] = ['a', 'b', '0'].map((digit) => digit.repeat(40))
const factsOfPush = (but: Partial<Extract<Entry, { kind: 'push' }>>) =>
  pushFacts({
    kind: 'push',
    repository: 'acme/shop',
    outcome: 'refused',
    updates: [],
    seq: 1,
    t: 1,
    prev: none ?? '',
    ...but,
  })

test.each([
  {
    what: 'a new branch that was taken',
    update: { old: none, new: a, update: 'create', commits: [a], paths: ['x', 'y'], result: 'ok' },
    says: 'new at aaaaaaaaaa · commit: aaaaaaaaaa · 2 files: x, y · taken by the forge',
  },
  {
    what: 'a rewrite that was refused',
    update: { old: a, new: b, update: 'rewrite', verdict: 'deny', rule: 'branches.force_push' },
    says: 'rewritten, aaaaaaaaaa → bbbbbbbbbb · refused by "branches.force_push"',
  },
  {
    what: 'a deletion',
    update: { old: a, new: none, update: 'delete', verdict: 'allow' },
    says: 'deleted, was aaaaaaaaaa · allowed',
  },
  {
    what: 'more than is named, and what was left out of the record',
    update: {
      old: a,
      new: b,
      update: 'fast-forward',
      paths: ['1', '2', '3', '4', '5', '6'],
      pathsLeft: 10,
      commits: 'unknown',
      authors: [],
    },
    says: 'moved forward, aaaaaaaaaa → bbbbbbbbbb · commits unknown · 16 files: 1, 2, 3, 4, 5 and 11 more · no author',
  },
  {
    what: 'what the forge said',
    update: { old: a, new: b, result: 'non-fast-forward', warnings: ['symlink'] },
    says: 'moved, aaaaaaaaaa → bbbbbbbbbb · noted: symlink · not taken by the forge: non-fast-forward',
  },
])('$what is words', ({ update, says }) => {
  expect(factsOfPush({ updates: [{ ref: 'refs/heads/x', ...update }] })).toEqual([
    ['refs/heads/x', says],
  ])
})

test('what holds for the whole push stands behind its refs', () => {
  expect(
    factsOfPush({ why: 'stale info', bytes: 1_234_567, secrets: ['token in a.txt', 'key in b'] }),
  ).toEqual([
    ['why', 'stale info'],
    ['secrets', 'token in a.txt\nkey in b'],
    ['size', '1.2 MB'],
  ])
  expect(factsOfPush({ secrets: 'unknown' })).toEqual([
    ['secrets', 'not all of it could be searched'],
  ])
})
