import type { LineSink } from '../../src/core/recording/write.ts'

/** A recording that is kept elsewhere: what was written is safe once a test says so. */
export interface SlowSink {
  sink: LineSink
  /** Resolves when somebody waits for what was written. */
  asked: Promise<void>
  /** Everything written is safe, now and from now on. */
  settle(): void
  /** Something written is lost. */
  lose(): void
}

export function slowSink(): SlowSink {
  const asked = Promise.withResolvers<void>()
  const safe = Promise.withResolvers<void>()
  return {
    sink: {
      write() {},
      settled() {
        asked.resolve()
        return safe.promise
      },
    },
    asked: asked.promise,
    settle: safe.resolve,
    lose: () => safe.reject(new Error('the connection broke')),
  }
}
