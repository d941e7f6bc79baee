import { createEnvelopeReader, inflateEnvelope } from '../../../core/cursor/envelope.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { whenClosed } from '../../../http/respond.ts'
import type { CursorCalls } from '../calls.ts'
import { createClientStream, headAfterMs } from './client-stream.ts'
import { http2Upstream } from './http2-upstream.ts'
import { codingOf } from './server-stream.ts'
import { createWiredRun, type WiredRun } from './wired-run.ts'

/** `agent.v1.AgentService/Run`: both directions of a run on one HTTP/2 stream. */
export async function serveRunHttp2(
  calls: CursorCalls,
  request: Request,
  response: Response,
): Promise<void> {
  const client = createClientStream(response)
  const run = createWiredRun(calls, calls.runId(request), client)
  run.ready(http2Upstream(calls, { request }))
  whenClosed(response, () => run.close())
  // A client may want the head of the answer before it speaks.
  const opener = setTimeout(() => client.open(), headAfterMs)
  try {
    await readMessages(request, run)
    run.clientEnded()
  } catch (error) {
    if (!client.over) run.broken(error)
  } finally {
    clearTimeout(opener)
  }
}

/** Reads the client's messages to the end of its half, no faster than the service takes them. */
async function readMessages(request: Request, run: WiredRun): Promise<void> {
  const coding = codingOf(request.headers)
  const reader = createEnvelopeReader()
  for await (const chunk of request) {
    const before = reader.held
    const envelopes = reader.push(chunk as Buffer)
    if (reader.held > before) run.lease.take(reader.held - before)
    else run.lease.give(before - reader.held)
    for (const envelope of envelopes) run.message(inflateEnvelope(envelope, coding))
    if (run.full) await run.drained()
  }
}
