import { createHmac } from 'node:crypto'
import { createServer, request as httpRequest, type Server } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { pino } from 'pino'
import { openNamelessFile } from '../../../../src/adapters/storage/nameless-file.ts'
import { listen } from '../../../../src/http/listen.ts'
import type { Delivery } from '../../../../src/server/app/delivery/delivery.ts'
import { maxPayloadBytes } from '../../../../src/server/app/delivery/take-body.ts'
import {
  createWebhookRoute,
  type WebhookRouteOptions,
} from '../../../../src/server/app/delivery/webhook-route.ts'

const secret = 'it-is-a-secret'
const sign = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const push = {
  ref: 'refs/heads/main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  forced: true,
  installation: { id: 7, node_id: 'I_7' },
  sender: { id: 5, login: 'mona', type: 'User' },
  repository: {
    id: 42,
    node_id: 'R_42',
    name: 'shop',
    owner: { id: 1, login: 'acme', type: 'Organization' },
    default_branch: 'main',
    private: true,
    description: 'a text of theirs',
  },
  commits: [{ message: 'a text of theirs' }],
}

let server: Server = createServer()
let stored: Delivery[]
let woken: number
let receive: (delivery: Delivery) => Promise<'stored' | 'known' | 'revived'>

beforeEach(async () => {
  stored = []
  woken = 0
  server = createServer()
  receive = async (delivery) => {
    stored.push(delivery)
    return 'stored'
  }
  serve()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

const options = {
  secret,
  openFile: () => openNamelessFile(tmpdir()),
  receive: (delivery: Delivery) => receive(delivery),
  wake: () => {
    woken += 1
  },
  log: pino({ level: 'silent' }),
}

/** Answers with a route that is like the usual one, but for these. */
function serve(but: Partial<WebhookRouteOptions> = {}): void {
  const route = createWebhookRoute({ ...options, ...but })
  server.removeAllListeners('request')
  server.on('request', (request, response) => void route(request, response))
}

const headersOf = (signature: string) => ({
  'content-type': 'application/json',
  'x-github-event': 'push',
  'x-github-delivery': 'one',
  'x-hub-signature-256': signature,
})

afterEach(() => {
  jest.useRealTimers()
  server.closeAllConnections()
  server.close()
})

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

async function post(
  body: string,
  { headers = {}, method = 'POST' }: { headers?: Record<string, string>; method?: string } = {},
) {
  const given = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-hub-signature-256': sign(body),
    ...headers,
  }
  const sent = Object.entries(given).filter(([, value]) => value !== '')
  const init = { method, headers: Object.fromEntries(sent), ...(method === 'GET' ? {} : { body }) }
  const response = await fetch(url(), init)
  return {
    status: response.status,
    headers: response.headers,
    said: (await response.json()) as object,
  }
}

describe('a webhook that is taken in', () => {
  test('is stored with what handlers read of it, and nothing else', async () => {
    expect(await post(JSON.stringify(push))).toMatchObject({
      status: 202,
      said: { outcome: 'stored' },
    })
    const [{ body, ...delivery }] = stored as [Delivery]
    expect(delivery).toEqual({
      id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      event: 'push',
      key: 'repository:42',
    })
    expect(body).not.toContain('a text of theirs')
    expect(JSON.parse(body)).toMatchObject({
      kind: 'delivery',
      event: 'push',
      payload: { ref: 'refs/heads/main', installation: { id: 7 }, repository: { id: 42 } },
    })
    expect(woken).toBe(1)
  })

  test('may come as a form, signed as it was sent', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify(push) }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    expect((await post(body, { headers })).status).toBe(202)
    expect(stored).toHaveLength(1)
  })

  test('about an installation waits in the line of that installation', async () => {
    const { installation, sender } = push
    const body = JSON.stringify({ action: 'created', installation, sender, repositories: [] })
    await post(body, { headers: { 'x-github-event': 'installation' } })
    expect(stored[0]?.key).toBe('installation:7')
  })

  test('and is here already is acknowledged and wakes nobody', async () => {
    receive = async () => 'known'
    expect(await post(JSON.stringify(push))).toMatchObject({
      status: 202,
      said: { outcome: 'known' },
    })
    expect(woken).toBe(0)
  })

  test.each(['ping', 'star', 'an_event_of_next_year', 'constructor'])(
    'of an event nobody answers (%s) is acknowledged and not stored',
    async (event) => {
      const answer = await post('{"zen":"x"}', { headers: { 'x-github-event': event } })
      expect(answer).toMatchObject({ status: 202, said: { outcome: 'ignored' } })
      expect(stored).toEqual([])
    },
  )
})

