import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/adapters/storage/database.ts'
import { createDeliveryStore } from '../../src/adapters/storage/delivery-store.ts'
import { openQueue } from '../../src/adapters/storage/queue.ts'
import { prepareDatabase } from './prepared-database.ts'

/** A database, its queue and its deliveries, as one replica has them. */
export async function openStorage(url?: string, now: () => number = Date.now) {
  const directory = await mkdtemp(join(tmpdir(), 'storage-'))
  if (url === undefined) await prepareDatabase(directory)
  const opened = await openDatabase({ url, directory })
  const errors: unknown[] = []
  const queue = await openQueue(opened, { now, onError: (error) => errors.push(error) })
  return {
    opened,
    db: opened.db,
    queue,
    errors,
    deliveries: createDeliveryStore(opened.db, queue, now),
    async close() {
      await queue.close()
      await opened.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export type Storage = Awaited<ReturnType<typeof openStorage>>
