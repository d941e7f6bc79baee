import { GuardError } from '../core/errors.ts'
import type { EntryBody } from '../core/recording/entry.ts'
import type { Recorder } from './ports.ts'

/**
 * A recorder whose failure ends the session instead of the caller.
 *
 * Lanes append from timers and stream handlers, where an exception would take the process down;
 * they look at the session before they let anything pass, and so after they waited for `settled`.
 *
 * @param onFailure called once, with the first failure
 */
export function failSafeRecorder(
  recorder: Recorder,
  onFailure: (error: GuardError) => void,
): Recorder {
  let failed = false
  const fail = (cause: unknown) => {
    if (failed) return
    failed = true
    onFailure(
      cause instanceof GuardError
        ? cause
        : new GuardError('RECORDING_FAILED', 'an entry could not be recorded', { cause }),
    )
  }
  return {
    append(body: EntryBody) {
      try {
        recorder.append(body)
      } catch (error) {
        fail(error)
      }
    },
    settled: () => recorder.settled()?.catch(fail),
  }
}
