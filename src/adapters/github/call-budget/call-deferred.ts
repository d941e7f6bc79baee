/**
 * A call that was not made, or was turned away by the forge: it may be made later. It looks like
 * GitHub's own answer about a limit, so that whoever knows those knows this as well.
 */
export class CallDeferred extends Error {
  override readonly name = 'CallDeferred'
  /** When it may be made, in milliseconds since the epoch. */
  readonly at: number
  readonly status = 429
  readonly response: { headers: { 'retry-after': string } }

  constructor(why: string, at: number, now: number) {
    const seconds = Math.max(1, Math.ceil((at - now) / 1_000))
    super(`${why}; again in ${seconds} s`)
    this.at = at
    this.response = { headers: { 'retry-after': String(seconds) } }
  }
}
