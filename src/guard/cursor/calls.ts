import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { ClientHttp2Stream } from 'node:http2'
import { endToEnd } from '../../http/headers.ts'
import type { Request } from '../../http/listen.ts'
import type { UpstreamClient } from '../../http/upstream.ts'
import type { Session } from '../session.ts'
import type { UpstreamTrouble } from '../upstream-trouble.ts'
import type { CursorTokens } from './credentials.ts'
import { cleanTarget, maskHeaders } from './outgoing.ts'
import type { FileChanges } from './run/file-changes.ts'
import { createServiceBlobs, type ServiceBlobs } from './run/service-blobs.ts'

/** The addresses behind the lane. */
export interface CursorBases {
  rpc: URL
  rest: URL
}

/** Calls to Cursor's service with the real credentials in place of the session's. */
export interface CursorCalls {
  readonly session: Session
  readonly tokens: CursorTokens
  readonly blobs: ServiceBlobs
  readonly changes: FileChanges
  /** The name of a run, the same for its retries. */
  runId(request: Request): string
  /**
   * Repeats a client's call upstream over HTTP/1.1, with known values masked in its headers.
   *
   * @param options.body masked by the caller
   * @throws {GuardError} `REQUEST_REFUSED` when the path holds a known value
   */
  forward(
    request: Request,
    options: {
      path: string
      target: 'rpc' | 'rest' | 'agent'
      body?: Uint8Array
      /** Added to the client's own; `undefined` takes one away. */
      headers?: OutgoingHttpHeaders
      signal?: AbortSignal
    },
  ): Promise<IncomingMessage>
  /** Opens the upstream side of a `Run` stream. */
  openStream(request: Request, signal: AbortSignal): Promise<ClientHttp2Stream>
  /** The service named the host of agent streams; the command line client would go there. */
  useAgentBase(address: string): void
}

/** Both directions of a run on one stream; the client's own call may be another one. */
const runPath = '/agent.v1.AgentService/Run'

/** Not sent upstream: credentials of the session, codings we would have to undo, lengths. */
const dropped = [
  'authorization',
  'cookie',
  'host',
  'content-length',
  'connect-accept-encoding',
  'accept-encoding',
]

/** Some servers take another method, path or sender from these than the call that was judged has. */
const restating =
  /^(?:x-http-method(?:-override)?|x-method-override|x-(?:original|rewrite)-ur[il]|x-forwarded-.*|forwarded)$/

const leftOut = ({ headers }: Request, besides: readonly string[]): string[] => [
  ...dropped,
  ...besides,
  ...Object.keys(headers).filter((name) => restating.test(name)),
]

export function createCursorCalls(options: {
  session: Session
  trouble: UpstreamTrouble
  changes: FileChanges
  tokens: CursorTokens
  bases: CursorBases
  upstream: UpstreamClient
}): CursorCalls {
  const { session, tokens, bases, upstream } = options
  let agentBase: URL | undefined

  const baseFor = (request: Request, target: 'rpc' | 'rest' | 'agent'): URL => {
    if (target === 'rest') return bases.rest
    const cli = request.headers['x-cursor-client-type'] === 'cli'
    return target === 'agent' && cli && agentBase ? agentBase : bases.rpc
  }
  const headersFor = async (
    request: Request,
    target: string,
    besides: readonly string[] = [],
  ): Promise<OutgoingHttpHeaders> => ({
    ...maskHeaders(session, endToEnd(request.headers, leftOut(request, besides))),
    authorization: `Bearer ${await (target === 'rest' ? tokens.apiKey() : tokens.accessToken())}`,
  })

  return {
    session,
    tokens,
    blobs: createServiceBlobs(),
    changes: options.changes,
    runId: (request) =>
      String(request.headers['x-original-request-id'] ?? request.headers['x-request-id'] ?? 'run'),
    async forward(request, { path, target, body, headers, signal }) {
      const length = body instanceof Uint8Array ? { 'content-length': body.length } : {}
      const all = { ...(await headersFor(request, target)), ...headers, ...length }
      const reply = await upstream.http1({
        base: baseFor(request, target),
        method: request.method ?? 'GET',
        path: cleanTarget(session, path),
        headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      })
      if (reply.statusCode === 401 && target !== 'rest') tokens.forget()
      // A run tells itself what was wrong with it.
      if (target !== 'agent') options.trouble.answered(request, reply.statusCode ?? 502)
      return reply
    },
    async openStream(request, signal) {
      return upstream.http2({
        base: baseFor(request, 'agent'),
        method: 'POST',
        path: runPath,
        headers: await headersFor(request, 'agent', ['connect-content-encoding']),
        signal,
      })
    },
    useAgentBase(address) {
      if (!URL.canParse(address)) return
      const url = new URL(address)
      if (mayHoldTheKey(url, bases.rpc)) agentBase = url
      else
        session.recorder.append({
          kind: 'note',
          text: 'an agent host outside the service was ignored',
          host: url.host,
        })
    },
  }
}

/**
 * Whether an address the service named may get the credential: a host of the same domain as the
 * service's own, over TLS; for a service on this machine, any port of this machine.
 */
function mayHoldTheKey(url: URL, service: URL): boolean {
  const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/
  if (loopback.test(service.hostname)) return loopback.test(url.hostname)
  const domain = service.hostname.split('.').slice(-2).join('.')
  return url.protocol === 'https:' && `.${url.hostname}`.endsWith(`.${domain}`)
}
