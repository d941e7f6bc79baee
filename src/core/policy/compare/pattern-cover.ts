import { compileGlob, covers } from '../judge/glob.ts'
import { fold, fullRef, isExclusion } from '../judge/match.ts'

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

/** A pattern for this very text: git permits braces in the name of a branch. */
const literal = (text: string): string => text.replace(/[*?{}\\]/g, '\\$&')

/** Branch names, full refs, `~DEFAULT_BRANCH` and `~ALL`. */
export const coversRefs =
  (defaultBranch: string | undefined): Covers =>
  (outer, inner) => {
    const [wide, narrow] = [outer, inner].map((pattern) => fold(pattern)) as [string, string]
    if (wide === '~all' || wide === narrow) return true
    if (narrow === '~all') return false
    const isDefault = (pattern: string) => pattern === '~default_branch'
    const named = (pattern: string) =>
      isDefault(pattern) && defaultBranch !== undefined ? literal(fold(defaultBranch)) : pattern
    if (isDefault(named(wide))) return false
    if (isDefault(named(narrow))) return fullRef(wide) === 'refs/heads/**' || wide === 'refs/**'
    return coversPath(fullRef(named(wide)), fullRef(named(narrow)))
  }

export const positives = (list: readonly string[]): string[] =>
  list.filter((pattern) => !isExclusion(pattern))
const exclusions = (list: readonly string[]): string[] => list.filter(isExclusion)

/** How many patterns may still be held against each other; anybody can propose a file full of them. */
export interface Budget {
  /** Whether so many comparisons may be made; takes them off. */
  spend(comparisons: number): boolean
}

/** Comparisons of patterns for two policies; some tenths of a second. */
const maxComparisons = 30_000

export function createBudget(): Budget {
  let left = maxComparisons
  return {
    spend(comparisons) {
      const isLeft = comparisons <= left
      if (isLeft) left -= comparisons
      return isLeft
    },
  }
}

/**
 * Whether a list of globs matches all that another one does. An absent or empty list matches anything.
 * Beyond the budget only the very same patterns count.
 */
export function listCovers(
  outer: readonly string[] | undefined,
  inner: readonly string[] | undefined,
  one: Covers,
  budget: Budget,
): boolean {
  const [wide, narrow] = [positives(outer ?? []), positives(inner ?? [])]
  const kept = new Set(exclusions(inner ?? []))
  if (!exclusions(outer ?? []).every((pattern) => kept.has(pattern))) return false
  return wide.length === 0 || (narrow.length > 0 && beyond(narrow, wide, one, budget).length === 0)
}

/** Entries of a list that no entry of the other one covers; beyond the budget, that it has not itself. */
export function beyond(
  list: readonly string[],
  others: readonly string[],
  covers: Covers,
  budget: Budget,
): string[] {
  const same = new Set(others)
  const left = list.filter((one) => !same.has(one))
  if (left.length === 0 || !budget.spend(left.length * others.length)) return left
  return left.filter((one) => !others.some((other) => covers(other, one)))
}

/** Names of a list that another one has not, whatever their case. */
export function missingFrom(list: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map((name) => name.toLowerCase()))
  return list.filter((name) => !known.has(name.toLowerCase()))
}
