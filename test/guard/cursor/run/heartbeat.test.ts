import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { createHeartbeat, type Heartbeat } from '../../../../src/guard/cursor/run/heartbeat.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
})
afterEach(() => {
  jest.useRealTimers()
})

const work = (heartbeat: Heartbeat, ms: number) =>
  heartbeat.during(() => new Promise<void>((resolve) => setTimeout(resolve, ms)))

test.each<{ when: string; beats: number; act(heartbeat: Heartbeat): unknown }>([
  { when: 'nothing is at work', beats: 0, act: () => {} },
  { when: 'work takes less than one beat', beats: 0, act: (heartbeat) => work(heartbeat, 900) },
  { when: 'work takes 3.5 beats', beats: 3, act: (heartbeat) => work(heartbeat, 3_500) },
  {
    when: 'two works overlap, one of 1.5 beats and one of 4.5',
    beats: 4,
    act(heartbeat) {
      return Promise.all([work(heartbeat, 1_500), work(heartbeat, 4_500)])
    },
  },
  {
    when: 'work fails after 2.5 beats',
    beats: 2,
    act(heartbeat) {
      const broken = () =>
        new Promise((_, reject) => setTimeout(() => reject(new Error('x')), 2_500))
      return heartbeat.during(broken).catch(() => {})
    },
  },
  {
    when: 'it is stopped after 2.5 beats of a longer work',
    beats: 2,
    act(heartbeat) {
      setTimeout(() => heartbeat.stop(), 2_500)
      return work(heartbeat, 9_500)
    },
  },
  {
    when: 'work begins after it was stopped',
    beats: 0,
    act(heartbeat) {
      heartbeat.stop()
      return work(heartbeat, 9_500)
    },
  },
])('when $when it beats $beats times', async ({ act, beats }) => {
  let heard = 0
  const heartbeat = createHeartbeat(() => {
    heard += 1
  }, 1_000)
  const done = act(heartbeat)
  await jest.advanceTimersByTimeAsync(60_000)
  await done
  expect(heard).toBe(beats)
  expect(jest.getTimerCount()).toBe(0)
})

test('the work’s own answer comes back', async () => {
  const heartbeat = createHeartbeat(() => {}, 1_000)
  await expect(heartbeat.during(async () => 'done')).resolves.toBe('done')
  await expect(heartbeat.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
})
