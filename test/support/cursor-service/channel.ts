import { once } from 'node:events'
import {
  type ConnectCode,
  connectError,
  endStream,
  endStreamError,
} from '../../../src/core/cursor/connect-error.ts'
import { writeEnvelope } from '../../../src/core/cursor/envelope.ts'
import type { ServiceResponse } from './listen.ts'

/** The service's half of a run: an answer made of envelopes, and ways to spoil it. */
export interface ServerChannel {
  /** One message in one envelope. Resolves when the connection has room for more. */
  message(body: Uint8Array): Promise<void>
  /** An envelope with flags of your choice. */
  envelope(flags: number, body: Uint8Array): Promise<void>
  /** Bytes as they are. */
  raw(bytes: Uint8Array): Promise<void>
  /** Ends the stream well. */
  end(): void
  /** Ends the stream with an error. */
  fail(code: ConnectCode, message: string): void
  /** Ends the answer without saying that the stream is over. */
  cut(): void
  /** Cuts the connection. */
  reset(): void
  /** Answers with something else than a stream; only before the first message. */
  respond(status: number, headers: Record<string, string>, body: string | Uint8Array): void
  readonly over: boolean
  /** Resolves when the answer is over or the client is gone. */
  readonly closed: Promise<void>
}

export function createServerChannel(response: ServiceResponse, coding?: string): ServerChannel {
  const headers = {
    'content-type': 'application/connect+proto',
    ...(coding !== undefined && { 'connect-content-encoding': coding }),
  }
  let over = false
  // Both kinds of response have these methods with the same meaning.
  const out = response as import('node:http').ServerResponse
  const closed = new Promise<void>((resolve) => out.once('close', () => resolve()))
  void closed.then(() => {
    over = true
  })
  out.on('error', () => {})

  const open = () => {
    if (!out.headersSent) out.writeHead(200, headers)
  }
  const raw = async (bytes: Uint8Array): Promise<void> => {
    if (over) return
    open()
    if (!out.write(bytes)) await Promise.race([once(out, 'drain'), closed])
  }
  const finish = (bytes?: Uint8Array) => {
    if (over) return
    open()
    over = true
    out.end(bytes)
  }
  return {
    message: (body) => raw(writeEnvelope(0, body)),
    envelope: (flags, body) => raw(writeEnvelope(flags, body)),
    raw,
    end: () => finish(endStream()),
    fail: (code, message) => finish(endStreamError(code, message)),
    cut: () => finish(),
    reset() {
      over = true
      const { stream } = response as import('node:http2').Http2ServerResponse
      if (stream === undefined) out.socket?.resetAndDestroy()
      else stream.session?.destroy()
    },
    respond(status, extra, body) {
      if (over || out.headersSent) return
      over = true
      out.writeHead(status, extra)
      out.end(body)
    },
    get over() {
      return over
    },
    closed,
  }
}

/** Answers a unary call. */
export function answer(
  response: ServiceResponse,
  status: number,
  body: string | Uint8Array,
  type = typeof body === 'string' ? 'application/json' : 'application/proto',
): void {
  const out = response as import('node:http').ServerResponse
  if (out.headersSent || out.destroyed) return
  out.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  out.end(body)
}

export function answerError(response: ServiceResponse, code: ConnectCode, message: string): void {
  const { status, body } = connectError(code, message)
  answer(response, status, body)
}
