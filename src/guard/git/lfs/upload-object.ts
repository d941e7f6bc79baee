import { judgeObject } from './judge-object.ts'
import { answerLfs, LfsRefusal } from './lfs-answer.ts'
import type { LfsCall, LfsContext } from './lfs-context.ts'
import { receiveObject } from './receive-object.ts'
import { recordTransfer } from './record-transfer.ts'
import type { SpooledObject } from './spool.ts'
import type { Ticket } from './tickets.ts'

/**
 * An object that the client uploads: received and judged whole, and kept until a push that names it
 * may go to the forge. Without such a push not a byte of it leaves the guard.
 */
export async function uploadObject(
  context: LfsContext,
  call: LfsCall,
  ticket: Ticket,
): Promise<void> {
  const { repository, oid, size } = ticket
  try {
    await using receiving = new AsyncDisposableStack()
    const spooled = receiving.use(await openSpool(context))
    await receive(context, call, ticket, spooled)
    receiving.move()
    await context.waiting.keep({ repository, oid, size, spooled })
  } catch (error) {
    const { status, message } = error as LfsRefusal
    const outcome = status === 403 ? 'refused' : 'failed'
    recordTransfer(context, ticket, { outcome, why: message })
    throw error
  }
  recordTransfer(context, ticket, { outcome: 'waits for its push' })
  answerLfs(call.response, 200, {})
}

async function receive(
  context: LfsContext,
  call: LfsCall,
  ticket: Ticket,
  spooled: SpooledObject,
): Promise<void> {
  const received = await receiveObject(call.request.iterator({ destroyOnReturn: false }), {
    spooled,
    engine: context.session.secrets,
    maxBytes: ticket.size,
  }).catch(notReceived)
  const problem = judgeObject(context, received, ticket)
  if (problem !== undefined) throw new LfsRefusal(403, problem)
  await spooled.complete().catch(notReceived)
}

const openSpool = ({ spool }: LfsContext): Promise<SpooledObject> => spool.open().catch(notReceived)

function notReceived(cause: unknown): never {
  const code = (cause as NodeJS.ErrnoException).code ?? 'broken off'
  throw new LfsRefusal(503, `the object could not be received (${code})`)
}
