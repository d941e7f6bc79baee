import { createHash } from 'node:crypto'
import { GuardError } from '../../core/errors.ts'
import { policyDigest } from '../../core/policy/digest.ts'
import { policyPath } from '../../core/policy/file/file-trouble.ts'
import { type PolicyFileKind, parsePolicy } from '../../core/policy/file/parse.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type Resolved, resolvePolicy } from '../../core/policy/resolve.ts'
import { createBoundedCache } from './bounded-cache.ts'

/** A file that was parsed: its policy, or one line a problem. */
export type Parsed = { policy: Policy } | { problems: readonly string[] }

export interface ResolvedPolicy extends Resolved {
  digest: string
}

/** Policies held in memory, by what was parsed; older ones are parsed anew. */
const maxCached = 500

/**
 * Parses and resolves policy files, each version once. The same object comes back for the same files,
 * so that what evaluation prepares for it is kept as well.
 */
export function createParsedPolicies() {
  const parsed = createBoundedCache<Parsed>(maxCached)
  const resolved = createBoundedCache<ResolvedPolicy>(maxCached)
  const numbers = new WeakMap<Policy, number>()
  let count = 0
  const numberOf = (policy: Policy | undefined): number => {
    if (policy === undefined) return 0
    const number = numbers.get(policy) ?? ++count
    numbers.set(policy, number)
    return number
  }
  return {
    /** @param content the bytes of a file that is, or was, in force, in base64 */
    parse(content: string, { organisation }: { organisation: boolean }): Parsed {
      const key = createHash('sha256').update(content).update(String(organisation)).digest('hex')
      return parsed.get(key, () => parsePolicyFile(content, { organisation, inForce: true }))
    },
    resolve(given: { organisation: Policy | undefined; repository: Policy | undefined }) {
      const key = `${numberOf(given.organisation)} ${numberOf(given.repository)}`
      return resolved.get(key, () => {
        const result = resolvePolicy(given)
        return { ...result, digest: policyDigest(result.policy) }
      })
    },
  }
}

export type ParsedPolicies = ReturnType<typeof createParsedPolicies>

/** Parses a file whose bytes are given in base64. */
export function parsePolicyFile(content: string, kind: PolicyFileKind): Parsed {
  try {
    return { policy: parsePolicy(Buffer.from(content, 'base64'), policyPath, kind) }
  } catch (error) {
    if (!(error instanceof GuardError) || error.code !== 'POLICY_INVALID') throw error
    return { problems: error.message.split('\n') }
  }
}
