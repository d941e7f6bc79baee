import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import { plain } from '../../core/policy/render/plain-text.ts'
import { readBody } from '../../http/body.ts'
import { gitAuthorization } from '../../http/headers.ts'
import type { UpstreamClient } from '../../http/upstream.ts'
import type { ForgeCredential } from '../git-ports.ts'
import type { Session } from '../session.ts'

/** Largest text of a forge's refusal that is shown, in bytes. */
const maxRefusalBytes = 4_096

export interface ForgeCall {
  repository: RepositoryName
  method: 'GET' | 'POST'
  /** After the repository's address, as in `/info/refs?service=git-upload-pack`. */
  path: string
  headers: OutgoingHttpHeaders
  body?: Readable | Uint8Array
  /** Call without the credential: what anybody may read. */
  anonymous?: boolean
  signal?: AbortSignal
}

/** Git's calls to the forge. */
export interface Forge {
  readonly host: string
  readonly port: number
  readonly credential: ForgeCredential
  /** @throws {GuardError} `UPSTREAM_FAILED` when there is no answer */
  call(call: ForgeCall): Promise<IncomingMessage>
}

export function createForge(options: {
  session: Pick<Session, 'learn'>
  base: URL
  upstream: UpstreamClient
  credential: ForgeCredential
}): Forge {
  const { session, base, upstream } = options
  const credential: ForgeCredential = {
    ...options.credential,
    async token(repository) {
      const token = await options.credential.token(repository)
      if (token !== undefined) session.learn('forge token', token)
      return token
    },
  }
  return {
    host: base.hostname,
    port: Number(base.port) || (base.protocol === 'https:' ? 443 : 80),
    credential,
    async call({ repository, method, path, headers, body, anonymous, signal }) {
      const token = anonymous ? undefined : await credential.token(repository)
      return upstream.http1({
        base,
        method,
        path: `/${repository}.git${path}`,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: gitAuthorization(token) }),
        },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      })
    },
  }
}

/** What a client's git may tell the forge's; nothing else of its headers travels on. */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): OutgoingHttpHeaders {
  return Object.fromEntries(
    ['user-agent', ...names].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, headers[name]]],
    ),
  )
}

/**
 * What an answer other than 200 means, for people: one sentence, and what the forge itself said.
 *
 * The body is read to its end or to a cap; a page of HTML is left out.
 */
export async function readRefusal(
  reply: IncomingMessage,
): Promise<{ status: number; text: string; said: string[] }> {
  const status = reply.statusCode ?? 0
  const isText = String(reply.headers['content-type'] ?? '').startsWith('text/plain')
  const body = await readBody(reply, maxRefusalBytes).catch(() => {
    reply.destroy()
    return Buffer.alloc(0)
  })
  const lines = isText ? body.toString('utf8').split('\n', 10).map(plain) : []
  return { status, text: statusText(status), said: lines.filter((line) => line !== '') }
}

function statusText(status: number): string {
  if (status === 401) return 'the forge does not accept the credential of the guard (401)'
  if (status === 403) return 'the forge does not let the credential of the guard do this (403)'
  if (status === 404) return 'the forge knows no such repository, or hides it from the guard (404)'
  if (status === 413) return 'the forge finds this push too large (413)'
  if (status === 429) return 'the forge asks to wait: too many calls (429)'
  if (status >= 300 && status < 400) {
    return `the repository has moved (${status}); the guard follows no redirect, so use its new address`
  }
  if (status >= 500) return `the forge has failed (${status}); try again later`
  return `the forge answered ${status}`
}
