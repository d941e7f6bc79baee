import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from '../../http/listen.ts'
import { write } from '../../http/respond.ts'
import { readRefusal } from './forge.ts'
import type { GitContext } from './git-context.ts'
import { noCache, refuseText } from './refuse-text.ts'
import type { RepositoryAccess } from './repository-path.ts'

/** The forge's refusal in the guard's words. */
export async function refuseLike(
  reply: IncomingMessage,
  request: Request,
  response: Response,
): Promise<void> {
  return answerLike(await readRefusal(reply), request, response)
}

/** Never the forge's 401: a client has no credential to add. */
export function answerLike(
  { status, text, said }: Awaited<ReturnType<typeof readRefusal>>,
  request: Request,
  response: Response,
): Promise<void> {
  const shown = status === 404 ? 404 : status >= 500 || status === 0 ? 502 : 403
  return refuseText(request, response, shown, [text, ...said])
}

const replyHeaders = ['content-type', 'content-encoding', 'content-length']

/** Streams an answer to the client, and records how much of what went where; never its content. */
export async function relayReply(
  { session }: GitContext,
  { repository, isOwn }: RepositoryAccess,
  asked: 'list' | 'fetch',
  exchange: { reply: IncomingMessage; request: Request; response: Response; sent(): number },
): Promise<void> {
  const { reply, request, response, sent } = exchange
  let received = 0
  reply.on('data', (chunk: Buffer) => {
    received += chunk.length
  })
  const headers = Object.fromEntries(
    replyHeaders.flatMap((name) =>
      reply.headers[name] === undefined ? [] : [[name, reply.headers[name]]],
    ),
  )
  write(response).writeHead(200, { ...noCache, ...headers })
  const end = await pipeline(reply, response as NodeJS.WritableStream).then(
    () => 'complete',
    () => 'cut short',
  )
  session.recorder.append({
    kind: 'note',
    text: asked === 'list' ? 'git lists refs to fetch' : 'git fetches',
    repository,
    as: isOwn ? 'the credential' : 'anybody',
    protocol:
      /^version=[012]$/.exec(String(request.headers['git-protocol'] ?? ''))?.[0] ?? 'version=0',
    sent: sent(),
    received,
    end,
  })
}
