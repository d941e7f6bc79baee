import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  onCheckRun,
  onCheckSuite,
  onComment,
  onPullRequest,
  onPush,
  onReview,
} from '../../../../src/server/app/handlers/approval-events.ts'
import { repositoryPayloads } from '../../../../src/server/app/payloads.ts'
import type { Account } from '../../../support/app/forge-pulls.ts'
import { useNock } from '../../../support/nock.ts'
import {
  ann,
  base,
  ben,
  bot,
  carol,
  event,
  head,
  idOn,
  keyOn,
  later,
  oid,
  type PullWorld,
  policyText,
  pressed,
  pullWorld,
} from './pull-world.ts'

useNock()

let world: PullWorld
beforeEach(() => {
  world = pullWorld()
})

const check = (sha = head) => world.forge.checkOn(sha)
const approvals = () => world.scope.services.approvals(42)

const opened = (action = 'opened', sender: Account = ann, sha = head) =>
  onPullRequest(
    repositoryPayloads.pull_request.parse({
      ...event(sender),
      action,
      pull_request: { number: 7, head: { sha }, base: { sha: base } },
    }),
    world.again(),
  )
const reviewed = (action = 'submitted') =>
  onReview(
    repositoryPayloads.pull_request_review.parse({
      ...event(ben),
      action,
      pull_request: { number: 7 },
    }),
    world.again(),
  )
const press = (payload: object) =>
  onCheckRun(repositoryPayloads.check_run.parse(payload), world.again())

function commented(comment: { id: number; body: string; user: Account }, but: object = {}) {
  const { id, body, user } = comment
  return onComment(
    repositoryPayloads.issue_comment.parse({
      ...event(user),
      action: 'created',
      issue: { number: 7, pull_request: {} },
      comment: { id, body },
      ...but,
    }),
    world.again(),
  )
}

describe('pull_request', () => {
  test('whoever brought new commits may not approve them, however the event is delivered again', async () => {
    await opened()
    world.moveTo(later)
    await opened('synchronize', ben, later)
    await opened('synchronize', ben, later)
    world.forge.review(ben, 'APPROVED')
    await reviewed()
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    world.forge.review(carol, 'APPROVED')
    await reviewed()
    expect(check(later)).toMatchObject({ conclusion: 'success' })
  })

  test('whoever opens one has pushed nothing: they may approve another one with the same head', async () => {
    world.pull({ number: 8, user: ben })
    await onPullRequest(
      repositoryPayloads.pull_request.parse({
        ...event(ben),
        action: 'opened',
        pull_request: { number: 8, head: { sha: head }, base: { sha: base } },
      }),
      world.again(),
    )
    expect(await world.scope.services.rememberedPulls.pushersOf(42, head)).toEqual([])
    await opened()
    world.forge.review(ben, 'APPROVED')
    await reviewed()
    const answerOf = async (number: number) =>
      (await world.scope.services.rememberedPulls.get(42, number))?.report.conclusion
    expect(await answerOf(7)).toBe('success')
    world.forge.review(ben, 'APPROVED', { pull: 8 })
    await onReview(
      repositoryPayloads.pull_request_review.parse({
        ...event(ben),
        action: 'submitted',
        pull_request: { number: 8 },
      }),
      world.again(),
    )
    expect(await answerOf(8)).toBe('action_required')
  })

  test('an event that comes late judges what is there now', async () => {
    world.moveTo(later)
    await opened('opened', ann, head)
    expect(check(head)).toBeUndefined()
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
  })

  test.each(['labeled', 'assigned', 'auto_merge_enabled'])(
    '%s is not looked at',
    async (action) => {
      await opened(action)
      expect(world.forge.calls).toEqual([])
    },
  )
})

describe('pull_request_review', () => {
  test('for a pull request that nothing holds costs nothing', async () => {
    world.changes.set(head, { paths: [] })
    await opened()
    world.forge.calls.length = 0
    await reviewed()
    expect(world.forge.calls).toEqual([])
  })

  test('approves, once, however often it is delivered', async () => {
    await opened()
    world.forge.review(ben, 'APPROVED')
    await reviewed()
    const writes = world.forge.countWrites()
    await reviewed()
    await reviewed('edited')
    expect(world.forge.countWrites()).toBe(writes)
    expect(check()).toMatchObject({ conclusion: 'success' })
  })
})

