import type { Policy } from '../policy/schema.ts'
import type { Clock } from './ports.ts'

export type LimitName = 'minutes' | 'tokens' | 'tool_calls' | 'pushes'

export interface Limits {
  /** Adds to a counter; false from the first time the limit is exceeded. */
  count(name: Exclude<LimitName, 'minutes'>, by: number): boolean
  /** False once the session is older than `limits.minutes`. */
  inTime(): boolean
  /** Milliseconds until `limits.minutes` is reached; undefined without that limit. */
  millisecondsLeft(): number | undefined
}

/** Counts what `limits:` bounds; `reached` is called once for each limit. */
export function createLimits(options: {
  limits: Policy['limits']
  clock: Clock
  reached(limit: LimitName, allowed: number, reached: number): void
}): Limits {
  const { limits, clock, reached } = options
  const startedAt = clock()
  const used = { tokens: 0, tool_calls: 0, pushes: 0 }
  const told = new Set<LimitName>()

  const check = (name: LimitName, value: number): boolean => {
    const allowed = limits[name]
    if (allowed === undefined || value <= allowed) return true
    if (!told.has(name)) {
      told.add(name)
      reached(name, allowed, value)
    }
    return false
  }
  return {
    count(name, by) {
      used[name] += by
      return check(name, used[name])
    },
    inTime: () => check('minutes', (clock() - startedAt) / 60_000),
    millisecondsLeft() {
      if (limits.minutes === undefined) return undefined
      return Math.max(0, startedAt + limits.minutes * 60_000 - clock())
    },
  }
}
