import { expect, test } from '@jest/globals'
import { bypassFor } from '../../../../src/core/policy/judge/bypass.ts'
import { resolvePolicy } from '../../../../src/core/policy/resolve.ts'
import { policyOf } from '../policy-text.ts'

const bot = 'bypass: [{ actor: "bot[bot]", reason: releases, until: 2027-01-01 }]'
const change = {
  ref: 'refs/heads/main',
  change: 'rewrite' as const,
  actor: 'bot[bot]',
  defaultBranch: 'main',
  now: Date.UTC(2026, 11, 31, 23, 59),
}

test.each<{
  when: string
  branches?: string
  floor?: string
  but?: Partial<typeof change> | { change: 'delete' }
  reason: string | undefined
}>([
  { when: 'somebody who is listed rewrites', reason: 'releases' },
  { when: 'they delete', but: { change: 'delete' }, reason: 'releases' },
  { when: 'the login is written in another case', but: { actor: 'Bot[bot]' }, reason: 'releases' },
  { when: 'somebody else does', but: { actor: 'bot' }, reason: undefined },
  { when: 'the day has come', but: { now: Date.UTC(2027, 0, 1) }, reason: undefined },
  { when: 'it is another branch', but: { ref: 'refs/heads/dev' }, reason: undefined },
  {
    when: 'a second entry forbids it and lists nobody',
    branches: `{ match: main, ${bot} }, { match: "*" }`,
    reason: undefined,
  },
  {
    when: 'a second entry allows it anyway',
    branches: `{ match: main, ${bot} }, { match: "*", force_push: allow }`,
    reason: 'releases',
  },
  { when: "the floor's entry lists nobody", floor: '{ match: main }', reason: undefined },
  {
    when: "the floor's entry lists them as well",
    floor: `{ match: main, ${bot} }`,
    reason: 'releases',
  },
])('when $when, the permission is $reason', ({ branches, floor, but, reason }) => {
  const { policy } = resolvePolicy({
    repository: policyOf(`branches: [${branches ?? `{ match: ~DEFAULT_BRANCH, ${bot} }`}]`),
    organisation:
      floor === undefined ? undefined : policyOf(`floor: { branches: [${floor}] }`, true),
  })
  expect(bypassFor(policy, { ...change, ...but })?.reason).toBe(reason)
})
