import { expect, test } from '@jest/globals'
import { budgetedOctokit } from '../../../../src/adapters/github/call-budget/budgeted-octokit.ts'
import { withUrgency } from '../../../../src/adapters/github/call-budget/urgency.ts'
import { type CheckReport, publishCheck } from '../../../../src/adapters/github/check-runs.ts'
import { keepComment, neverEdited } from '../../../../src/adapters/github/comments.ts'
import { readRef, updateRefs } from '../../../../src/adapters/github/refs.ts'
import { acmeShop } from '../../../support/app/fake-scope.ts'
import { memoryChecks } from '../../../support/app/memory-services.ts'

const head = 'a'.repeat(40)
const limited = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '4999',
  'x-ratelimit-reset': '9999999999',
}

const secretsFound: CheckReport = {
  name: 'secrets',
  headSha: head,
  conclusion: 'failure',
  title: 'A secret',
  summary: '',
}

/** A forge in memory: answers as it is told, and remembers what it was asked. */
function forgeWith(answer?: (path: string, asked: number) => Response | undefined) {
  const clock = { now: 0 }
  const asked: string[] = []
  const pauses: unknown[] = []
  const waits: number[] = []
  const send = async (url: string, { method }: RequestInit = {}): Promise<Response> => {
    const path = new URL(url).pathname
    asked.push(`${method} ${path}`)
    const body = path === '/graphql' ? { data: { nodes: [] } } : bodies(path)
    return answer?.(path, asked.length) ?? Response.json(body, { headers: limited })
  }
  const Octokit = budgetedOctokit({
    now: () => clock.now,
    isLimited: true,
    onPause: (whose, until) => pauses.push([whose, until]),
    async wait(ms) {
      waits.push(ms)
      clock.now += ms
    },
  })
  const client = (installationId?: number) =>
    new Octokit({
      auth: { token: 'x', ...(installationId === undefined ? {} : { installationId }) },
      request: { fetch: send },
      retry: { retryAfterBaseValue: 0 },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    })
  return { clock, asked, pauses, waits, client }
}

const bodies = (path: string) =>
  path.includes('/git/ref') ? { ref: 'refs/heads/main', object: { sha: head } } : { id: 1 }
const says = (status: number, message: string, headers: Record<string, string> = {}) =>
  Response.json({ message }, { status, headers })

const comment = (octokit: ReturnType<ReturnType<typeof forgeWith>['client']>, n = 1) =>
  keepComment(octokit, acmeShop, n, 'hello', undefined)
const isDeferred = { name: 'CallDeferred' }

test('a hundred writes wait, and a ref is put back, drift undone, a check written at once', async () => {
  const { client, asked, waits } = forgeWith()
  const octokit = client(7)
  const commenting = (n: number) => withUrgency('usual', () => comment(octokit, n))
  const comments = await Promise.allSettled(Array.from({ length: 156 }, (_, n) => commenting(n)))
  expect(comments.filter(({ status }) => status === 'rejected')).toHaveLength(100)
  asked.length = 0
  await withUrgency('restore', async () => {
    expect(await readRef(octokit, acmeShop, 'refs/heads/main')).toBe(head)
    await updateRefs(octokit, acmeShop, [{ ref: 'refs/heads/main', new: head }])
  })
  await withUrgency('usual', () => publishCheck(octokit, acmeShop, secretsFound, memoryChecks()))
  expect(asked).toEqual([
    'GET /repos/acme/shop/git/ref/heads%2Fmain',
    'POST /graphql',
    'POST /repos/acme/shop/check-runs',
  ])
  expect(waits).toEqual([])
})

test('what has become obsolete while it waited is not written', async () => {
  const { client, clock, asked } = forgeWith()
  const octokit = client(7)
  const checks = memoryChecks()
  let votes = 1
  /** Work that looks at how things are now, as every handler does. */
  const judge = () =>
    withUrgency('usual', () =>
      publishCheck(
        octokit,
        acmeShop,
        {
          name: 'policy',
          headSha: head,
          conclusion: 'neutral',
          title: `${votes} of 2`,
          summary: '',
        },
        checks,
      ),
    )
  while (
    await judge().then(
      () => true,
      () => false,
    )
  )
    votes += 1
  asked.length = 0
  const waiting = [judge(), judge(), judge()]
  for (const one of waiting) await expect(one).rejects.toMatchObject(isDeferred)
  votes += 1
  clock.now = 60_000
  for (const _ of waiting) await judge()
  expect(asked).toEqual(['PATCH /repos/acme/shop/check-runs/1'])
})

