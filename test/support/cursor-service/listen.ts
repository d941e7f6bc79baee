import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'

export type ServiceRequest = IncomingMessage | Http2ServerRequest
export type ServiceResponse = ServerResponse | Http2ServerResponse

/** Certificate and key, in PEM. */
export interface TlsIdentity {
  cert: string
  key: string
}

/**
 * Serves HTTP/1.1 and HTTP/2 on one port: told apart by ALPN with TLS, by the first bytes without.
 *
 * @returns the port, and a function that stops at once, cutting open connections
 */
export async function listenBoth(options: {
  host: string
  port?: number
  tls?: TlsIdentity
  handler: (request: ServiceRequest, response: ServiceResponse) => void
}): Promise<{ port: number; close: () => Promise<void> }> {
  const { host, port = 0, tls, handler } = options
  const http1 = createHttp1({ requestTimeout: 0, noDelay: true }, handler)
  const http2 = createHttp2({ settings: { initialWindowSize: 1 << 20 } }, handler)
  http2.on('session', (session) => session.setLocalWindowSize(4 << 20))
  http2.on('sessionError', () => {})
  http1.on('clientError', (_error, socket) => socket.destroy())
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server: Server =
    tls === undefined
      ? createServer({ noDelay: true }, (socket) => {
          track(socket)
          socket.once('data', (first) => {
            socket.pause()
            socket.unshift(first)
            const target = first.subarray(0, 3).toString('latin1') === 'PRI' ? http2 : http1
            target.emit('connection', socket)
            process.nextTick(() => socket.resume())
          })
        })
      : createTls({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
          track(socket)
          const target = socket.alpnProtocol === 'h2' ? http2 : http1
          target.emit('connection', socket)
        })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return {
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
