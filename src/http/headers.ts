import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** Belong to one connection, never to the next. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/**
 * The headers of a message which may travel on: no connection headers, no pseudo-headers.
 *
 * @param drop further lower-case names to leave out
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
export function endToEnd(
  headers: IncomingHttpHeaders,
  drop: readonly string[] = [],
): OutgoingHttpHeaders {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
  const kept: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':') || hopByHop.has(name) || named.includes(name)) continue
    if (drop.includes(name) || value === undefined) continue
    kept[name] = value
  }
  return kept
}

/**
 * The `Authorization` header with which git takes a token of the forge.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
 */
export const gitAuthorization = (token: string): string =>
  `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^bearer +([^\s]+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** The password of an `Authorization: Basic` header. See RFC 7617. */
export function passwordOf(headers: IncomingHttpHeaders): string | undefined {
  const encoded = /^basic +([^\s]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon === -1 ? undefined : pair.slice(colon + 1)
}
