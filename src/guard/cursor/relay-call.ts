import type { Readable } from 'node:stream'
import type { Request, Response } from '../../http/listen.ts'
import { whenClosed } from '../../http/respond.ts'
import type { CursorCalls } from './calls.ts'
import { sendReply } from './send-reply.ts'

/** Passes one call through byte for byte, with the real credential in place of the session's. */
export async function relayCall(
  calls: CursorCalls,
  target: 'rpc' | 'rest',
  request: Request,
  response: Response,
): Promise<void> {
  const aborted = new AbortController()
  whenClosed(response, () => aborted.abort())
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const coding = request.headers['accept-encoding']
  const reply = await calls.forward(request, {
    path: String(request.url),
    target,
    // The client reads the answer itself: its own codings are fine.
    headers: coding === undefined ? {} : { 'accept-encoding': coding },
    signal: aborted.signal,
    ...(hasBody ? { body: request as Readable } : {}),
  })
  await sendReply(reply, response)
}
