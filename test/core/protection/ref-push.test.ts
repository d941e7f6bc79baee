import { expect, test } from '@jest/globals'
import {
  type AcceptedTip,
  type Ancestry,
  judgeRefPush,
  type RefPush,
  recreationWindowMs,
} from '../../../src/core/protection/ref-push.ts'

// A ─ B ─ C        what was on the branch
//   └ X ─ Y        what somebody pushes over it
const [A, B, C, X, Y, none] = ['a', 'b', 'c', 'd', 'e', '0'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const parents: Readonly<Record<string, string>> = { [B]: A, [C]: B, [X]: A, [Y]: X }

async function contains(ancestor: string, descendant: string): Promise<Ancestry> {
  for (let at: string | undefined = descendant; at !== undefined; at = parents[at]) {
    if (at === ancestor) return 'yes'
  }
  return 'no'
}

const now = 1_800_000_000_000
const recently = now - 60_000
const longAgo = now - recreationWindowMs - 1

test.each<{
  what: string
  push: Pick<RefPush, 'before' | 'after'>
  accepted?: AcceptedTip
  gives: string
  lost?: string
}>([
  {
    what: 'new commits on top',
    push: { before: A, after: B },
    accepted: { oid: A },
    gives: 'fine',
  },
  { what: 'the first push of a branch', push: { before: none, after: A }, gives: 'fine' },
  {
    what: 'a rewrite',
    push: { before: B, after: X },
    accepted: { oid: B },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'a rewrite nobody knew a tip of',
    push: { before: B, after: X },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'a step back',
    push: { before: B, after: A },
    accepted: { oid: B },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'a rewrite that a sweep saw before its webhook came',
    push: { before: B, after: X },
    accepted: { oid: X },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'a deletion',
    push: { before: B, after: none },
    accepted: { oid: B },
    gives: 'delete',
    lost: B,
  },
  {
    what: 'a deletion nobody knew a tip of',
    push: { before: B, after: none },
    gives: 'delete',
    lost: B,
  },
  {
    what: 'a deletion told twice',
    push: { before: B, after: none },
    accepted: { oid: B, deletedAt: recently },
    gives: 'fine',
  },
  {
    what: 'deletion, then creation elsewhere',
    push: { before: none, after: X },
    accepted: { oid: B, deletedAt: recently },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'deletion, then creation with everything in it',
    push: { before: none, after: C },
    accepted: { oid: B, deletedAt: recently },
    gives: 'fine',
  },
  {
    what: 'creation long after a deletion',
    push: { before: none, after: X },
    accepted: { oid: B, deletedAt: longAgo },
    gives: 'fine',
  },
  {
    what: 'a rewrite whose webhook overtook the push before it',
    push: { before: B, after: X },
    accepted: { oid: A },
    gives: 'rewrite',
    lost: B,
  },
  {
    what: 'a second rewrite on top of one that was put back',
    push: { before: X, after: Y },
    accepted: { oid: B },
    gives: 'rewrite',
    lost: B,
  },
])('$what gives $gives', async ({ push, accepted, gives, lost }) => {
  const verdict = await judgeRefPush({ ref: 'refs/heads/main', ...push }, accepted, contains, now)
  expect(verdict).toEqual(lost === undefined ? { kind: gives } : { kind: gives, lost })
})

test('history nobody can read is unknown, and neither fine nor a reason to undo anything', async () => {
  const push = { ref: 'refs/heads/main', before: A, after: B }
  const verdict = await judgeRefPush(push, undefined, async () => 'unknown', now)
  expect(verdict).toEqual({ kind: 'unknown' })
})
