/** Messages that may not travel on yet, in their order. */
export interface HeldMessages<Message> {
  /** Keeps one more; false, and nothing kept of it, when all together would be more than `maxBytes`. */
  keep(message: Message, bytes: number): boolean
  /** Hands out everything in order, and begins anew. */
  take(): Message[]
}

/** @param maxBytes the most that is kept, in bytes */
export function createHeldMessages<Message>(maxBytes: number): HeldMessages<Message> {
  let messages: Message[] = []
  let held = 0
  return {
    keep(message, bytes) {
      if (held + bytes > maxBytes) return false
      held += bytes
      messages.push(message)
      return true
    },
    take() {
      const taken = messages
      messages = []
      held = 0
      return taken
    },
  }
}
