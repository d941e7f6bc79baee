import {
  type BidiAppend,
  createAppendSequencer,
  readAppend,
  readRequestId,
  writeAppend,
} from '../../../core/cursor/bidi.ts'
import type { ConnectCode } from '../../../core/cursor/connect-error.ts'
import {
  contentCoding,
  createEnvelopeReader,
  inflate,
  inflateEnvelope,
} from '../../../core/cursor/envelope.ts'
import { GuardError } from '../../../core/errors.ts'
import { readBody } from '../../../http/body.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { respond, whenClosed } from '../../../http/respond.ts'
import type { CursorCalls } from '../calls.ts'
import { createRun } from '../run/run.ts'
import { type ClientStream, createClientStream, headAfterMs } from './client-stream.ts'
import { codingOf, relayServerStream, streamFailure } from './server-stream.ts'

/** Largest `BidiAppend` read, in bytes; the message inside is half of it, in hex. */
export const maxAppendBytes = 64 << 20
/** Runs at once in one session; more are refused. */
export const maxRuns = 256
/** How long a run waits for the other half of its pair of calls, in milliseconds. */
export const pairingMs = 60_000
/** Appends on their way upstream at once, as many as the client itself sends. */
const maxInFlight = 16
/** Messages kept until the upstream stream is open, in bytes. */
const maxEarlyBytes = 16 << 20
/** Messages the service has not taken yet, in bytes, from which on appends are answered late. */
const maxPendingBytes = 16 << 20
/** How late at most, in milliseconds: the client gives an append 60 s. */
const roomMs = 50_000

/** `RunSSE` and `BidiAppend`: a run over HTTP/1.1, one call for each message of the client. */
export interface SseRuns {
  serveStream(request: Request, response: Response): Promise<void>
  serveAppend(request: Request, response: Response): Promise<void>
}

interface SseRun {
  accept(append: BidiAppend, request: Request): void
  /** Resolves when the client may go on; a client that is faster than the service waits here. */
  room(): Promise<void>
  attach(request: Request, response: Response, body: Buffer): Promise<void>
}

export function createSseRuns(calls: CursorCalls): SseRuns {
  const runs = new Map<string, SseRun>()

  const runFor = (id: string, request: Request): SseRun => {
    const known = runs.get(id)
    if (known) return known
    if (runs.size >= maxRuns) {
      throw new GuardError('REQUEST_REFUSED', `at most ${maxRuns} runs at once were expected`)
    }
    const fresh = createSseRun(calls, id, request, () => {
      // Late appends of a run that ended still find it, and get their answer.
      setTimeout(() => runs.delete(id), pairingMs).unref()
    })
    runs.set(id, fresh)
    return fresh
  }

  return {
    async serveStream(request, response) {
      const body = await readBody(request, 1 << 16)
      const [envelope] = createEnvelopeReader().push(body)
      if (!envelope)
        throw new GuardError(
          'FRAME_MALFORMED',
          'RunSSE: one envelope with a request id was expected',
        )
      const id = readRequestId(inflateEnvelope(envelope, codingOf(request.headers)))
      await runFor(id, request).attach(request, response, body)
    },
    async serveAppend(request, response) {
      const coding = contentCoding(request.headers['content-encoding'])
      if (coding === undefined)
        throw new GuardError('FRAME_MALFORMED', 'an append in an unknown coding')
      const body = await readBody(request, maxAppendBytes)
      const append = readAppend(
        coding === 'identity' ? body : inflate(body, coding, maxAppendBytes),
      )
      const target = runFor(append.requestId, request)
      // Not held for a person, who may take longer than the client gives an append.
      target.accept(append, request)
      await target.room()
      respond(response, 200, { 'content-type': 'application/proto' })
    },
  }
}

