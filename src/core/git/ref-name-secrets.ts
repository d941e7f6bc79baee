import type { SecretEngine } from '../secrets/engine.ts'
import type { PushedSecret } from './ref-update.ts'

/** Secrets in the name of a ref; `object` is what it points to. */
export const refNameSecrets = (
  { ref, object }: { ref: string; object: string },
  engine: SecretEngine,
): PushedSecret[] =>
  engine.scan(Buffer.from(ref)).map(({ rule, confidence, fingerprint }) => ({
    rule,
    confidence,
    fingerprint,
    object,
    where: 'ref name',
  }))
