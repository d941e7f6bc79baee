import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { GuardError } from '../../core/errors.ts'
import { type LfsPointer, readPointer } from '../../core/git/lfs-pointer.ts'
import type { PushedSecret, RefCommand, UpdateFacts } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import type { Quarantine } from '../../guard/git-ports.ts'
import { removeFolder } from './bare-repository.ts'
import type { RepositoryCache } from './cache.ts'
import type { GarbageCollector } from './collect-garbage.ts'
import { examineCommand } from './examine.ts'
import { createFileReader } from './file-reader.ts'
import type { Git, GitPlace } from './git-process.ts'
import { createCommitReader } from './new-commits.ts'
import { createObjectReader } from './object-reader.ts'
import { type CommitChanges, placeSecrets } from './place-secrets.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import { type ObjectHit, scanObjects } from './scan-objects.ts'
import type { StoredPack } from './store-received.ts'
import type { FileChange } from './tree-diff.ts'

export interface QuarantineContext {
  git: Git
  cache: RepositoryCache
  stored: StoredPack
  folder: string
  /** The push's objects alone. */
  place: GitPlace
  limits: RepositoryLimits
  signal: AbortSignal
  garbage: GarbageCollector
}

/** Files that are remembered so as not to be read again; others are. */
const maxPlain = 100_000

/**
 * One push in its own folder, and what can be asked about it.
 *
 * @param onUnknown told why something is `unknown`
 */
export function createQuarantine(
  context: QuarantineContext,
  onUnknown?: (why: string) => void,
): Quarantine {
  const { git, cache, stored, folder, place, limits, garbage } = context
  const closing = new AbortController()
  const signal = AbortSignal.any([context.signal, closing.signal])
  const withCache = { ...place, alternates: [cache.place.objects] }
  const reader = createObjectReader(git, withCache, limits.recordBytes)
  const commits = createCommitReader({ reader, cache, stored, limits, signal })
  const files = createFileReader({
    git,
    place: withCache,
    reader,
    cache,
    limits,
    signal,
    async isPlain(id) {
      // A search that is under way sees every file of the push: it need not be read twice.
      await Promise.allSettled(scans.values())
      return plain.has(id)
    },
  })
  const plain = new Set<string>()
  const pointers = new Map<string, LfsPointer>()
  const scans = new Map<SecretEngine, Promise<ObjectHit[]>>()

  const scan = (engine: SecretEngine): Promise<ObjectHit[]> => {
    const known = scans.get(engine)
    if (known !== undefined) return known
    const idBytes = cache.refs.objectFormat === 'sha256' ? 32 : 20
    const scanning = scanObjects({
      git,
      place,
      engine,
      limits,
      signal,
      garbage,
      idBytes,
      onSmallFile(body) {
        const pointer = readPointer(body)
        if (pointer !== undefined && pointers.size <= limits.lfsPointers) {
          pointers.set(pointer.oid, pointer)
        }
      },
      onPlainFile(id) {
        if (plain.size < maxPlain) plain.add(id)
      },
    })
    scans.set(engine, scanning)
    scanning.catch(() => scans.delete(engine))
    return scanning
  }
  /** What is known about the commits of the pack, whichever ref reaches them. */
  const changesInPush = async (): Promise<CommitChanges[] | 'unknown'> => {
    try {
      const all = await commits.readAll()
      const changes = await commits.changesOf(all)
      return all.map((commit) => ({ commit, changes: changes.get(commit.id) ?? [] }))
    } catch (error) {
      if (error instanceof GuardError) return 'unknown'
      throw error
    }
  }
  let examining: Promise<unknown> = Promise.resolve()
  let sinceTips: FileChange[] = []
  /** Commits and tags which the refs of the push reach and that were judged with them. */
  let judged = new Set<string>()

  async function examineAll(commands: readonly RefCommand[], tips: ReadonlyMap<string, string>) {
    const found: UpdateFacts[] = []
    const differing: FileChange[] = []
    const reached = new Set<string>()
    const shared = { git, place: withCache, cache, commits, reader, limits, signal, files }
    for (const command of commands) {
      const { facts, sinceTip } = await examineCommand(command, tips, shared)
      found.push(facts)
      differing.push(...sinceTip)
      reached.add(command.new)
      if (facts.commits !== 'unknown') for (const { id } of facts.commits) reached.add(id)
    }
    sinceTips = differing
    judged = reached
    return found
  }
  async function findSecrets(engine: SecretEngine): Promise<PushedSecret[]> {
    const hits = await scan(engine)
    if (hits.length === 0) return []
    // Whoever asked for it was told; here it only has to be over.
    await examining.catch(() => {})
    const changes = await changesInPush()
    const known = changes === 'unknown' ? [] : changes.map(({ commit }) => commit)
    return placeSecrets(hits, {
      engine,
      files,
      changes,
      sinceTips,
      oldNames: (names) => commits.namesBefore(known, names),
      maxFindings: limits.findings,
    })
  }

  return {
    packBytes: stored.bytes,
    objects: stored.objects,
    inflatedBytes: stored.inflatedBytes,
    examine(commands, tips) {
      const facts = examineAll(commands, tips)
      examining = facts
      return facts
    },
    async secrets(engine) {
      if (stored.path === undefined) return []
      try {
        return await findSecrets(engine)
      } catch (error) {
        if (!(error instanceof GuardError)) throw error
        onUnknown?.(error.message)
        return 'unknown'
      }
    },
    async lfsPointers(engine) {
      if (stored.path === undefined) return []
      try {
        await scan(engine)
        return pointers.size > limits.lfsPointers ? 'unknown' : [...pointers.values()]
      } catch (error) {
        if (error instanceof GuardError) return 'unknown'
        throw error
      }
    },
    readPack() {
      if (stored.path === undefined) return Readable.from([])
      return Readable.from(packBytes(stored.path, garbage), { objectMode: false })
    },
    async adopt() {
      const records = [...stored.commits, ...stored.tags]
      if (stored.path === undefined || !records.every((id) => judged.has(id))) return
      await cache.adopt(stored.path, stored.bytes)
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.allSettled([reader.close(), ...scans.values()])
      await removeFolder(folder)
      garbage.end()
    },
  }
}

async function* packBytes(path: string, garbage: GarbageCollector): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    yield chunk
    garbage.add(chunk.length)
  }
}
