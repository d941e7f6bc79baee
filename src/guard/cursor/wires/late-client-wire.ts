import type { ConnectCode } from '../../../core/cursor/connect-error.ts'
import type { ClientWire } from './client-wire.ts'

/** The client's half of a run whose stream comes in a call of its own, maybe after its messages. */
export interface LateClientWire extends ClientWire {
  /** The stream has come; if the run has failed before, it hears so at once. */
  attach(stream: ClientWire): void
  readonly attached: boolean
}

/** Until the stream comes there is nobody to send anything to; only a failure is kept for it. */
export function createLateClientWire(): LateClientWire {
  let stream: ClientWire | undefined
  let failure: { code: ConnectCode; message: string } | undefined
  return {
    attach(fresh) {
      stream = fresh
      if (failure) fresh.fail(failure.code, failure.message)
    },
    get attached() {
      return stream !== undefined
    },
    open: () => stream?.open(),
    get opened() {
      return stream?.opened ?? false
    },
    message: (body) => stream?.message(body),
    flush: () => stream?.flush(),
    flushSoon: () => stream?.flushSoon(),
    end: (trailer) => stream?.end(trailer),
    fail(code, message) {
      if (stream) stream.fail(code, message)
      else failure ??= { code, message }
    },
    answer: (status, headers, body) => stream?.answer(status, headers, body),
    get over() {
      return stream?.over ?? failure !== undefined
    },
    get full() {
      return stream?.full ?? false
    },
    async drained() {
      await stream?.drained()
    },
  }
}
