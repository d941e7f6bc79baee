/** Stable codes: they are written to recordings, shown in check runs and sent to clients. */
export type GuardErrorCode =
  | 'APPROVAL_CONFLICT'
  | 'FRAME_MALFORMED'
  | 'INPUT_INVALID'
  | 'MACHINE_UNSUITABLE'
  | 'POLICY_INVALID'
  | 'PUSH_REFUSED'
  | 'RECORDING_BROKEN'
  | 'RECORDING_FAILED'
  | 'REQUEST_REFUSED'
  | 'UPSTREAM_FAILED'

/**
 * The error that came first, where letting go of things afterwards has failed as well.
 *
 * @see https://github.com/tc39/proposal-explicit-resource-management#explicit-resource-management
 */
export function firstError(error: unknown): unknown {
  let first = error
  while (first instanceof SuppressedError) first = first.suppressed
  return first
}

/** Something broke. `message` may be shown to anyone; private detail belongs in `cause`. */
export class GuardError extends Error {
  override readonly name = 'GuardError'
  readonly code: GuardErrorCode
  /** What the reader can do next, as one imperative sentence. */
  readonly hint: string | undefined

  constructor(
    code: GuardErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