function createSseRun(
  calls: CursorCalls,
  requestId: string,
  first: Request,
  onOver: () => void,
): SseRun {
  const aborted = new AbortController()
  const sequencer = createAppendSequencer()
  let client: ClientStream | undefined
  let pending: { code: ConnectCode; message: string } | undefined
  let template: { append: BidiAppend; request: Request } | undefined
  let early: Uint8Array[] = []
  let earlyBytes = 0
  let streaming = false
  let openUpstream: (() => void) | undefined
  let inFlight = 0
  const queue: Uint8Array[] = []
  let pendingBytes = 0
  const waiting: (() => void)[] = []
  const goOn = () => {
    for (const go of waiting.splice(0)) go()
  }
  aborted.signal.addEventListener('abort', goOn)

  const fail = (code: ConnectCode, message: string) => {
    if (client) {
      client.fail(code, message)
      aborted.abort()
    } else {
      pending ??= { code, message }
    }
  }
  const run = createRun(calls.session, {
    id: calls.runId(first),
    blobs: calls.blobs,
    changes: calls.changes,
    wires: {
      toClient(body) {
        client?.message(body)
        client?.flushSoon()
      },
      toUpstream(body) {
        if (aborted.signal.aborted) return
        pendingBytes += body.length
        if (streaming) {
          queue.push(body)
          return pump()
        }
        early.push(body)
        earlyBytes += body.length
        if (earlyBytes > maxEarlyBytes) {
          return fail('resource_exhausted', 'cursor-guard: too much before the stream was open')
        }
        openUpstream?.()
      },
      fail,
    },
  })

  /** Sends queued messages with sequence numbers of our own, in order, several at once. */
  function pump(): void {
    while (template && queue.length > 0 && inFlight < maxInFlight && !aborted.signal.aborted) {
      const body = queue.shift()
      if (body === undefined) return
      const seqno = sequencer.nextOutgoing()
      inFlight += 1
      post(body, seqno, template)
        .catch((error) => {
          if (aborted.signal.aborted) return
          const [code, message] = streamFailure(error)
          run.broke(message)
          fail(code, message)
        })
        .finally(() => {
          inFlight -= 1
          pendingBytes -= body.length
          if (pendingBytes <= maxPendingBytes) goOn()
          pump()
        })
    }
  }
  async function post(
    body: Uint8Array,
    seqno: number,
    mould: NonNullable<typeof template>,
  ): Promise<void> {
    const reply = await calls.forward(mould.request, {
      path: '/aiserver.v1.BidiService/BidiAppend',
      target: 'agent',
      body: writeAppend({ ...mould.append, seqno, message: body }),
      headers: { 'content-type': 'application/proto', 'content-encoding': undefined },
      signal: aborted.signal,
    })
    const answer = await readBody(reply, 1 << 20)
    if (reply.statusCode !== 200) {
      const said = calls.session.secrets.maskText(answer.toString('utf8').slice(0, 500)).text
      throw new GuardError(
        'UPSTREAM_FAILED',
        `the service answered an append with HTTP ${reply.statusCode}: ${said}`,
      )
    }
  }

  const unpaired = setTimeout(() => {
    if (!client) {
      aborted.abort()
      run.close()
      onOver()
    }
  }, pairingMs)

  return {
    accept(append, request) {
      if (aborted.signal.aborted) return
      template = { append, request }
      for (const { message } of sequencer.accept(append)) run.clientMessage(message)
    },
    async room() {
      if (pendingBytes <= maxPendingBytes || aborted.signal.aborted) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          fail('unavailable', 'cursor-guard: the service takes no more messages')
          resolve()
        }, roomMs)
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
    attach(request, response, body) {
      if (client) throw new GuardError('REQUEST_REFUSED', `run ${requestId} already has its stream`)
      clearTimeout(unpaired)
      const stream = createClientStream(response)
      client = stream
      // A client may want the head of the answer before it speaks.
      const opener = setTimeout(() => stream.open(), headAfterMs)
      return new Promise((resolve) => {
        whenClosed(response, () => {
          clearTimeout(opener)
          aborted.abort()
          run.close()
          onOver()
          resolve()
        })
        openUpstream = () => {
          openUpstream = undefined
          streaming = true
          queue.push(...early)
          early = []
          relay(request, body, stream).catch((error) => {
            const [code, message] = streamFailure(error)
            if (!stream.over) run.broke(message)
            stream.fail(code, message)
          })
          pump()
        }
        if (pending) fail(pending.code, pending.message)
        else if (early.length > 0) openUpstream()
      })
    },
  }

  async function relay(request: Request, body: Buffer, stream: ClientStream): Promise<void> {
    const reply = await calls.forward(request, {
      path: String(request.url),
      target: 'agent',
      body,
      signal: aborted.signal,
    })
    await relayServerStream({
      source: reply,
      status: reply.statusCode ?? 502,
      headers: reply.headers,
      run,
      client: stream,
    })
    aborted.abort()
  }
}
