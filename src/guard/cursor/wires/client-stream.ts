import { endStreamError } from '../../../core/cursor/connect-error.ts'
import { endStreamFlag, writeEnvelope } from '../../../core/cursor/envelope.ts'
import type { Response } from '../../../http/listen.ts'
import { drained, respond, write } from '../../../http/respond.ts'
import type { ClientWire } from './client-wire.ts'

/** Queued for the client before anything forces it out, in bytes. */
const maxBatchBytes = 64 << 10
const envelopeHeadBytes = 5

/** When the head of the answer is sent although the service was not asked yet, in milliseconds. */
export const headAfterMs = 1_000

/**
 * A streaming Connect response as the client's half of a run.
 *
 * @see https://connectrpc.com/docs/protocol/#streaming-rpcs
 */
export function createClientStream(response: Response): ClientWire {
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
    if (!write(response).write(bytes)) wait()
  }
  const wait = () => {
    if (full) return
    full = true
    write(response).once('drain', () => {
      full = false
    })
  }
  const last = (envelope: Uint8Array) => {
    if (over || response.destroyed) return
    stream.open()
    flush()
    over = true
    write(response).end(envelope)
  }
  const stream: ClientWire = {
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
      if (full && !response.destroyed) await drained(write(response))
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
