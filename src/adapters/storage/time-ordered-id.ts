import { randomBytes } from 'node:crypto'

let last = 0n

/**
 * A UUID of version 7: of two made by this process, the later one sorts behind the earlier one.
 *
 * @param now milliseconds since the epoch
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function timeOrderedId(now: number): string {
  // 48 bits of time and 12 bits that count within a millisecond.
  const ticks = BigInt(now) << 12n
  last = ticks > last ? ticks : last + 1n
  const time = last.toString(16).padStart(15, '0')
  const random = randomBytes(8)
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const rest = random.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}-${rest.slice(0, 4)}-${rest.slice(4)}`
}
