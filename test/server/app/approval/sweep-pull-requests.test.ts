import { beforeEach, expect, test } from '@jest/globals'
import { sweepPullRequests } from '../../../../src/server/app/approval/sweep-pull-requests.ts'
import { useNock } from '../../../support/nock.ts'
import { ben, head, later, type PullWorld, policyText, pullWorld } from './pull-world.ts'

useNock()

let world: PullWorld
beforeEach(() => {
  world = pullWorld()
  world.pull({ number: 8, head: later })
  world.changes.set(later, { paths: [] })
})

const sweep = (policy?: string) => sweepPullRequests(world.again(policy))
const check = (sha = head) => world.forge.checkOn(sha)

test('every open pull request gets its check', async () => {
  await sweep()
  expect(check(head)).toMatchObject({ conclusion: 'action_required' })
  expect(check(later)).toMatchObject({ conclusion: 'success' })
})

test('one that nothing holds costs its line in the list, and what is held is counted anew', async () => {
  world.changes.set(head, { paths: [] })
  await sweep()
  world.forge.calls.length = 0
  await sweep()
  expect(world.forge.calls).toEqual(['GET /repos/acme/shop/pulls'])
})

test('what webhooks missed is found: a review, new commits, a closed pull request, another policy', async () => {
  await sweep()
  world.forge.review(ben, 'APPROVED')
  await sweep()
  expect(check(head)).toMatchObject({ conclusion: 'success' })
  await sweep(policyText('limits: { pushes: 5 }'))
  expect(check(head)).toMatchObject({ conclusion: 'action_required' })
  world.pull({ state: 'closed' })
  await sweep()
  expect(check(head)).toMatchObject({ conclusion: 'failure' })
  expect(await world.scope.services.rememberedPulls.listOpen(42)).toEqual([8])
})

test('one that cannot be judged does not keep the others from it, and the sweep is tried again', async () => {
  world.forge.faults.set('POST /graphql', [502, { message: 'bad gateway' }])
  await expect(sweep()).rejects.toThrow('not every pull request was judged')
  expect(check(later)).toMatchObject({ conclusion: 'success' })
})

test('without a policy, or in an archived repository, nothing is asked', async () => {
  for (const options of [
    { policy: { state: 'absent' as const } },
    { repository: { archived: true } },
  ]) {
    const bare = pullWorld(options)
    await sweepPullRequests(bare.scope)
    expect(bare.forge.calls).toEqual([])
  }
})
