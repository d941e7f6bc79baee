import type { SecretAllowance } from '../policy.ts'
import { compileGlob, globProblem } from './glob.ts'
import { isExclusion } from './match.ts'

/** Whether a secret that was found in a file is allowed there. `path` is from the repository's root. */
export type AllowedAt = (path: string, found: { readonly fingerprint: string }) => boolean

/** What is wrong with a path of an exception, as the end of a sentence, or `undefined`. */
export function secretPathProblem(path: string): string | undefined {
  if (isExclusion(path)) return 'starts with !: an exception names what it allows'
  if (/^\.{0,2}\//.test(path))
    return 'does not start at the root of the repository: leave out the leading / or ./'
  if (path.endsWith('/')) return 'ends with /: write /** for everything in a folder'
  return globProblem(path)
}

/**
 * The exceptions that name a path. Unlike in rules, case counts: a file that only looks like the
 * one meant is not let through. Streams have no path, so these never apply to masking.
 *
 * @param now milliseconds since the epoch; an exception counts until the day of its `until`, UTC
 */
export function secretPaths(allow: readonly SecretAllowance[], now: number): AllowedAt {
  const exceptions = allow.flatMap(({ path, fingerprint, until }) => {
    if (path === undefined || (until !== undefined && now >= Date.parse(until))) return []
    return [{ matches: compileGlob(path, 'path'), fingerprint: fingerprint?.toLowerCase() }]
  })
  return (path, found) =>
    path !== '' &&
    exceptions.some(
      ({ matches, fingerprint }) =>
        // The fingerprint last: it is slow on purpose.
        matches(path) && (fingerprint === undefined || fingerprint === found.fingerprint),
    )
}
