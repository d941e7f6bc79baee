import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of a push between two minor garbage collections (young objects alone). */
const minorEveryBytes = 4 * 1_048_576
/** A push of this size gets a full garbage collection, once and at its end, in bytes. */
const largeBytes = 32 * 1_048_576
/** … and a major one, of old objects too, each time so many further bytes have passed. */
const oldEveryBytes = 128 * 1_048_576

/** With more than this in use only young objects are collected: more would take too long. In bytes. */
const maxHeapBytes = 64 * 1_048_576

/** Collects the garbage of one push, by the bytes that passed through the process for it. */
export interface GarbageCollector {
  /** So many bytes are no longer needed. */
  add(bytes: number): void
  /** Nothing more will pass. */
  end(): void
}

/**
 * Garbage collection of the buffers that pushed bytes passed through, while they still are few.
 *
 * Every 64 KiB read is an object of its own. V8 sees how small such an object is, not what it holds
 * on to, and lets tens of megabytes of them wait, in a heap that grows with each push and never
 * shrinks. Collecting young objects takes less than a millisecond when hardly one is alive, and
 * less time in all, since the same memory is used again while it is in the processor's cache.
 */
export function createGarbageCollector(
  collect: Collect | undefined = findCollect(),
): GarbageCollector {
  let passed = 0
  let since = 0
  let sinceOld = 0
  let isLarge = false
  return {
    add(bytes) {
      passed += bytes
      since += bytes
      sinceOld += bytes
      if (since < minorEveryBytes) return
      since = 0
      if (passed < largeBytes) return collect?.('minor')
      if (isLarge && sinceOld < oldEveryBytes) return collect?.('minor')
      collect?.(isLarge ? 'old' : 'all')
      sinceOld = 0
      isLarge = true
    },
    end() {
      if (isLarge) collect?.('all')
      passed = 0
      isLarge = false
    },
  }
}

/** `minor`: young objects, below 1 ms; `old`: all, some 20 ms; `all`: and the heap shrinks, 40 ms. */
export type Collect = (what: 'minor' | 'old' | 'all') => void

type Gc = (options: { type: 'minor' | 'major'; flavor?: 'last-resort' }) => void

let found: { collect: Collect | undefined } | undefined

/**
 * V8's own collector, once for the process. It is there only for contexts which are made while the
 * flag is set; where a later V8 has none, nothing is collected before its time.
 *
 * @see https://nodejs.org/api/globals.html#gc
 */
function findCollect(): Collect | undefined {
  found ??= { collect: askForCollect() }
  return found.collect
}

function askForCollect(): Collect | undefined {
  try {
    setFlagsFromString('--expose-gc')
    const gc: unknown = runInNewContext('gc')
    setFlagsFromString('--no-expose-gc')
    if (typeof gc !== 'function') return undefined
    const run = gc as Gc
    return (what) => {
      const isSmall = getHeapStatistics().used_heap_size <= maxHeapBytes
      if (what === 'minor' || !isSmall) run({ type: 'minor' })
      else run({ type: 'major', ...(what === 'all' ? { flavor: 'last-resort' } : {}) })
    }
  } catch {
    return undefined
  }
}
