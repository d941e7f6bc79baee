import { type BidiAppend, writeAppend } from '../../../core/cursor/bidi.ts'
import { GuardError } from '../../../core/errors.ts'
import { readBody } from '../../../http/body.ts'
import type { Request } from '../../../http/listen.ts'
import type { CursorCalls } from '../calls.ts'
import { createAppendQueue } from './append-queue.ts'
import type { OpenUpstream, ServiceReply } from './upstream-wire.ts'

/** What an append of ours repeats of the client's own: its headers, and all but message and number. */
export interface AppendMould {
  request: Request
  append: Pick<BidiAppend, 'requestId' | 'binary' | 'rest'>
}

/** The two calls of the client that make a run over HTTP/1.1. */
export interface SsePair {
  /** `RunSSE` and its body. */
  request: Request
  body: Uint8Array
  /** The latest `BidiAppend`. */
  mould(): AppendMould
}

/** The service's half of a run as a pair of calls: `RunSSE`, and `BidiAppend` for each message. */
export function sseUpstream(calls: CursorCalls, { request, body, mould }: SsePair): OpenUpstream {
  return async ({ signal, broken, lease }) => {
    const open = async (): Promise<ServiceReply> => {
      const path = String(request.url)
      const reply = await calls.forward(request, { path, target: 'agent', body, signal })
      return { source: reply, status: reply.statusCode ?? 502, headers: reply.headers }
    }
    const reply = open()
    const queue = createAppendQueue({
      async post(message, seqno) {
        const post = () => postAppend(calls, mould(), { message, seqno }, signal)
        // By its number the service knows an append that it has got already.
        await post().catch((error) => (isReset(error) ? post() : Promise.reject(error)))
      },
      broken,
      signal,
      lease,
    })
    return {
      send: queue.push,
      // An append has no end: the run is over when its stream is.
      end() {},
      get full() {
        return queue.full
      },
      drained: queue.drained,
      reply,
    }
  }
}

/** A connection that was kept open can be closed by the service as it is used again. */
const isReset = (error: unknown): boolean =>
  error instanceof GuardError &&
  ['ECONNRESET', 'EPIPE'].includes((error.cause as NodeJS.ErrnoException | undefined)?.code ?? '')

async function postAppend(
  calls: CursorCalls,
  { request, append }: AppendMould,
  own: Pick<BidiAppend, 'message' | 'seqno'>,
  signal: AbortSignal,
): Promise<void> {
  const reply = await calls.forward(request, {
    path: '/aiserver.v1.BidiService/BidiAppend',
    target: 'agent',
    body: writeAppend({ ...append, ...own }),
    headers: { 'content-type': 'application/proto', 'content-encoding': undefined },
    signal,
  })
  const answer = await readBody(reply, 1 << 20)
  if (reply.statusCode === 200) return
  const said = calls.session.secrets.maskText(answer.toString('utf8').slice(0, 500)).text
  throw new GuardError(
    'UPSTREAM_FAILED',
    `the service answered an append with HTTP ${reply.statusCode}: ${said}`,
  )
}
