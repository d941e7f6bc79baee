import { firstError, GuardError } from '../src/core/errors.ts'

/** An error as the step's log shows it: what we know to be safe to show, else only its kind. */
export function explain(thrown: unknown): string {
  const error = firstError(thrown)
  if (error instanceof GuardError) {
    return error.hint === undefined ? error.message : `${error.message}\n${error.hint}`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
