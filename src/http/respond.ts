import type { OutgoingHttpHeaders } from 'node:http'
import type { Response } from './listen.ts'

/** Answers with a small body and ends; does nothing once the answer has begun. */
export function respond(
  response: Response,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array = '',
): void {
  if (response.headersSent || response.destroyed) return
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  write(response).writeHead(status, { ...headers, 'content-length': bytes.length })
  write(response).end(bytes)
}

/** Answers with JSON. */
export function respondJson(response: Response, status: number, value: unknown): void {
  respond(response, status, { 'content-type': 'application/json' }, JSON.stringify(value))
}

/**
 * Both server responses as the one shape they share; their declared overloads do not unify.
 */
export function write(response: Response): Drainable & {
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown
  write(chunk: Uint8Array): boolean
  end(chunk?: Uint8Array): unknown
  flushHeaders?(): void
} {
  return response as ReturnType<typeof write>
}

/** Something that was written to, and says when it can take more. */
interface Drainable {
  once(event: 'drain' | 'close', listener: () => void): unknown
  off(event: 'drain' | 'close', listener: () => void): unknown
}

/** Waits until a full stream can take more, or is gone. */
export function drained(stream: Drainable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.once('drain', done)
    stream.once('close', done)
  })
}

/** Calls back once the exchange is over, however it ended. */
export function whenClosed(response: Response, listener: () => void): void {
  write(response).once('close', listener)
}
