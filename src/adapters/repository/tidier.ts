/** Tidies now and then, while something else is done. */
export interface Tidier {
  /** Begins to tidy when the last time was long enough ago. Returns at once. */
  remind(): void
  /** Resolves once what was begun has ended. */
  settled(): Promise<void>
}

/**
 * @param everyMs least time between two beginnings, in milliseconds
 * @param now milliseconds, going forward
 */
export function createTidier(
  tidy: () => Promise<void>,
  everyMs: number,
  now: () => number = performance.now.bind(performance),
): Tidier {
  let begunAt = Number.NEGATIVE_INFINITY
  let tidying: Promise<void> = Promise.resolve()
  return {
    remind() {
      if (now() - begunAt < everyMs) return
      begunAt = now()
      // What was left over takes room, nothing else; the next time tries again.
      tidying = tidy().catch(() => {})
    },
    settled: () => tidying,
  }
}
