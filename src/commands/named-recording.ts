import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { GuardError } from '../core/errors.ts'
import { printableLine } from '../core/recording/visible.ts'
import type { KeptRecording } from '../runner/kept-recordings.ts'
import { recordingsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'

/** What may be the beginning of a session's id: one that means a file of that name is rare. */
const idForm = /^[0-9a-f][0-9a-f-]{3,35}$/i

/**
 * The path of a recording that was named: `last` for the latest session on this machine, a session's id
 * or its beginning, else a path. The agent chooses what files are called: a word that is both is refused,
 * and `last` is never a file.
 *
 * @throws {GuardError} `INPUT_INVALID` where it is none, or more than one
 */
export async function namedRecording(given: string, io: CommandIo): Promise<string> {
  const path = resolve(io.cwd, given)
  if (given !== 'last' && !idForm.test(given)) return path
  const directory = recordingsDirectory(io.env)
  const { listKept } = await import('../runner/kept-recordings.ts')
  const kept = await listKept(directory, io.now())
  if (given === 'last') {
    const [latest] = kept
    if (latest !== undefined) return latest.path
    throw new GuardError('INPUT_INVALID', `no session was recorded in ${directory}`, {
      hint: 'Name the recording; for a file that is called so, write ./last.',
    })
  }
  const matching = withId(kept, given)
  const [one] = matching
  if (one === undefined) return path
  if (matching.length > 1) throw ambiguous(given, matching)
  if (!existsSync(path)) return one.path
  throw new GuardError('INPUT_INVALID', `${given} begins a session's id, and is a file here`, {
    hint: `Write ./${given} for the file, or more of the id.`,
  })
}

/** Those whose session's id begins so. */
export const withId = (kept: readonly KeptRecording[], given: string): KeptRecording[] =>
  kept.filter(({ session }) => session?.session.startsWith(given.toLowerCase()))

export function ambiguous(given: string, matching: readonly KeptRecording[]): GuardError {
  const ids = matching.slice(0, 5).map(({ session }) => printableLine(session?.session ?? '', 40))
  return new GuardError(
    'INPUT_INVALID',
    `${matching.length} sessions begin with ${given}: ${ids.join(', ')}`,
    { hint: 'Give more of the id.' },
  )
}
