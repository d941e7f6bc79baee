import type { Lease } from '../../memory-budget.ts'

/** Appends on their way upstream at once, as many as the client itself sends. */
export const maxInFlight = 16
/** Messages the service has not taken yet, in bytes, from which on the client has to wait. */
export const maxPendingBytes = 16 << 20

/** Messages to the service, each of which travels in a call of its own. */
export interface AppendQueue {
  push(message: Uint8Array): void
  /** More waits for the service than should. */
  readonly full: boolean
  /** Resolves once there is room again, or nothing can be sent any more. */
  drained(): Promise<void>
}

/**
 * Numbers messages from 0 and sends them in order, several at once: the service puts them in order
 * again.
 *
 * @param options.post delivers one message; resolves when the service has taken it
 * @param options.broken told when one could not be delivered
 * @param options.signal aborted once nothing is sent any more
 * @param options.lease what waits is taken from it
 */
export function createAppendQueue(options: {
  post(message: Uint8Array, seqno: number): Promise<void>
  broken(error: unknown): void
  signal: AbortSignal
  lease: Lease
}): AppendQueue {
  const { post, broken, signal, lease } = options
  const queue: Uint8Array[] = []
  let nextSeqno = 0
  let inFlight = 0
  let pendingBytes = 0
  let waiting: (() => void)[] = []

  const isFull = () => pendingBytes > maxPendingBytes && !signal.aborted
  const goOn = () => {
    const ready = waiting
    waiting = []
    for (const go of ready) go()
  }
  const settled = (message: Uint8Array) => {
    inFlight -= 1
    pendingBytes -= message.length
    lease.give(message.length)
    if (!isFull()) goOn()
    pump()
  }
  function pump(): void {
    while (inFlight < maxInFlight && !signal.aborted) {
      const message = queue.shift()
      if (message === undefined) return
      inFlight += 1
      post(message, nextSeqno++)
        .catch((error) => {
          if (!signal.aborted) broken(error)
        })
        .finally(() => settled(message))
    }
  }
  signal.addEventListener('abort', () => {
    queue.length = 0
    goOn()
  })

  return {
    push(message) {
      if (signal.aborted) return
      lease.take(message.length)
      pendingBytes += message.length
      queue.push(message)
      pump()
    },
    get full() {
      return isFull()
    },
    drained: () => (isFull() ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  }
}
