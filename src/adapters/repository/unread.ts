import { GuardError } from '../../core/errors.ts'
import type { ArrivedUpdate, Changes } from '../../core/git/change-reader.ts'
import { isZero, type UpdateFacts } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import { NotThere, TooMuch } from './upload-pack.ts'

/** Something that was asked about and that a limit cut off. */
export const unread = (what: string): GuardError =>
  new GuardError('PUSH_REFUSED', `not everything was read: ${what}`)

/** The answer, or `unknown` where it could not be read. */
export async function orUnknown<Answer>(find: () => Promise<Answer>): Promise<Answer | 'unknown'> {
  try {
    return await find()
  } catch (error) {
    if (isUnread(error)) return 'unknown'
    throw error
  }
}

/** The changes, or that nothing is known of them and why. */
export async function orUnread<Found extends Changes>(
  update: ArrivedUpdate,
  engine: SecretEngine | undefined,
  find: () => Promise<Found>,
): Promise<Found | Changes> {
  try {
    return await find()
  } catch (error) {
    if (!isUnread(error)) throw error
    const secrets = engine === undefined ? {} : { secrets: 'unknown' as const }
    return { facts: unreadFacts(update), ...secrets, problems: [error.message] }
  }
}

/** Facts of an update of which nothing is known but that it happened. */
export const unreadFacts = ({ ref, before, after }: ArrivedUpdate): UpdateFacts => ({
  command: { ref, old: before, new: after },
  tip: before,
  kind: isZero(before) ? 'create' : 'unknown',
  paths: 'unknown',
  commits: 'unknown',
  warnings: [],
})

/** What a limit cut off, and what the forge no longer has, could not be read; it is no failure. */
function isUnread(error: unknown): error is GuardError {
  if (!(error instanceof GuardError)) return false
  return error instanceof NotThere || error instanceof TooMuch || error.code === 'PUSH_REFUSED'
}
