import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer, type Socket } from 'node:net'

export type Request = IncomingMessage | Http2ServerRequest
export type Response = ServerResponse | Http2ServerResponse
export type Handler = (request: Request, response: Response) => void

/** Connections served at once; more are refused by the kernel's answer, not queued without end. */
export const maxConnections = 1_024
/** How long a connection may stay silent before its first byte, in milliseconds. */
export const firstByteMs = 30_000

export interface Listener {
  host: string
  port: number
  /** Stops listening, gives open requests `graceMs` to end, then cuts them. */
  close(graceMs?: number): Promise<void>
}

/**
 * Serves HTTP/1.1 and plaintext HTTP/2 (prior knowledge) on one port.
 *
 * The first bytes tell which: an HTTP/2 client opens with `PRI * HTTP/2.0`, and no HTTP/1.1
 * method begins with `PRI`.
 *
 * @param port 0 for any free one
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-3.3
 */
export async function listen(options: {
  host: string
  port: number
  handler: Handler
}): Promise<Listener> {
  const { host, port, handler } = options
  // Streams stay open for as long as an agent works: no limit on the whole request.
  const http1 = createHttp1({ requestTimeout: 0, headersTimeout: 30_000, noDelay: true }, handler)
  const http2 = createHttp2(
    { settings: { initialWindowSize: 1 << 20, maxConcurrentStreams: 1_000 } },
    handler,
  )
  const sessions = new Set<ServerHttp2Session>()
  http2.on('session', (session) => {
    session.setLocalWindowSize(4 << 20)
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  http2.on('sessionError', () => {})
  http1.on('clientError', (_error, socket) => socket.destroy())

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    sniff(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit('connection', socket))
  })
  server.maxConnections = maxConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')

  return {
    host,
    port: address.port,
    async close(graceMs = 2_000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of sessions) session.close()
      // A connection turns idle a moment after its last answer.
      const sweeper = setInterval(() => http1.closeIdleConnections(), 20)
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs)
      await closed
      clearInterval(sweeper)
      clearTimeout(timer)
    },
  }
}

const preface = Buffer.from('PRI')

/** Waits for the first bytes, puts them back, and says whether they open HTTP/2. */
function sniff(socket: Socket, decided: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  socket.setTimeout(firstByteMs, () => socket.destroy())
  const onData = (chunk: Buffer) => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk])
    const undecided = seen.length < preface.length && preface.subarray(0, seen.length).equals(seen)
    if (undecided) return
    socket.setTimeout(0)
    socket.off('data', onData)
    socket.pause()
    socket.unshift(seen)
    socket.removeAllListeners('timeout')
    const isHttp2 = seen.subarray(0, preface.length).equals(preface)
    decided(isHttp2)
    // An HTTP/2 session reads the socket's handle itself, and takes what was put back.
    if (!isHttp2) socket.resume()
  }
  socket.on('data', onData)
}
