import { GuardError } from '../../core/errors.ts'
import { readBody } from '../../http/body.ts'
import type { UpstreamClient } from '../../http/upstream.ts'
import type { Clock, CursorCredential } from '../ports.ts'

/** How long an upstream token without a readable `exp` is used, in milliseconds. */
const unreadableTokenMs = 25 * 60_000
/** Tokens are renewed this long before they run out, in milliseconds. */
const renewBeforeMs = 5 * 60_000
const maxReplyBytes = 1 << 20

/** The real credentials of the service, held on this side alone. */
export interface CursorTokens {
  /** What the REST host and the exchange take: the API key itself. */
  apiKey(): Promise<string>
  /**
   * What the RPC host takes, exchanged for the key and kept until shortly before it runs out.
   *
   * @throws {ExchangeRefused} when the service does not take the key
   * @throws {GuardError} `UPSTREAM_FAILED` when it cannot be reached or makes no sense
   */
  accessToken(): Promise<string>
  /** Forgets the access token: the service no longer took it. */
  forget(): void
}

/** The service's own refusal, passed on so that the client says what it would say unguarded. */
export class ExchangeRefused extends Error {
  readonly status: number
  readonly body: Buffer

  constructor(status: number, body: Buffer) {
    super(`the key was not accepted: HTTP ${status}`)
    this.status = status
    this.body = body
  }
}

/** @param learn called with every credential received, before it is used */
export function createCursorTokens(options: {
  credential: CursorCredential
  base: URL
  upstream: UpstreamClient
  clock: Clock
  learn(name: string, value: string): void
}): CursorTokens {
  const { credential, base, upstream, clock, learn } = options
  let exchange: Promise<{ token: string; until: number }> | undefined

  async function apiKey(): Promise<string> {
    const key = await credential.key()
    learn('cursor api key', key)
    return key
  }

  async function exchangeKey(): Promise<{ token: string; until: number }> {
    const reply = await upstream.http1({
      base,
      method: 'POST',
      path: '/auth/exchange_user_api_key',
      headers: { authorization: `Bearer ${await apiKey()}`, 'content-type': 'application/json' },
      body: Buffer.from('{}'),
    })
    const body = await readBody(reply, maxReplyBytes)
    if (reply.statusCode !== 200) throw new ExchangeRefused(reply.statusCode ?? 502, body)
    const token = accessTokenIn(body)
    if (token === undefined) {
      throw new GuardError(
        'UPSTREAM_FAILED',
        `${base.host} answered the key exchange without an accessToken`,
      )
    }
    learn('cursor access token', token)
    const expires = expiryOf(token)
    const until = expires === undefined ? clock() + unreadableTokenMs : expires - renewBeforeMs
    return { token, until }
  }

  return {
    apiKey,
    async accessToken() {
      const current = await exchange?.catch(() => undefined)
      if (current && clock() < current.until) return current.token
      const next = exchangeKey()
      exchange = next
      next.catch(() => {
        if (exchange === next) exchange = undefined
      })
      return (await next).token
    },
    forget() {
      exchange = undefined
    },
  }
}

function accessTokenIn(body: Buffer): string | undefined {
  try {
    const { accessToken } = JSON.parse(body.toString('utf8')) as { accessToken?: unknown }
    return typeof accessToken === 'string' && accessToken !== '' ? accessToken : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds since the epoch at which a JWT runs out, when it says so. */
function expiryOf(token: string): number | undefined {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
    const { exp } = JSON.parse(payload) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1_000 : undefined
  } catch {
    return undefined
  }
}
