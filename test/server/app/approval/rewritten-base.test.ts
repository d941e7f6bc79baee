import { beforeEach, describe, expect, test } from '@jest/globals'
import type { PullChanges, PullRange } from '../../../../src/core/git/change-reader.ts'
import { judgePullRequest } from '../../../../src/server/app/approval/judge-pull-request.ts'
import { useNock } from '../../../support/nock.ts'
import {
  ben,
  carol,
  head,
  keyOn,
  later,
  oid,
  type PullWorld,
  policyText,
  pullWorld,
} from './pull-world.ts'

useNock()

// R ─ A ─ head     what the pull request stands on
//   ├ X            what somebody pushes over A
//   └ D ─ later    another head of the pull request
const [R, A, X, D] = [oid('1'), oid('2'), oid('3'), oid('4')]
const parents: Readonly<Record<string, string>> = { [A]: R, [X]: R, [head]: A, [D]: R, [later]: D }
const main = 'refs/heads/main'
const guarded = 'branches: [{ match: [main] }]'

/** Files of each commit, with their contents. */
let files: Record<string, Record<string, string>>
let tip: string
let world: PullWorld
beforeEach(() => {
  files = {
    [R]: { 'readme.md': '1' },
    [A]: { 'readme.md': '2' },
    [X]: { 'readme.md': '1', 'x.txt': 'x' },
    [D]: { 'readme.md': '1', 'deploy/app.yml': 'replicas: 3' },
    [later]: { 'readme.md': '3', 'deploy/app.yml': 'replicas: 3' },
    [head]: { 'readme.md': '2', 'deploy/app.yml': 'replicas: 3' },
  }
  tip = A
  world = pullWorld({
    policy: policyText(guarded),
    services: {
      changes: {
        readTips: async () => new Map([[main, tip]]),
        isAncestor: async (_: unknown, a: string, b: string) =>
          historyOf(b).includes(a) ? 'yes' : 'no',
        readPullRequest: async (_: unknown, range: PullRange) => changesOf(range),
      } as never,
    },
  })
})

function historyOf(commit: string): string[] {
  const parent = parents[commit]
  return parent === undefined ? [commit] : [commit, ...historyOf(parent)]
}

function changesOf({ base, head: to }: PullRange): PullChanges {
  const mergeBase = historyOf(to).find((one) => historyOf(base).includes(one)) ?? ''
  const [before = {}, after = {}] = [files[mergeBase], files[to]]
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (path) => before[path] !== after[path],
  )
  const ann = 'Ann <ann@acme.example>'
  return {
    facts: {
      command: { ref: 'x', old: mergeBase, new: to },
      tip: mergeBase,
      kind: 'fast-forward',
      paths: [],
      commits: [{ id: to, author: ann, committer: ann, subject: 'Change' }],
      warnings: [],
    },
    problems: [],
    mergeBase,
    paths: differing.map((path) => ({ path, mode: '100644', commit: to })),
  }
}

const refs = () => world.scope.services.refs
const judge = (policy?: string) => judgePullRequest(world.again(policy), 7, { fresh: true })
const conclusion = () => world.forge.checkOn(head)?.conclusion

describe('a pull request that is asked about while its base stands rewritten', () => {
  test('keeps its review when the base is back, whichever was told first', async () => {
    world.forge.review(ben, 'APPROVED')
    tip = X
    await judge()
    const meanwhile = keyOn(world)
    tip = A
    await judge()
    expect(keyOn(world)).not.toBe(meanwhile)
    expect(conclusion()).toBe('success')
  })

  test.each([
    ['a file that it touches was another one there', { 'deploy/app.yml': 'replicas: 9' }],
    ['it takes back what is in the base', { 'readme.md': '2', 'fix.ts': 'mended' }],
  ])('is asked about anew when %s', async (_, there) => {
    files[A] = { 'readme.md': '2', ...there }
    tip = X
    world.forge.review(ben, 'APPROVED')
    await judge()
    expect(conclusion()).toBe('success')
    tip = A
    await judge()
    expect(conclusion()).toBe('action_required')
    world.forge.review(carol, 'APPROVED')
    await judge()
    expect(conclusion()).toBe('success')
  })

  test('is asked about anew when what lies between cannot be read', async () => {
    tip = X
    world.forge.review(ben, 'APPROVED')
    await judge()
    tip = A
    const { changes } = world.scope.services
    const read = changes.readPullRequest
    changes.readPullRequest = async (source, range) =>
      range.head === A ? { ...changesOf(range), paths: 'unknown' } : read(source, range)
    await judge()
    expect(conclusion()).toBe('action_required')
  })

  test('hears nothing of before when that asking has run out', async () => {
    tip = X
    world.forge.review(ben, 'APPROVED')
    await judge()
    world.scope.clock.now += 86_400_000
    tip = A
    await judge()
    expect(conclusion()).toBe('action_required')
  })
})

describe('a protected base that is about to be put back', () => {
  beforeEach(async () => {
    await refs().accept(42, main, { oid: A })
    await judge()
  })

  test('is judged where it will be: nothing is asked anew, and a review stays', async () => {
    const asked = keyOn(world)
    world.forge.review(ben, 'APPROVED')
    tip = X
    await judge()
    expect(keyOn(world)).toBe(asked)
    expect(conclusion()).toBe('success')
  })

  test('hides nothing that the rewrite brought along from the pull request', async () => {
    world.moveTo(later)
    tip = D
    await judge()
    expect(world.forge.checkOn(later)?.conclusion).toBe('action_required')
  })

  test.each([
    ['is only audited', `enforcement: audit\n${guarded}`],
    ['is allowed', guarded.replace('}', ', force_push: allow }')],
  ])('a rewrite that %s stays, and is what is judged', async (_, more) => {
    tip = X
    await judge(policyText(more))
    const judged = await world.scope.services.rememberedPulls.get(42, 7)
    expect(JSON.parse(judged?.change ?? '')).toMatchObject({ mergeBase: R })
  })

  test('one that could not be put back is what is judged', async () => {
    const incident = { ref: main, lost: A, pushed: X, kind: 'rewrite', actor: undefined } as const
    const counts = { times: 1, told: 1, at: 0 }
    await refs().saveIncident(42, { ...incident, ...counts, outcome: 'impossible' })
    tip = X
    await judge()
    const judged = await world.scope.services.rememberedPulls.get(42, 7)
    expect(JSON.parse(judged?.change ?? '')).toMatchObject({ mergeBase: R })
  })
})
