import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { type Listener, listen } from '../../src/http/listen.ts'
import { respondJson } from '../../src/http/respond.ts'

let listener: Listener

async function start(): Promise<Listener> {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (request, response) => respondJson(response, 200, { version: request.httpVersion }),
  })
  return listener
}
afterEach(() => listener.close(0))

const overHttp1 = (port: number) =>
  new Promise<string>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/', agent: false }, async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve(text)
      })
      .on('error', reject)
  })

const overHttp2 = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const session = http2.connect(`http://127.0.0.1:${port}`)
    session.on('error', reject)
    const stream = session.request({ ':path': '/' })
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
    })
    stream.on('end', () => {
      session.destroy()
      resolve(text)
    })
    stream.end()
  })

test('one port answers HTTP/1.1 and HTTP/2 with prior knowledge', async () => {
  const { port } = await start()
  expect(await overHttp1(port)).toBe('{"version":"1.1"}')
  expect(await overHttp2(port)).toBe('{"version":"2.0"}')
})

test('a preface that arrives byte by byte is still HTTP/2', async () => {
  const { port } = await start()
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true })
  const preface = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  ])
  for (const byte of preface) {
    socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
  socket.destroy()
  // A SETTINGS frame: type 4 at offset 3.
  expect(first[3]).toBe(4)
})

test('garbage closes its own connection and nothing else', async () => {
  const { port } = await start()
  const socket = net.connect({ host: '127.0.0.1', port })
  socket.write('\u0000\u0001garbage\r\n\r\n')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(await overHttp1(port)).toBe('{"version":"1.1"}')
})

test('closing cuts a request that does not end', async () => {
  const arrived = Promise.withResolvers<void>()
  const handler = () => arrived.resolve()
  const open = await listen({ host: '127.0.0.1', port: 0, handler })
  listener = open
  const answered = overHttp1(open.port).catch((error) => error.code)
  await arrived.promise
  await open.close(20)
  expect(await answered).toBe('ECONNRESET')
})

/** Resolves when the server closes a connection on which this was sent and nothing more comes. */
async function closedAfter(port: number, sent: Buffer | string): Promise<void> {
  const socket = net.connect({ host: '127.0.0.1', port })
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.write(sent)
  await new Promise((resolve) => socket.once('close', resolve))
}

const http2Preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
])

test.each<{ what: string; sent: Buffer | string }>([
  { what: 'that sends nothing', sent: '' },
  { what: 'whose first bytes do not tell', sent: 'PR' },
  { what: 'whose request never has a whole head', sent: 'GET / HTTP/1.1\r\nhost: x\r\n' },
  { what: 'that opens HTTP/2 and asks nothing', sent: http2Preface },
])('a connection $what is closed in the end', async ({ sent }) => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (_request, response) => respondJson(response, 200, {}),
    limits: { firstByteMs: 50, headMs: 50, idleMs: 50 },
  })
  await closedAfter(listener.port, sent)
  expect(await overHttp1(listener.port)).toBe('{}')
})

test('an HTTP/2 connection stays while a request is open, however long that takes', async () => {
  const asked = Promise.withResolvers<() => void>()
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (_request, response) =>
      asked.resolve(() => respondJson(response, 200, { late: true })),
    limits: { idleMs: 30 },
  })
  const answer = overHttp2(listener.port)
  const respond = await asked.promise
  // Well past the time without a request.
  await new Promise((resolve) => setTimeout(resolve, 150))
  respond()
  expect(await answer).toBe('{"late":true}')
})

/** A connection, once the other side has it. */
async function connected(port: number): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

test.each<{ what: string; sent: Buffer | string }>([
  { what: 'has sent nothing', sent: '' },
  { what: 'is slow with its head', sent: 'GET / HTTP/1.1\r\n' },
  { what: 'asks for nothing over HTTP/2', sent: http2Preface },
  { what: 'was answered', sent: 'GET / HTTP/1.1\r\nhost: a\r\n\r\n' },
])('one connection more takes the place of one that $what', async ({ sent }) => {
  let closed = () => {}
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (_request, response) => {
      response.once('close', () => closed())
      respondJson(response, 200, {})
    },
    limits: { maxConnections: 1 },
  })
  const first = await connected(listener.port)
  const gone = new Promise((resolve) => first.once('close', resolve))
  const seen = new Promise<void>((resolve) => {
    closed = resolve
    first.once('data', () => {})
    if (!sent.includes('host')) resolve()
  })
  first.write(sent)
  await seen
  const second = await connected(listener.port)
  await gone
  expect(second.destroyed).toBe(false)
  second.destroy()
})

test.each([
  ['HTTP/1.1', overHttp1],
  ['HTTP/2', overHttp2],
])(
  'where all connections wait for answers over %s, one more is closed as it comes',
  async (_, ask) => {
    const asked = Promise.withResolvers<() => void>()
    listener = await listen({
      host: '127.0.0.1',
      port: 0,
      handler: (_request, response) => asked.resolve(() => respondJson(response, 200, {})),
      limits: { maxConnections: 1 },
    })
    const answer = ask(listener.port)
    const respond = await asked.promise
    await closedAfter(listener.port, '')
    respond()
    expect(await answer).toBe('{}')
  },
)

test('closing does not wait for a connection that is kept alive and idle', async () => {
  const { port } = await start()
  const agent = new http.Agent({ keepAlive: true })
  const response = await new Promise<http.IncomingMessage>((resolve) =>
    http.get({ host: '127.0.0.1', port, agent }, resolve),
  )
  response.resume()
  await new Promise((resolve) => response.once('close', resolve))
  const startedAt = performance.now()
  await listener.close(60_000)
  // Node itself would end it after 5 seconds.
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  agent.destroy()
})

test('of many HTTP/2 connections a few may send much before anybody reads it', async () => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    handler: (_, to) => respondJson(to, 200, {}),
  })
  const sessions: http2.ClientHttp2Session[] = []
  const windowOf = async () => {
    const session = http2.connect(`http://127.0.0.1:${listener?.port}`)
    sessions.push(session)
    await new Promise((resolve) => session.request({ ':path': '/' }).resume().on('end', resolve))
    return session.state.remoteWindowSize ?? 0
  }
  const windows: number[] = []
  while (windows.length < 18) windows.push(await windowOf())
  expect(windows.filter((bytes) => bytes > 65_535)).toHaveLength(16)
  expect(windows.slice(16)).toEqual([65_535, 65_535])
  // The place of one that has gone is free.
  sessions[0]?.destroy()
  await new Promise((resolve) => setImmediate(resolve))
  const again = async (): Promise<number> => {
    const bytes = await windowOf()
    return bytes > 65_535 ? bytes : again()
  }
  expect(await again()).toBeGreaterThan(65_535)
  for (const session of sessions) session.destroy()
})
