/** One change of a branch, as the forge remembers it. */
export interface RefStep {
  /** Full name. */
  ref: string
  /** Zeros for a branch that was created. */
  before: string
  /** Zeros for a branch that was deleted. */
  after: string
  /** Milliseconds since the epoch. */
  at: number
  /** Who did it; absent when the account is gone. */
  actor?: { id: number; login: string }
}
