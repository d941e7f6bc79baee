import { within } from './within.ts'

/** Wakes the one who waits for work. */
export interface Bell {
  /** Something was put in line. */
  ring(): void
  /** Resolves at a ring, also at one since the last wait; else after so many milliseconds. */
  wait(ms: number): Promise<void>
}

export function createBell(): Bell {
  let next = Promise.withResolvers<void>()
  return {
    ring: () => next.resolve(),
    async wait(ms) {
      await within(ms, next.promise)
      next = Promise.withResolvers()
    },
  }
}
