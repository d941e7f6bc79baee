import { GuardError } from '../core/errors.ts'

/** Memory for everything of the agent that is not finished yet, in bytes: 96 MiB for one session. */
export const maxAgentBytes = 96 << 20

/** What one call or one run holds of the session's memory. */
export interface Lease {
  /**
   * Takes `bytes` more; where the budget is spent, whoever holds most has to give up all it holds.
   *
   * @throws {GuardError} `REQUEST_REFUSED` when that is this one, now or before
   */
  take(bytes: number): void
  give(bytes: number): void
  /** Gives everything back; a second call does nothing. */
  close(): void
}

/**
 * One budget of memory for all that the agent has sent and that still waits: unfinished bodies,
 * messages that are early, held for a person, or not taken by the service yet.
 */
export interface MemoryBudget {
  /** @param giveUp told when all this one holds was taken from it: it lets go of it at once */
  open(giveUp: (error: GuardError) => void): Lease
  /** Bytes that are taken now. */
  readonly used: number
}

export function createMemoryBudget(maxBytes: number = maxAgentBytes): MemoryBudget {
  const holders = new Set<Holder>()
  let used = 0
  const spent = () =>
    new GuardError(
      'REQUEST_REFUSED',
      `this session keeps at most ${maxBytes} bytes of unfinished calls, and this one held most`,
    )
  const drop = (holder: Holder) => {
    used -= holder.bytes
    holder.bytes = 0
    holders.delete(holder)
  }
  /** Makes room at the cost of the largest, which may be the one that asks. */
  const evict = (asking: Holder): void => {
    const largest = [...holders].reduce(
      (most, one) => (one.bytes > most.bytes ? one : most),
      asking,
    )
    largest.error = spent()
    drop(largest)
    largest.giveUp(largest.error)
  }

  return {
    open(giveUp) {
      const holder: Holder = { bytes: 0, giveUp, error: undefined }
      holders.add(holder)
      return {
        take(bytes) {
          if (holder.error !== undefined) throw holder.error
          holder.bytes += bytes
          used += bytes
          while (used > maxBytes) evict(holder)
          if (holder.error !== undefined) throw holder.error
        },
        give(bytes) {
          if (!holders.has(holder)) return
          const given = Math.min(bytes, holder.bytes)
          holder.bytes -= given
          used -= given
        },
        close: () => drop(holder),
      }
    },
    get used() {
      return used
    },
  }
}

interface Holder {
  bytes: number
  giveUp(error: GuardError): void
  error: GuardError | undefined
}
