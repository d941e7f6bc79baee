import { randomBytes } from 'node:crypto'
import type { Clock } from '../guard/ports.ts'
import {
  createSessionTokens,
  newSessionId,
  newSessionToken,
  type SessionTokens,
  tokenDigest,
} from '../guard/session-tokens.ts'
import type { Handler } from '../http/listen.ts'
import { respondJson } from '../http/respond.ts'
import { startLoopbackListener } from './loopback-listener.ts'

/**
 * Where the command will find the guard, and what it will bear: known before its session is open, so
 * that everything around the command can be prepared first.
 */
export interface Endpoint {
  readonly sessionId: string
  /** What the command sees as its Cursor key. */
  readonly sessionToken: string
  readonly tokens: SessionTokens
  /** As in `http://127.0.0.2:4711`. */
  readonly baseUrl: string
  /** Serves calls from now on; until then each is told that nothing is open yet. */
  serve(handler: Handler): void
  close(): Promise<void>
}

/**
 * Listens on loopback for the calls of one session.
 *
 * @param port 0 for any free one
 * @throws {GuardError} `MACHINE_UNSUITABLE` when the port is taken
 */
export async function openEndpoint(options: {
  port?: number | undefined
  clock: Clock
}): Promise<Endpoint> {
  const sessionId = newSessionId()
  const sessionToken = newSessionToken()
  let current: Handler = refuseEarly
  const { baseUrl, close } = await startLoopbackListener({
    port: options.port ?? 0,
    handler: (request, response) => current(request, response),
  })
  return {
    sessionId,
    sessionToken,
    tokens: createSessionTokens({
      session: sessionId,
      digest: tokenDigest(sessionToken),
      signingKey: randomBytes(32),
      clock: options.clock,
    }),
    baseUrl,
    serve(handler) {
      current = handler
    },
    close,
  }
}

const refuseEarly: Handler = (request, response) => {
  request.resume()
  respondJson(response, 503, {
    code: 'unavailable',
    message: 'cursor-guard: the session is not open yet',
  })
}
