import { secretPaths } from '../core/policy/judge/secret-paths.ts'
import type { Policy } from '../core/policy/policy.ts'
import { createSecretEngine, type FullSecretEngine } from '../core/secrets/create-engine.ts'
import type { SecretEngine } from '../core/secrets/engine.ts'

export interface SessionEngines {
  /** Sees everything: what it masks is what the recording holds. */
  secrets: FullSecretEngine
  /** Masks what travels on; the same engine, or one of known values alone when policy says `warn`. */
  outward: SecretEngine
  /** Finds the known values alone: for names and headers, where patterns would guess. */
  known: SecretEngine
  /** From now on this value is masked everywhere. A value that is known already costs nothing. */
  learn(name: string, value: string): void
}

/**
 * What finds and masks secrets in one session.
 *
 * @param known values that are masked everywhere, by name
 * @param markerKey at least 16 random bytes: equal values have equal markers under one key
 * @param now milliseconds since the epoch, by which exceptions of the policy run out
 */
export function createSessionEngines(options: {
  policy: Policy
  known: readonly { name: string; value: string }[]
  markerKey: Uint8Array
  now: number
}): SessionEngines {
  const { policy, known, markerKey, now } = options
  const { rules, allow, inline } = policy.secrets
  const secrets = createSecretEngine({
    pseudonymKey: markerKey,
    known,
    customRules: rules,
    allow,
    allowedAt: secretPaths(allow, now),
    now,
  })
  const knownAlone = createSecretEngine({ pseudonymKey: markerKey, known, detectors: [], now })
  const outward = inline === 'mask' ? secrets : knownAlone
  const learned = new Set(known.map(({ value }) => value))
  return {
    secrets,
    outward,
    known: knownAlone,
    learn(name, value) {
      if (learned.has(value)) return
      learned.add(value)
      secrets.addKnown(name, value)
      knownAlone.addKnown(name, value)
    },
  }
}
