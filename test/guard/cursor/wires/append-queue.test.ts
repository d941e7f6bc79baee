import { expect, test } from '@jest/globals'
import {
  createAppendQueue,
  maxInFlight,
  maxPendingBytes,
} from '../../../../src/guard/cursor/wires/append-queue.ts'
import { createMemoryBudget } from '../../../../src/guard/memory-budget.ts'
import { turn } from '../../../support/cursor-run.ts'

/** A queue whose appends wait until the service takes or refuses them, by number. */
function queueRig() {
  const posted: { seqno: number; text: string; take(): void; refuse(error: Error): void }[] = []
  const errors: unknown[] = []
  const aborted = new AbortController()
  const memory = createMemoryBudget(2 * maxInFlight * maxPendingBytes)
  const queue = createAppendQueue({
    post: (message, seqno) =>
      new Promise((resolve, reject) => {
        posted.push({ seqno, text: String(message.length), take: resolve, refuse: reject })
      }),
    broken: (error) => errors.push(error),
    signal: aborted.signal,
    lease: memory.open(() => {}),
  })
  const push = (count: number, bytes = 1) => {
    for (let at = 0; at < count; at++) queue.push(new Uint8Array(bytes))
  }
  return { queue, push, posted, errors, memory, abort: () => aborted.abort() }
}

test('messages take numbers in turn, in the order in which they were given', () => {
  const { queue, posted } = queueRig()
  for (const bytes of [3, 1, 2]) queue.push(new Uint8Array(bytes))
  expect(posted.map(({ seqno, text }) => [seqno, text])).toEqual([
    [0, '3'],
    [1, '1'],
    [2, '2'],
  ])
})

test('only so many are on their way at once; the next follows when one was taken', async () => {
  const { push, posted } = queueRig()
  push(maxInFlight + 2)
  expect(posted).toHaveLength(maxInFlight)
  posted[5]?.take()
  await turn()
  expect(posted.map(({ seqno }) => seqno)).toEqual(
    Array.from({ length: maxInFlight + 1 }, (_, index) => index),
  )
})

test.each([
  { bytes: maxPendingBytes, full: false },
  { bytes: maxPendingBytes + 1, full: true },
])('with $bytes bytes waiting it is full: $full', ({ bytes, full }) => {
  const { queue, push } = queueRig()
  push(1, bytes)
  expect(queue.full).toBe(full)
})

test('who waits goes on once enough was taken', async () => {
  const { queue, push, posted } = queueRig()
  push(2, maxPendingBytes)
  let gone = 0
  const waiting = [1, 2].map(() => queue.drained().then(() => gone++))
  await turn()
  expect([queue.full, gone]).toEqual([true, 0])
  posted[0]?.take()
  await turn()
  await Promise.all([...waiting, queue.drained()])
  expect([queue.full, gone]).toEqual([false, 2])
})

test('an append that is not taken is told, and leaves its place', async () => {
  const { push, posted, errors } = queueRig()
  push(maxInFlight + 1)
  posted[0]?.refuse(new Error('HTTP 503'))
  await turn()
  expect(errors).toEqual([new Error('HTTP 503')])
  expect(posted).toHaveLength(maxInFlight + 1)
})

test('once the run is over nothing more is sent or told, and nobody waits', async () => {
  const { queue, push, posted, errors, abort } = queueRig()
  push(maxInFlight + 1, maxPendingBytes)
  const drained = queue.drained()
  abort()
  await drained
  posted[0]?.refuse(new Error('aborted'))
  await turn()
  expect([queue.full, posted.length, errors]).toEqual([false, maxInFlight, []])
})

test('what waits is taken from the memory of the session, until the service has it', async () => {
  const { push, posted, memory } = queueRig()
  push(maxInFlight + 1, 10)
  expect(memory.used).toBe(10 * (maxInFlight + 1))
  posted[0]?.take()
  await turn()
  expect(memory.used).toBe(10 * maxInFlight)
})