test.each<{
  when: string
  body?: string
  with?: Parameters<typeof post>[1]
  status: number
  says: RegExp
}>([
  {
    when: 'no signature',
    with: { headers: { 'x-hub-signature-256': '' } },
    status: 400,
    says: /x-hub-signature-256 is missing/,
  },
  {
    when: 'the old kind of signature',
    with: { headers: { 'x-hub-signature-256': `sha1=${'0'.repeat(40)}` } },
    status: 400,
    says: /x-hub-signature-256 is malformed/,
  },
  {
    when: 'a signature by somebody else',
    with: { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
    status: 401,
    says: /signature does not match.*WEBHOOK_SECRET/,
  },
  { when: 'an empty body', body: '', status: 401, says: /signature/ },
  {
    when: 'no event',
    with: { headers: { 'x-github-event': '' } },
    status: 400,
    says: /x-github-event is missing/,
  },
  {
    when: 'an event that is none',
    with: { headers: { 'x-github-event': 'push; drop' } },
    status: 400,
    says: /x-github-event is malformed/,
  },
  {
    when: 'no delivery id',
    with: { headers: { 'x-github-delivery': '' } },
    status: 400,
    says: /x-github-delivery is missing/,
  },
  {
    when: 'a delivery id of great length',
    with: { headers: { 'x-github-delivery': 'a'.repeat(65) } },
    status: 400,
    says: /x-github-delivery is malformed/,
  },
  {
    when: 'another content type',
    with: { headers: { 'content-type': 'text/plain' } },
    status: 415,
    says: /neither JSON nor a form/,
  },
  { when: 'what is not JSON', body: '{"ref":', status: 400, says: /not JSON/ },
  {
    when: 'a form without the field',
    body: 'load=1',
    with: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 400,
    says: /no field/,
  },
  { when: 'another method', with: { method: 'GET' }, status: 405, says: /POST/ },
  { when: 'JSON that is no object', body: '[]', status: 422, says: /push: / },
  {
    when: 'a payload without installation',
    body: JSON.stringify({ ...push, installation: undefined }),
    status: 422,
    says: /push: installation: /,
  },
  {
    when: 'a payload with a malformed field',
    body: JSON.stringify({ ...push, after: 'HEAD' }),
    status: 422,
    says: /push: after: /,
  },
])('$when is refused with $status and the reason', async ({ body, with: given, status, says }) => {
  const answer = await post(body ?? JSON.stringify(push), given)
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.said)).toMatch(says)
  expect(stored).toEqual([])
  expect(woken).toBe(0)
})

test('of many refused webhooks the log has the first at once, and the others as a number', async () => {
  const warned: object[] = []
  const quiet = () => {}
  const log = { debug: quiet, error: quiet, warn: (about: object) => warned.push(about) }
  // The clock of the log alone: what it waits for takes no time here.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] })
  serve({ log: log as unknown as WebhookRouteOptions['log'], refusalsEveryMs: 400 })
  const wrong = { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }
  for (let sent = 0; sent < 4; sent += 1) expect((await post('{}', wrong)).status).toBe(401)
  await post('{}', { headers: { 'x-hub-signature-256': '' } })
  expect(warned).toEqual([{ refused: 1, newest: expect.stringContaining('signature') }])
  jest.advanceTimersByTime(500)
  expect(warned.slice(1)).toEqual([
    { refused: 4, newest: 'the header x-hub-signature-256 is missing' },
  ])
  jest.advanceTimersByTime(500)
  expect(warned).toHaveLength(2)
})

test('a body that is announced too large is refused before it is sent', async () => {
  const answer = await statusOf({ 'content-length': String(maxPayloadBytes + 1) }, [])
  expect(answer).toBe(413)
})

test('a body that grows too large is refused on the way, and the answer arrives', async () => {
  const answer = await statusOf({}, Array(26).fill(Buffer.alloc(1024 * 1024)))
  expect(answer).toBe(413)
})

