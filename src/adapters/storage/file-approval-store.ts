import { link, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApprovalRequest, asHeldChange } from '../../core/approval/request.ts'
import { isKey, maxAlike } from '../../core/approval/request-key.ts'
import { readRequest, writeRequest } from '../../core/approval/request-schema.ts'
import type { ApprovalStore } from '../../core/approval/store.ts'
import { GuardError } from '../../core/errors.ts'
import { makeFolder } from '../machine/make-folder.ts'

/** A lock older than this was left by a process that died, in milliseconds. */
const staleLockMs = 5_000
/** Largest request file read, in bytes. */
const maxFileBytes = 1 << 20

/**
 * Keeps one JSON file a request under `directory`, readable by its owner alone: who may write
 * there may decide, so the agent's user must not. A file is named for the whole key; those of earlier
 * versions, which are named for ten digits of it, are neither listed nor decided.
 *
 * @throws {GuardError} `INPUT_INVALID` where the folder cannot be made
 */
export async function createFileApprovalStore(directory: string): Promise<ApprovalStore> {
  try {
    await makeFolder(directory)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuardError('INPUT_INVALID', `${directory} cannot be made (${code})`, {
      hint: 'Set XDG_STATE_HOME to a folder of your own that can be written.',
      cause,
    })
  }
  const fileOf = (key: string) => join(directory, `${key}.json`)

  async function get(key: string): Promise<ApprovalRequest | undefined> {
    if (!isKey(key)) return undefined
    const file = fileOf(key)
    try {
      const { size } = await stat(file)
      if (size > maxFileBytes) throw new Error('too large')
      return readRequest(await readFile(file, 'utf8'), key)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new GuardError('INPUT_INVALID', `${file} is not a readable approval request`, { cause })
    }
  }

  async function keys(): Promise<string[]> {
    const names = await readdir(directory)
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .filter(isKey)
      .toSorted()
  }

  async function all(): Promise<ApprovalRequest[]> {
    const found = await Promise.all((await keys()).map(get))
    return found.filter((one) => one !== undefined).toSorted((a, b) => b.askedAt - a.askedAt)
  }

  return {
    get,
    async keysLike(beginning) {
      return (await keys()).filter((key) => key.startsWith(beginning)).slice(0, maxAlike)
    },
    list: async (limit) => (await all()).slice(0, limit),
    async listOfPull({ number, headSha, limit }) {
      return (await all())
        .flatMap((one) => asHeldChange(one) ?? [])
        .filter((one) => one.number === number && (headSha ?? one.headSha) === one.headSha)
        .slice(0, limit)
    },
    async replace(previous, next) {
      const text = writeRequest(next)
      return withLock(join(directory, `${next.key}.lock`), async () => {
        const stored = await get(next.key)
        const isSeen =
          (stored && writeRequest(stored)) ===
          (previous === undefined ? undefined : writeRequest(previous))
        if (!isSeen) return false
        const fresh = `${fileOf(next.key)}.${process.pid}.new`
        await writeFile(fresh, text, { mode: 0o600 })
        await rename(fresh, fileOf(next.key))
        return true
      })
    },
  }
}

/** Runs `work` while holding an exclusive lock file; a lock left by a dead process is broken. */
async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const own = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(own, '', { mode: 0o600 })
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await link(own, lock)
        break
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 500) throw cause
        const held = await stat(lock).catch(() => undefined)
        if (held && Date.now() - held.mtimeMs > staleLockMs) await rm(lock, { force: true })
        await sleep(10)
      }
    }
    try {
      return await work()
    } finally {
      await rm(lock, { force: true })
    }
  } finally {
    await rm(own, { force: true })
  }
}
