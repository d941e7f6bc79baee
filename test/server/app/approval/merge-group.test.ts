import { beforeEach, expect, test } from '@jest/globals'
import { entriesOfGroup } from '../../../../src/adapters/github/merge-queue.ts'
import { judgePullRequest } from '../../../../src/server/app/approval/judge-pull-request.ts'
import { onMergeGroup } from '../../../../src/server/app/handlers/approval-events.ts'
import { repositoryPayloads } from '../../../../src/server/app/payloads.ts'
import { useNock } from '../../../support/nock.ts'
import { ann, base, ben, event, head, later, oid, type PullWorld, pullWorld } from './pull-world.ts'

useNock()

const [group, onTop] = [oid('1'), oid('2')]
let world: PullWorld

beforeEach(() => {
  world = pullWorld()
  world.pull({ number: 8, head: later })
  world.changes.set(later, { paths: [{ path: 'src/b.ts', mode: '100644', commit: later }] })
  world.forge.queue = [
    { base, head: group, number: 7, pullHead: head },
    { base: group, head: onTop, number: 8, pullHead: later },
  ]
})

const asked = (headSha = group, baseSha = base, action = 'checks_requested') =>
  onMergeGroup(
    repositoryPayloads.merge_group.parse({
      ...event(ann),
      action,
      merge_group: {
        head_sha: headSha,
        head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-x',
        base_sha: baseSha,
        base_ref: 'refs/heads/main',
      },
    }),
    world.again(),
  )
const check = (sha = group) => world.forge.checkOn(sha)
const setQueue = (queue: typeof world.forge.queue) => {
  world.forge.queue = queue
}
const approve = async () => {
  await judgePullRequest(world.again(), 7)
  world.forge.review(ben, 'APPROVED')
}

test('a group whose pull request is approved is good', async () => {
  await approve()
  await asked()
  expect(check()).toMatchObject({ name: 'cursor-guard / approval', conclusion: 'success' })
})

test('a group of one that is free, on top of another group, is judged by itself', async () => {
  world.changes.set(onTop, {
    mergeBase: group,
    paths: [{ path: 'src/b.ts', mode: '100644', commit: onTop }],
  })
  await asked(onTop, group)
  expect(check(onTop)).toMatchObject({ conclusion: 'success' })
})

test('a group of two needs both', async () => {
  world.changes.set(onTop, {
    paths: ['deploy/app.yml', 'src/b.ts'].map((path) => ({ path, mode: '100644', commit: onTop })),
  })
  await asked(onTop, base)
  expect(check(onTop)).toMatchObject({ conclusion: 'failure' })
  expect(check(onTop)?.output.title).toContain('1 of 2')
  world.forge.review(ben, 'APPROVED')
  await asked(onTop, base)
  expect(check(onTop)).toMatchObject({ conclusion: 'success' })
})

test.each<{ when: string; spoil: () => void; title: RegExp }>([
  {
    when: 'nobody has approved',
    spoil: () => void world.forge.reviews.splice(0),
    title: /may not be merged/,
  },
  {
    when: 'there is no queue',
    spoil: () => setQueue(undefined),
    title: /could not be told/,
  },
  {
    when: 'the queue has moved on',
    spoil: () => setQueue([]),
    title: /could not be told/,
  },
  {
    when: 'the pull request has other commits by now',
    spoil: () => world.moveTo(oid('9')),
    title: /may not be merged/,
  },
  {
    when: 'the pull request goes elsewhere by now',
    spoil: () => void world.pull({ base: 'dev' }),
    title: /may not be merged/,
  },
  {
    when: 'the pull request was closed',
    spoil: () => void world.pull({ state: 'closed' }),
    title: /may not/,
  },
  {
    when: 'the group changes a file nobody judged',
    spoil: () =>
      void world.changes.set(group, {
        paths: [
          { path: 'deploy/app.yml', mode: '100644', commit: group },
          { path: 'deploy/other.yml', mode: '100644', commit: group },
        ],
      }),
    title: /not what was judged/,
  },
  {
    when: 'what the group changes cannot be read',
    spoil: () => void world.changes.set(group, { paths: 'unknown' }),
    title: /not what was judged/,
  },
  {
    when: 'the group does not stand on the branch',
    spoil: () => void world.changes.set(group, { mergeBase: oid('9') }),
    title: /not what was judged/,
  },
])('when $when, the group fails', async ({ spoil, title }) => {
  await approve()
  spoil()
  await asked()
  expect(check()).toMatchObject({ conclusion: 'failure' })
  expect(check()?.output.title).toMatch(title)
})

test('an error of the forge is tried again and is no answer', async () => {
  world.forge.faults.set('POST /graphql', [502, { message: 'bad gateway' }])
  await expect(asked()).rejects.toThrow()
  expect(check()).toBeUndefined()
})

test('a queue that the App may not read is a failure that names the permission', async () => {
  const message = 'Resource not accessible by integration'
  const errors = [{ type: 'FORBIDDEN', message }]
  world.forge.faults.set('POST /graphql', [200, { data: { repository: null }, errors } as object])
  await asked()
  expect(check()).toMatchObject({ conclusion: 'failure' })
  expect(check()?.output.summary).toContain('Merge queues: read')
})

test('a group that is taken apart, or a repository without policy, gets no answer', async () => {
  await asked(group, base, 'destroyed')
  expect(world.forge.calls).toEqual([])
  world = pullWorld({ policy: { state: 'absent' } })
  await asked()
  expect(world.forge.calls).toEqual([])
})

test('asked twice it answers once', async () => {
  await approve()
  await asked()
  const writes = world.forge.countWrites()
  await asked()
  expect(world.forge.countWrites()).toBe(writes)
})

const entry = (number: number, baseSha?: string, headSha?: string) => ({
  number,
  pullHeadSha: oid('f'),
  ...(baseSha === undefined ? {} : { baseSha }),
  ...(headSha === undefined ? {} : { headSha }),
})

test.each([
  { when: 'one stands on the base', entries: [entry(1, 'b', 'h')], numbers: [1] },
  {
    when: 'a chain leads down',
    entries: [entry(1, 'b', 'm'), entry(2, 'm', 'h')],
    numbers: [2, 1],
  },
  {
    when: 'two make one commit',
    entries: [entry(1, 'b', 'h'), entry(2, 'b', 'h')],
    numbers: [1, 2],
  },
  { when: 'the chain breaks', entries: [entry(2, 'm', 'h')], numbers: undefined },
  {
    when: 'the chain goes round',
    entries: [entry(1, 'h', 'm'), entry(2, 'm', 'h')],
    numbers: undefined,
  },
  { when: 'two disagree', entries: [entry(1, 'b', 'h'), entry(2, 'm', 'h')], numbers: undefined },
  { when: 'a commit is not made yet', entries: [entry(1)], numbers: undefined },
  { when: 'nothing is in the queue', entries: [], numbers: undefined },
])('of a queue in which $when, the group is $numbers', ({ entries, numbers }) => {
  const found = entriesOfGroup(entries, { baseSha: 'b', headSha: 'h' })
  expect(found?.map(({ number }) => number)).toEqual(numbers)
})
