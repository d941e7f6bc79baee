import { beforeEach, expect, test } from '@jest/globals'
import nock from 'nock'
import { pino } from 'pino'
import {
  type DeliveryMemory,
  fetchMissedDeliveries,
} from '../../../../src/server/app/delivery/redelivery.ts'
import { testOctokit } from '../../../support/github/test-octokit.ts'
import { useNock } from '../../../support/nock.ts'

useNock()
const now = Date.parse('2026-11-22T12:00:00Z')
const minute = 60_000
const log = pino({ level: 'silent' })

/** Minutes ago, what became of it. */
interface Sent {
  id: number
  guid?: string
  ago?: number
  status?: number
  event?: string
}

const attempt = ({ id, guid = `guid-${id}`, ago = id, status = 502, event = 'push' }: Sent) => ({
  id,
  guid,
  delivered_at: new Date(now - ago * minute).toISOString(),
  redelivery: false,
  duration: 0.3,
  status: status === 200 ? 'OK' : 'failed to connect to host',
  status_code: status,
  event,
  action: null,
  installation_id: 7,
  repository_id: 42,
})

let held: Set<string>
let counted: Map<string, { times: number; at: number }>
let bookmarks: Map<string, number>
let clock: number
let memory: DeliveryMemory

beforeEach(() => {
  held = new Set()
  counted = new Map()
  bookmarks = new Map()
  clock = now
  memory = {
    known: async (ids) => new Set(ids.filter((id) => held.has(id))),
    async mayAskAgain(id, maxTimes, pauseMs) {
      const before = counted.get(id) ?? { times: 0, at: 0 }
      if (before.times >= maxTimes) return 'never'
      if (before.at >= clock - pauseMs) return 'later'
      counted.set(id, { times: before.times + 1, at: clock })
      return 'yes'
    },
    bookmark: async (name) => bookmarks.get(name),
    async setBookmark(name, at) {
      bookmarks.set(name, at)
    },
  }
})

const api = () => nock('https://api.github.com')
const look = () => fetchMissedDeliveries(testOctokit(), memory, clock, log)

function list(sent: Sent[], query: Record<string, string | number> = {}, next?: string) {
  const link =
    next && `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=${next}>; rel="next"`
  api()
    .get('/app/hook/deliveries')
    .query({ per_page: 100, ...query })
    .reply(200, sent.map(attempt), link ? { link } : {})
}

const expectAsked = (...ids: number[]) => {
  for (const id of ids) api().post(`/app/hook/deliveries/${id}/attempts`).reply(202, {})
}

test.each<{ when: string; sent: Sent[]; holds?: string[]; asks: number[] }>([
  { when: 'one that failed', sent: [{ id: 1 }], asks: [1] },
  { when: 'one that nobody answered', sent: [{ id: 1, status: 0 }], asks: [1] },
  { when: 'one our database was away for', sent: [{ id: 1, status: 503 }], asks: [1] },
  { when: 'one whose signature was wrong', sent: [{ id: 1, status: 401 }], asks: [1] },
  { when: 'two, the older one first', sent: [{ id: 1 }, { id: 2 }], asks: [2, 1] },
  { when: 'one that is here', sent: [{ id: 1 }], holds: ['guid-1'], asks: [] },
  { when: 'one that was delivered', sent: [{ id: 1, status: 200 }], asks: [] },
  {
    when: 'one whose second attempt succeeded',
    sent: [
      { id: 1, guid: 'g', status: 202 },
      { id: 2, guid: 'g' },
    ],
    asks: [],
  },
  {
    when: 'one whose second attempt failed as well, by the latest attempt',
    sent: [
      { id: 1, guid: 'g' },
      { id: 2, guid: 'g' },
    ],
    asks: [1],
  },
  { when: 'one we have said cannot be used', sent: [{ id: 1, status: 422 }], asks: [] },
  { when: 'one that was too large', sent: [{ id: 1, status: 413 }], asks: [] },
  { when: 'a ping', sent: [{ id: 1, event: 'ping' }], asks: [] },
  { when: 'one older than three days', sent: [{ id: 1, ago: 3 * 24 * 60 + 1 }], asks: [] },
  { when: 'nothing', sent: [], asks: [] },
])('$when: asks for $asks', async ({ sent, holds = [], asks }) => {
  held = new Set(holds)
  list(sent)
  const order: number[] = []
  for (const id of asks) {
    api()
      .post(`/app/hook/deliveries/${id}/attempts`)
      .reply(202, () => {
        order.push(id)
        return {}
      })
  }
  expect(await look()).toBe(asks.length)
  expect(order).toEqual(asks)
  expect(nock.isDone()).toBe(true)
})

test('pages are read until what was seen before, and no further', async () => {
  bookmarks.set('redelivery', now - 60 * minute)
  list([{ id: 1 }], {}, 'two')
  list([{ id: 80 }, { id: 95 }], { cursor: 'two' }, 'three')
  expectAsked(80, 1)
  expect(await look()).toBe(2)
  expect(nock.isDone()).toBe(true)
  expect(bookmarks.get('redelivery')).toBe(now)
})

test('the same one is asked for three times at most, with a pause, and is not forgotten meanwhile', async () => {
  const asked: number[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    clock = now + turn * 10 * minute
    list([{ id: 5 }])
    nock('https://api.github.com').post('/app/hook/deliveries/5/attempts').reply(202, {})
    if ((await look()) === 1) asked.push(turn * 10)
    nock.cleanAll()
    if (turn === 1) expect(bookmarks.get('redelivery')).toBe(now - 5 * minute)
  }
  expect(asked).toEqual([0, 20, 40])
  expect(counted.get('guid-5')?.times).toBe(3)
})

test('of a list without end what GitHub calls failed is read as well', async () => {
  for (let page = 0; page < 50; page += 1) {
    list([{ id: 1, status: 200 }], page === 0 ? {} : { cursor: `c${page}` }, `c${page + 1}`)
  }
  list([{ id: 900 }], { status: 'failure' })
  expectAsked(900)
  expect(await look()).toBe(1)
  expect(nock.isDone()).toBe(true)
})

test('one GitHub does not send again keeps nobody from the others', async () => {
  list([{ id: 1 }, { id: 2 }])
  api().post('/app/hook/deliveries/2/attempts').reply(422, { message: 'no' })
  expectAsked(1)
  expect(await look()).toBe(1)
})

test.each([
  {
    what: 'the list',
    fault: () =>
      api()
        .get(/deliveries/)
        .reply(500, { message: 'x' }),
  },
  {
    what: 'a request',
    fault: () => {
      list([{ id: 1 }])
      api().post('/app/hook/deliveries/1/attempts').reply(503, { message: 'x' })
    },
  },
])('a failure of $what is an error, and the bookmark stays', async ({ fault }) => {
  fault()
  await expect(
    fetchMissedDeliveries(testOctokit({ answers: 'unchecked' }), memory, clock, log),
  ).rejects.toThrow()
  expect(bookmarks.size).toBe(0)
})
