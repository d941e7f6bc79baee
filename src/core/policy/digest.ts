import { createHash } from 'node:crypto'
import type { Policy } from './policy.ts'

/**
 * SHA-256, in hex, of everything in a policy that can change a verdict: two files that say the same
 * in other words, or name other case files, have the same digest.
 */
export function policyDigest(policy: Policy): string {
  const { cases: _, stated: __, written: ___, ignored: ____, ...judging } = policy
  return createHash('sha256').update(canonicalJson(judging)).digest('hex')
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`
}
