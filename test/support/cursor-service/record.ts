import type { ClientEvent } from '../../../src/core/cursor/client-message.ts'

/** One HTTP call the stand-in received. */
export interface RecordedCall {
  method: string
  /** With its query. */
  path: string
  httpVersion: string
  headers: Record<string, string>
  /** Milliseconds since the service started. */
  at: number
  /** The body as it came; of a stream, what came until now. Empty once too much was kept. */
  body: Buffer
}

/** One message of the client, after appends were put in order. */
export interface RecordedMessage {
  requestId: string
  event: ClientEvent
  body: Uint8Array
  at: number
}

/** One turn of one run; a client that tries again makes another. */
export interface RecordedRun {
  requestId: string
  originalRequestId: string
  transport: 'sse' | 'http2'
  prompts: readonly string[]
  conversationId: string
  /** Append numbers in the order of arrival; empty for HTTP/2. */
  appendOrder: number[]
  state: 'running' | 'ended' | 'failed' | 'client-gone'
}

/** Bodies kept for assertions, in bytes; later ones are counted and dropped. */
const maxKeptBytes = 64 * 1024 * 1024

/** Everything the stand-in received. */
export interface ServiceRecord {
  readonly calls: RecordedCall[]
  readonly messages: RecordedMessage[]
  readonly runs: RecordedRun[]
  /** Bytes received in bodies, kept or not. */
  readonly receivedBytes: number
  /** Every byte kept, and every header value: where to look for what must not have arrived. */
  everything(): Buffer
  /** Calls to a path, without its query. */
  callsTo(path: string): RecordedCall[]
}

export function createRecord(keep: boolean) {
  const calls: RecordedCall[] = []
  const messages: RecordedMessage[] = []
  const runs: RecordedRun[] = []
  const started = performance.now()
  let kept = 0
  let received = 0
  const at = () => performance.now() - started
  return {
    calls,
    messages,
    runs,
    get receivedBytes() {
      return received
    },
    addCall(call: Omit<RecordedCall, 'at' | 'body'>): RecordedCall {
      const recorded = { ...call, at: at(), body: Buffer.alloc(0) }
      if (keep) calls.push(recorded)
      return recorded
    },
    addBody(call: RecordedCall, chunk: Buffer): void {
      received += chunk.length
      kept += chunk.length
      if (keep && kept <= maxKeptBytes) call.body = Buffer.concat([call.body, chunk])
    },
    addMessage(message: Omit<RecordedMessage, 'at'>): void {
      if (keep && kept <= maxKeptBytes) messages.push({ ...message, at: at() })
    },
    addRun(run: RecordedRun): RecordedRun {
      if (keep) runs.push(run)
      return run
    },
    everything: () =>
      Buffer.concat(
        calls
          .flatMap((call) => [
            Buffer.from(`${call.path}\n${JSON.stringify(call.headers)}\n`),
            call.body,
          ])
          .concat(messages.map(({ body }) => Buffer.from(body))),
      ),
    callsTo: (path: string) => calls.filter((call) => call.path.split('?', 1)[0] === path),
  }
}
