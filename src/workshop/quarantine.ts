import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { GuardError } from '../errors.ts'
import type { Quarantine } from '../guard/git-ports.ts'
import type { SecretEngine } from '../secrets/engine.ts'
import type { RepositoryCache } from './cache.ts'
import { examineCommand } from './examine.ts'
import { createFileReader } from './file-reader.ts'
import { removeFolder } from './folders.ts'
import type { Git, GitPlace } from './git-process.ts'
import type { WorkshopLimits } from './limits.ts'
import { createCommitReader } from './new-commits.ts'
import { createObjectReader } from './object-reader.ts'
import { placeSecrets } from './pushed-secrets.ts'
import type { StoredPack } from './receive-pack.ts'
import { type ObjectHit, scanObjects } from './scan-objects.ts'

export interface QuarantineContext {
  git: Git
  cache: RepositoryCache
  stored: StoredPack
  folder: string
  /** The push's objects alone. */
  place: GitPlace
  limits: WorkshopLimits
  signal: AbortSignal
}

/** One push in its own folder, and what can be asked about it. */
export function createQuarantine(context: QuarantineContext): Quarantine & {
  adopt(): Promise<void>
} {
  const { git, cache, stored, folder, place, limits } = context
  const closing = new AbortController()
  const signal = AbortSignal.any([context.signal, closing.signal])
  const withCache = { ...place, alternates: [cache.place.objects] }
  const reader = createObjectReader(git, withCache, limits.recordBytes)
  const own = createObjectReader(git, place, limits.recordBytes)
  const commits = createCommitReader({ reader, cache, stored, limits, signal })
  const files = createFileReader({ git, ownPlace: place, own, cache, limits, signal })
  const scans = new Map<SecretEngine, Promise<ObjectHit[]>>()
  let adopted: string | undefined

  const scan = (engine: SecretEngine): Promise<ObjectHit[]> => {
    const known = scans.get(engine)
    if (known !== undefined) return known
    const idBytes = cache.refs.objectFormat === 'sha256' ? 32 : 20
    const scanning = scanObjects({ git, place, engine, limits, signal, idBytes })
    scans.set(engine, scanning)
    scanning.catch(() => scans.delete(engine))
    return scanning
  }
  const changesInPush = async () => {
    try {
      const all = await commits.readAll()
      const changes = await commits.changesOf(all)
      return all.map((commit) => ({ commit, changes: changes.get(commit.id) ?? [] }))
    } catch (error) {
      if (error instanceof GuardError) return 'unknown' as const
      throw error
    }
  }

  return {
    packBytes: stored.bytes,
    objects: stored.objects,
    inflatedBytes: stored.inflatedBytes,
    async examine(commands, tips) {
      const shared = {
        git,
        place: withCache,
        cache,
        commits,
        reader,
        stored,
        limits,
        signal,
        files,
      }
      const facts = []
      for (const command of commands) facts.push(await examineCommand(command, tips, shared))
      return facts
    },
    async secrets(engine) {
      if (stored.path === undefined) return []
      try {
        const hits = await scan(engine)
        if (hits.length === 0) return []
        return await placeSecrets(hits, {
          engine,
          files,
          changes: await changesInPush(),
          atTips: async () => [],
          maxFindings: limits.findings,
        })
      } catch (error) {
        if (error instanceof GuardError) return 'unknown'
        throw error
      }
    },
    readPack() {
      const path = adopted ?? stored.path
      return path === undefined
        ? Readable.from([])
        : createReadStream(path, { highWaterMark: 262_144 })
    },
    async adopt() {
      if (stored.path === undefined) return
      await cache.adopt(stored.path, stored.bytes)
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.allSettled([reader.close(), own.close(), ...scans.values()])
      await removeFolder(folder)
    },
  }
}
