import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { GuardError } from '../../core/errors.ts'

/** SQLite's code for a file that somebody else holds; the upper bytes say more. */
const busy = 5
/** Between two tries, in milliseconds. */
const retryMs = 250

export interface FolderLock {
  release(): void
}

/**
 * Holds a file so that one process alone works in its folder.
 *
 * An empty SQLite database is held open in a transaction: the system's own file lock stands behind
 * it, ends with the process however that ends, and is known to every container of the machine.
 *
 * @param path the lock's file; it stays behind and means nothing then
 * @param waitMs how long another process may take to end, in milliseconds
 * @throws {GuardError} `MACHINE_UNSUITABLE` when another process keeps it
 * @see https://www.sqlite.org/lockingv3.html
 */
export async function lockFolder(path: string, waitMs: number): Promise<FolderLock> {
  for (const end = Date.now() + waitMs; ; await sleep(retryMs)) {
    const lock = hold(path)
    if (lock !== undefined) return lock
    if (Date.now() >= end) {
      throw new GuardError('MACHINE_UNSUITABLE', `another process works in it: ${path} is held`, {
        hint: 'End the other server, set another DATA_DIR, or set DATABASE_URL: several may share PostgreSQL.',
      })
    }
  }
}

function hold(path: string): FolderLock | undefined {
  const file = new DatabaseSync(path)
  try {
    // Nothing is ever written, so there is no journal to keep.
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === busy) return undefined
    throw error
  }
}
