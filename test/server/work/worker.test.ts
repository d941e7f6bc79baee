import { afterEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import type { TakenWork } from '../../../src/adapters/storage/work.ts'
import type { WorkQueue } from '../../../src/server/work/work-queue.ts'
import { createWorker, type WorkerOptions } from '../../../src/server/work/worker.ts'
import { until } from '../../support/until.ts'

type Ended = { body: string; how: string; problem?: string }

/** A queue in memory which hands out everything once. */
function queueOf(bodies: string[], attempt = 1) {
  const waiting = bodies.map((body) => ({ id: body, key: body, body, attempt }))
  const ended: Ended[] = []
  const beats: string[][] = []
  const taken: number[] = []
  const end = (how: string) => async (work: TakenWork, problem?: string | number) => {
    ended.push({ body: work.body, how, ...(typeof problem === 'string' ? { problem } : {}) })
  }
  const queue: WorkQueue = {
    async take(count) {
      taken.push(count)
      return waiting.splice(0, count)
    },
    async beat(works) {
      beats.push(works.map(({ body }) => body))
    },
    finish: end('finish'),
    retry: end('retry'),
    postpone: end('postpone'),
    bury: end('bury'),
  }
  return { queue, ended, beats, taken, waiting }
}

let worker: ReturnType<typeof createWorker>
afterEach(() => worker.stop())

function start(
  queue: WorkQueue,
  perform: WorkerOptions['perform'],
  more: Partial<WorkerOptions> = {},
) {
  const log = pino({ level: 'silent' })
  worker = createWorker(queue, { perform, log, now: Date.now, ...more })
  worker.start()
}

/** So many pieces of work have ended, and the worker after them. */
async function settled(ended: readonly Ended[], count = 1): Promise<void> {
  await until(() => ended.length >= count)
  await worker.stop()
}
const never = () => new Promise<never>(() => {})

test('what is done is finished, and no more runs at once than may', async () => {
  const { queue, ended } = queueOf(['a', 'b', 'c', 'd', 'e'])
  let running = 0
  let most = 0
  start(
    queue,
    async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 10))
      running -= 1
    },
    { running: 2 },
  )
  await settled(ended, 5)
  expect(ended.map(({ body }) => body).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(new Set(ended.map(({ how }) => how))).toEqual(new Set(['finish']))
  expect(most).toBe(2)
  expect(worker.state()).toMatchObject({ running: 0, done: 5, failed: 0 })
})

test.each([
  { attempt: 1, how: 'retry' },
  { attempt: 3, how: 'postpone' },
  { attempt: 10, how: 'bury' },
])('a failure at attempt $attempt ends in $how', async ({ attempt, how }) => {
  const { queue, ended } = queueOf(['a'], attempt)
  start(queue, async () => {
    throw new Error('it rained')
  })
  await settled(ended)
  expect(ended).toEqual([expect.objectContaining({ body: 'a', how })])
  if (how !== 'postpone') expect(ended[0]?.problem).toBe('Error: it rained')
  expect(worker.state().failed).toBe(1)
})

test('work whose call waits for its turn steps aside, and has not failed', async () => {
  const { queue, ended } = queueOf(['a'], 9)
  const attempts: number[] = []
  const { postpone } = queue
  queue.postpone = async (work, at) => {
    attempts.push(work.attempt)
    await postpone(work, at)
  }
  start(queue, async () => {
    const headers = { 'retry-after': '5' }
    throw Object.assign(new Error('x'), {
      name: 'CallDeferred',
      status: 429,
      response: { headers },
    })
  })
  await settled(ended)
  expect(ended).toEqual([{ body: 'a', how: 'postpone' }])
  expect(attempts).toEqual([8])
  expect(worker.state().failed).toBe(0)
})

test('what hangs is given up after its time, told so, and tried again', async () => {
  const { queue, ended } = queueOf(['a'])
  let told = false
  start(
    queue,
    (_, signal) => {
      signal.addEventListener('abort', () => {
        told = true
      })
      return never()
    },
    { handlingMs: 20 },
  )
  await settled(ended)
  expect(ended).toEqual([{ body: 'a', how: 'retry', problem: 'Abandoned: it did not end in time' }])
  expect(told).toBe(true)
})

test('what was given up and fails later harms nobody', async () => {
  const { queue, ended } = queueOf(['a'])
  const late = Promise.withResolvers<never>()
  start(queue, () => late.promise, { handlingMs: 10 })
  await until(() => ended.length > 0)
  late.reject(new Error('late'))
  await settled(ended)
  expect(ended.map(({ how }) => how)).toEqual(['retry'])
})

test('a stop takes nothing more and waits for what is running', async () => {
  const { queue, ended, waiting } = queueOf(['a', 'b'])
  const work = Promise.withResolvers<void>()
  start(queue, () => work.promise, { running: 1 })
  await until(() => worker.state().running === 1)
  const stopped = worker.stop()
  work.resolve()
  await stopped
  expect(ended).toEqual([{ body: 'a', how: 'finish' }])
  expect(waiting.map(({ body }) => body)).toEqual(['b'])
})

test('a stop gives back what does not end, and it does not count as a failure', async () => {
  const { queue, ended } = queueOf(['a'], 10)
  start(queue, never, { stopMs: 20 })
  await until(() => worker.state().running === 1)
  await worker.stop()
  expect(ended).toEqual([{ body: 'a', how: 'retry', problem: 'the server was stopped' }])
  expect(worker.state().failed).toBe(0)
})

test('an end that cannot be written down keeps nobody from working on', async () => {
  const { queue, ended } = queueOf(['a', 'b'])
  const finish = queue.finish
  queue.finish = async (work) => {
    if (work.body === 'a') throw new Error('the database is away')
    await finish(work)
  }
  start(queue, async () => {})
  await settled(ended)
  expect(ended).toEqual([{ body: 'b', how: 'finish' }])
})

test('a queue that cannot be read is read again', async () => {
  const { queue, ended } = queueOf(['a'])
  const take = queue.take
  let failures = 0
  queue.take = async (count) => {
    failures += 1
    if (failures === 1) throw new Error('the database is away')
    return take(count)
  }
  start(queue, async () => {})
  await until(() => failures > 0)
  worker.wake()
  await settled(ended)
  expect(ended).toEqual([{ body: 'a', how: 'finish' }])
})
