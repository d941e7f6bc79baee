import { expect, test } from '@jest/globals'
import { sweepAudit } from '../../../../src/server/app/policy/audit-summary.ts'
import {
  repeatPolicyCheck,
  reviewPolicyPull,
  reviewPolicyPush,
  sweepPolicyCheck,
} from '../../../../src/server/app/policy/policy-check.ts'
import { createParsedPolicies } from '../../../../src/server/policy/parsed-policies.ts'
import { createPolicyReader } from '../../../../src/server/policy/policy-reader.ts'
import { fakeScope } from '../../../support/app/fake-scope.ts'
import { memoryPolicies } from '../../../support/app/memory-services.ts'
import { useNock } from '../../../support/nock.ts'
import {
  blobOf,
  givesFile,
  givesRepository,
  givesSameFile,
  givesStatus,
  givesUnchanged,
  shop,
} from './forge.ts'

const nock = useNock()
const api = () => nock('https://api.github.com')
const sha = (text: string) => blobOf(text)
const [head, base, fork] = [sha('head'), sha('base'), sha('merge base')]
const first = 'version: 1\nenforcement: audit\n'
const second = 'version: 1\nlimits: { minutes: 5 }\n'
const broken = 'version: 1\nlimit: {}\n'
const allAnswered = () => expect(nock.pendingMocks()).toEqual([])

/** A repository whose organisation has said nothing, and what is written to it. */
async function world({ archived = false, name = 'shop' } = {}) {
  const policyMemory = memoryPolicies()
  const clock = { now: Date.UTC(2026, 10, 22) }
  await policyMemory.save('organisation', shop.ownerId, { checkedAt: clock.now })
  const policies = createPolicyReader({
    memory: policyMemory,
    parsed: createParsedPolicies(),
    now: () => clock.now,
  })
  const scope = fakeScope({
    repository: { ...shop, archived, name },
    now: clock.now,
    services: { policies, policyMemory },
  })
  const checks: Record<string, unknown>[] = []
  let sent: Record<string, unknown> = {}
  const writesCheck = (times = 1) =>
    api()
      // nock looks at an empty body first.
      .post(`/repos/acme/${name}/check-runs`, (body) => {
        if (typeof body === 'object') sent = body
        return true
      })
      .times(times)
      .reply(201, () => ({ id: checks.push(sent) }))
  return { scope, checks, writesCheck, policyMemory, clock }
}

const about = {
  repository: {} as never,
  installation: { id: 7 },
  sender: { id: 1, login: 'octocat', type: 'User' },
}
const push = (after: string, ref = 'refs/heads/main') => ({ ...about, ref, before: base, after })
const pull = (action = 'opened', headRepo?: { name: string; owner: { login: string } }) => ({
  ...about,
  action,
  pull_request: { number: 3, head: { sha: head, repo: headRepo ?? null }, base: { sha: base } },
})
const givesMergeBase = () =>
  api()
    .get(`/repos/acme/shop/compare/${base}...${head}`)
    .query({ per_page: 1 })
    .reply(200, { merge_base_commit: { sha: fork } })

test('a push without a policy file costs two requests and writes nothing', async () => {
  const { scope, checks } = await world()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  await reviewPolicyPush(push(head), scope)
  expect(checks).toEqual([])
  allAnswered()
})

test('a push that brings a policy is told of once, however often it is delivered', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(first)
  givesSameFile(first, { ref: head })
  writesCheck()
  await reviewPolicyPush(push(head), scope)
  expect(checks).toEqual([
    expect.objectContaining({
      name: 'cursor-guard / policy',
      head_sha: head,
      conclusion: 'success',
      output: expect.objectContaining({ title: 'A first policy: judges and refuses nothing yet' }),
    }),
  ])
  givesUnchanged(first)
  await reviewPolicyPush(push(head), scope.again())
  allAnswered()
  expect(checks).toHaveLength(1)
})

test('a later policy is held against the one before it', async () => {
  const { scope, checks, writesCheck } = await world()
  writesCheck(2)
  givesFile(second)
  givesSameFile(second, { ref: base })
  await reviewPolicyPush(push(base), scope)
  givesFile(first)
  givesSameFile(first, { ref: head })
  await reviewPolicyPush(push(head), scope.again())
  expect(checks[1]).toMatchObject({
    conclusion: 'neutral',
    output: { title: 'Loosens the policy in 2 places' },
  })
})

