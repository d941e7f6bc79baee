import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { readBody } from '../../src/http/body.ts'
import { createUpstreamClient, type UpstreamClient } from '../../src/http/upstream.ts'
import {
  listenBoth,
  type ServiceRequest,
  type ServiceResponse,
} from '../support/cursor-service/listen.ts'
import { makeTlsIdentity } from '../support/tls-identity.ts'

const before = tls.getCACertificates('default')
const identity = makeTlsIdentity()
let secure: { port: number; close(): Promise<void> }
let plain: { port: number; close(): Promise<void> }
beforeAll(async () => {
  tls.setDefaultCACertificates([...before, identity.cert])
  const handler = (request: ServiceRequest, response: ServiceResponse) => {
    ;(response as http.ServerResponse).end(`${request.httpVersion} ${request.url}`)
  }
  secure = await listenBoth({ host: '127.0.0.1', tls: identity, handler })
  plain = await listenBoth({ host: '127.0.0.1', handler })
})
afterAll(async () => {
  tls.setDefaultCACertificates(before)
  await secure.close()
  await plain.close()
})

let client: UpstreamClient | undefined
afterEach(() => client?.close())

async function overHttp1(base: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  client = createUpstreamClient(environment)
  const reply = await client.http1({
    base: new URL(base),
    method: 'GET',
    path: '/x?y',
    headers: {},
  })
  return (await readBody(reply, 1_000)).toString()
}
async function overHttp2(base: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  client = createUpstreamClient(environment)
  const stream = await client.http2({
    base: new URL(base),
    method: 'POST',
    path: '/x?y',
    headers: {},
  })
  stream.end()
  return (await readBody(stream, 1_000)).toString()
}

test('plain and secure services are called over HTTP/1.1 and HTTP/2', async () => {
  for (const base of [`http://127.0.0.1:${plain.port}`, `https://127.0.0.1:${secure.port}`]) {
    expect(await overHttp1(base)).toBe('1.1 /x?y')
    expect(await overHttp2(base)).toBe('2.0 /x?y')
  }
})

test('a path of the base stands in front of the call’s', async () => {
  expect(await overHttp1(`http://127.0.0.1:${plain.port}/base/`)).toBe('1.1 /base/x?y')
  expect(await overHttp2(`http://127.0.0.1:${plain.port}/base`)).toBe('2.0 /base/x?y')
})

/** A forward proxy as companies run them: CONNECT with a login, and a list of what was asked. */
async function forwardProxy() {
  const asked: string[] = []
  const server = http.createServer()
  server.on('connect', (request, socket: net.Socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
    const [host = '', port] = (request.url ?? '').split(':')
    const target = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const end of [target, socket]) end.on('error', () => end.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  return { asked, port, close: () => server.close() }
}

test('the runner’s own proxy is used for secure services, over both protocols', async () => {
  const proxy = await forwardProxy()
  const base = `https://127.0.0.1:${secure.port}`
  const environment = { HTTPS_PROXY: `http://user:pa%20ss@127.0.0.1:${proxy.port}` }
  expect(await overHttp1(base, environment)).toBe('1.1 /x?y')
  expect(await overHttp2(base, environment)).toBe('2.0 /x?y')
  const login = `Basic ${Buffer.from('user:pa ss').toString('base64')}`
  expect(proxy.asked).toEqual(Array(2).fill(`127.0.0.1:${secure.port} ${login}`))
  proxy.asked.length = 0
  const direct = { ...environment, NO_PROXY: 'localhost,127.0.0.1' }
  expect(await overHttp1(base, direct)).toBe('1.1 /x?y')
  expect(await overHttp2(base, direct)).toBe('2.0 /x?y')
  expect(proxy.asked).toEqual([])
  proxy.close()
})

test.each([
  { name: 'HTTP_PROXY', base: () => `http://127.0.0.1:${plain.port}`, calls: [overHttp1] },
  {
    name: 'HTTPS_PROXY',
    base: () => `https://127.0.0.1:${secure.port}`,
    calls: [overHttp1, overHttp2],
  },
])('a dead proxy of $name is named, its password is not', async ({ name, base, calls }) => {
  const password = ['pass', 'word'].join('-')
  const environment = { [name]: `http://user:${password}@127.0.0.1:9` }
  for (const call of calls) {
    const error = await call(base(), environment).catch((cause) => cause)
    expect(error.message).toContain('through the proxy 127.0.0.1:9 (ECONNREFUSED)')
    expect(error.message + error.hint).not.toContain(password)
  }
})

test('a proxy that refuses is named with its answer', async () => {
  const refusing = http
    .createServer()
    .on('connect', (_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  const { port } = refusing.address() as net.AddressInfo
  const base = `https://127.0.0.1:${secure.port}`
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${port}` }
  await expect(overHttp2(base, environment)).rejects.toThrow(
    `through the proxy 127.0.0.1:${port} (it answered 407)`,
  )
  await expect(overHttp1(base, environment)).rejects.toThrow(`through the proxy 127.0.0.1:${port}`)
  refusing.close()
})

test.each([
  { when: 'nobody listens', base: 'http://127.0.0.1:1', says: '127.0.0.1:1 could not be reached' },
  { when: 'the certificate is not trusted', base: 'untrusted', says: 'could not be reached' },
])('when $when the error names the service', async ({ base, says }) => {
  tls.setDefaultCACertificates(before)
  const address = base === 'untrusted' ? `https://127.0.0.1:${secure.port}` : base
  await expect(overHttp1(address)).rejects.toThrow(says)
  await expect(overHttp2(address)).rejects.toThrow(says)
  tls.setDefaultCACertificates([...before, identity.cert])
})
