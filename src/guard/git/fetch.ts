import { Transform } from 'node:stream'
import { GuardError } from '../../core/errors.ts'
import type { Request, Response } from '../../http/listen.ts'
import { whenClosed } from '../../http/respond.ts'
import { forwardedHeaders } from './forge.ts'
import type { GitContext } from './git-context.ts'
import { refuseLike, relayReply } from './relay-reply.ts'
import type { RepositoryAccess } from './repository-path.ts'

/** Largest request of a fetch, in bytes: what a client wants and has. */
export const maxFetchRequestBytes = 64 << 20
/** Silence after which a fetch is given up, in milliseconds; a forge sends progress while it works. */
const fetchIdleMs = 300_000

const requestHeaders = [
  'accept',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'git-protocol',
]

/** Clone, fetch and pull, whatever their protocol, depth or filter: streamed through both ways. */
export async function serveFetch(
  context: GitContext,
  access: RepositoryAccess,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController()
  whenClosed(response, () => gone.abort())
  let sent = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length
      done(sent > maxFetchRequestBytes ? tooLarge : null, chunk)
    },
  })
  request.on('error', (error) => counted.destroy(error))
  const reply = await context.forge.call({
    repository: access.repository,
    method: 'POST',
    path: '/git-upload-pack',
    headers: forwardedHeaders(request.headers, [...requestHeaders, 'content-length']),
    body: request.pipe(counted),
    anonymous: !access.isOwn,
    signal: gone.signal,
  })
  reply.setTimeout(fetchIdleMs, () => reply.destroy(new Error('idle')))
  if (reply.statusCode !== 200) return refuseLike(reply, request, response)
  await relayReply(context, access, 'fetch', { reply, request, response, sent: () => sent })
}

const tooLarge = new GuardError(
  'REQUEST_REFUSED',
  `a fetch request of at most ${maxFetchRequestBytes} bytes was expected`,
)