test('installations and the App have budgets of their own, clients of one share it', async () => {
  const { client } = forgeWith()
  for (let n = 0; n < 56; n += 1) await withUrgency('usual', () => comment(client(7)))
  await expect(withUrgency('usual', () => comment(client(7)))).rejects.toMatchObject(isDeferred)
  await withUrgency('usual', () => comment(client(8)))
  await withUrgency('usual', () => comment(client()))
})

test('questions to GraphQL are no mutations', async () => {
  const { client, asked } = forgeWith()
  const octokit = client(7)
  for (let n = 0; n < 90; n += 1) {
    await withUrgency('usual', () => neverEdited(octokit, ['IC_1']))
  }
  expect(asked).toHaveLength(90)
})

test('a secondary limit stops the installation alone, and nothing is tried again before', async () => {
  const { client, asked, pauses, clock } = forgeWith((path, nth) =>
    nth === 1 && path.includes('comments')
      ? says(403, 'You have exceeded a secondary rate limit', { 'retry-after': '30' })
      : undefined,
  )
  await expect(withUrgency('usual', () => comment(client(7)))).rejects.toMatchObject({
    ...isDeferred,
    at: 30_000,
  })
  const reading = () => readRef(client(7), acmeShop, 'refs/heads/main')
  await expect(withUrgency('restore', reading)).rejects.toMatchObject({ ...isDeferred, at: 30_000 })
  await withUrgency('usual', () => comment(client(8)))
  expect(pauses).toEqual([[7, 30_000]])
  expect(asked).toHaveLength(2)
  clock.now = 30_000
  expect(await withUrgency('restore', reading)).toBe(head)
})

test('an answer that says no is passed on as it is', async () => {
  const { client, asked } = forgeWith(() => says(403, 'Resource not accessible by integration'))
  const writing = withUrgency('usual', () => comment(client(7)))
  await expect(writing).rejects.toMatchObject({ name: 'HttpError', status: 403 })
  expect(asked).toHaveLength(1)
})

test('each attempt at a call that fails is counted', async () => {
  const { client, asked } = forgeWith(() => says(502, 'Bad gateway'))
  const writing = () => withUrgency('usual', () => comment(client(7)))
  for (let n = 0; n < 14; n += 1) await expect(writing()).rejects.toMatchObject({ status: 502 })
  expect(asked).toHaveLength(56)
  await expect(writing()).rejects.toMatchObject(isDeferred)
})

test('work that could not read does not write what it does not know', async () => {
  const { client, asked } = forgeWith()
  const octokit = client(7)
  const reading = () => readRef(octokit, acmeShop, 'refs/heads/main')
  const writing = () => publishCheck(octokit, acmeShop, secretsFound, memoryChecks())
  while (await withUrgency('usual', reading).catch(() => undefined));
  asked.length = 0
  const careless = withUrgency('usual', async () => {
    await reading().catch(() => 'unknown')
    await writing().catch(() => {})
  })
  await expect(careless).rejects.toMatchObject(isDeferred)
  expect(asked).toEqual([])
  // The same check, of work that has read all it needs, is more urgent than reading.
  await withUrgency('usual', writing)
  expect(asked).toEqual(['POST /repos/acme/shop/check-runs'])
})

test('a write that was put off keeps back no more urgent one of the same work', async () => {
  const { client, asked } = forgeWith()
  const octokit = client(7)
  const work = () =>
    withUrgency('usual', async () => {
      await comment(octokit).catch(() => {})
      return updateRefs(octokit, acmeShop, [{ ref: 'refs/heads/main', new: head }])
    })
  for (let n = 0; n < 56; n += 1) expect(await work()).toEqual({ outcome: 'done' })
  asked.length = 0
  await expect(work()).rejects.toMatchObject(isDeferred)
  expect(asked).toEqual(['POST /graphql'])
})

test('a call that belongs to no work waits for its turn', async () => {
  const { client, waits } = forgeWith()
  for (let n = 0; n < 57; n += 1) await comment(client(7), n)
  expect(waits).toEqual([60_000])
})
