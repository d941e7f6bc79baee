import { createHash } from 'node:crypto'
import type { SecretEngine, SecretMatch } from '../../../core/secrets/engine.ts'
import type { SpooledObject } from './spool.ts'

/** Bytes handed to the engine at a time, and bytes seen twice so that nothing is cut in two. */
const windowBytes = 2 * 1_048_576
const overlapBytes = 131_072
/** What ends this close to the end of a window may go on behind it, and is seen again. */
const edgeBytes = 65_536
/** Secrets kept of one object. */
const maxSecrets = 100

export interface ReceivedObject {
  oid: string
  bytes: number
  /** More bytes than announced were sent: the rest was left unread. */
  isTooLong: boolean
  secrets: Pick<SecretMatch, 'rule' | 'tier' | 'confidence' | 'fingerprint'>[]
}

/** Writes an object to the spool, and hashes and searches it on the way, in memory that is flat. */
export async function receiveObject(
  body: AsyncIterable<Uint8Array>,
  { spooled, engine, maxBytes }: { spooled: SpooledObject; engine: SecretEngine; maxBytes: number },
): Promise<ReceivedObject> {
  const hash = createHash('sha256')
  const secrets = new Map<string, ReceivedObject['secrets'][number]>()
  let bytes = 0
  let parts: Uint8Array[] = []
  let held = 0
  const search = (isLast: boolean) => {
    const window = Buffer.concat(parts, held)
    const sure = isLast ? window.length : window.length - edgeBytes
    for (const { end, rule, tier, confidence, fingerprint } of engine.scan(window)) {
      if (end > sure || secrets.size >= maxSecrets) break
      secrets.set(`${rule} ${fingerprint}`, { rule, tier, confidence, fingerprint })
    }
    if (isLast) return
    parts = [Buffer.from(window.subarray(-overlapBytes))]
    held = Math.min(overlapBytes, window.length)
  }
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) return { oid: '', bytes, isTooLong: true, secrets: [] }
    hash.update(chunk)
    parts.push(chunk)
    held += chunk.length
    await spooled.write(chunk)
    if (held >= windowBytes) search(false)
  }
  search(true)
  return { oid: hash.digest('hex'), bytes, isTooLong: false, secrets: [...secrets.values()] }
}
