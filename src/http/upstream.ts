import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import tls from 'node:tls'
import { GuardError } from '../core/errors.ts'

/** Idle time after which an upstream connection attempt is given up, in milliseconds. */
export const connectMs = 15_000

export interface UpstreamCall {
  /** Scheme, host and port; its path, if any, is put in front of `path`. */
  base: URL
  method: string
  path: string
  headers: OutgoingHttpHeaders
  body?: Readable | Uint8Array
  signal?: AbortSignal
}

/** Calls the services behind the guard; one for each process. Redirects are never followed. */
export interface UpstreamClient {
  /** One exchange over HTTP/1.1; resolves at the response's head. */
  http1(call: UpstreamCall): Promise<IncomingMessage>
  /** Opens one HTTP/2 stream whose request body the caller writes. */
  http2(call: Omit<UpstreamCall, 'body'>): Promise<ClientHttp2Stream>
  close(): void
}

/**
 * @param environment read for `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; trust is the system's
 * and that of `NODE_EXTRA_CA_CERTS`
 */
export function createUpstreamClient(environment: NodeJS.ProcessEnv): UpstreamClient {
  const settings = {
    keepAlive: true,
    maxSockets: 256,
    noDelay: true,
    proxyEnv: environment,
  }
  const agents = { 'http:': new http.Agent(settings), 'https:': new https.Agent(settings) }
  const sessions = new Map<string, Promise<ClientHttp2Session>>()

  const session = (base: URL): Promise<ClientHttp2Session> => {
    const known = sessions.get(base.origin)
    if (known) return known
    const opening = openSession(base, environment)
    sessions.set(base.origin, opening)
    const forget = () => {
      if (sessions.get(base.origin) === opening) sessions.delete(base.origin)
    }
    opening.then((opened) => {
      opened.once('close', forget)
      opened.once('goaway', forget)
    }, forget)
    return opening
  }

  return {
    http1({ base, method, path, headers, body, signal }) {
      const secure = base.protocol === 'https:'
      return new Promise((resolve, reject) => {
        const request = (secure ? https : http).request(joined(base, path), {
          method,
          headers: { ...headers, host: base.host },
          agent: agents[secure ? 'https:' : 'http:'],
          ...(signal ? { signal } : {}),
        })
        request.once('response', resolve)
        request.once('error', (cause) => reject(unreachable(base, cause)))
        if (body === undefined) request.end()
        else if (body instanceof Uint8Array) request.end(body)
        else pipeline(body, request, (error) => error && reject(unreachable(base, error)))
      })
    },
    async http2({ base, method, path, headers, signal }) {
      const opened = await session(base)
      const stream = opened.request(
        {
          ...headers,
          ':method': method,
          ':path': joined(base, path).pathname + joined(base, path).search,
        },
        { endStream: false, ...(signal ? { signal } : {}) },
      )
      return stream
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
      for (const opening of sessions.values()) {
        opening.then(
          (opened) => opened.destroy(),
          () => {},
        )
      }
    },
  }
}

function joined(base: URL, path: string): URL {
  return new URL(base.pathname.replace(/\/+$/, '') + path, base.origin)
}

function unreachable(base: URL, cause: unknown): GuardError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'no answer'
  return new GuardError('UPSTREAM_FAILED', `${base.host} could not be reached (${code})`, { cause })
}

async function openSession(base: URL, environment: NodeJS.ProcessEnv): Promise<ClientHttp2Session> {
  const secure = base.protocol === 'https:'
  const proxy = secure ? proxyFor(base, environment) : undefined
  const tunnel = proxy ? await connectTunnel(proxy, base) : undefined
  const options: http2.SecureClientSessionOptions = {
    settings: { initialWindowSize: 1 << 20, enablePush: false },
  }
  if (tunnel) {
    // An address is no server name: RFC 6066, section 3.
    const serverName = isIP(base.hostname) === 0 ? { servername: base.hostname } : {}
    options.createConnection = () =>
      tls.connect({ socket: tunnel, host: base.hostname, ...serverName, ALPNProtocols: ['h2'] })
  }
  const opened = http2.connect(base.origin, options)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      opened.destroy()
      reject(unreachable(base, new Error('timeout')))
    }, connectMs)
    opened.once('connect', () => {
      clearTimeout(timer)
      opened.setLocalWindowSize(4 << 20)
      resolve(opened)
    })
    opened.on('error', (cause) => {
      clearTimeout(timer)
      reject(unreachable(base, cause))
    })
  })
}

/** The forward proxy for an HTTPS address, as curl and node read the environment. */
function proxyFor(base: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  const value = environment.https_proxy ?? environment.HTTPS_PROXY
  if (!value) return undefined
  const exceptions = (environment.no_proxy ?? environment.NO_PROXY ?? '').split(/[\s,]+/)
  const direct = exceptions.some((name) => {
    const suffix = name.replace(/^\*?\.?/, '').toLowerCase()
    return name === '*' || (suffix !== '' && `.${base.hostname}`.endsWith(`.${suffix}`))
  })
  return direct ? undefined : new URL(value)
}

function connectTunnel(proxy: URL, base: URL): Promise<Duplex> {
  const target = `${base.hostname}:${base.port || 443}`
  const login = decodeURIComponent(`${proxy.username}:${proxy.password}`)
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: {
        host: target,
        ...(proxy.username
          ? { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
          : {}),
      },
      timeout: connectMs,
    })
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(unreachable(base, new Error(`proxy answered ${response.statusCode}`)))
      }
    })
    request.once('timeout', () => request.destroy(new Error('timeout')))
    request.once('error', (cause) => reject(unreachable(base, cause)))
    request.end()
  })
}
