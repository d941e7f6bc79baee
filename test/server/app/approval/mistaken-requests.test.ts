import { beforeEach, expect, test } from '@jest/globals'
import { end, type HeldChange } from '../../../../src/core/approval/request.ts'
import { judgePullRequest } from '../../../../src/server/app/approval/judge-pull-request.ts'
import { onCheckRun } from '../../../../src/server/app/handlers/approval-events.ts'
import { repositoryPayloads } from '../../../../src/server/app/payloads.ts'
import { useNock } from '../../../support/nock.ts'
import {
  base,
  ben,
  carol,
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

const nock = useNock()

let world: PullWorld
beforeEach(() => {
  world = pullWorld()
})

const judge = (policy?: string, wish = {}) => judgePullRequest(world.again(policy), 7, wish)
const check = (sha = head) => world.forge.checkOn(sha)
const approvals = () => world.scope.services.approvals(42)
const ours = () => world.forge.comments.filter(({ app }) => app === 1_000)

/** A request that has ended, as it is found in the store. */
const ended = (but: Partial<HeldChange>): HeldChange =>
  end(
    {
      about: 'pull-request',
      key: oid('0'),
      repository: 42,
      number: 7,
      headSha: oid('d'),
      state: 'waiting',
      need: { count: 1, teams: [], users: [], permission: 'write' },
      askedAt: world.scope.clock.now,
      expiresAt: world.scope.clock.now + 86_400_000,
      after: { review: 0, comment: 0 },
      kept: [],
      ...but,
    },
    'withdrawn',
    'the pull request has other commits now',
  )

/** Requests that were asked after all that are there. */
async function askFiftyMore(): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    world.scope.clock.now += 1_000
    const key = index.toString().padStart(64, '0')
    await approvals().replace(undefined, ended({ key, askedAt: world.scope.clock.now }))
  }
}

/** The key that a head will have, from another world. */
async function keyOfHead(sha: string): Promise<string> {
  const here = world
  nock.cleanAll()
  world = pullWorld()
  world.moveTo(sha)
  await judge()
  const key = keyOn(world, sha)
  nock.cleanAll()
  world = pullWorld()
  expect(here).not.toBe(world)
  return key
}

/** Another key with the same first ten digits. */
const alike = (key: string): string =>
  `${key.slice(0, 10)}${key[10] === '0' ? '1' : '0'}${key.slice(11)}`

test('two requests share what was typed: nothing is approved until more is typed', async () => {
  await judge()
  const key = keyOn(world)
  await approvals().replace(undefined, ended({ key: alike(key), number: 8 }))
  world.forge.comment(ben, `/cursor-guard approve ${key.slice(0, 10)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'action_required' })
  expect(idOn(world)).toBe(key.slice(0, 11))
  expect(ours()[0]?.body).toContain(
    `several requests begin with that id; the open request is ${key.slice(0, 11)}`,
  )
  world.forge.comment(ben, `/cursor-guard approve ${key.slice(0, 11)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'success' })
})

test('an approval by comment is withdrawn when its id begins another request by now', async () => {
  await judge()
  const key = keyOn(world)
  world.forge.comment(ben, `/cursor-guard approve ${idOn(world)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'success' })
  await approvals().replace(undefined, ended({ key: alike(key) }))
  await judge()
  expect(check()).toMatchObject({ conclusion: 'action_required' })
})

test('an old comment approves no new head whose key begins alike, after fifty more requests', async () => {
  const key = await keyOfHead(later)
  await judge()
  await approvals().replace(undefined, ended({ key: alike(key) }))
  await askFiftyMore()
  world.forge.comment(ben, `/cursor-guard approve ${key.slice(0, 10)}`)
  world.moveTo(later)
  await judge()
  expect(keyOn(world, later)).toBe(key)
  expect(check(later)).toMatchObject({ conclusion: 'action_required' })
})

test('an approval of a head is not replayed after fifty more requests, when that head comes back', async () => {
  world.forge.review(ben, 'APPROVED')
  await judge()
  expect(check()).toMatchObject({ conclusion: 'success' })
  world.moveTo(later)
  await judge()
  await askFiftyMore()
  world.moveTo(head)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'action_required' })
  world.forge.review(carol, 'APPROVED')
  await judge()
  expect(check()).toMatchObject({ conclusion: 'success' })
})

test('a refusal that names another request is none of the open one, one that names none is', async () => {
  await judge()
  const other = alike(keyOn(world))
  await approvals().replace(undefined, ended({ key: other }))
  world.forge.comment(ben, `/cursor-guard deny ${other.slice(0, 11)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'action_required' })
  world.forge.comment(ben, `/cursor-guard deny ${other.slice(0, 10)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'failure' })
})

test('an approval counts, however many comments with other ids came before it', async () => {
  await judge()
  for (let index = 0; index < 250; index += 1) {
    const id = `ab${index.toString().padStart(8, '0')}`
    world.forge.comment(carol, `/cursor-guard approve ${id}`)
  }
  world.forge.comment(ben, `/cursor-guard approve ${idOn(world)}`)
  await judge()
  expect(check()).toMatchObject({ conclusion: 'success' })
})

test('a button that holds ten digits decides nothing, and a button that does takes its place', async () => {
  await judge()
  const key = keyOn(world)
  const press = () =>
    onCheckRun(repositoryPayloads.check_run.parse(pressed(world, ben, 'Approve')), world.again())
  const run = check()
  if (run === undefined) throw new Error('no check')
  run.external_id = key.slice(0, 10)
  await press()
  expect(await approvals().get(key)).toMatchObject({ kept: [] })
  expect(check()).toMatchObject({ conclusion: 'action_required' })
  run.external_id = key
  await press()
  expect(check()).toMatchObject({ conclusion: 'success' })
})

test('other people must agree by now: reviews stay, and whom another rule names is asked as well', async () => {
  const more = `  - name: nightly only
    when: { push: {}, runner: { workflow: "!nightly.yml" } }
    then: hold
    approve: { by: { users: [carol] } }
agents: { identities: [helper@acme.example] }
`
  const policy = policyText(more, 'by: { users: [ben] }')
  world.forge.review(ben, 'APPROVED')
  await judge(policy)
  expect(check()).toMatchObject({ conclusion: 'success' })
  const by = 'Helper <helper@acme.example>'
  world.changes.set(head, {
    facts: {
      command: { ref: 'x', old: base, new: head },
      tip: base,
      kind: 'fast-forward',
      paths: [],
      commits: [{ id: head, author: by, committer: by, subject: 'x' }],
      warnings: [],
    },
  })
  const first = keyOn(world)
  await judge(policy, { fresh: true })
  expect(check()).toMatchObject({ conclusion: 'action_required' })
  expect(await approvals().get(first)).toMatchObject({
    state: 'withdrawn',
    why: 'other people must agree to the change now',
  })
  world.forge.review(carol, 'APPROVED')
  await judge(policy)
  expect(check()).toMatchObject({ conclusion: 'success' })
})
