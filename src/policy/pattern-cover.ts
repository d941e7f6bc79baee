import { compileGlob, covers } from './glob.ts'
import { fold, fullRef, isExclusion } from './match.ts'

/** Whether all that `inner` matches is matched by `outer`; `false` when that is not certain. */
export type Covers = (outer: string, inner: string) => boolean

export const samePattern: Covers = (outer, inner) => fold(outer) === fold(inner)

/** Globs whose `*` takes any characters. */
export const coversPlain: Covers = (outer, inner) => covers(fold(outer), fold(inner))

/** Globs over paths, whose `*` stays within a segment. */
export const coversPath: Covers = (outer, inner) => {
  const [wide, narrow] = [fold(outer), fold(inner)]
  if (wide === narrow || wide === '**') return true
  if (isPlain(narrow)) return compileGlob(wide, 'path')(narrow)
  const folder = wide.endsWith('/**') ? wide.slice(0, -'/**'.length) : undefined
  return folder !== undefined && isPlain(folder) && narrow.startsWith(`${folder}/`)
}

const isPlain = (pattern: string): boolean => !/[*?{}\\]/.test(pattern)

/** Branch names, full refs, `~DEFAULT_BRANCH` and `~ALL`. */
export const coversRefs =
  (defaultBranch: string | undefined): Covers =>
  (outer, inner) => {
    const [wide, narrow] = [outer, inner].map((pattern) => fold(pattern)) as [string, string]
    if (wide === '~all' || wide === narrow) return true
    if (narrow === '~all') return false
    const isDefault = (pattern: string) => pattern === '~default_branch'
    const named = (pattern: string) =>
      isDefault(pattern) && defaultBranch !== undefined ? fold(defaultBranch) : pattern
    if (isDefault(named(wide))) return false
    if (isDefault(named(narrow))) return fullRef(wide) === 'refs/heads/**' || wide === 'refs/**'
    return coversPath(fullRef(named(wide)), fullRef(named(narrow)))
  }

export const positives = (list: readonly string[]): string[] =>
  list.filter((pattern) => !isExclusion(pattern))
const exclusions = (list: readonly string[]): string[] => list.filter(isExclusion)

/**
 * Whether a list of globs matches all that another one does. An absent or empty list matches anything.
 */
export function listCovers(
  outer: readonly string[] | undefined,
  inner: readonly string[] | undefined,
  one: Covers,
): boolean {
  const [wide, narrow] = [positives(outer ?? []), positives(inner ?? [])]
  const kept = exclusions(inner ?? [])
  return (
    exclusions(outer ?? []).every((pattern) => kept.includes(pattern)) &&
    (wide.length === 0 ||
      (narrow.length > 0 &&
        narrow.every((pattern) => wide.some((candidate) => one(candidate, pattern)))))
  )
}
