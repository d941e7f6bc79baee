/** Nobody waits for it any more: it took too long, or the server stops. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned'
  readonly tooLong: boolean
  constructor(tooLong: boolean) {
    super(tooLong ? 'it did not end in time' : 'the server was stopped')
    this.tooLong = tooLong
  }
}

/** Something that was begun, and can be given up. */
export interface Attempt {
  /**
   * Rejects with what went wrong; with `Abandoned` as soon as nobody waits any more, whatever becomes
   * of it later.
   */
  ended: Promise<void>
  /** Waits no longer: the server stops. */
  abandon(): void
}

/**
 * Begins an attempt.
 *
 * @param perform told by its signal that nobody waits any more
 * @param maxMs given up after so many milliseconds
 */
export function startAttempt(
  perform: (signal: AbortSignal) => Promise<void>,
  maxMs: number,
): Attempt {
  const abandoned = new AbortController()
  const givenUp = Promise.withResolvers<never>()
  const giveUp = (tooLong: boolean) => {
    givenUp.reject(new Abandoned(tooLong))
    abandoned.abort()
  }
  const timer = setTimeout(giveUp, maxMs, true)
  const performing = Promise.resolve(abandoned.signal).then(perform)
  return {
    ended: Promise.race([performing, givenUp.promise]).finally(() => clearTimeout(timer)),
    abandon: () => giveUp(false),
  }
}
