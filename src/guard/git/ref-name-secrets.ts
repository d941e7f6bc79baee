import { isZero, type PushedSecret, type RefCommand } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'

/**
 * Secrets in the names of refs that a push would make. A name that the forge shows already is nothing
 * new, and a deletion takes it away.
 */
export function refNameSecrets(
  commands: readonly RefCommand[],
  tips: ReadonlyMap<string, string>,
  engine: SecretEngine,
): PushedSecret[] {
  const made = commands.filter(({ ref, new: fresh }) => !isZero(fresh) && !tips.has(ref))
  return made.flatMap(({ ref, new: object }) =>
    engine.scan(Buffer.from(ref)).map(({ rule, confidence, fingerprint }) => ({
      rule,
      confidence,
      fingerprint,
      object,
      where: 'ref name',
    })),
  )
}
