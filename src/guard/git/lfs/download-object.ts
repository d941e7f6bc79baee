import { pipeline } from 'node:stream/promises'
import { write } from '../../../http/respond.ts'
import { noCache } from '../refuse-text.ts'
import { refusalLike } from './lfs-answer.ts'
import { idleMs, type LfsCall, type LfsContext } from './lfs-context.ts'
import { recordTransfer } from './record-transfer.ts'
import type { Ticket } from './tickets.ts'

const passedHeaders = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag']

/** An object on its way from the storage, as it comes; the client checks its hash. */
export async function downloadObject(
  context: LfsContext,
  { request, response }: LfsCall,
  ticket: Ticket,
): Promise<void> {
  const { range } = request.headers
  const reply = await context.upstream.http1({
    base: new URL(ticket.url.origin),
    method: 'GET',
    path: ticket.url.pathname + ticket.url.search,
    headers: { ...ticket.headers, ...(range === undefined ? {} : { range }) },
  })
  reply.setTimeout(idleMs, () => reply.destroy(new Error('idle')))
  const status = reply.statusCode ?? 0
  if (status !== 200 && status !== 206 && status !== 416) {
    reply.destroy()
    throw refusalLike(status, 'the storage')
  }
  let bytes = 0
  reply.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  const headers = passedHeaders.flatMap((name) =>
    reply.headers[name] === undefined ? [] : [[name, reply.headers[name]]],
  )
  write(response).writeHead(status, { ...noCache, ...Object.fromEntries(headers) })
  const outcome = await pipeline(reply, response as NodeJS.WritableStream).then(
    () => 'complete',
    () => 'cut short',
  )
  recordTransfer(context, ticket, { outcome, bytes })
}
