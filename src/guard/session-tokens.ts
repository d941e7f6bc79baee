import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { bearerOf, passwordOf } from '../http/headers.ts'
import type { Request } from '../http/listen.ts'
import type { Clock } from './ports.ts'

/** How long a token made for a client lives, in seconds. */
const clientTokenSeconds = 3_600

/** The one place that accepts and issues what the guarded command presents to its lanes. */
export interface SessionTokens {
  /** Whether one of the request's credentials is a token of this session. */
  admits(request: Request): boolean
  /** A token for a client that wants one shaped like the service's own: a JWT with `exp`. */
  issue(): string
}

/** The session's name: 18 hex characters. */
export const newSessionId = (): string => randomBytes(9).toString('hex')

/** What the command is started with: good for one session, at the guard alone. */
export const newSessionToken = (): string => `cgs_${randomBytes(32).toString('base64url')}`

/** What of a token is kept where only its bearer is to be recognised. */
export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Accepts the session's token by its digest, and the tokens made for clients by their signature: no
 * list is kept, so whoever takes the session over with the same two values goes on accepting both.
 *
 * A request may bear several credentials, each as a bearer or as the password of a user name that
 * git made up; those of other tools are neither used nor looked at.
 */
export function createSessionTokens(options: {
  session: string
  digest: Uint8Array
  signingKey: Uint8Array
  clock: Clock
}): SessionTokens {
  const { session, digest, signingKey, clock } = options
  const accepts = (token: string): boolean =>
    timingSafeEqual(tokenDigest(token), digest) || isOurs(token)
  const isOurs = (token: string): boolean => {
    const [head = '', payload = '', signature = '', ...more] = token.split('.')
    if (more.length > 0) return false
    const ours = Buffer.from(signatureOf(`${head}.${payload}`, signingKey))
    const given = Buffer.from(signature)
    if (given.length !== ours.length || !timingSafeEqual(given, ours)) return false
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims
    return clock() < exp * 1_000
  }
  return {
    admits: (request) => credentialsOf(request).some(accepts),
    issue() {
      const iat = Math.floor(clock() / 1_000)
      const exp = iat + clientTokenSeconds
      const jti = randomBytes(9).toString('base64url')
      return signJwt({ iss: 'cursor-guard', sub: session, iat, exp, jti }, signingKey)
    },
  }
}

interface Claims {
  iss: string
  sub: string
  /** Seconds since the epoch. */
  iat: number
  exp: number
  jti: string
}

/** Every value offered in an `Authorization` header; node's own `headers` keep the first alone. */
function credentialsOf({ rawHeaders }: Request): string[] {
  const offered: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'authorization') continue
    const header = { authorization: rawHeaders[at + 1] ?? '' }
    const credential = bearerOf(header) ?? passwordOf(header)
    if (credential !== undefined) offered.push(credential)
  }
  return offered
}

/** A JWT with HS256 which nobody but this guard ever checks. See RFC 7519. */
function signJwt(claims: Claims, key: Uint8Array): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${signatureOf(signed, key)}`
}

const signatureOf = (signed: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(signed).digest('base64url')