test('a broken policy fails with annotations, and the next one is held against the last valid', async () => {
  const { scope, checks, writesCheck } = await world()
  writesCheck(3)
  for (const [text, commit] of [
    [second, base],
    [broken, head],
    [first, fork],
  ] as const) {
    givesFile(text)
    givesSameFile(text, { ref: commit })
    await reviewPolicyPush(push(commit), scope.again())
  }
  expect(checks[1]).toMatchObject({
    head_sha: head,
    conclusion: 'failure',
    output: {
      title: 'Not valid: 1 problem',
      summary: expect.stringContaining('the version that is in force now stays'),
      annotations: [
        {
          path: '.github/cursor-guard.yml',
          start_line: 2,
          title: 'limit',
          annotation_level: 'failure',
        },
      ],
    },
  })
  expect(checks[2]).toMatchObject({ output: { title: 'Loosens the policy in 2 places' } })
})

test('a push that does not have the file as it is now leaves it to the one that has', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(second)
  givesFile(first, { ref: base })
  await reviewPolicyPush(push(base), scope)
  expect(checks).toEqual([])
  writesCheck()
  givesUnchanged(second)
  givesSameFile(second, { ref: head })
  await reviewPolicyPush(push(head), scope.again())
  expect(checks).toHaveLength(1)
})

test.each([
  ['another branch', push(head, 'refs/heads/dev'), false],
  ['the deletion of the branch', push('0'.repeat(40)), false],
  ['an archived repository', push(head), true],
])('%s is nothing to look at', async (_what, payload, archived) => {
  const { scope } = await world({ archived })
  await reviewPolicyPush(payload, scope)
})

test('the sweep tells of what a missed push has brought', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(first)
  api()
    .get('/repos/acme/shop/git/ref/heads%2Fmain')
    .reply(200, { ref: 'refs/heads/main', object: { sha: head, type: 'commit' } })
  givesSameFile(first, { ref: head })
  writesCheck()
  await sweepPolicyCheck(scope)
  givesUnchanged(first)
  await sweepPolicyCheck(scope.again())
  expect(checks).toHaveLength(1)
  allAnswered()
})

test('a floor that goes out of sight is told of on the default branch once, and when it is back', async () => {
  const { scope, checks, writesCheck, policyMemory, clock } = await world()
  const content = Buffer.from('version: 1\nfloor: { secrets: { push: deny } }\n').toString('base64')
  const seen = { blob: head, content, good: { blob: head, content } }
  const sweep = async (floor: object) => {
    await policyMemory.save('organisation', shop.ownerId, { ...floor, checkedAt: clock.now })
    await sweepPolicyCheck(scope.again())
  }
  const isDue = () => {
    api()
      .get('/repos/acme/shop/git/ref/heads%2Fmain')
      .reply(200, { ref: 'refs/heads/main', object: { sha: head, type: 'commit' } })
    givesSameFile(second, { ref: head })
  }
  writesCheck(1)
  givesFile(second)
  isDue()
  await sweep(seen)
  api().patch('/repos/acme/shop/check-runs/1').reply(200, { id: 1 })
  givesUnchanged(second)
  isDue()
  await sweep({ trouble: 'unseen', good: seen.good })
  givesUnchanged(second)
  await sweep({ trouble: 'unseen', good: seen.good })
  api().patch('/repos/acme/shop/check-runs/1').reply(200, { id: 1 })
  givesUnchanged(second)
  isDue()
  await sweep(seen)
  allAnswered()
  expect(checks).toHaveLength(1)
})

test("a push to the organisation's own repository has every repository looked at", async () => {
  const { scope, writesCheck, checks } = await world({ name: '.github' })
  const floor = 'version: 1\nfloor: { secrets: { push: deny } }\n'
  givesFile(floor, { repo: '.github' })
  givesSameFile(floor, { repo: '.github', ref: head })
  writesCheck()
  await reviewPolicyPush(push(head), scope)
  expect(scope.services.jobs.added).toEqual([
    { job: { kind: 'sweep-installation', installation: 7 }, at: undefined },
  ])
  expect(checks[0]).toMatchObject({ conclusion: 'success' })
})

test('an outage while a check is written is thrown, and the next attempt writes it', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(first)
  givesSameFile(first, { ref: head })
  api().post('/repos/acme/shop/check-runs').reply(502, { message: 'Bad Gateway' })
  await expect(reviewPolicyPush(push(head), scope)).rejects.toMatchObject({ status: 502 })
  givesUnchanged(first)
  givesSameFile(first, { ref: head })
  writesCheck()
  await reviewPolicyPush(push(head), scope.again())
  expect(checks).toHaveLength(1)
})

