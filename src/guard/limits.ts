import type { Policy } from '../core/policy/policy.ts'
import type { Stopwatch } from './ports.ts'

export type LimitName = 'minutes' | 'tokens' | 'tool_calls' | 'pushes'

export interface SessionLimits {
  /** Adds to a counter. */
  count(name: Exclude<LimitName, 'minutes'>, by: number): void
  /** A limit that is exceeded now, and that nobody lifted. */
  exceeded(): LimitName | undefined
  /** A person let the session go on: this limit no longer counts. */
  lift(name: LimitName): void
  /** Milliseconds until `limits.minutes` is reached; undefined without that limit. */
  millisecondsLeft(): number | undefined
}

/** Counts what `limits:` bounds; `reached` is called once for each limit. */
export function createLimits(options: {
  limits: Policy['limits']
  stopwatch: Stopwatch
  reached(limit: LimitName, allowed: number, reached: number): void
}): SessionLimits {
  const { limits, stopwatch, reached } = options
  const startedAt = stopwatch()
  const used = { tokens: 0, tool_calls: 0, pushes: 0 }
  const told = new Set<LimitName>()
  const lifted = new Set<LimitName>()

  const check = (name: LimitName, value: number): void => {
    const allowed = limits[name]
    if (allowed === undefined || value <= allowed || told.has(name)) return
    told.add(name)
    reached(name, allowed, value)
  }
  return {
    count(name, by) {
      used[name] += by
      check(name, used[name])
    },
    exceeded() {
      check('minutes', (stopwatch() - startedAt) / 60_000)
      return [...told].find((name) => !lifted.has(name))
    },
    lift(name) {
      lifted.add(name)
    },
    millisecondsLeft() {
      if (limits.minutes === undefined) return undefined
      return Math.max(0, startedAt + limits.minutes * 60_000 - stopwatch())
    },
  }
}
