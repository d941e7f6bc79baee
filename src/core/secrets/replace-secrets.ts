import { Buffer } from 'node:buffer'
import type { SecretEngine } from './engine.ts'

/** A name with something else where a secret stands in it; those that only report count as well. */
export function replaceSecrets(
  name: string,
  engine: Pick<SecretEngine, 'scan'>,
  by: (rule: string) => string,
): string {
  const bytes = Buffer.from(name)
  let text = ''
  let at = 0
  for (const { start, end, rule } of engine.scan(bytes)) {
    text += bytes.toString('utf8', at, start) + by(rule)
    at = end
  }
  return text + bytes.toString('utf8', at)
}
