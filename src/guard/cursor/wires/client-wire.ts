import type { ConnectCode } from '../../../core/cursor/connect-error.ts'

/** The client's half of a run, as the service's messages see it: one stream of envelopes. */
export interface ClientWire {
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
  /** The stream has ended, or the client is gone. */
  readonly over: boolean
  readonly full: boolean
  drained(): Promise<void>
}
