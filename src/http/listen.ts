import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer, type Server, type Socket } from 'node:net'

export type Request = IncomingMessage | Http2ServerRequest
export type Response = ServerResponse | Http2ServerResponse
export type Handler = (request: Request, response: Response) => void

/** What clients may take of a listener; there is no limit on a whole request, for streams stay open. */
export interface ListenLimits {
  /**
   * Connections at once. One more takes the place of the oldest that asks for nothing at the moment; where
   * all are busy it is closed as it comes.
   */
  maxConnections: number
  /** How long a connection may stay silent before its first byte, in milliseconds. */
  firstByteMs: number
  /** How long the head of an HTTP/1.1 request may take, in milliseconds. */
  headMs: number
  /** How long an HTTP/2 connection may stay open without a request, in milliseconds; 0: for ever. */
  idleMs: number
}

/** For clients on the same machine; what counts where nothing else is said. */
export const loopbackLimits: ListenLimits = {
  maxConnections: 1_024,
  firstByteMs: 30_000,
  headMs: 30_000,
  idleMs: 0,
}

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
 * @param options.port 0 for any free one
 * @param options.limits those of `loopbackLimits` where nothing else is said
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-3.3
 */
export async function listen(options: {
  host: string
  port: number
  handler: Handler
  limits?: Partial<ListenLimits>
}): Promise<Listener> {
  const { host, port, handler } = options
  const limits = { ...loopbackLimits, ...options.limits }
  const http1 = openHttp1(handler, limits)
  const http2 = openHttp2(handler, limits)
  const sockets = new Set<Socket>()
  const makeRoom = (): boolean => {
    if (sockets.size < limits.maxConnections) return true
    const quiet = sockets.values().find((one) => !http1.isBusy(one) && !http2.isBusy(one))
    quiet?.destroy()
    return quiet !== undefined && sockets.delete(quiet)
  }
  const server = createServer({ noDelay: true }, (socket) => {
    if (!makeRoom()) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    sniff(socket, limits.firstByteMs, (isHttp2) => (isHttp2 ? http2 : http1).take(socket))
  })
  const bound = await bind(server, host, port)
  return {
    host,
    port: bound,
    async close(graceMs = 2_000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      http2.close()
      // A connection turns idle a moment after its last answer.
      const sweeper = setInterval(http1.closeIdle, 20)
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs)
      await closed
      clearInterval(sweeper)
      clearTimeout(timer)
      http1.close()
    },
  }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return address.port
}

function openHttp1(handler: Handler, { headMs }: ListenLimits) {
  const server = createHttp1(
    {
      requestTimeout: 0,
      headersTimeout: headMs,
      connectionsCheckingInterval: Math.min(headMs, 30_000),
      noDelay: true,
    },
    handler,
  )
  server.on('clientError', (_error, socket) => socket.destroy())
  const open = new WeakMap<Socket, number>()
  server.on('request', ({ socket }, response) => {
    open.set(socket, (open.get(socket) ?? 0) + 1)
    response.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1))
  })
  // It never listens itself, and keeps its eye on connections only once it is told that it does.
  server.emit('listening')
  return {
    take: (socket: Socket) => server.emit('connection', socket),
    isBusy: (socket: Socket) => (open.get(socket) ?? 0) > 0,
    closeIdle: () => server.closeIdleConnections(),
    // Ends the watch over connections; it complains that it did not listen.
    close: () => server.close(() => {}),
  }
}

/** What an HTTP/2 connection may send before anybody reads it, in bytes; the others have 64 kB. */
const wideWindow = 4 << 20
/** Connections that may have as much: all there are may fill theirs. */
const maxWide = 16

function openHttp2(handler: Handler, { idleMs }: ListenLimits) {
  const server = createHttp2(
    { settings: { initialWindowSize: 1 << 20, maxConcurrentStreams: 1_000 } },
    handler,
  )
  const sessions = new Set<ServerHttp2Session>()
  const wide = new Set<ServerHttp2Session>()
  const open = new WeakMap<Socket, { streams: number }>()
  server.on('session', (session) => {
    if (wide.size < maxWide) {
      wide.add(session)
      session.setLocalWindowSize(wideWindow)
    }
    sessions.add(session)
    session.once('close', () => {
      sessions.delete(session)
      wide.delete(session)
    })
    if (idleMs > 0) closeWhenIdle(session, idleMs)
  })
  server.on('sessionError', () => {})
  return {
    take(socket: Socket) {
      // The session is there before this returns.
      server.once('session', (session) => open.set(socket, countStreams(session)))
      server.emit('connection', socket)
    },
    isBusy: (socket: Socket) => (open.get(socket)?.streams ?? 0) > 0,
    close() {
      for (const session of sessions) session.close()
    },
  }
}

function countStreams(session: ServerHttp2Session): { streams: number } {
  const open = { streams: 0 }
  session.on('stream', (stream) => {
    open.streams += 1
    stream.once('close', () => {
      open.streams -= 1
    })
  })
  return open
}

/** Closes a session that had no request for so long; PING frames are none. */
function closeWhenIdle(session: ServerHttp2Session, idleMs: number): void {
  let open = 0
  let timer = setTimeout(() => session.close(), idleMs)
  session.on('stream', (stream) => {
    open += 1
    clearTimeout(timer)
    stream.once('close', () => {
      open -= 1
      if (open === 0) timer = setTimeout(() => session.close(), idleMs)
    })
  })
  session.once('close', () => clearTimeout(timer))
}

const preface = Buffer.from('PRI')

/** Waits for the first bytes, puts them back, and says whether they open HTTP/2. */
function sniff(socket: Socket, firstByteMs: number, decided: (isHttp2: boolean) => void): void {
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