test('without the permission for checks the log says what they would have said', async () => {
  const { scope } = await world()
  givesFile(first)
  givesSameFile(first, { ref: head })
  api()
    .post('/repos/acme/shop/check-runs')
    .reply(403, { message: 'Resource not accessible by integration' })
  await reviewPolicyPush(push(head), scope)
  expect(scope.logged).toEqual([expect.objectContaining({ missing: 'checks: write' })])
})

test('a pull request that adds the file to a repository without one is told what it would mean', async () => {
  const { scope, checks, writesCheck } = await world()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  givesFile(first, { ref: head })
  givesMergeBase()
  givesStatus(404, 'Not Found', { ref: fork })
  writesCheck()
  await reviewPolicyPull(pull(), scope)
  expect(checks).toMatchObject(
    [{ head_sha: head, conclusion: 'success', output: { title: /A first policy/ } }].map(
      (check) => ({ ...check, output: { title: expect.stringMatching(/^A first policy/) } }),
    ),
  )
  allAnswered()
})

test('a pull request in a repository without a file that brings none is left alone', async () => {
  const { scope } = await world()
  givesStatus(404, 'Not Found')
  givesRepository('shop', shop.id)
  givesStatus(404, 'Not Found', { ref: head })
  await reviewPolicyPull(pull(), scope)
  allAnswered()
})

test('a pull request that leaves the file alone is left alone, also behind a newer default branch', async () => {
  const { scope } = await world()
  givesFile(second)
  givesFile(second, { ref: head })
  await reviewPolicyPull(pull('synchronize'), scope)
  givesUnchanged(second)
  givesFile(first, { ref: head })
  givesMergeBase()
  givesFile(first, { ref: fork })
  await reviewPolicyPull(pull('synchronize'), scope.again())
  allAnswered()
})

test('a pull request that loosens the policy says so; the same delivery twice writes once', async () => {
  const { scope, checks, writesCheck } = await world()
  writesCheck()
  for (const again of [false, true]) {
    if (again) givesUnchanged(second)
    else givesFile(second)
    givesFile(first, { ref: head })
    givesMergeBase()
    givesFile(second, { ref: fork })
    await reviewPolicyPull(pull(), scope.again())
  }
  allAnswered()
  expect(checks).toHaveLength(1)
  expect(checks[0]).toMatchObject({
    conclusion: 'neutral',
    output: {
      title: 'Loosens the policy in 2 places',
      summary: expect.stringContaining('enforcement'),
    },
  })
})

test('a pull request with a broken file fails at its lines', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(second)
  givesFile(broken, { ref: head })
  givesMergeBase()
  givesFile(second, { ref: fork })
  writesCheck()
  await reviewPolicyPull(pull(), scope)
  expect(checks[0]).toMatchObject({
    conclusion: 'failure',
    output: { annotations: [{ start_line: 2 }] },
  })
})

const promising = 'version: 1\nenforcement: audit\negress: { default: deny }\n'

test('a key that nothing carries out yet fails a pull request that brings it', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(first)
  givesFile(promising, { ref: head })
  givesMergeBase()
  givesFile(first, { ref: fork })
  writesCheck()
  await reviewPolicyPull(pull(), scope)
  expect(checks[0]).toMatchObject({
    conclusion: 'failure',
    output: {
      annotations: [
        { start_line: 3, title: 'egress', message: expect.stringMatching(/^not in this version/) },
      ],
    },
  })
})

test('a file of the default branch that has one stays in force without it, with a warning', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(promising)
  givesFile(promising, { ref: head })
  writesCheck()
  await reviewPolicyPush(push(head), scope)
  expect(await scope.policy()).toMatchObject({
    source: 'file',
    problems: [],
    policy: { enforcement: 'audit', egress: { default: 'allow' } },
  })
  expect(checks[0]).toMatchObject({
    conclusion: 'neutral',
    output: {
      title: expect.stringMatching(/without 1 key not in this version$/),
      annotations: [{ start_line: 3, title: 'egress', annotation_level: 'warning' }],
    },
  })
})

test('a pull request that removes the file is called out', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(second)
  givesStatus(404, 'Not Found', { ref: head })
  givesMergeBase()
  givesFile(second, { ref: fork })
  writesCheck()
  await reviewPolicyPull(pull(), scope)
  expect(checks[0]).toMatchObject({
    conclusion: 'neutral',
    output: { title: 'Removes the policy' },
  })
})

