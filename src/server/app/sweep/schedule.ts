/**
 * How long something can stay unnoticed when its webhook never came, in milliseconds: each
 * repository is looked at once in this time. Installations which need longer for a round take longer.
 */
export const sweepIntervalMs = 3_600_000
/**
 * A round begins with so many repositories, one a second; a new installation sees results at once.
 */
const quickSweeps = 60
const quickSpacingMs = 1_000
/**
 * The others follow at this distance, in milliseconds: sweeps may use a part of the hourly API
 * budget only.
 */
const spacingMs = 10_000

/**
 * The next time at which an installation is due, in milliseconds since the epoch.
 *
 * @param count how many repositories it has
 */
export function nextSlot(installation: number, count: number, now: number): number {
  const interval = Math.max(sweepIntervalMs, Math.ceil((offsetOf(count) * 1.2) / 60_000) * 60_000)
  // Installations are spread over the interval, always at the same place in it.
  const phase = (installation * 7_919_017) % interval
  return (Math.floor((now - phase) / interval) + 1) * interval + phase
}

/** When in a round its n-th repository is swept, in milliseconds after the start. */
export const offsetOf = (n: number): number =>
  Math.min(n, quickSweeps) * quickSpacingMs + Math.max(0, n - quickSweeps) * spacingMs
