import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import type { ConnectCode } from '../../../core/cursor/connect-error.ts'
import {
  createEnvelopeReader,
  inflateEnvelope,
  writeEnvelope,
} from '../../../core/cursor/envelope.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { whenClosed } from '../../../http/respond.ts'
import type { CursorCalls } from '../calls.ts'
import { createRun } from '../run/run.ts'
import { createClientStream, headAfterMs } from './client-stream.ts'
import { codingOf, relayServerStream, streamFailure } from './server-stream.ts'

/** Messages of the client kept until the upstream stream is open, in bytes. */
const maxEarlyBytes = 16 << 20

/**
 * `agent.v1.AgentService/Run`: both directions of a run on one HTTP/2 stream.
 *
 * The upstream stream is opened with the first message that may travel on: a prompt that waits for
 * a person costs the service nothing.
 */
export async function serveRunHttp2(
  calls: CursorCalls,
  request: Request,
  response: Response,
): Promise<void> {
  const client = createClientStream(response)
  const aborted = new AbortController()
  let upstream: ClientHttp2Stream | undefined
  let opening: Promise<void> | undefined
  let early: Uint8Array[] = []
  let earlyBytes = 0
  let clientEnded = false

  const run = createRun(calls.session, {
    id: calls.runId(request),
    blobs: calls.blobs,
    changes: calls.changes,
    wires: {
      toClient(body) {
        client.message(body)
        client.flushSoon()
      },
      toUpstream(body) {
        if (upstream) {
          if (!upstream.destroyed && !upstream.writableEnded) upstream.write(writeEnvelope(0, body))
          return
        }
        early.push(body)
        earlyBytes += body.length
        if (earlyBytes > maxEarlyBytes)
          return fail('resource_exhausted', 'cursor-guard: too much before the stream was open')
        opening ??= open().catch((error) => broken(error))
      },
      fail,
    },
  })
  function fail(code: ConnectCode, message: string): void {
    client.fail(code, message)
    aborted.abort()
  }
  function broken(error: unknown): void {
    const [code, message] = streamFailure(error)
    if (!client.over) run.broke(message)
    fail(code, message)
  }
  async function open(): Promise<void> {
    const stream = await calls.openStream(request, aborted.signal)
    stream.on('error', () => {})
    upstream = stream
    for (const body of early) stream.write(writeEnvelope(0, body))
    early = []
    if (clientEnded) stream.end()
    answer(stream).catch((error) => broken(error))
  }
  async function answer(stream: ClientHttp2Stream): Promise<void> {
    const headers = await headOf(stream)
    const status = Number(headers[':status'])
    if (status === 401) calls.tokens.forget()
    await relayServerStream({ source: stream, status, headers, run, client })
    aborted.abort()
  }

  whenClosed(response, () => {
    aborted.abort()
    run.close()
  })
  // A client may want the head of the answer before it speaks.
  const opener = setTimeout(() => client.open(), headAfterMs)
  try {
    const coding = codingOf(request.headers)
    const reader = createEnvelopeReader()
    for await (const chunk of request) {
      for (const envelope of reader.push(chunk as Buffer)) {
        run.clientMessage(inflateEnvelope(envelope, coding))
      }
      if (upstream?.writableNeedDrain)
        await new Promise((resolve) => upstream?.once('drain', resolve))
    }
    clientEnded = true
    upstream?.end()
    if (opening === undefined && !client.over && !run.waiting) {
      fail('invalid_argument', 'cursor-guard: the run ended before its first message')
    }
  } catch (error) {
    if (!client.over) broken(error)
  } finally {
    clearTimeout(opener)
  }
}

function headOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve)
    stream.once('error', reject)
    stream.once('close', () => reject(Object.assign(new Error('closed'), { code: 'closed' })))
  })
}
