import { toSeconds } from '../file/file-values.ts'
import type { Policy } from '../policy.ts'

const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
] as const

/** Seconds in the largest unit that fits, as a file may write them: `90d`, `8m`. */
export function durationText(seconds: number): string {
  const [size, unit] = units.find(([length]) => seconds > 0 && seconds % length === 0) ?? [1, 's']
  return `${seconds / size}${unit}`
}

/** A duration of the policy as its author wrote it. */
export function writtenDuration(
  { written }: Pick<Policy, 'written'>,
  key: string,
  seconds: number,
) {
  const text = written?.[key]
  return text !== undefined && toSeconds(text) === seconds ? text : durationText(seconds)
}

/** How long somebody waits: as `approval.wait` was written, unless it was cut. */
export function waitText(policy: Pick<Policy, 'approval' | 'written'>, waitMs: number): string {
  return writtenDuration(policy, 'approval.wait', Math.round(waitMs / 1_000))
}

/** What of a wait is over, in its own unit; hours and days pass in minutes and hours. */
export function elapsedText(elapsedMs: number, whole: string): string {
  const unit = { s: 's', m: 'm', h: 'm', d: 'h' }[whole.at(-1) as 's' | 'm' | 'h' | 'd']
  return `${Math.floor(elapsedMs / 1_000 / toSeconds(`1${unit}`))}${unit}`
}

/** What is left of a time, in its two largest units and never more than is left: `23h 59m`, `45s`. */
export function leftText(leftMs: number): string {
  let rest = Math.max(0, Math.floor(leftMs / 1_000))
  const parts = [...units, [1, 's'] as const].map(([size, unit]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return { count, text: `${count}${unit}` }
  })
  const largest = parts.findIndex(({ count }) => count > 0)
  if (largest < 0) return '0s'
  const shown = parts.slice(largest, largest + 2).filter(({ count }) => count > 0)
  return shown.map(({ text }) => text).join(' ')
}
