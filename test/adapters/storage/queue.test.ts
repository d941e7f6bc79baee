import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { ClaimedWork, Queue } from '../../../src/adapters/storage/queue.ts'
import { openStorage, type Storage } from '../../support/databases.ts'
import { usePostgres } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'

const postgres = usePostgres()

describe.each([
  { where: 'PGlite', url: async () => undefined },
  { where: 'PostgreSQL', url: () => postgres.server.createDatabase() },
])('on $where', ({ url }) => {
  let storage: Storage
  let queue: Queue
  beforeAll(async () => {
    storage = await openStorage(await url())
    queue = storage.queue
  })
  afterAll(async () => {
    expect(storage.errors).toEqual([])
    await storage.close()
  })

  let made = 0
  /** Puts work in line, each in a transaction of its own unless `together`. */
  async function put(key: string, bodies: string[], together = false) {
    const works = bodies.map((body, index) => ({ id: `work ${made + index}`, key, body }))
    made += works.length
    const groups = together ? [works] : works.map((work) => [work])
    for (const group of groups) {
      await storage.db.transaction().execute((transaction) => queue.put(group, transaction))
    }
    return works.map(({ id }) => id)
  }

  /** Takes until something comes: what failed comes back within seconds. */
  const takeSoon = (): Promise<ClaimedWork[]> =>
    until(async () => {
      const taken = await queue.take(10)
      return taken.length > 0 && taken
    })

  async function bodies(count = 10) {
    const taken = await queue.take(count)
    await Promise.all(taken.map((work) => queue.finish(work)))
    return taken.map(({ body }) => body)
  }

  test.each([{ together: true }, { together: false }])(
    'work of one key comes one by one in the order it was put (together: $together)',
    async ({ together }) => {
      const given = ['1', '2', '3', '4', '5']
      await put('a', given, together)
      for (const body of given) {
        const taken = await queue.take(10)
        expect(taken.map((work) => work.body)).toEqual([body])
        expect(await queue.take(10)).toEqual([])
        await Promise.all(taken.map((work) => queue.finish(work)))
      }
      expect(await queue.take(10)).toEqual([])
    },
  )

  test('work of different keys comes together', async () => {
    await put('a', ['a1', 'a2'])
    await put('b', ['b1'])
    expect((await bodies()).toSorted()).toEqual(['a1', 'b1'])
    expect(await bodies()).toEqual(['a2'])
  })

  test('nothing is put in line by a transaction that is taken back', async () => {
    const work = { id: 'gone', key: 'a', body: 'gone' }
    const attempt = storage.db.transaction().execute(async (transaction) => {
      await queue.put([work], transaction)
      throw new Error('no')
    })
    await expect(attempt).rejects.toThrow('no')
    expect(await queue.take(10)).toEqual([])
  })

  test('a retried work keeps its place before its successors, and counts its attempts', async () => {
    await put('a', ['a1', 'a2'])
    const [first] = await queue.take(10)
    await queue.retry(first as ClaimedWork, 'it rained')
    expect(await queue.take(10)).toEqual([])
    const [second] = await takeSoon()
    expect(second).toMatchObject({ body: 'a1', attempt: 2 })
    await queue.finish(second as ClaimedWork)
    expect(await bodies()).toEqual(['a2'])
  })

  test('a postponed work lets its successors pass and still counts its attempts', async () => {
    await put('a', ['a1', 'a2'])
    const [first] = await queue.take(10)
    await queue.postpone(first as ClaimedWork, Date.now() + 700)
    expect(await bodies()).toEqual(['a2'])
    const [again] = await takeSoon()
    expect(again).toMatchObject({ body: 'a1', attempt: 2 })
    await queue.postpone(again as ClaimedWork, Date.now())
    const [last] = await takeSoon()
    expect(last).toMatchObject({ body: 'a1', attempt: 3 })
    await queue.finish(last as ClaimedWork)
  })

  test('a buried work lets its successors pass, is counted, and can be revived', async () => {
    const [id] = await put('a', ['a1', 'a2'])
    const [first] = await queue.take(10)
    await queue.bury(first as ClaimedWork, `it never works ${'x'.repeat(1_000)}`)
    const letters = await storage.db.selectFrom('dead_letters').selectAll().execute()
    expect(letters).toEqual([expect.objectContaining({ id, key: 'a', body: 'a1', attempts: 1 })])
    expect(letters[0]?.problem).toMatch(/^it never works x{100}/)
    expect(letters[0]?.problem).toHaveLength(500)
    expect(await queue.counts()).toMatchObject({ dead: 1 })
    expect(await bodies()).toEqual(['a2'])

    expect(await queue.revive({ limit: 10 })).toEqual([id])
    expect(await queue.revive({ limit: 10 })).toEqual([])
    const [revived] = await queue.take(10)
    expect(revived).toMatchObject({ id, body: 'a1', attempt: 1 })
    await queue.finish(revived as ClaimedWork)
    expect(await queue.counts()).toMatchObject({ dead: 0 })
  })

  test('an attempt that was given to somebody else can end nothing any more', async () => {
    await put('a', ['a1'])
    const [first] = (await queue.take(10)) as [ClaimedWork]
    await queue.retry(first, 'its sign of life was missed')
    const [second] = (await takeSoon()) as [ClaimedWork]
    await queue.finish(first)
    await queue.bury(first, 'too late')
    await queue.postpone(first, Date.now())
    expect(await queue.counts()).toMatchObject({ dead: 0 })
    expect(await queue.take(10)).toEqual([])
    await queue.retry(second, 'still ours')
    const [third] = (await takeSoon()) as [ClaimedWork]
    expect(third.attempt).toBe(3)
    await queue.finish(third)
    expect(await queue.take(10)).toEqual([])
  })

  test('the same work put once is there once, until it runs', async () => {
    const work = { id: 'sweep 1', key: 'a', body: 'sweep' }
    await Promise.all([queue.putOnce(work), queue.putOnce(work), queue.putOnce(work)])
    await queue.putOnce(work)
    const [running] = (await queue.take(10)) as [ClaimedWork]
    expect(running.body).toBe('sweep')
    // Asked for while it runs: it may have looked already.
    await queue.putOnce(work)
    await queue.putOnce(work)
    await queue.finish(running)
    expect(await bodies()).toEqual(['sweep'])
    expect(await bodies()).toEqual([])
    await queue.putOnce(work)
    expect(await bodies()).toEqual(['sweep'])
  })

  test('work with a time waits for it, and others of its key do not', async () => {
    const work = { id: 'deadline', key: 'a', body: 'deadline' }
    const at = Date.now() + 600
    await queue.putOnce(work, at)
    await queue.putOnce(work, at)
    await queue.putOnce(work, at + 86_400_000)
    await put('a', ['a1'])
    expect(await bodies()).toEqual(['a1'])
    const [due] = (await takeSoon()) as [ClaimedWork]
    expect(Date.now()).toBeGreaterThanOrEqual(at)
    expect(due.body).toBe('deadline')
    await queue.finish(due)
    expect(await bodies()).toEqual([])
  })

  test('text with zero bytes and half characters comes back as it was', async () => {
    const body = JSON.stringify({ ref: 'refs/heads/a\u0000b\ud800c', emoji: '🦉' })
    await put('a', [body])
    expect(await bodies()).toEqual([body])
  })

  test('work of another shape is taken all the same, keeps nobody waiting, and shows what it was', async () => {
    const [id] = await put('a', ['a1', 'a2'])
    await sql`update pgboss.job set data = '{"from":"the future"}' where data->>'id' = ${id}`.execute(
      storage.db,
    )
    const [strange] = (await queue.take(10)) as [ClaimedWork]
    expect(strange).toMatchObject({ body: '{"from":"the future"}', attempt: 1 })
    await queue.bury(strange, 'it cannot be read')
    expect(await bodies()).toEqual(['a2'])
    expect(await queue.deadLetters(1)).toEqual([
      { id: strange.id, key: '', attempts: 1, problem: 'it cannot be read' },
    ])
    await storage.db.deleteFrom('dead_letters').execute()
  })
})
