import { describe, expect, test } from '@jest/globals'
import {
  type Binding,
  type ChangeBinding,
  idOf,
  maxAlike,
  namedKey,
  requestKey,
} from '../../../src/core/approval/request-key.ts'
import {
  collidingChanges,
  collidingPushes,
  collidingTools,
} from '../../support/colliding-requests.ts'

const change: ChangeBinding = {
  about: 'pull-request',
  repository: 42,
  number: 7,
  baseRef: 'refs/heads/main',
  mergeBase: 'c'.repeat(40),
  headSha: 'a'.repeat(40),
  policyDigest: 'd'.repeat(64),
  round: 0,
}

test.each<Partial<ChangeBinding>>([
  { repository: 43 },
  { number: 8 },
  { baseRef: 'refs/heads/release' },
  { mergeBase: 'e'.repeat(40) },
  { headSha: 'b'.repeat(40) },
  { policyDigest: 'f'.repeat(64) },
  { round: 1 },
])('another %j is another request', (but) => {
  expect(requestKey({ ...change, ...but })).not.toBe(requestKey(change))
  expect(requestKey({ ...change })).toBe(requestKey(change))
})

test('the key binds session, policy and the exact action', () => {
  const parts = {
    about: 'tool',
    session: 's',
    policyDigest: 'p',
    subject: { command: 'x' },
  } as const
  const key = requestKey(parts)
  expect(requestKey({ ...parts })).toBe(key)
  expect(idOf(key, [])).toMatch(/^[0-9a-f]{10}$/)
  const others: Partial<typeof parts>[] = [
    { session: 't' as 's' },
    { policyDigest: 'q' as 'p' },
    { subject: { command: 'x ' as 'x' } },
    { about: 'prompt' as 'tool' },
  ]
  for (const but of others) expect(requestKey({ ...parts, ...but })).not.toBe(key)
})

test('a push is the same one in whichever session it comes', () => {
  const push = { about: 'push', policyDigest: 'p', subject: { kind: 'push' } } as const
  expect(requestKey({ ...push, session: 's' } as Binding)).toBe(requestKey(push))
})

const key = (beginning: string) => beginning.padEnd(64, '0')

describe('what is shown', () => {
  test.each([
    { alike: [], length: 10 },
    { alike: [key('1a2b3c4d5e')], length: 10 },
    { alike: [key('1a2b3c4d5e'), key('1a2b3c4d5f')], length: 10 },
    { alike: [key('1a2b3c4d5e'), key('1a2b3c4d5e1')], length: 11 },
    { alike: [key('1a2b3c4d5e'), key('1a2b3c4d5e001')], length: 13 },
    { alike: [key('1a2b3c4d5e1'), key('1a2b3c4d5e01')], length: 12 },
  ])('is as long as it must be to mean no other', ({ alike, length }) => {
    const own = key('1a2b3c4d5e')
    expect(idOf(own, alike)).toBe(own.slice(0, length))
  })

  test('is the whole key where nobody has looked at all that begin alike', () => {
    const alike = Array.from({ length: maxAlike }, (_, index) => key(`1a2b3c4d5e1${index}`))
    expect(idOf(key('1a2b3c4d5e'), alike)).toHaveLength(64)
  })
})

const named = [key('1a2b3c4d5e'), key('7777777777001'), key('7777777777002')]

test.each([
  { typed: '1a2b3c4d5e', found: { key: named[0] } },
  { typed: '1A2B3C4D5E', found: { key: named[0] } },
  { typed: key('1a2b3c4d5e'), found: { key: named[0] } },
  { typed: '1a2b3', found: { problem: 'short', keys: [] } },
  { typed: '1a2b3c4d5', found: { problem: 'short', keys: [] } },
  { typed: 'ffffffffff', found: { problem: 'unknown', keys: [] } },
  { typed: '7777777777', found: { problem: 'ambiguous', keys: named.slice(1) } },
  { typed: '77777777770', found: { problem: 'ambiguous', keys: named.slice(1) } },
  { typed: '7777777777001', found: { key: named[1] } },
])('$typed names $found', ({ typed, found }) => {
  expect(namedKey(typed, named)).toEqual(found)
})

test.each([
  { what: 'tool calls', pair: collidingTools },
  { what: 'pushes', pair: collidingPushes },
  { what: 'heads of a pull request', pair: collidingChanges },
])('two $what that share ten digits are named by none of them', ({ pair }) => {
  const keys = pair.map(requestKey)
  const [first = '', second = ''] = keys
  expect(first.slice(0, 10)).toBe(second.slice(0, 10))
  expect(first).not.toBe(second)
  expect(namedKey(first.slice(0, 10), keys)).toMatchObject({ problem: 'ambiguous' })
  expect(idOf(first, keys)).toHaveLength(11)
  expect(namedKey(idOf(first, keys), keys)).toEqual({ key: first })
  expect(namedKey(idOf(second, keys), keys)).toEqual({ key: second })
})
