/** How often the client hears from a run that is held, in milliseconds; it gives up after 30 s. */
export const heartbeatToClientMs = 5_000
/** How often the service hears that a held tool is still at work, in milliseconds. */
export const heartbeatToServiceMs = 3_000

/** Signs of life for somebody who would give up waiting otherwise. */
export interface Heartbeat {
  /** Does the work, and beats until it is over; several works at once share one beat. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** No beat from now on, whatever is still at work. */
  stop(): void
}

/** @param everyMs time between two beats, in milliseconds; the first comes after that time */
export function createHeartbeat(beat: () => void, everyMs: number): Heartbeat {
  let working = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  const rest = () => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    async during(work) {
      working += 1
      if (!stopped) timer ??= setInterval(beat, everyMs)
      try {
        return await work()
      } finally {
        working -= 1
        if (working === 0) rest()
      }
    },
    stop() {
      stopped = true
      rest()
    },
  }
}
