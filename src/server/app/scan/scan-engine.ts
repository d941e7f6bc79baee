import { createHash, randomBytes } from 'node:crypto'
import type { Policy } from '../../../core/policy/policy.ts'
import { createSecretEngine } from '../../../core/secrets/create-engine.ts'
import { detectors } from '../../../core/secrets/detectors/index.ts'
import type { SecretEngine } from '../../../core/secrets/engine.ts'

export interface ScanEngine {
  engine: SecretEngine
  /**
   * Changes with every rule that can find something: what other rules searched counts as not
   * searched.
   */
  digest: string
}

/** Engines kept at a time: one for each set of rules that policies add. */
const maxEngines = 16
const engines = new Map<string, ScanEngine>()

/**
 * The engine for arrived commits. It knows no exceptions (`secrets.allow`): they are applied when a
 * report is written, so that one that expires, or is added later, needs no new search.
 */
export function scanEngine({ secrets }: Policy): ScanEngine {
  const digest = digestOf(secrets.rules)
  const known = engines.get(digest)
  if (known !== undefined) return known
  const engine = createSecretEngine({ customRules: secrets.rules, pseudonymKey: randomBytes(32) })
  const made = { engine, digest }
  engines.set(digest, made)
  const oldest = engines.size > maxEngines ? engines.keys().next().value : undefined
  if (oldest !== undefined) engines.delete(oldest)
  return made
}

/** Changes with every detector of the table. */
const tableText = JSON.stringify(
  detectors.map(({ id, keywords, pattern, minEntropy, accept }) => [
    id,
    keywords,
    String(pattern),
    minEntropy ?? 0,
    String(accept),
  ]),
)

/** Of the way in which commits are chosen and read: what an earlier way left out is looked at. */
const scanVersion = 'scan 3'

const digestOf = (rules: Policy['secrets']['rules']): string =>
  createHash('sha256')
    .update(scanVersion)
    .update(tableText)
    .update(JSON.stringify(rules.map(({ id, pattern, keywords }) => [id, pattern, keywords])))
    .digest('hex')
