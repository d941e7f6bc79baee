/** Whose bodies these are shows only when they are whole; until then, anybody may have sent them. */
export interface UnfinishedLimits {
  /** What they may take together, in bytes. */
  bytes: number
  /** How many there may be. */
  bodies: number
  /** Who brought so much since, in bytes, was quick until then. */
  stepBytes: number
}

export const unfinishedLimits: UnfinishedLimits = {
  bytes: 512 * 1024 * 1024,
  bodies: 512,
  stepBytes: 256 * 1024,
}

/** One body that comes in. */
export interface UnfinishedBody extends Disposable {
  /** Counts bytes that came; whoever is slowest goes where there is no room for them. */
  grow(bytes: number): void
}

/**
 * Shares the room for bodies that are not whole yet. When it runs out the slowest goes: the one that
 * has waited longest for its last `stepBytes`. So whoever sends at a normal pace is never in the way of
 * somebody who does not, wherever both come from.
 *
 * @param now a clock that never goes back, in milliseconds
 */
export function createUnfinishedBodies(limits: UnfinishedLimits, now: () => number) {
  interface Entry {
    bytes: number
    /** Bytes when it last was a step further, and when that was. */
    step: { bytes: number; at: number }
    cut(): void
  }
  const entries = new Set<Entry>()
  let total = 0

  function remove(entry: Entry): boolean {
    if (!entries.delete(entry)) return false
    total -= entry.bytes
    return true
  }

  function cutSlowest(): void {
    let slowest: Entry | undefined
    for (const entry of entries) {
      if (slowest === undefined || entry.step.at < slowest.step.at) slowest = entry
    }
    if (slowest !== undefined && remove(slowest)) slowest.cut()
  }

  return {
    /** @param cut called at most once, when this one has to go */
    begin(cut: () => void): UnfinishedBody {
      const entry: Entry = { bytes: 0, step: { bytes: 0, at: now() }, cut }
      entries.add(entry)
      while (entries.size > limits.bodies) cutSlowest()
      return {
        grow(bytes) {
          if (!entries.has(entry)) return
          entry.bytes += bytes
          total += bytes
          if (entry.bytes - entry.step.bytes >= limits.stepBytes) {
            entry.step = { bytes: entry.bytes, at: now() }
          }
          while (total > limits.bytes) cutSlowest()
        },
        [Symbol.dispose]: () => void remove(entry),
      }
    },
  }
}

export type UnfinishedBodies = ReturnType<typeof createUnfinishedBodies>
