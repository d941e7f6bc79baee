import { expect, test } from '@jest/globals'
import { GuardError } from '../../../src/core/errors.ts'
import type { RefCommand, UpdateFacts } from '../../../src/core/git/ref-update.ts'
import type { Decision } from '../../../src/core/policy/decision.ts'
import type { JudgedPush } from '../../../src/guard/git/judge-push.ts'
import {
  brokenRefusal,
  deniedRefusal,
  type PushRefusal,
  staleRefusal,
  unreleasedRefusal,
} from '../../../src/guard/git/refuse-push.ts'

const old = '1'.repeat(40)
const commandOf = (ref: string): RefCommand => ({ ref, old, new: '2'.repeat(40) })
const main = commandOf('refs/heads/main')
const other = commandOf('refs/heads/other')

const updateOf = (command: RefCommand): UpdateFacts => ({
  command,
  tip: old,
  kind: 'rewrite',
  paths: [],
  commits: [],
  warnings: [],
})
const denied: Decision = {
  verdict: 'deny',
  effective: 'deny',
  rule: 'branches.force_push',
  reason: 'main keeps its history',
  rules: [],
}
const allowed: Decision = { verdict: 'allow', effective: 'allow', rules: [] }
const judged: JudgedPush = {
  facts: { updates: [], secrets: [], bytes: 0, defaultBranch: 'main' },
  verdicts: [
    {
      update: updateOf(main),
      decision: denied,
      byPolicy: denied,
      reasons: [{ effect: 'deny', rule: 'branches.force_push', text: 'main keeps its history' }],
    },
    { update: updateOf(other), decision: allowed, byPolicy: allowed, reasons: [] },
  ],
}
interface Texts {
  main: string
  other: string
  lines: string
  why: string | undefined
  unpack: string
  outcome: string
}
const textsOf = ({
  reason,
  lines,
  why,
  unpack = 'ok',
  outcome = 'refused',
}: PushRefusal): Texts => ({
  main: reason(main),
  other: reason(other),
  lines: lines.join('\n'),
  why,
  unpack,
  outcome,
})

test.each<{ when: string; refusal: PushRefusal; texts: Partial<Texts> }>([
  {
    when: 'one ref is denied',
    refusal: deniedRefusal(judged),
    texts: {
      main: 'cursor-guard: force push to a protected branch',
      other: 'cursor-guard: refused with the others',
      lines: [
        'cursor-guard: refs/heads/main is refused by "branches.force_push"',
        '  main keeps its history',
        '  Nothing of this push has reached the forge.',
      ].join('\n'),
      why: undefined,
    },
  },
  {
    when: 'one ref has moved',
    refusal: staleRefusal(new Map([[main.ref, 'refs/heads/main is at 123']])),
    texts: {
      main: 'cursor-guard: stale info, fetch first',
      other: 'cursor-guard: refused with the others',
      lines: 'cursor-guard: refs/heads/main is at 123',
      why: 'cursor-guard: refs/heads/main is at 123',
    },
  },
  {
    when: 'nobody released it',
    refusal: unreleasedRefusal(judged, ['cursor-guard: ann denied this push', '  not today']),
    texts: {
      main: 'cursor-guard: ann denied this push',
      other: 'cursor-guard: ann denied this push',
      why: 'cursor-guard: ann denied this push.   not today',
      outcome: 'held, not released',
    },
  },
  {
    when: 'git refuses the pack',
    refusal: brokenRefusal(new GuardError('PUSH_REFUSED', 'not a pack'), undefined),
    texts: { main: 'cursor-guard: not a pack', unpack: 'not a pack', lines: '' },
  },
  {
    when: 'the forge cannot be reached',
    refusal: brokenRefusal(new GuardError('UPSTREAM_FAILED', 'the forge is silent'), undefined),
    texts: { main: 'cursor-guard: the forge is silent', unpack: 'ok' },
  },
  {
    when: 'something unexpected breaks, of which only the code is said',
    refusal: brokenRefusal(
      Object.assign(new Error('/private/path'), { code: 'ENOSPC' }),
      undefined,
    ),
    texts: { why: 'the push could not be judged (ENOSPC)', unpack: 'ok' },
  },
  {
    when: 'the session ended meanwhile',
    refusal: brokenRefusal(new Error('aborted'), 'the recording is full'),
    texts: { main: 'cursor-guard: the session has ended: the recording is full' },
  },
])('when $when every ref is told why', ({ refusal, texts }) => {
  expect(textsOf(refusal)).toMatchObject(texts)
})
