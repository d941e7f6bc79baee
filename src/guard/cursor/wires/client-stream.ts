import { type ConnectCode, endStreamError } from '../../../core/cursor/connect-error.ts'
import { endStreamFlag, writeEnvelope } from '../../../core/cursor/envelope.ts'
import type { Response } from '../../../http/listen.ts'
import { drained, respond, write } from '../../../http/respond.ts'

/** Queued for the client before anything forces it out, in bytes. */
const maxBatchBytes = 64 << 10
const envelopeHeadBytes = 5

/** When the head of the answer is sent although the service was not asked yet, in milliseconds. */
export const headAfterMs = 1_000

/** The client's side of a run: one streaming Connect response, in envelopes. */
export interface ClientStream {
  /** Sends the response's head, if it was not sent. */
  open(): void
  readonly opened: boolean
  /** Queues one message; `flush` sends what is queued. */
  message(body: Uint8Array): void
  flush(): void
  /** Sends what is queued once the work at hand is done: several messages leave together. */
  flushSoon(): void
  /** Ends the stream with the service's own trailer, or with an error. */
  end(trailer: Uint8Array): void
  fail(code: ConnectCode, message: string): void
  /** Passes on an answer that is no stream, as it came. */
  answer(status: number, headers: Record<string, string>, body: Uint8Array): void
  readonly over: boolean
  readonly full: boolean
  drained(): Promise<void>
}

/** @see https://connectrpc.com/docs/protocol/#streaming-rpcs */
export function createClientStream(response: Response): ClientStream {
  let over = false
  let full = false
  let flushing = false
  let batch: Uint8Array[] = []
  let batchBytes = 0

  const flush = () => {
    if (batch.length === 0 || response.destroyed) return
    const bytes = inEnvelopes(batch, batchBytes)
    batch = []
    batchBytes = 0
    full = !write(response).write(bytes)
  }
  const last = (envelope: Uint8Array) => {
    if (over || response.destroyed) return
    stream.open()
    flush()
    over = true
    write(response).end(envelope)
  }
  const stream: ClientStream = {
    open() {
      if (response.headersSent || response.destroyed) return
      write(response).writeHead(200, { 'content-type': 'application/connect+proto' })
      write(response).flushHeaders?.()
    },
    get opened() {
      return response.headersSent
    },
    message(body) {
      if (over || response.destroyed) return
      stream.open()
      batch.push(body)
      batchBytes += envelopeHeadBytes + body.length
      if (batchBytes >= maxBatchBytes) flush()
    },
    flush,
    flushSoon() {
      if (flushing) return
      flushing = true
      queueMicrotask(() => {
        flushing = false
        flush()
      })
    },
    end: (trailer) => last(writeEnvelope(endStreamFlag, trailer)),
    fail: (code, message) => last(endStreamError(code, message)),
    answer(status, headers, body) {
      if (over) return
      over = true
      respond(response, status, headers, body)
    },
    get over() {
      return over || response.destroyed
    },
    get full() {
      return full
    },
    async drained() {
      if (full && !response.destroyed) await drained(response)
      full = false
    },
  }
  return stream
}

/** Messages as one piece of the stream: copied once, since this is where most bytes go through. */
function inEnvelopes(bodies: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  for (const body of bodies) {
    bytes[at] = 0
    bytes.writeUInt32BE(body.length, at + 1)
    bytes.set(body, at + envelopeHeadBytes)
    at += envelopeHeadBytes + body.length
  }
  return bytes
}
