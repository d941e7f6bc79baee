import { readAppend, readRequestId } from '../../../core/cursor/bidi.ts'
import {
  contentCoding,
  createEnvelopeReader,
  inflate,
  inflateEnvelope,
  writeEnvelope,
} from '../../../core/cursor/envelope.ts'
import { GuardError } from '../../../core/errors.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { respond } from '../../../http/respond.ts'
import { openAgentBody } from '../../agent-body.ts'
import type { CursorCalls } from '../calls.ts'
import { maskedMessage } from '../outgoing.ts'
import { createPairedRun, type PairedRun, pairingMs } from './paired-run.ts'
import { codingOf } from './server-stream.ts'
import { type SsePair, sseUpstream } from './sse-upstream.ts'
import type { OpenUpstream } from './upstream-wire.ts'

/** Largest `BidiAppend` read, in bytes; the message inside is half of it, in hex. */
export const maxAppendBytes = 64 << 20
/** Largest `RunSSE` call read, in bytes: it names its run. */
const maxStreamCallBytes = 1 << 16
/** Runs at once in one session; more are refused. */
export const maxRuns = 256

/** `RunSSE` and `BidiAppend`: a run over HTTP/1.1, one call for each message of the client. */
export interface SseRuns {
  serveStream(request: Request, response: Response): Promise<void>
  serveAppend(request: Request, response: Response): Promise<void>
}

/** @param upstream how the service is called for such a run: over the same pair of calls */
export function createSseRuns(
  calls: CursorCalls,
  upstream: (calls: CursorCalls, pair: SsePair) => OpenUpstream = sseUpstream,
): SseRuns {
  const runs = new Map<string, PairedRun>()

  const runFor = (id: string, request: Request): PairedRun => {
    const known = runs.get(id)
    if (known) return known
    if (calls.session.known.maskText(id).text !== id) {
      throw new GuardError('REQUEST_REFUSED', 'a request id without secrets was expected')
    }
    if (runs.size >= maxRuns) {
      throw new GuardError('REQUEST_REFUSED', `at most ${maxRuns} runs at once were expected`)
    }
    const fresh = createPairedRun(calls, {
      requestId: id,
      first: request,
      upstream,
      onOver() {
        // Late appends of a run that ended still find it, and get their answer.
        setTimeout(() => {
          if (runs.get(id) === fresh) runs.delete(id)
        }, pairingMs).unref()
      },
    })
    runs.set(id, fresh)
    return fresh
  }

  return {
    async serveStream(request, response) {
      const held = openAgentBody(calls.session.memory, request, response)
      const message = runSseMessage(request, await held.read(maxStreamCallBytes))
      const run = runFor(readRequestId(message), request)
      const body = writeEnvelope(0, maskedMessage(calls.session, message))
      await run.attach(request, response, body)
    },
    async serveAppend(request, response) {
      const append = readAppend(await plainAppend(calls, request, response))
      append.rest = maskedMessage(calls.session, append.rest)
      const run = runFor(append.requestId, request)
      // Not held for a person, who may take longer than the client gives an append.
      run.accept(append, request)
      await run.room()
      respond(response, 200, { 'content-type': 'application/proto' })
    },
  }
}

/** @throws {GuardError} `FRAME_MALFORMED` when a `RunSSE` call is not one envelope */
function runSseMessage(request: Request, body: Uint8Array): Uint8Array {
  const reader = createEnvelopeReader()
  const [envelope, ...more] = reader.push(body)
  if (envelope === undefined || more.length > 0 || reader.held > 0) {
    throw new GuardError('FRAME_MALFORMED', 'RunSSE: one envelope with a request id was expected')
  }
  return inflateEnvelope(envelope, codingOf(request.headers))
}

async function plainAppend(
  { session }: CursorCalls,
  request: Request,
  response: Response,
): Promise<Uint8Array> {
  const coding = contentCoding(request.headers['content-encoding'])
  if (coding === undefined)
    throw new GuardError('FRAME_MALFORMED', 'an append in an unknown coding')
  const held = openAgentBody(session.memory, request, response)
  const body = await held.read(maxAppendBytes)
  if (coding === 'identity') return body
  const plain = inflate(body, coding, maxAppendBytes)
  held.take(plain.length)
  return plain
}
