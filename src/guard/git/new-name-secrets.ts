import { refNameSecrets } from '../../core/git/ref-name-secrets.ts'
import { isZero, type PushedSecret, type RefCommand } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'

/**
 * Secrets in the names of refs that a push would make. A name that the forge shows already is nothing
 * new, and a deletion takes it away.
 */
export function newNameSecrets(
  commands: readonly RefCommand[],
  tips: ReadonlyMap<string, string>,
  engine: SecretEngine,
): PushedSecret[] {
  const made = commands.filter(({ ref, new: fresh }) => !isZero(fresh) && !tips.has(ref))
  return made.flatMap(({ ref, new: object }) => refNameSecrets({ ref, object }, engine))
}