test('a payload that GitHub itself would still send is taken in', async () => {
  const body = JSON.stringify({ ...push, padding: 'x'.repeat(maxPayloadBytes - 2_000) })
  expect((await post(body)).status).toBe(202)
})

test.each([
  { when: 'fails', how: async () => Promise.reject(new Error('connect ECONNREFUSED')) },
  {
    when: 'fails at once',
    how: () => {
      throw new Error('gone')
    },
  },
])(
  'while the database $when, the forge is asked to send it again, and learns nothing else',
  async ({ how }) => {
    receive = how as typeof receive
    const answer = await post(JSON.stringify(push))
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('30')
    expect(JSON.stringify(answer.said)).not.toMatch(/ECONN|gone/)
  },
)

describe('bodies that anybody sends and nobody ends', () => {
  const mb = 1024 * 1024

  test('six of almost 25 MB are in nobody’s way', async () => {
    const held = await Promise.all(Array.from({ length: 6 }, () => hold(maxPayloadBytes - 1)))
    const body = JSON.stringify({ ...push, padding: 'x'.repeat(4 * mb) })
    expect((await post(body)).status).toBe(202)
    for (const one of held) one.end()
  })

  test('when there is no room, those that stand still go, and a signed one comes through', async () => {
    serve({ limits: { bytes: 8 * mb, bodies: 4, stepBytes: 65_536 } })
    const held = [await hold(3 * mb), await hold(3 * mb), await hold(100), await hold(100)]
    const body = JSON.stringify({ ...push, padding: 'x'.repeat(4 * mb) })
    expect((await post(body)).status).toBe(202)
    expect(await held[0]?.answer).toBe(503)
    for (const one of held) one.end()
  })

  test('each has a deadline', async () => {
    serve({ bodyMs: 50 })
    expect(await (await hold(100)).answer).toBe(408)
  })

  test('the disk is full: the forge is asked to send it again', async () => {
    serve({ openFile: () => Promise.reject(new Error('ENOSPC')) })
    const body = JSON.stringify({ ...push, padding: 'x'.repeat(mb) })
    expect((await post(body)).status).toBe(503)
    expect((await post(JSON.stringify(push))).status).toBe(202)
  })

  test('over HTTP/2 the stream of a refused one ends', async () => {
    const limits = { bytes: 200_000, bodies: 9, stepBytes: 65_536 }
    const handler = createWebhookRoute({ ...options, limits })
    const listener = await listen({
      host: '127.0.0.1',
      port: 0,
      handler: (request, response) => void handler(request, response),
    })
    const session = connect(`http://127.0.0.1:${listener.port}`)
    const stream = session.request({ ':method': 'POST', ...headersOf(`sha256=${'0'.repeat(64)}`) })
    stream.on('error', () => {})
    let status: number | undefined
    stream.on('response', (head) => {
      status = head[':status']
    })
    stream.resume()
    stream.write(Buffer.alloc(300_000))
    await new Promise((resolve) => stream.once('close', resolve))
    expect(status).toBe(503)
    session.destroy()
    await listener.close(0)
  })

  /** Begins a body that nobody signed, and leaves it there. */
  async function hold(bytes: number) {
    const request = httpRequest(url(), {
      method: 'POST',
      agent: false,
      headers: { ...headersOf(`sha256=${'0'.repeat(64)}`), 'content-length': bytes + 1 },
    })
    request.on('error', () => {})
    const answer = new Promise<number | undefined>((resolve) =>
      request.once('response', ({ statusCode }) => resolve(statusCode)),
    )
    await new Promise<void>((resolve) => request.write(Buffer.alloc(bytes), () => resolve()))
    return { answer, end: () => request.destroy() }
  }
})

/** Sends by hand what fetch would not. */
function statusOf(headers: Record<string, string>, chunks: Buffer[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url(), {
      method: 'POST',
      headers: {
        ...headersOf(`sha256=${'0'.repeat(64)}`),
        ...headers,
      },
    })
    let answered = false
    request.on('response', (response) => {
      answered = true
      resolve(response.statusCode)
      request.destroy()
    })
    request.on('error', (error) => {
      if (!answered) reject(error)
    })
    for (const chunk of chunks) request.write(chunk)
    if (chunks.length > 0) request.end()
    else request.flushHeaders()
  })
}
