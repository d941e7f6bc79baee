import { createHash } from 'node:crypto'
import { bytesAt, messagesAt } from '../../../core/cursor/fields.ts'
import { readFields } from '../../../core/cursor/protobuf.ts'

/** Blobs of the service that are remembered in one session; the oldest is forgotten. */
export const maxServiceBlobs = 50_000

/**
 * The blobs which the service left with the client, by the SHA-256 that is their name.
 *
 * They hold what the service itself said, and changing one would break its name: they go back as
 * they are. Any other blob is masked like everything that leaves the machine.
 */
export interface ServiceBlobs {
  keep(id: Uint8Array): void
  isOwn(data: Uint8Array): boolean
}

export function createServiceBlobs(): ServiceBlobs {
  const ids = new Set<string>()
  return {
    keep(id) {
      ids.add(Buffer.from(id).toString('hex'))
      const oldest = ids.size > maxServiceBlobs ? ids.values().next().value : undefined
      if (oldest !== undefined) ids.delete(oldest)
    },
    isOwn: (data) => ids.has(createHash('sha256').update(data).digest('hex')),
  }
}

/** Where a run carries blobs along, in an `AgentClientMessage`. */
export const prefetchedBlobs = [1, 17, 2] as const

/** Whether every blob that a run carries along is the service's own. */
export function carriesOwnBlobs(body: Uint8Array, blobs: ServiceBlobs): boolean {
  return messagesAt(readFields(body), 1)
    .flatMap((run) => messagesAt(run, 17))
    .every((blob) => blobs.isOwn(bytesAt(blob, 2) ?? new Uint8Array(0)))
}
