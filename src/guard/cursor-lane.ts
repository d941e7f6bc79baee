import { type ConnectCode, connectError } from '../core/cursor/connect-error.ts'
import { type CursorRoute, classifyRoute } from '../core/cursor/routes.ts'
import { rewriteServerConfig } from '../core/cursor/server-config.ts'
import { GuardError } from '../core/errors.ts'
import type { RoundTrips } from '../core/secrets/round-trip.ts'
import { readBody } from '../http/body.ts'
import { endToEnd } from '../http/headers.ts'
import type { Request, Response } from '../http/listen.ts'
import { respond, respondJson } from '../http/respond.ts'
import type { UpstreamClient } from '../http/upstream.ts'
import { openAgentBody } from './agent-body.ts'
import { type CursorBases, type CursorCalls, createCursorCalls } from './cursor/calls.ts'
import { serveCloudAgent } from './cursor/cloud-agents.ts'
import { createCursorTokens, ExchangeRefused } from './cursor/credentials.ts'
import { maskedBody } from './cursor/outgoing.ts'
import { relayCall } from './cursor/relay-call.ts'
import { createFileChanges } from './cursor/run/file-changes.ts'
import { createUnknownCalls } from './cursor/unknown-calls.ts'
import { serveRunHttp2 } from './cursor/wires/http2-runs.ts'
import { createSseRuns } from './cursor/wires/sse-runs.ts'
import type { Lane } from './lane.ts'
import type { CursorCredential, WorkspaceFiles } from './ports.ts'
import type { Session } from './session.ts'
import type { SessionTokens } from './session-tokens.ts'
import { createUpstreamTrouble } from './upstream-trouble.ts'

/** Largest server configuration read, in bytes. */
const maxConfigBytes = 4 << 20
/** `http2_config`: streams go both ways over one HTTP/2 stream. */
const forceBidiEnabled = 4

export interface CursorLaneOptions {
  session: Session
  tokens: SessionTokens
  credential: CursorCredential
  bases: CursorBases
  upstream: UpstreamClient
  /** What the client was told to call, as in `http://127.0.0.2:4711`. */
  address: string
  roundTrips: RoundTrips
  files: WorkspaceFiles
}

/**
 * The Cursor lane: everything a Cursor client sends, over HTTP/1.1 and HTTP/2. It owns whatever no
 * other lane does, so it stands last.
 */
export function createCursorLane(options: CursorLaneOptions): Lane {
  const { session, bases, upstream, address } = options
  const tokens = createCursorTokens({
    credential: options.credential,
    base: bases.rpc,
    upstream,
    clock: session.clock,
    learn: session.learn,
  })
  const trouble = createUpstreamTrouble(session, 'the service')
  const calls = createCursorCalls({
    session,
    trouble,
    changes: createFileChanges({ session, roundTrips: options.roundTrips, files: options.files }),
    tokens,
    bases,
    upstream,
  })
  const sse = createSseRuns(calls)
  const unknown = createUnknownCalls(session)
  let served = 0

  async function dispatch(route: CursorRoute, request: Request, response: Response): Promise<void> {
    switch (route.kind) {
      case 'exchange':
        await tokens.accessToken()
        return respondJson(response, 200, { accessToken: options.tokens.issue() })
      case 'refresh':
        return respondJson(response, 200, { accessToken: options.tokens.issue() })
      case 'run-sse':
        return sse.serveStream(request, response)
      case 'append':
        return sse.serveAppend(request, response)
      case 'run':
        return serveRunHttp2(calls, request, response)
      case 'server-config':
        return serveServerConfig(calls, address, request, response)
      case 'cloud-agent':
        // REST has a published list: what is not in it is as unknown as any other call.
        if (route.action === 'unknown' && route.upstream === 'rest') await unknown.admit(request)
        return serveCloudAgent(calls, route, request, response)
      case 'credentials':
        unknown.note('a call that would hand out a credential was refused', request)
        throw new GuardError('REQUEST_REFUSED', 'the session needs no other credential')
      case 'refused':
        throw new GuardError('REQUEST_REFUSED', route.reason)
      case 'unknown':
        await unknown.admit(request)
        return relayCall(calls, { upstream: route.upstream, isKnown: false }, request, response)
      case 'known':
        return relayCall(calls, { upstream: route.upstream, isKnown: true }, request, response)
    }
  }

  return {
    name: 'cursor',
    owns: () => true,
    get calls() {
      return served
    },
    serve(request, response) {
      if (!options.tokens.admits(request)) {
        request.resume()
        return refuse(response, 'unauthenticated', 'the session token was expected')
      }
      served += 1
      if (session.ended !== undefined) {
        request.resume()
        return refuse(response, 'permission_denied', `the session has ended: ${session.ended}`)
      }
      const route = classifyRoute(String(request.method), String(request.url))
      dispatch(route, request, response).catch((error) => {
        // A client that left has ended its call itself.
        if (!response.destroyed) trouble.failed(request, error)
        if (error instanceof ExchangeRefused) trouble.answered(request, error.status)
        answerError(error, request, response)
      })
    },
    async close() {},
  }
}

/** Keeps every later call of the client at the guard: its streams, and the host of its agent. */
async function serveServerConfig(
  calls: CursorCalls,
  address: string,
  request: Request,
  response: Response,
): Promise<void> {
  const held = openAgentBody(calls.session.memory, request, response)
  const reply = await calls.forward(request, {
    path: String(request.url),
    target: 'rpc',
    body: maskedBody(calls.session, request, await held.read(maxConfigBytes)),
    headers: { 'accept-encoding': 'identity', 'content-encoding': undefined },
  })
  const body = await readBody(reply, maxConfigBytes)
  const isProto = String(reply.headers['content-type'] ?? '').startsWith('application/proto')
  if (reply.statusCode !== 200 || !isProto) {
    return respond(
      response,
      reply.statusCode ?? 502,
      endToEnd(reply.headers, ['content-length']),
      body,
    )
  }
  const asked = rewriteServerConfig(body, { agentUrl: address })
  // The client is told HTTP/2 only where the service insists on it; both end at this port.
  const rewritten =
    asked.http2Config === forceBidiEnabled
      ? asked
      : rewriteServerConfig(body, { http2: 3, agentUrl: address })
  for (const agentUrl of rewritten.upstreamAgentUrls) calls.useAgentBase(agentUrl)
  respond(response, 200, endToEnd(reply.headers, ['content-length']), rewritten.body)
}

/** Every failure becomes an answer the client understands, and says what broke. */
function answerError(error: unknown, request: Request, response: Response): void {
  request.resume()
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof ExchangeRefused) {
    return respond(response, error.status, { 'content-type': 'application/json' }, error.body)
  }
  if (error instanceof GuardError) {
    if (error.code === 'UPSTREAM_FAILED') return refuse(response, 'unavailable', error.message)
    if (error.code === 'FRAME_MALFORMED') return refuse(response, 'invalid_argument', error.message)
    return refuse(response, 'permission_denied', error.message)
  }
  const code = (error as NodeJS.ErrnoException).code ?? 'unexpected'
  refuse(response, 'internal', `the call could not be served (${code})`)
}

/** A Connect error, which the REST clients read as well. */
function refuse(response: Response, code: ConnectCode, message: string): void {
  const { status, body } = connectError(code, `cursor-guard: ${message}`)
  respond(response, status, { 'content-type': 'application/json' }, body)
}
