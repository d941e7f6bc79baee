import type { Lease } from '../../memory-budget.ts'

/** Messages that may not travel on yet, in their order. */
export interface HeldMessages<Message> {
  /**
   * Keeps one more; false, and nothing kept of it, when all together would be more than `maxBytes`.
   *
   * @throws {GuardError} `REQUEST_REFUSED` when the session's memory is spent
   */
  keep(message: Message, bytes: number): boolean
  /** Hands out everything in order, and begins anew. */
  take(): Message[]
}

/**
 * @param maxBytes the most that is kept, in bytes
 * @param lease what is kept is taken from it
 */
export function createHeldMessages<Message>(
  maxBytes: number,
  lease: Pick<Lease, 'take' | 'give'>,
): HeldMessages<Message> {
  let messages: Message[] = []
  let held = 0
  return {
    keep(message, bytes) {
      if (held + bytes > maxBytes) return false
      lease.take(bytes)
      held += bytes
      messages.push(message)
      return true
    },
    take() {
      const taken = messages
      messages = []
      lease.give(held)
      held = 0
      return taken
    },
  }
}