test('branches with nothing in common count as touched', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(second)
  givesFile(first, { ref: head })
  api()
    .get(`/repos/acme/shop/compare/${base}...${head}`)
    .query({ per_page: 1 })
    .reply(404, { message: 'No common ancestor' })
  writesCheck()
  await reviewPolicyPull(pull(), scope)
  expect(checks).toHaveLength(1)
})

test('a commit that only the fork has is read there', async () => {
  const { scope, checks, writesCheck } = await world()
  givesFile(second)
  givesStatus(404, `No commit found for the ref ${head}`, { ref: head })
  givesFile(first, { ref: head, owner: 'mallory', repo: 'shop-fork' })
  givesMergeBase()
  givesFile(second, { ref: fork })
  writesCheck()
  await reviewPolicyPull(pull('opened', { name: 'shop-fork', owner: { login: 'mallory' } }), scope)
  expect(checks).toHaveLength(1)
  allAnswered()
})

test('a fork that is out of sight has not removed the file', async () => {
  const { scope } = await world()
  const where = { ref: head, owner: 'mallory', repo: 'shop-fork' }
  givesFile(second)
  givesStatus(404, `No commit found for the ref ${head}`, { ref: head })
  givesStatus(404, 'Not Found', where)
  api()
    .get(`/repos/mallory/shop-fork/commits/${head}`)
    .query({ per_page: 1 })
    .reply(404, { message: 'Not Found' })
  await expect(
    reviewPolicyPull(pull('opened', { name: 'shop-fork', owner: { login: 'mallory' } }), scope),
  ).rejects.toMatchObject({ status: 404 })
  givesUnchanged(second)
  givesStatus(404, `No commit found for the ref ${head}`, { ref: head })
  await expect(reviewPolicyPull(pull(), scope.again())).rejects.toThrow('cannot be read')
})

test.each(['closed', 'labeled', 'assigned'])('"%s" is nothing to look at', async (action) => {
  const { scope } = await world()
  await reviewPolicyPull(pull(action), scope)
})

test('a check that is asked for again is written anew', async () => {
  const { scope, checks, writesCheck } = await world()
  writesCheck(2)
  givesFile(second)
  givesFile(first, { ref: head })
  givesMergeBase()
  givesFile(second, { ref: fork })
  await reviewPolicyPull(pull(), scope)
  api()
    .get(`/repos/acme/shop/commits/${head}/pulls`)
    .query({ per_page: 100 })
    .reply(200, [
      {
        number: 3,
        state: 'open',
        head: { sha: head, repo: { name: 'shop' } },
        base: { sha: base },
      },
      {
        number: 4,
        state: 'closed',
        head: { sha: head, repo: { name: 'shop' } },
        base: { sha: base },
      },
    ])
  givesUnchanged(second)
  givesFile(first, { ref: head })
  givesMergeBase()
  givesFile(second, { ref: fork })
  await repeatPolicyCheck(head, scope.again())
  allAnswered()
  expect(checks).toHaveLength(2)
  expect(checks[1]).toEqual(checks[0])
})

test('once a week an audited policy says what it would have done', async () => {
  const { scope, checks, writesCheck, clock } = await world()
  const sweep = async (days: number) => {
    clock.now += days * 86_400_000
    scope.clock.now = clock.now
    await scope.services.policyMemory.save('organisation', shop.ownerId, { checkedAt: clock.now })
    await sweepAudit(scope.again())
  }
  givesFile(first)
  await sweep(0)
  const note = {
    repositoryId: shop.id,
    rule: 'production',
    subject: 'push',
    would: 'held',
  } as const
  for (const key of ['a', 'b', 'b'])
    await scope.services.audit.note({ ...note, key, at: clock.now })
  givesUnchanged(first)
  await sweep(6)
  expect(checks).toEqual([])
  givesUnchanged(first)
  api()
    .get('/repos/acme/shop/git/ref/heads%2Fmain')
    .reply(200, { ref: 'refs/heads/main', object: { sha: head, type: 'commit' } })
  writesCheck()
  await sweep(1)
  givesUnchanged(first)
  await sweep(0)
  expect(checks).toMatchObject([
    {
      head_sha: head,
      conclusion: 'neutral',
      output: { title: 'In 7 days 2 pushes would have been held' },
    },
  ])
  allAnswered()
})

test('a policy that is enforced has no audit to tell of', async () => {
  const { scope, checks } = await world()
  givesFile(second)
  await sweepAudit(scope)
  expect(await scope.services.policyMemory.lastAuditReport(shop.id)).toBeUndefined()
  expect(checks).toEqual([])
})
