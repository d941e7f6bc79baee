/** The middle value; of an even number of values, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The smallest value which at least the share `rank` (0 to 1) of all values does not exceed. */
export function percentile(values: ArrayLike<number>, rank: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * rank))] as number
}
