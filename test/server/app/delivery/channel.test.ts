import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openChannel } from '../../../../src/server/app/delivery/channel.ts'

let channel: Server
let answer: (response: ServerResponse) => void
let own: Server
let taken: { headers: Record<string, unknown>; body: string }[]
let warned: string[]
let opened: ReturnType<typeof openChannel> | undefined

const portOf = (server: Server) => (server.address() as AddressInfo).port

beforeEach(async () => {
  taken = []
  warned = []
  channel = createServer((_request, response) => answer(response))
  own = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    taken.push({ headers: request.headers, body })
    response.end()
    own.emit('taken')
  })
  await once(own.listen(0, '127.0.0.1'), 'listening')
})
afterEach(async () => {
  await opened?.close()
  for (const server of [channel, own]) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(port = 0): Promise<number> {
  await once(channel.listen(port, '127.0.0.1'), 'listening')
  return portOf(channel)
}

function open(port: number): void {
  opened = openChannel({
    source: `http://127.0.0.1:${port}/abc`,
    target: `http://127.0.0.1:${portOf(own)}/hooks`,
    log: {
      info: () => {},
      warn: (about: { why?: string }) => {
        warned.push(about.why ?? '')
        channel.emit('warned')
      },
    } as never,
    firstPauseMs: 20,
  })
}

const event = {
  host: 'smee.example.com',
  'x-github-event': 'push',
  'x-github-delivery': 'one',
  'x-hub-signature-256': 'sha256=0',
  cookie: 'not for us',
  query: { path: '../status' },
  body: { ref: 'refs/heads/main', text: 'ä' },
}
const stream =
  (...data: string[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(data.map((one) => `data: ${one}\n\n`).join(''))
  }

test('a delivery is handed on as it was signed, and with nothing else', async () => {
  answer = stream(JSON.stringify(event))
  open(await listen())
  await once(own, 'taken')
  const [{ headers, body }] = taken as [(typeof taken)[0]]
  expect(body).toBe(JSON.stringify(event.body))
  expect(headers).toMatchObject({ 'x-github-event': 'push', 'x-github-delivery': 'one' })
  expect(headers).not.toHaveProperty('cookie')
  expect(headers.host).toBe(`127.0.0.1:${portOf(own)}`)
})

test('a channel that cannot be reached is tried again until it can', async () => {
  answer = stream(JSON.stringify(event))
  const port = await listen()
  await new Promise((done) => channel.close(done))
  open(port)
  await once(channel, 'warned')
  await listen(port)
  await once(own, 'taken')
  expect(warned[0]).toMatch(/ECONNREFUSED|fetch failed/)
})

test('a channel that refuses is tried again, also after it has worked', async () => {
  let asked = 0
  answer = (response) => {
    asked += 1
    if (asked === 2) return stream(JSON.stringify(event))(response)
    response.writeHead(asked === 1 ? 503 : 204).end()
  }
  open(await listen())
  await once(own, 'taken')
  expect(warned).toEqual([expect.stringContaining('503')])
  // The client reconnects by itself, and is told that there is nothing.
  channel.closeAllConnections()
  await once(channel, 'warned')
  expect(warned[1]).toContain('204')
})

test.each(['no JSON', 'null', '"x"', '[]', '{}'])(
  'what is no delivery (%s) ends nothing',
  async (data) => {
    answer = stream(data, JSON.stringify(event))
    open(await listen())
    while (!taken.some(({ headers }) => headers['x-github-event'] === 'push')) {
      await once(own, 'taken')
    }
    expect(taken.length).toBeGreaterThan(0)
  },
)

test('it is closed at once, also while the channel does not answer', async () => {
  const asked = Promise.withResolvers<void>()
  answer = () => asked.resolve()
  open(await listen())
  await asked.promise
  await opened?.close()
  expect(warned).toEqual([])
})
