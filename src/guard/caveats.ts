import type { Coverage, Level } from '../core/recording/entry.ts'

/** Phrases of each kind kept at most; a flood of gaps must not grow without end. */
const maxKept = 100

/** Why a record is not complete, or its level not higher. */
export interface Caveats {
  /** One short phrase, kept once. Those that begin with `gap: ` make the record partial. */
  add(reason: string): void
  /** What the seal says: gaps first. */
  coverage(): Coverage
}

export function createCaveats(level: Level): Caveats {
  const reasons = new Set<string>()
  const gaps = new Set<string>()
  return {
    add(reason) {
      const kept = reason.startsWith('gap: ') ? gaps : reasons
      if (kept.size < maxKept) kept.add(reason)
    },
    coverage: () => ({
      level,
      state: gaps.size > 0 ? 'partial' : 'complete',
      reasons: [...gaps, ...reasons],
    }),
  }
}
