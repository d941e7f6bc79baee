import type { Lease } from '../../memory-budget.ts'
import { createHeldMessages } from '../run/held-messages.ts'
import type { UpstreamWire } from './upstream-wire.ts'

/** Messages kept until the service's half of a run is open, in bytes. */
export const maxEarlyBytes = 16 << 20

/** The client's messages on their way to the service, which is called with the first of them. */
export interface Outbox {
  /** Sends one message, or keeps it until it can be sent; false when too much waits already. */
  send(body: Uint8Array): boolean
  /**
   * The service may be called: now if a message waits, else with the first one.
   *
   * @param broken told when it cannot be called
   */
  ready(open: () => Promise<UpstreamWire>, broken: (error: unknown) => void): void
  /** The client says no more. */
  end(): void
  /** The service was called. */
  readonly begun: boolean
  readonly full: boolean
  /** Resolves once there is room again, or nothing can be sent any more. */
  drained(): Promise<void>
  /** Lets go of what could not be sent. */
  drop(): void
}

/** Before the service may be called, while it is called, and once it listens. */
type State =
  | { is: 'early' }
  | { is: 'ready'; call: () => void }
  | { is: 'calling' }
  | { is: 'open'; wire: UpstreamWire }

/** @param lease what waits is taken from it */
export function createOutbox(lease: Lease): Outbox {
  const early = createHeldMessages<Uint8Array>(maxEarlyBytes, lease)
  let state: State = { is: 'early' }
  let waits = false
  let ended = false

  const opened = (wire: UpstreamWire) => {
    state = { is: 'open', wire }
    for (const body of early.take()) wire.send(body)
    if (ended) wire.end()
  }
  return {
    send(body) {
      if (state.is === 'open') {
        state.wire.send(body)
        return true
      }
      waits = true
      const fits = early.keep(body, body.length)
      if (state.is === 'ready') state.call()
      return fits
    },
    ready(open, broken) {
      const call = () => {
        state = { is: 'calling' }
        open().then(opened).catch(broken)
      }
      state = { is: 'ready', call }
      if (waits) call()
    },
    end() {
      ended = true
      if (state.is === 'open') state.wire.end()
    },
    get begun() {
      return state.is === 'calling' || state.is === 'open'
    },
    get full() {
      return state.is === 'open' && state.wire.full
    },
    drained: () => (state.is === 'open' ? state.wire.drained() : Promise.resolve()),
    drop: () => void early.take(),
  }
}
