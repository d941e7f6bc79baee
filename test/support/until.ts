import { setTimeout as sleep } from 'node:timers/promises'

/** How long something may take to happen on the busiest machine: it ends a hang, it measures nothing. */
export const patienceMs = 120_000
/** Between two looks, in milliseconds. */
const pollMs = 10

/**
 * Waits until something is so, and gives what was found.
 *
 * @throws when it was not so in time
 */
export async function until<T>(
  holds: () => T | Promise<T>,
  ms = patienceMs,
): Promise<Exclude<T, false | undefined>> {
  for (const end = performance.now() + ms; ; await sleep(pollMs)) {
    const found = await holds()
    if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>
    if (performance.now() > end) throw new Error(`not so within ${ms} ms: ${holds}`)
  }
}
