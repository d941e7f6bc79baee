import type { MatcherRule } from './rule.ts'

/** Looks of one rule within one block may go over each of its bytes this often. */
const maxPasses = 32
const blockBytes = 65_536

/** How far one rule has come in a text. */
export interface RuleProgress {
  /** Where its last match ended: matches of one rule do not overlap. */
  lastEnd: number
  /** No match starts from here to before there: looked at, and nothing can change it. */
  emptyFrom: number
  emptyTo: number
  /** The last round in which an earlier candidate of it had to wait. */
  blockedIn: number
  /** Looks within the block that was looked at last. */
  block: number
  looks: number
}

/** The progress of each rule that has been met, by its index. */
export function createProgress(): (rule: number) => RuleProgress {
  const progress = new Map<number, RuleProgress>()
  return (rule) => {
    let of = progress.get(rule)
    if (of === undefined) {
      of = { lastEnd: 0, emptyFrom: 0, emptyTo: 0, blockedIn: -1, block: -1, looks: 0 }
      progress.set(rule, of)
    }
    return of
  }
}

/**
 * Counts a look that is due at `at`, and tells whether a flood is under way there: then only
 * keywords are looked at which no letter or digit precedes, so that the work per byte stays bounded
 * whatever the text.
 */
export function isFlood(rule: MatcherRule, of: RuleProgress, at: number): boolean {
  const block = Math.floor(at / blockBytes)
  if (of.block !== block) {
    of.block = block
    of.looks = 0
  }
  of.looks++
  return of.looks * rule.maxLength * (rule.weight ?? 1) > maxPasses * blockBytes
}
