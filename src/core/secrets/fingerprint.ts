import { Buffer } from 'node:buffer'
import { scryptSync } from 'node:crypto'

/** A fixed salt: the same value has the same fingerprint on every machine and in every run. */
const salt = 'cursor-guard fingerprint 1'
/** About 6 ms and 4 MB a guess, so that a weak password behind a fingerprint is slow to look for. */
const cost = { N: 4096, r: 8, p: 1 }
/** Different values that are worked out in one engine: about six seconds at most. */
const maxComputed = 1000

/**
 * Fingerprints of secret values, as 32 hex digits, each worked out once. After `maxComputed`
 * different values the rest get an empty one, which no allow list can name.
 */
export function createFingerprints(): (value: string) => string {
  const computed = new Map<string, string>()
  return (value) => {
    const known = computed.get(value)
    if (known !== undefined) return known
    if (computed.size >= maxComputed) return ''
    const fingerprint = scryptSync(Buffer.from(value, 'latin1'), salt, 16, cost).toString('hex')
    computed.set(value, fingerprint)
    return fingerprint
  }
}