describe('buttons', () => {
  beforeEach(() => opened())

  test.each<{ when: string; by: Account; word: 'Approve' | 'Deny'; conclusion: string }>([
    { when: 'somebody who may approves', by: ben, word: 'Approve', conclusion: 'success' },
    { when: 'somebody who may denies', by: ben, word: 'Deny', conclusion: 'failure' },
    { when: 'the author approves', by: ann, word: 'Approve', conclusion: 'action_required' },
    { when: 'a bot approves', by: bot, word: 'Approve', conclusion: 'action_required' },
  ])('$when: $conclusion', async ({ by, word, conclusion }) => {
    await press(pressed(world, by, word))
    expect(check()).toMatchObject({ conclusion })
  })

  test('a press is kept when the server dies before it can answer', async () => {
    world.forge.faults.set('PATCH /repos/acme/shop/check-runs', [500, { message: 'down' }])
    await expect(press(pressed(world, ben, 'Approve'))).rejects.toThrow('down')
    world.forge.faults.clear()
    await opened('edited')
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test('an earlier press that is delivered again does not undo a later one', async () => {
    const two = policyText('', 'count: 2')
    await onPullRequest(
      repositoryPayloads.pull_request.parse({
        ...event(ann),
        action: 'edited',
        pull_request: { number: 7, head: { sha: head }, base: { sha: base } },
      }),
      world.again(two),
    )
    const on = (payload: object) =>
      onCheckRun(repositoryPayloads.check_run.parse(payload), world.again(two))
    const first = pressed(world, ben, 'Approve')
    await on(first)
    expect(check()?.output.title).toContain('1 of 2')
    await on(pressed(world, ben, 'Deny'))
    expect(check()).toMatchObject({ conclusion: 'failure' })
    await on(first)
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })

  test.each<{ when: string; but: (payload: ReturnType<typeof pressed>) => object }>([
    {
      when: 'the run belongs to another app',
      but: (payload) => ({ ...payload, check_run: { ...payload.check_run, app: { id: 31_337 } } }),
    },
    {
      when: 'the run has no app',
      but: (payload) => ({ ...payload, check_run: { ...payload.check_run, app: null } }),
    },
    {
      when: 'the run has another name',
      but: (payload) => ({
        ...payload,
        check_run: { ...payload.check_run, name: 'cursor-guard / policy' },
      }),
    },
    {
      when: 'the button is none of ours',
      but: (payload) => ({ ...payload, requested_action: { identifier: 'merge-1' } }),
    },
    {
      when: 'no button is named',
      but: ({ requested_action: _, ...payload }) => payload,
    },
    {
      when: 'there is no such run',
      but: (payload) => ({ ...payload, check_run: { ...payload.check_run, id: 1 } }),
    },
  ])('a press is nothing when $when', async ({ but }) => {
    await press(but(pressed(world, ben, 'Approve')))
    await opened('edited')
    expect(check()).toMatchObject({ conclusion: 'action_required' })
    expect(check()?.output.title).toContain('0 of 1')
  })

  test('the event may say it is our run: what the forge says of the run counts', async () => {
    const payload = pressed(world, ben, 'Approve')
    const run = world.forge.checks.find(({ id }) => id === payload.check_run.id)
    world.forge.checks.push({ ...(run as NonNullable<typeof run>), id: 4_444, app: 31_337 })
    await press({ ...payload, check_run: { ...payload.check_run, id: 4_444 } })
    expect(await approvals().get(keyOn(world))).toMatchObject({ kept: [] })
  })

  test('approve A, push B: the press on A does nothing for B', async () => {
    const payload = pressed(world, ben, 'Approve')
    world.moveTo(later)
    await opened('synchronize', ann, later)
    await press(payload)
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
  })

  test('approve A while B is being pushed: A never counts for B, in whatever order events come', async () => {
    const payload = pressed(world, ben, 'Approve')
    world.moveTo(later)
    await press(payload)
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    await opened('synchronize', ann, later)
    expect(check(later)).toMatchObject({ conclusion: 'action_required' })
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
  })

  test('a press after the deadline comes too late', async () => {
    const payload = pressed(world, ben, 'Approve')
    world.scope.clock.now += 25 * 3_600_000
    await press(payload)
    expect(check()?.output.title).toContain('run out')
  })

  test('two people at the same moment both have a voice', async () => {
    const store = approvals()
    const { replace } = store
    let calls = 0
    store.replace = async (previous, next) => {
      calls += 1
      if (calls > 1 || previous === undefined) return replace(previous, next)
      const vote = {
        by: { id: 3, login: 'carol' },
        approve: false,
        at: 1,
        surface: 'button' as const,
        mark: 1,
      }
      await replace(previous, { ...previous, kept: [vote] })
      return replace(previous, next)
    }
    await press(pressed(world, ben, 'Approve'))
    const { kept } = (await store.get(keyOn(world))) ?? { kept: [] }
    expect(kept.map(({ by }) => by.id)).toEqual([3, 2])
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })
})

describe('re-run', () => {
  const rerun = (app: number, name = 'cursor-guard / approval') =>
    press({
      ...event(ann),
      action: 'rerequested',
      check_run: { id: 1, name, head_sha: head, app: { id: app } },
    })

  test('asks anew what has run out', async () => {
    await opened()
    world.scope.clock.now += 25 * 3_600_000
    await opened('edited')
    expect(check()).toMatchObject({ conclusion: 'failure' })
    await rerun(1_000)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test("of another app's check, or of another check of ours, is not for us", async () => {
    await rerun(31_337)
    await rerun(1_000, 'cursor-guard / secrets')
    expect(world.forge.calls).toEqual([])
  })

  test('of all checks finds a pull request whose event was missed', async () => {
    const suite = (app: number) =>
      onCheckSuite(
        repositoryPayloads.check_suite.parse({
          ...event(ann),
          action: 'rerequested',
          check_suite: { head_sha: head, app: { id: app } },
        }),
        world.again(),
      )
    await suite(31_337)
    expect(world.forge.calls).toEqual([])
    await suite(1_000)
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })
})

describe('issue_comment', () => {
  test('a command of somebody who may approves', async () => {
    await opened()
    await commented(world.forge.comment(ben, `/cursor-guard approve ${idOn(world)}`))
    expect(check()).toMatchObject({ conclusion: 'success' })
  })

  test.each([
    '/cursor-guard deny too risky',
    '/cursor-guard deny: risky',
    '/cursor-guard deny.',
    '/Cursor-Guard deny',
  ])('%j of somebody who may denies', async (body) => {
    await opened()
    await commented(world.forge.comment(ben, body))
    expect(check()).toMatchObject({ conclusion: 'failure' })
  })

  test('a command nobody can read is answered in the one comment', async () => {
    await opened()
    await commented(world.forge.comment(ben, '/cursor-guard frobnicate'))
    const ours = world.forge.comments.filter(({ app }) => app === 1_000)
    expect(ours).toHaveLength(1)
    expect(ours[0]?.body).toContain('Commands that do nothing:')
  })

  test('status where nothing is held is answered once, in one comment', async () => {
    world.changes.set(head, { paths: [] })
    await commented(world.forge.comment(ben, '/cursor-guard status'))
    await commented(world.forge.comment(ben, '/cursor-guard help'))
    const ours = world.forge.comments.filter(({ app }) => app === 1_000)
    expect(ours).toHaveLength(1)
    expect(ours[0]?.body).toContain('No approval needed')
  })

  test.each<{ when: string; act: () => Promise<void> }>([
    {
      when: 'words that are no command',
      act: () => commented(world.forge.comment(ben, 'approve!')),
    },
    {
      when: 'a command that is not about approval',
      act: () => commented(world.forge.comment(ben, '/cursor-guard init')),
    },
    { when: 'a bot', act: () => commented(world.forge.comment(bot, '/cursor-guard status')) },
    {
      when: 'an issue that is no pull request',
      act: () =>
        commented(world.forge.comment(ben, '/cursor-guard status'), { issue: { number: 7 } }),
    },
    {
      when: 'an app in the name of a person',
      act: () => {
        const { id, body } = world.forge.comment(ben, '/cursor-guard status')
        const comment = { id, body, performed_via_github_app: { id: 9 } }
        return commented({ id, body, user: ben }, { comment })
      },
    },
    {
      when: 'an edit, where nothing is held',
      act: () => commented(world.forge.comment(ben, '/cursor-guard status'), { action: 'edited' }),
    },
  ])('$when is not looked at', async ({ act }) => {
    await act()
    expect(world.forge.calls).toEqual([])
  })

  test.each<{ when: string; act: () => Promise<void> }>([
    {
      when: 'the comment is another one by now',
      act: () => {
        const comment = world.forge.comment(ben, '/cursor-guard status')
        const told = { ...comment }
        comment.body = 'never mind'
        return commented(told)
      },
    },
    {
      when: 'the comment is on another pull request',
      act: () => commented(world.forge.comment(ben, '/cursor-guard status', { issue: 9 })),
    },
    {
      when: 'the comment is gone',
      act: () => commented({ id: 1, body: '/cursor-guard status', user: ben }),
    },
    {
      when: 'somebody else wrote it',
      act: () => commented({ ...world.forge.comment(carol, '/cursor-guard status'), user: ben }),
    },
  ])('where $when, the forge is asked and nothing is said', async ({ act }) => {
    await act()
    expect(world.forge.calls.length).toBeGreaterThan(0)
    expect(world.forge.countWrites()).toBe(0)
  })

  test('an approval that is edited away is counted anew', async () => {
    await opened()
    const comment = world.forge.comment(ben, `/cursor-guard approve ${idOn(world)}`)
    await commented(comment)
    comment.body = 'I did not mean it'
    comment.updated_at = '2026-11-22T23:00:00Z'
    await commented({ ...comment }, { action: 'edited' })
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })
})

describe('push', () => {
  const push = (ref: string, policy?: string, sender = ben) =>
    onPush(
      repositoryPayloads.push.parse({ ...event(sender), ref, before: base, after: head }),
      world.again(policy),
    )

  test('whoever pushed the branch before the pull request was opened may not approve it', async () => {
    await push('refs/heads/feature')
    await opened()
    world.forge.review(ben, 'APPROVED')
    await reviewed()
    expect(check()).toMatchObject({ conclusion: 'action_required' })
  })

  test('to the default branch judges open pull requests anew, if the policy is another one', async () => {
    await opened()
    const { added } = world.scope.services.jobs
    added.splice(0)
    await push('refs/heads/main')
    expect(added).toEqual([])
    await push('refs/heads/main', policyText('limits: { pushes: 9 }'))
    expect(added).toMatchObject([{ job: { kind: 'judge-pull-request', number: 7 }, at: undefined }])
  })

  test.each(['refs/tags/v1', 'refs/heads/gone'])(
    'of %s is not looked at when nothing is there',
    async (ref) => {
      await onPush(
        repositoryPayloads.push.parse({ ...event(ben), ref, before: base, after: oid('0') }),
        world.again(),
      )
      expect(await world.scope.services.rememberedPulls.pushersOf(42, oid('0'))).toEqual([])
    },
  )
})

test('in a repository without a policy no event reads or writes anything', async () => {
  world = pullWorld({ policy: { state: 'absent' } })
  await opened()
  await reviewed()
  await commented(world.forge.comment(ben, '/cursor-guard status'))
  await press({
    ...event(ann),
    action: 'rerequested',
    check_run: { id: 1, name: 'cursor-guard / approval', head_sha: head, app: { id: 1_000 } },
  })
  expect(world.forge.calls).toEqual([])
})
