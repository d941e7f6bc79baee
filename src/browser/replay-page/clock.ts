/** A time of milliseconds as people read it: `4:07`, `1:04:07`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** The same to the millisecond: `4:07.250`. */
export const exactClock = (ms: number): string =>
  `${clock(ms)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`

const two = (value: number): string => String(value).padStart(2, '0')
