import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import type { Approval } from '../../core/approval/request.ts'
import type { ApprovalStore } from '../../core/approval/store.ts'
import { GuardError } from '../../core/errors.ts'

/** How often a waiting session looks for a decision, in milliseconds. */
const pollMs = 200
/** A lock older than this was left by a process that died, in milliseconds. */
const staleLockMs = 5_000
/** Largest request file read, in bytes. */
const maxFileBytes = 1 << 20

const approvalSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{10}$/),
  key: z.string(),
  session: z.string(),
  state: z.enum(['waiting', 'approved', 'denied', 'expired', 'withdrawn', 'used']),
  title: z.string(),
  detail: z.string(),
  rule: z.string(),
  reason: z.string().exactOptional(),
  need: z.object({
    count: z.number(),
    teams: z.array(z.string()),
    users: z.array(z.string()),
    permission: z.enum(['read', 'triage', 'write', 'maintain', 'admin']).exactOptional(),
  }),
  askedAt: z.number(),
  expiresAt: z.number(),
  votes: z.array(z.string()),
  decidedBy: z.string().exactOptional(),
  decidedAt: z.number().exactOptional(),
  why: z.string().exactOptional(),
  surface: z.string().exactOptional(),
})

/**
 * Keeps one JSON file a request under `directory`, readable by its owner alone: who may write
 * there may decide, so the agent's user must not.
 */
export async function createFileApprovalStore(directory: string): Promise<ApprovalStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const fileOf = (id: string) => join(directory, `${id}.json`)

  async function get(id: string): Promise<Approval | undefined> {
    if (!/^[0-9a-f]{10}$/.test(id)) return undefined
    const file = fileOf(id)
    try {
      const { size } = await stat(file)
      if (size > maxFileBytes) throw new Error('too large')
      return approvalSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new GuardError('INPUT_INVALID', `${file} is not a readable approval request`, { cause })
    }
  }

  return {
    get,
    async list() {
      const names = (await readdir(directory)).filter((name) => /^[0-9a-f]{10}\.json$/.test(name))
      const all = await Promise.all(names.map((name) => get(name.slice(0, -5))))
      return all.filter((one) => one !== undefined).sort((a, b) => a.askedAt - b.askedAt)
    },
    async replace(previous, next) {
      return withLock(join(directory, `${next.id}.lock`), async () => {
        const stored = await get(next.id)
        if (JSON.stringify(stored) !== JSON.stringify(previous && approvalSchema.parse(previous))) {
          return false
        }
        const fresh = `${fileOf(next.id)}.${process.pid}.new`
        await writeFile(fresh, JSON.stringify(approvalSchema.parse(next)), { mode: 0o600 })
        await rename(fresh, fileOf(next.id))
        return true
      })
    },
    async changed(signal) {
      await sleep(pollMs, undefined, { signal }).catch(() => {})
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
