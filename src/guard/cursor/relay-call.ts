import { GuardError } from '../../core/errors.ts'
import type { Request, Response } from '../../http/listen.ts'
import { whenClosed } from '../../http/respond.ts'
import { openAgentBody } from '../agent-body.ts'
import type { CursorCalls } from './calls.ts'
import { isUnary, maskedBody, maxCallBytes } from './outgoing.ts'
import { sendReply } from './send-reply.ts'

/**
 * Passes one call through with the real credential in place of the session's.
 *
 * Its body is masked like everything else that leaves the machine (a conversation is named after its
 * first prompt, events quote what was typed); without a secret in it, it travels on byte for byte.
 * The answer is not touched.
 *
 * @param call.isKnown it must come in a type that such calls have
 */
export async function relayCall(
  calls: CursorCalls,
  { upstream, isKnown }: { upstream: 'rpc' | 'rest'; isKnown: boolean },
  request: Request,
  response: Response,
): Promise<void> {
  const aborted = new AbortController()
  whenClosed(response, () => aborted.abort())
  const accepts = request.headers['accept-encoding']
  const body = await outgoing(calls, isKnown, request, response)
  const reply = await calls.forward(request, {
    path: String(request.url),
    target: upstream,
    // The client reads the answer itself: its own codings are fine.
    headers: {
      'content-encoding': undefined,
      ...(accepts === undefined ? {} : { 'accept-encoding': accepts }),
    },
    signal: aborted.signal,
    ...(body === undefined ? {} : { body }),
  })
  await sendReply(reply, response)
}

async function outgoing(
  { session }: CursorCalls,
  isKnown: boolean,
  request: Request,
  response: Response,
): Promise<Uint8Array | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const held = openAgentBody(session.memory, request, response)
  const body = await held.read(maxCallBytes)
  if (isKnown && body.length > 0 && !isUnary(request)) {
    throw new GuardError('REQUEST_REFUSED', 'a body of type application/proto or json was expected')
  }
  const masked = maskedBody(session, request, body)
  held.take(masked === body ? 0 : masked.length)
  return masked
}
