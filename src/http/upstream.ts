import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import https from 'node:https'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import tls from 'node:tls'
import { GuardError } from '../core/errors.ts'
import { type ForwardProxies, openTunnel, proxyName, readForwardProxies } from './forward-proxy.ts'

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
  const proxies = readForwardProxies(environment)
  const agents = createAgents(proxies)
  const sessions = new Map<string, Promise<ClientHttp2Session>>()

  const session = (base: URL): Promise<ClientHttp2Session> => {
    const known = sessions.get(base.origin)
    if (known) return known
    const opening = openSession(base, proxies.of(base))
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
          agent: agents.of(base),
          ...(signal ? { signal } : {}),
        })
        request.once('response', resolve)
        request.once('error', (cause) => reject(unreachable(base, cause, proxies.of(base))))
        if (body === undefined) request.end()
        else if (body instanceof Uint8Array) request.end(body)
        else
          pipeline(
            body,
            request,
            (error) => error && reject(unreachable(base, error, proxies.of(base))),
          )
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
      agents.destroy()
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

/** Connections over HTTP/1.1 that are used again: direct ones, and those through each proxy. */
function createAgents(proxies: ForwardProxies) {
  const agents = new Map<string, http.Agent>()
  return {
    of(base: URL): http.Agent {
      const proxy = proxies.of(base)?.href
      const key = `${base.protocol} ${proxy ?? ''}`
      const Agent = base.protocol === 'https:' ? https.Agent : http.Agent
      const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }
      const settings = { keepAlive: true, maxSockets: 256, noDelay: true, proxyEnv }
      const agent = agents.get(key) ?? new Agent(settings)
      agents.set(key, agent)
      return agent
    },
    destroy() {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** A proxy on the way is named, without its login: it may be what is down. */
function unreachable(base: URL, cause: unknown, proxy?: URL): GuardError {
  const { code, message } = cause as NodeJS.ErrnoException
  const why = code ?? (proxy === undefined ? 'no answer' : message)
  const way = proxy === undefined ? '' : ` through the proxy ${proxyName(proxy)}`
  const hint =
    proxy === undefined
      ? {}
      : { hint: 'Look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and whether that proxy answers.' }
  return new GuardError('UPSTREAM_FAILED', `${base.host} could not be reached${way} (${why})`, {
    cause,
    ...hint,
  })
}

async function openSession(base: URL, proxy: URL | undefined): Promise<ClientHttp2Session> {
  const secure = base.protocol === 'https:'
  // Without TLS there is no tunnel to ask for: HTTP/2 without it goes to addresses nearby.
  const way = secure ? proxy : undefined
  const tunnel = await (way &&
    openTunnel(way, base, connectMs).catch((cause) => {
      throw unreachable(base, cause, way)
    }))
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
      reject(unreachable(base, new Error('timeout'), way))
    }, connectMs)
    opened.once('connect', () => {
      clearTimeout(timer)
      opened.setLocalWindowSize(4 << 20)
      resolve(opened)
    })
    opened.on('error', (cause) => {
      clearTimeout(timer)
      reject(unreachable(base, cause, way))
    })
  })
}
