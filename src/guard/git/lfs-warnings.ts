import type { PushWarning } from '../../core/git/ref-update.ts'
import type { Quarantine } from '../git-ports.ts'
import type { GitContext } from './git-context.ts'

/** Most missing objects that are named. */
const maxNamed = 5

/**
 * Pointers whose objects nobody has: whoever checks them out gets an error. `git push --no-verify`
 * leaves them behind, and so does an upload that failed.
 */
export async function lfsWarnings(
  { lfs, session }: GitContext,
  repository: string,
  quarantine: Quarantine,
  signal: AbortSignal,
): Promise<PushWarning[]> {
  if (lfs === undefined || quarantine.lfsPointers === undefined) return []
  const pointers = await quarantine.lfsPointers(session.secrets)
  if (pointers.length === 0) return []
  const missing =
    pointers === 'unknown' ? pointers : await lfs.missing(repository, pointers, signal)
  if (missing === 'unknown') {
    const text =
      'Whether the objects of its LFS pointers are at the forge could not be found out. Push again.'
    return [{ code: 'lfs-object-unknown', text, effect: 'deny' }]
  }
  if (missing.length === 0) return []
  const named = missing.slice(0, maxNamed).map(({ oid }) => oid.slice(0, 12))
  const rest = missing.length > named.length ? ` and ${missing.length - named.length} more` : ''
  const text = `The forge has no LFS object for ${named.join(', ')}${rest}. Run git lfs push --all, then push again.`
  return [{ code: 'lfs-object-missing', text, effect: 'deny' }]
}
