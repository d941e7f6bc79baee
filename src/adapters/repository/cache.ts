import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { Git, GitPlace } from './git-process.ts'
import { createObjectReader, type ObjectReader } from './object-reader.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import type { SessionFolders } from './session-folders.ts'
import { storeFetched } from './store-fetched.ts'
import { type FetchRequest, type RemoteRefs, TooMuch, type UploadPack } from './upload-pack.ts'

/**
 * What the guard keeps of one repository: only what judging needs, fetched when it is needed. A
 * commit in here is, or was, in a branch or a tag of the repository.
 */
export interface RepositoryCache {
  place: GitPlace
  reader: ObjectReader
  refs: RemoteRefs
  /** Whether all objects of the branches and tags are kept, files included. */
  isMirror: boolean
  /** Commits of `ids` with their folder listings, without their parents. */
  fetchTips(ids: readonly string[], signal?: AbortSignal): Promise<void>
  /** Folder listings by id; with `whole`, those inside them as well where that is not too much. */
  fetchTrees(ids: readonly string[], whole: boolean, signal?: AbortSignal): Promise<void>
  /** Files by id, which together may have `limits.earlierBytes`. */
  fetchBlobs(ids: readonly string[], signal?: AbortSignal): Promise<void>
  /** Every commit of every branch and tag (of a mirror: every object). */
  fetchHistory(signal?: AbortSignal): Promise<void>
  /**
   * Keeps the pack of a push that the forge has taken. Every commit and tag in it must be in a
   * branch or a tag of the repository now: what is in here counts as judged.
   */
  adopt(packPath: string, bytes: number): Promise<void>
  close(): Promise<void>
}

export interface CacheContext {
  git: Git
  folders: Pick<SessionFolders, 'cacheOf'>
  upload: UploadPack
  limits: RepositoryLimits
  mirror: boolean
}

/** Tips that are named to the forge as known; more would not make an answer smaller. */
const maxHaves = 256
/** A history of this size gets an index of its own, in bytes; below it walking is fast enough. */
const graphBytes = 4 * 1_048_576
/** Packs of pushes up to this size are kept, so that the next push needs no fetch, in bytes. */
const adoptBytes = 64 * 1_048_576
/** Packs of pushes that are kept at most, and their bytes; git looks through each of them. */
const maxAdopted = 100
const maxAdoptedBytes = 512 * 1_048_576
const knownFile = 'known-tips.json'

export async function openCache(
  name: RepositoryName,
  refs: RemoteRefs,
  { git, folders, upload, limits, mirror }: CacheContext,
): Promise<RepositoryCache> {
  const { objectFormat } = refs
  const { folder, place } = await folders.cacheOf(name, objectFormat)
  const reader = createObjectReader(git, place, limits.recordBytes)
  const known = new Set(mirror ? await readKnown(folder) : [])
  let isLarge = false
  let adopted = 0
  let adoptedBytes = 0
  let history: Promise<void> = Promise.resolve()
  const background = new Set<Promise<unknown>>()

  const store = (request: Omit<FetchRequest, 'objectFormat'>): Promise<number> =>
    storeFetched(upload.fetch(name, { ...request, objectFormat }), {
      git,
      place,
      limits,
      ...(request.signal ? { signal: request.signal } : {}),
    })

  /** Whole folders where the repository is small enough, else the listings asked for alone. */
  async function storeTrees(
    wants: readonly string[],
    { whole, shallow, signal }: { whole: boolean; shallow: boolean; signal?: AbortSignal },
  ): Promise<void> {
    const request = { wants, shallow, maxBytes: limits.treeBytes, ...(signal ? { signal } : {}) }
    if (whole && !isLarge) {
      try {
        await store({ ...request, filter: 'blob:none' })
        return
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error
        isLarge = true
      }
    }
    await store({ ...request, filter: 'tree:0' })
  }

  async function readHistory(signal?: AbortSignal): Promise<void> {
    const tips = [...new Set(cache.refs.tips.values())]
    const wants = tips.filter((id) => !known.has(id))
    if (wants.length === 0) return
    const size = await store({
      wants,
      haves: [...known].slice(-maxHaves),
      maxBytes: limits.historyBytes,
      ...(mirror ? {} : { filter: 'tree:0' }),
      ...(signal ? { signal } : {}),
    })
    for (const id of wants) {
      known.delete(id)
      known.add(id)
    }
    if (mirror) await writeKnown(folder, tips)
    if (size > graphBytes) {
      const writing = git.run({
        args: ['commit-graph', 'write', '--stdin-commits', '--no-progress'],
        place,
        input: `${[...cache.refs.ids].join('\n')}\n`,
      })
      background.add(writing)
      // A commit graph is for speed alone: without one git reads the commits.
      writing.finally(() => background.delete(writing)).catch(() => {})
    }
  }

  const cache: RepositoryCache = {
    place,
    reader,
    refs,
    isMirror: mirror,
    async fetchTips(wants, signal) {
      if (wants.length === 0) return
      await storeTrees(wants, { whole: true, shallow: true, ...(signal ? { signal } : {}) })
    },
    async fetchTrees(wants, whole, signal) {
      if (wants.length === 0) return
      await storeTrees(wants, { whole, shallow: false, ...(signal ? { signal } : {}) })
    },
    async fetchBlobs(wants, signal) {
      if (wants.length === 0) return
      await store({ wants, maxBytes: limits.earlierBytes, ...(signal ? { signal } : {}) })
    },
    fetchHistory(signal) {
      // The reading before has told its own caller; this one begins when that one is over.
      history = history.catch(() => {}).then(() => readHistory(signal))
      return history
    },
    async adopt(packPath, bytes) {
      if (bytes > adoptBytes || adopted >= maxAdopted) return
      if (adoptedBytes + bytes > maxAdoptedBytes) return
      adopted += 1
      adoptedBytes += bytes
      // The index comes last: without it git takes no notice of a pack.
      for (const path of [packPath, packPath.replace(/\.pack$/, '.idx')]) {
        await rename(path, join(place.objects, 'pack', basename(path)))
      }
    },
    async close() {
      await Promise.allSettled([history, ...background])
      await reader.close()
    },
  }
  return cache
}

async function readKnown(folder: string): Promise<string[]> {
  try {
    const ids: unknown = JSON.parse(await readFile(join(folder, knownFile), 'utf8'))
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** Replaces the file in one step, so that a crash leaves the old list or the new one. */
async function writeKnown(folder: string, ids: readonly string[]): Promise<void> {
  const path = join(folder, knownFile)
  await writeFile(`${path}.new`, JSON.stringify(ids), { mode: 0o600 })
  await rename(`${path}.new`, path)
}
