import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { pino } from 'pino'
import { openNamelessFile } from '../../../../src/adapters/storage/nameless-file.ts'
import { createWebhookRoute } from '../../../../src/server/app/delivery/webhook-route.ts'
import { sweepRepository } from '../../../../src/server/app/jobs/sweep-repository.ts'
import { createJobs } from '../../../../src/server/work/job.ts'
import { createPerform } from '../../../../src/server/work/perform.ts'
import { createWorker } from '../../../../src/server/work/worker.ts'
import { postDelivery, pushPayload, webhookSecret } from '../../../support/app/deliveries.ts'
import { openStorage, type Storage } from '../../../support/databases.ts'
import { usePostgres } from '../../../support/postgres.ts'
import { until } from '../../../support/until.ts'

const postgres = usePostgres()
const log = pino({ level: 'silent' })
const cleanups: (() => Promise<unknown> | unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Seen {
  id: string
  ref: string
  repository: number
  begin: number
  end: number
}

/** One replica: route, storage and worker, around a handler of the test's. */
async function replica(
  url: string | undefined,
  handle: (seen: Seen) => Promise<void> = async () => {},
  { seen = [], running = 16 }: { seen?: Seen[]; running?: number } = {},
) {
  const storage = await openStorage(url)
  const perform = createPerform({
    async receive({ id, payload }) {
      const { ref, repository } = payload as ReturnType<typeof pushPayload>
      const one = { id, ref, repository: repository.id, begin: Date.now(), end: Number.NaN }
      seen.push(one)
      await handle(one)
      one.end = Date.now()
    },
    jobs: [
      {
        kind: sweepRepository.kind,
        async perform(data) {
          const { repository } = data as { repository: number }
          const one = { id: 'sweep', ref: '', repository, begin: Date.now(), end: Number.NaN }
          seen.push(one)
          await handle(one)
          one.end = Date.now()
        },
      },
    ],
  })
  const worker = createWorker(storage.queue, {
    perform,
    log,
    now: Date.now,
    stopMs: 1_000,
    running,
  })
  const route = createWebhookRoute({
    secret: webhookSecret,
    openFile: () => openNamelessFile(tmpdir()),
    receive: storage.deliveries.receive,
    wake: worker.wake,
    log,
  })
  const server = createServer((request, response) => void route(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
    await worker.stop()
    await storage.close()
  })
  const jobs = createJobs(storage.queue, worker.wake)
  return { storage, worker, seen, jobs, address: addressOf(server) }
}

const addressOf = (server: Server) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`

describe.each([
  { where: 'PGlite', url: async () => undefined },
  { where: 'PostgreSQL', url: () => postgres.server.createDatabase() },
])('on $where', ({ url }) => {
  test('a storm of the same deliveries is handled once each, in order', async () => {
    const { storage, worker, seen, address } = await replica(await url(), () => sleep(1))
    worker.start()
    const answers: Promise<{ status: number; said: unknown }>[] = []
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        const payload = pushPayload({ repository: n % 2, ref: `refs/heads/${n}` })
        answers.push(postDelivery(address, { id: `delivery-${n}`, payload }))
      }
      await sleep(round * 20)
    }
    const said = await Promise.all(answers)
    expect(said.map(({ status }) => status)).toEqual(Array(100).fill(202))
    await until(() => seen.filter(({ end }) => end > 0).length >= 20)
    await worker.stop()
    expect(await storage.queue.take(1)).toEqual([])
    expect(seen).toHaveLength(20)
    for (const repository of [0, 1]) expectOneByOne(seen, repository)
  })

  test('a poisonous delivery is set aside, its repository goes on, and a redelivery tries it again', async () => {
    let poisonous = true
    const { storage, worker, seen, address } = await replica(await url(), async ({ id }) => {
      if (id === 'poison' && poisonous) throw new TypeError('cannot read this')
    })
    const payload = pushPayload({})
    await postDelivery(address, { id: 'poison', payload })
    await failBefore(storage, 9)
    await postDelivery(address, { id: 'after', payload })
    worker.start()
    await until(() => seen.some(({ id, end }) => id === 'after' && end > 0))
    const letters = await storage.db.selectFrom('dead_letters').selectAll().execute()
    expect(letters).toEqual([
      expect.objectContaining({
        id: 'poison',
        key: 'repository:42',
        attempts: 10,
        problem: 'TypeError: cannot read this',
      }),
    ])

    poisonous = false
    const again = await postDelivery(address, { id: 'poison', payload })
    expect(again).toMatchObject({ status: 202, said: { outcome: 'revived' } })
    expect(await postDelivery(address, { id: 'poison', payload })).toMatchObject({
      said: { outcome: 'known' },
    })
    await until(() => seen.some(({ id, end }) => id === 'poison' && end > 0))
    expect(await storage.queue.counts()).toMatchObject({ dead: 0 })
  })
})

describe('on PostgreSQL alone', () => {
  const url = () => postgres.server.createDatabase()

  test('deliveries of one repository are handled in the order in which they were taken in', async () => {
    const { worker, seen, address } = await replica(await url())
    const refs = Array.from({ length: 12 }, (_, n) => `refs/heads/${n}`)
    for (const ref of refs) {
      await postDelivery(address, { id: ref.slice(11), payload: pushPayload({ ref }) })
    }
    worker.start()
    await until(() => seen.length === refs.length)
    expect(seen.map(({ ref }) => ref)).toEqual(refs)
  })

  test('a job waits its turn behind the webhooks of its repository', async () => {
    const { worker, seen, jobs, address } = await replica(await url(), () => sleep(20))
    const sweep = { installation: 7, repository: 42, why: 'test' }
    await postDelivery(address, { id: 'first', payload: pushPayload({}) })
    await Promise.all([
      jobs.add(sweepRepository, sweep),
      jobs.add(sweepRepository, { ...sweep, why: 'another reason' }),
    ])
    await postDelivery(address, { id: 'second', payload: pushPayload({}) })
    worker.start()
    await until(() => seen.length === 3 && worker.state().running === 0)
    expect(seen.map(({ id }) => id)).toEqual(['first', 'sweep', 'second'])
    expectOneByOne(seen, 42)
  })

  test('what is old enough is forgotten, and nothing else', async () => {
    const { storage, address } = await replica(await url())
    await postDelivery(address, { id: 'old', payload: pushPayload({}) })
    await storage.db
      .updateTable('deliveries')
      .set({ received_at: Date.now() - 8 * 86_400_000 })
      .execute()
    await postDelivery(address, { id: 'new', payload: pushPayload({}) })
    await storage.deliveries.removeOld()
    expect(await storage.deliveries.known(['old', 'new', 'never'])).toEqual(new Set(['new']))
  })
})

test('two replicas never do two things about one repository at the same time', async () => {
  const url = await postgres.server.createDatabase()
  const seen: Seen[] = []
  const handle = () => sleep(Math.random() * 8)
  const first = await replica(url, handle, { seen, running: 2 })
  const second = await replica(url, handle, { seen, running: 2 })
  const repositories = [1, 2, 3, 4, 5, 6]
  const deliveries = Array.from({ length: 90 }, (_, n) => ({
    id: `d-${n}`,
    payload: pushPayload({ repository: repositories[n % 6] ?? 0, ref: `refs/heads/${n}` }),
  }))
  first.worker.start()
  second.worker.start()
  await Promise.all(
    deliveries.map((one, n) => postDelivery(n % 2 ? first.address : second.address, one)),
  )
  await until(() => seen.filter(({ end }) => end > 0).length === deliveries.length)
  for (const repository of repositories) expectOneByOne(seen, repository)
  expect(first.worker.state().done).toBeGreaterThan(0)
  expect(second.worker.state().done).toBeGreaterThan(0)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(deliveries.length)
})

test('while the database is away webhooks are refused, and afterwards everything goes on', async () => {
  const url = await postgres.server.createDatabase()
  const { storage, worker, seen, address } = await replica(url)
  worker.start()
  await postDelivery(address, { id: 'before', payload: pushPayload({}) })
  await until(() => worker.state().done === 1)
  await postgres.server.crash()
  expect(await postDelivery(address, { id: 'lost', payload: pushPayload({}) })).toMatchObject({
    status: 503,
  })
  await postgres.server.start()
  await until(
    async () =>
      (await postDelivery(address, { id: 'lost', payload: pushPayload({}) })).status === 202,
  )
  await until(() => seen.some(({ id }) => id === 'lost'))
  storage.errors.length = 0
})

test('what a killed process was doing is done by another one, soon, and before what came later', async () => {
  const url = await postgres.server.createDatabase()
  const { db, queue } = await openStorage(url).then((storage) => {
    cleanups.push(storage.close)
    return storage
  })
  await sql`create table trace (at timestamptz default clock_timestamp(), process int, body text, what text)`.execute(
    db,
  )
  const put = (id: string) =>
    db
      .transaction()
      .execute((transaction) => queue.put([{ id, key: 'repository:1', body: id }], transaction))
  const trace = async () =>
    (
      await sql<{
        process: number
        body: string
        what: string
      }>`select process, body, what from trace order by at`.execute(db)
    ).rows

  const killed = await startWorkerProcess(url, 'hangs')
  await put('hang 1')
  await until(async () => (await trace()).length === 1)
  await put('next 2')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const start = Date.now()

  const other = await startWorkerProcess(url)
  await until(async () => (await trace()).filter(({ what }) => what === 'end').length === 2)
  const tookMs = Date.now() - start
  expect(await trace()).toEqual([
    { process: killed.pid, body: 'hang 1', what: 'begin' },
    { process: other.pid, body: 'hang 1', what: 'begin' },
    { process: other.pid, body: 'hang 1', what: 'end' },
    { process: other.pid, body: 'next 2', what: 'begin' },
    { process: other.pid, body: 'next 2', what: 'end' },
  ])
  // 10 seconds without a sign of life, 2 until somebody looks, and at most 4 until the next attempt.
  expect(tookMs).toBeLessThan(30_000)
})

async function startWorkerProcess(url: string, ...more: string[]): Promise<ChildProcess> {
  const program = join(import.meta.dirname, '../../../support/app/worker-process.ts')
  const flags = ['--disable-warning=ExperimentalWarning', program, url, ...more]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await once(child.stdout, 'data')
  return child
}

/** Lets the only work in line fail so often, without waiting in between. */
async function failBefore({ queue }: Storage, times: number): Promise<void> {
  for (let failed = 0; failed < times; failed += 1) {
    const [work] = await queue.take(1)
    if (work === undefined) throw new Error('nothing is in line')
    await queue.postpone(work, Date.now() - 1)
  }
}

function expectOneByOne(seen: readonly Seen[], repository: number): void {
  const own = seen.filter((one) => one.repository === repository)
  expect(own.length).toBeGreaterThan(1)
  for (const [index, one] of own.entries()) {
    const next = own[index + 1]
    if (next !== undefined) expect(next.begin).toBeGreaterThanOrEqual(one.end)
  }
}
