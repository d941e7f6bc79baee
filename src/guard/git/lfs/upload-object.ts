import type { IncomingMessage } from 'node:http'
import { whenClosed } from '../../../http/respond.ts'
import { judgeObject } from './judge-object.ts'
import { answerLfs, LfsRefusal, readSuccess } from './lfs-answer.ts'
import { idleMs, type LfsCall, type LfsContext } from './lfs-context.ts'
import { receiveObject } from './receive-object.ts'
import { recordTransfer } from './record-transfer.ts'
import type { SpooledObject } from './spool.ts'
import type { Ticket } from './tickets.ts'

/** An object on its way to the storage: received and judged whole before a byte of it goes on. */
export async function uploadObject(
  context: LfsContext,
  call: LfsCall,
  ticket: Ticket,
): Promise<void> {
  // The spool is empty again before the client hears of it.
  {
    await using spooled = await context.spool.open()
    try {
      await receiveAndSend(context, call, ticket, spooled)
    } catch (error) {
      const { status, message } = error as LfsRefusal
      const outcome = status === 403 ? 'refused' : 'failed'
      recordTransfer(context, ticket, { outcome, why: message })
      throw error
    }
  }
  if (!ticket.verified) context.present.set(`${ticket.repository} ${ticket.oid}`, true)
  recordTransfer(context, ticket, { outcome: 'accepted' })
  answerLfs(call.response, 200, {})
}

async function receiveAndSend(
  context: LfsContext,
  call: LfsCall,
  ticket: Ticket,
  spooled: SpooledObject,
): Promise<void> {
  const received = await receiveObject(call.request.iterator({ destroyOnReturn: false }), {
    spooled,
    engine: context.session.secrets,
    maxBytes: ticket.size,
  }).catch((cause) => {
    throw new LfsRefusal(503, `the object could not be received (${codeOf(cause)})`)
  })
  const problem = judgeObject(context, received, ticket)
  if (problem !== undefined) throw new LfsRefusal(403, problem)
  await readSuccess(await send(context, call, ticket, spooled), 'the storage')
}

async function send(
  { upstream }: LfsContext,
  { response }: LfsCall,
  { url, headers, size }: Ticket,
  spooled: SpooledObject,
): Promise<IncomingMessage> {
  const stop = new AbortController()
  whenClosed(response, () => stop.abort())
  const reply = await upstream.http1({
    base: new URL(url.origin),
    method: 'PUT',
    path: url.pathname + url.search,
    headers: { 'content-type': 'application/octet-stream', ...headers, 'content-length': size },
    body: spooled.read(),
    signal: stop.signal,
  })
  reply.setTimeout(idleMs, () => reply.destroy(new Error('idle')))
  return reply
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'broken off'
