import type { GitSource } from '../../core/git/change-reader.ts'
import { openCache, type RepositoryCache } from './cache.ts'
import { type CommitHistory, createCommitHistory } from './commit-history.ts'
import type { Git } from './git-process.ts'
import type { RepositoryFolders, RepositoryPlace } from './repository-folders.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import type { ObjectFormat, UploadPack } from './upload-pack.ts'

/** What the questions about all repositories share. */
export interface ReaderContext {
  git: Git
  folders: RepositoryFolders
  limits: RepositoryLimits
  uploadFor(source: GitSource): UploadPack
}

/** One repository while a question about it is answered. Disposing it closes what was opened. */
export interface OpenedRepository extends AsyncDisposable {
  /** What it is called at the forge now. */
  name: string
  objectFormat: ObjectFormat
  place: RepositoryPlace
  history: CommitHistory
  upload: UploadPack
  /** Ends the question. */
  signal: AbortSignal
  /** What is kept of the repository, seen as if its refs were these. */
  cacheWith(tips: ReadonlyMap<string, string>, known: readonly string[]): Promise<RepositoryCache>
}

/** @param like an object id of the repository, which tells the format of all of them */
export async function openRepository(
  { git, folders, limits, uploadFor }: ReaderContext,
  source: GitSource,
  { like, signal }: { like: string; signal: AbortSignal },
): Promise<OpenedRepository> {
  const { name } = source
  const objectFormat: ObjectFormat = like.length === 64 ? 'sha256' : 'sha1'
  const place = await folders.open(source.id, objectFormat)
  const upload = uploadFor(source)
  const caches: RepositoryCache[] = []
  return {
    name,
    objectFormat,
    place,
    history: createCommitHistory({ git, place, name, objectFormat, upload, limits }),
    upload,
    signal,
    async cacheWith(tips, known) {
      const refs = { tips, ids: new Set([...tips.values(), ...known]), objectFormat }
      const own = { cacheOf: async () => ({ folder: place.folder, place: place.objects }) }
      const cache = await openCache(name, refs, {
        git,
        folders: own,
        upload,
        limits,
        mirror: false,
      })
      caches.push(cache)
      return cache
    },
    async [Symbol.asyncDispose]() {
      for (const cache of caches) await cache.close()
    },
  }
}
