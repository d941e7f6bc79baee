import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { GuardError } from '../../core/errors.ts'
import { readBody } from '../../http/body.ts'
import type { UpstreamClient } from '../../http/upstream.ts'
import type { Clock } from '../ports.ts'

/** How long a token made for the client lives, in seconds. */
const clientTokenSeconds = 3_600
/** How long an upstream token without a readable `exp` is used, in milliseconds. */
const unreadableTokenMs = 25 * 60_000
/** Tokens are renewed this long before they run out, in milliseconds. */
const renewBeforeMs = 5 * 60_000
const maxReplyBytes = 1 << 20

/** The real credentials, held on this side alone, and the ones the client sees instead. */
export interface CursorTokens {
  /** Whether a client's bearer belongs to this session. */
  accepts(bearer: string | undefined): boolean
  /** A token for the client, shaped like the service's own: a JWT with `exp`. */
  issue(): string
  /** What the REST host and the exchange take: the API key itself. */
  apiKey(): string
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

/** @param onSecret called with every credential received, before it is used */
export function createCursorTokens(options: {
  key: string
  sessionToken: string
  session: string
  base: URL
  upstream: UpstreamClient
  clock: Clock
  onSecret(name: string, value: string): void
}): CursorTokens {
  const { key, sessionToken, session, base, upstream, clock, onSecret } = options
  const signingKey = randomBytes(32)
  const issued = new Map<string, number>()
  let exchange: Promise<{ token: string; until: number }> | undefined

  async function exchangeKey(): Promise<{ token: string; until: number }> {
    const reply = await upstream.http1({
      base,
      method: 'POST',
      path: '/auth/exchange_user_api_key',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
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
    onSecret('cursor access token', token)
    const expires = expiryOf(token)
    const until = expires === undefined ? clock() + unreadableTokenMs : expires - renewBeforeMs
    return { token, until }
  }

  return {
    accepts(bearer) {
      if (bearer === undefined) return false
      const expires = issued.get(bearer)
      return expires === undefined ? sameText(bearer, sessionToken) : clock() < expires
    },
    issue() {
      const now = Math.floor(clock() / 1_000)
      const expires = now + clientTokenSeconds
      const token = signJwt(
        {
          iss: 'cursor-guard',
          sub: session,
          iat: now,
          exp: expires,
          jti: randomBytes(9).toString('base64url'),
        },
        signingKey,
      )
      for (const [old, until] of issued) if (until <= clock()) issued.delete(old)
      issued.set(token, expires * 1_000)
      return token
    },
    apiKey: () => key,
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

/** A JWT with HS256; nobody but this process ever checks it. See RFC 7519. */
function signJwt(claims: Record<string, unknown>, key: Uint8Array): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
