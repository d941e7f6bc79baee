import { randomBytes } from 'node:crypto'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import { answer, answerError } from './channel.ts'
import { createRest } from './cloud-agents.ts'
import {
  listenBoth,
  type ServiceRequest,
  type ServiceResponse,
  type TlsIdentity,
} from './listen.ts'
import { createRecord, type RecordedCall, type ServiceRecord } from './record.ts'
import { collectBody, createRuns, type Script } from './runs.ts'

export type { Script } from './runs.ts'
export type { ExecOutcome, Turn } from './turn.ts'

/** What may go wrong with a call before anything else looks at it. */
type Fault =
  | { status: number; headers?: Record<string, string>; body?: string | Uint8Array }
  | 'reset'
  | 'hang'

export interface CursorServiceOptions {
  script: Script
  host?: string
  port?: number
  /** `http2_config` in the server's configuration; 3 keeps HTTP/1.1, 4 asks for HTTP/2. */
  http2Config?: 0 | 1 | 2 | 3 | 4
  /** Address of the agent host in the server's configuration; the command line client goes there. */
  agentUrl?: string
  tls?: TlsIdentity
  /** The only key that is accepted; made up unless given. */
  apiKey?: string
  models?: readonly string[]
  /** How often a run hears a heartbeat, in milliseconds; 0 for never. */
  heartbeatMs?: number
  /** Life of the tokens given out, in seconds. */
  tokenSeconds?: number
  /** Whether what arrives is kept for assertions. */
  keepRecord?: boolean
  /** Announced for compressed envelopes, whether or not the client offered it. */
  coding?: 'gzip' | 'br'
  /** Spoils calls; the first argument is the path without its query. */
  fault?: (path: string, call: RecordedCall) => Fault | undefined
}

export interface CursorService {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly apiKey: string
  /** Access tokens given out so far. */
  readonly accessTokens: readonly string[]
  readonly record: ServiceRecord
  /** Errors thrown by the script; a test that ignores them proves nothing. */
  readonly scriptErrors: readonly Error[]
  close(): Promise<void>
}

/**
 * Starts a stand-in for Cursor's service: what the official clients need to finish a run, played by
 * a script. It accepts its own key and its own tokens only, and keeps what it received.
 *
 * Without `tls` one plaintext port serves HTTP/1.1 and HTTP/2; with it, both by ALPN.
 */
export async function startCursorService(options: CursorServiceOptions): Promise<CursorService> {
  const {
    host = '127.0.0.1',
    apiKey = `key_${randomBytes(24).toString('hex')}`,
    models = ['composer-1', 'stand-in'],
    tokenSeconds = 3_600,
  } = options
  const record = createRecord(options.keepRecord ?? true)
  const runs = createRuns({
    script: options.script,
    record,
    heartbeatMs: options.heartbeatMs ?? 5_000,
    coding: options.coding,
  })
  const rest = createRest(models)
  const accessTokens: string[] = []

  const issueToken = (): string => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const exp = Math.floor(Date.now() / 1_000) + tokenSeconds
    const token = `${part({ alg: 'HS256' })}.${part({ sub: 'stand-in', exp })}.${randomBytes(24).toString('base64url')}`
    accessTokens.push(token)
    return token
  }

  async function serve(request: ServiceRequest, response: ServiceResponse): Promise<void> {
    const call = record.addCall({
      method: request.method ?? '',
      path: request.url ?? '',
      httpVersion: request.httpVersion,
      headers: flat(request.headers),
    })
    const path = call.path.split('?', 1)[0] ?? ''
    const fault = options.fault?.(path, call)
    if (fault !== undefined) return spoil(fault, request, response)
    const bearer = call.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const isRest = /^\/v[01]\//.test(path)
    const allowed =
      isRest || path === '/auth/exchange_user_api_key'
        ? bearer === apiKey
        : accessTokens.includes(bearer)
    if (!allowed) {
      request.resume()
      return answerError(
        response,
        'unauthenticated',
        `the stand-in does not know this credential (${path})`,
      )
    }
    if (path === '/agent.v1.AgentService/Run') return runs.serveHttp2(request, response, call)
    if (path === '/agent.v1.AgentService/RunSSE') return runs.serveSse(request, response, call)
    const body = await collectBody(request, record, call)
    if (isRest) return rest.serve(call.method, path, response)
    serveUnary(path, body, response)
  }

  function serveUnary(path: string, body: Buffer, response: ServiceResponse): void {
    switch (path) {
      case '/auth/exchange_user_api_key':
      case '/auth/refresh':
        return answer(response, 200, JSON.stringify({ accessToken: issueToken() }))
      case '/aiserver.v1.BidiService/BidiAppend':
        runs.serveAppend(body)
        return answer(response, 200, new Uint8Array(0))
      case '/aiserver.v1.ServerConfigService/GetServerConfig':
        return answer(response, 200, serverConfig(options))
      case '/agent.v1.AgentService/GetUsableModels':
        return answer(response, 200, usableModels(models))
      case '/aiserver.v1.AnalyticsService/BootstrapStatsig':
        return answer(response, 200, '{}')
      default:
        if (/^\/(?:aiserver|agent)\.v1\./.test(path))
          return answer(response, 200, new Uint8Array(0))
        return answerError(response, 'unimplemented', `the stand-in has no ${path}`)
    }
  }

  const { port, close } = await listenBoth({
    host,
    ...(options.port !== undefined && { port: options.port }),
    ...(options.tls !== undefined && { tls: options.tls }),
    handler: (request, response) => {
      serve(request, response).catch((error) =>
        answerError(
          response,
          'invalid_argument',
          `the stand-in could not read this: ${String(error)}`,
        ),
      )
    },
  })
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    host,
    port,
    apiKey,
    accessTokens,
    record,
    scriptErrors: runs.scriptErrors,
    close,
  }
}

/** `GetServerConfigResponse` with a version, the protocol and the agent's host. */
function serverConfig({ http2Config, agentUrl }: CursorServiceOptions): Uint8Array {
  return concat(
    stringField(6, 'stand-in'),
    ...(http2Config === undefined ? [] : [varintField(7, http2Config)]),
    ...(agentUrl === undefined
      ? []
      : [lengthDelimited(27, stringField(1, agentUrl), stringField(2, agentUrl))]),
  )
}

const usableModels = (models: readonly string[]): Uint8Array =>
  concat(...models.map((model) => lengthDelimited(1, stringField(1, model), stringField(4, model))))

function spoil(fault: Fault, request: ServiceRequest, response: ServiceResponse): void {
  if (fault === 'hang') return
  if (fault === 'reset') {
    const { stream } = response as import('node:http2').Http2ServerResponse
    if (stream === undefined)
      (response as import('node:http').ServerResponse).socket?.resetAndDestroy()
    else stream.session?.destroy()
    return
  }
  request.resume()
  const out = response as import('node:http').ServerResponse
  out.writeHead(fault.status, fault.headers ?? {})
  out.end(fault.body ?? '')
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
