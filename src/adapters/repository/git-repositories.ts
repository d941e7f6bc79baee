import { GuardError } from '../../core/errors.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { GitRepositories, Quarantine } from '../../guard/git-ports.ts'
import { createUpstreamClient, type UpstreamClient } from '../../http/upstream.ts'
import { removeFolder } from './bare-repository.ts'
import { openCache, type RepositoryCache } from './cache.ts'
import { createGarbageCollector } from './collect-garbage.ts'
import { createGit } from './git-process.ts'
import { checkGit, type ProgramPath } from './git-version.ts'
import { createQuarantine } from './quarantine.ts'
import { defaultLimits, type RepositoryLimits } from './repository-limits.ts'
import { openSessionFolders } from './session-folders.ts'
import { storeReceived } from './store-received.ts'
import { createUploadPack } from './upload-pack.ts'

export interface GitRepositoriesOptions {
  /** For this alone: what a session that crashed left in it is removed. */
  directory: string
  /** The forge: `https://github.com/`. Repositories are `owner/name.git` below it. */
  upstream: URL
  /** The token that reads. It goes to the forge alone; no git process ever has it. */
  credential: () => Promise<string | undefined>
  limits?: Partial<RepositoryLimits>
  /** Where git is, and `prlimit`, which caps what it takes. */
  findProgram: ProgramPath
  /** `directory` outlives this session: a full copy of each repository is kept in it. */
  persistent?: boolean
  client?: UpstreamClient
  /** Read for a forward proxy where no client is given. */
  environment?: NodeJS.ProcessEnv
}

/**
 * The real git behind the guard's port. It makes its folders, and nothing else before it is asked.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when this machine's git or the folder will not do
 */
export async function createGitRepositories(
  options: GitRepositoriesOptions,
): Promise<GitRepositories> {
  const limits = { ...defaultLimits, ...options.limits }
  const mirror = options.persistent === true
  const check = await checkGit(options.findProgram)
  const folders = await openSessionFolders(options.directory, mirror)
  const git = createGit(check, limits, mirror)
  const client = options.client ?? createUpstreamClient(options.environment ?? {})
  const { upstream, credential } = options
  const upload = createUploadPack({ upstream, client, credential, limits })
  const caches = new Map<RepositoryName, Promise<RepositoryCache>>()
  const refreshing = new Map<RepositoryName, Promise<RepositoryCache>>()
  /** When the newest reading of refs began, and when the one whose refs are kept did; steady, in ms. */
  const began = new Map<RepositoryName, number>()
  const kept = new Map<RepositoryName, number>()
  const open = new Set<Quarantine>()
  const closing = new AbortController()

  /** The cache of a repository, with its refs as they are now. */
  function refresh(repository: RepositoryName): Promise<RepositoryCache> {
    const at = performance.now()
    began.set(repository, at)
    const reading = upload.readRefs(repository).then((refs) => {
      const known = caches.get(repository)
      // Of two readings the one that began later counts, whichever ends first.
      const isNewer = at >= (kept.get(repository) ?? at)
      if (isNewer) kept.set(repository, at)
      if (known !== undefined) {
        return known.then((cache) => {
          if (isNewer) cache.refs = refs
          return cache
        })
      }
      const opening = openCache(repository, refs, { git, folders, upload, limits, mirror })
      caches.set(repository, opening)
      return opening
    })
    refreshing.set(repository, reading)
    const forget = () => {
      if (refreshing.get(repository) === reading) refreshing.delete(repository)
    }
    reading.then(forget, () => {
      if (began.get(repository) === at) began.delete(repository)
      forget()
    })
    return reading
  }
  /** The same with refs of any age: whoever needs fresh ones has asked for them. */
  const cacheOf = (repository: RepositoryName) =>
    caches.get(repository) ?? refreshing.get(repository) ?? refresh(repository)

  return {
    async readTips(repository, maxAgeMs = 0) {
      const age = performance.now() - (began.get(repository) ?? Number.NEGATIVE_INFINITY)
      const isRecent = age < maxAgeMs
      const reading = isRecent ? (refreshing.get(repository) ?? caches.get(repository)) : undefined
      const cache = await reading?.catch(() => undefined)
      return (cache ?? (await refresh(repository))).refs.tips
    },
    async defaultBranch(repository) {
      const cache = await cacheOf(repository).catch(() => undefined)
      return cache?.refs.defaultBranch ?? 'unknown'
    },
    prepare(repository) {
      // It fails again, and is reported, where somebody waits for it.
      warm(repository).catch(() => {})
    },
    async receive(repository, pack, { objectFormat, signal }) {
      const both = AbortSignal.any([signal, closing.signal])
      const cache = await cacheOf(repository)
      if (cache.refs.objectFormat !== objectFormat) {
        throw new GuardError(
          'PUSH_REFUSED',
          `the repository keeps ${cache.refs.objectFormat} objects, the push brings ${objectFormat}`,
        )
      }
      if (mirror) await cache.fetchHistory(both)
      const { folder, place } = await folders.newPush(objectFormat)
      const garbage = createGarbageCollector()
      try {
        const stored = await storeReceived(pack, {
          git,
          place: mirror ? { ...place, alternates: [cache.place.objects] } : place,
          limits,
          signal: both,
          garbage,
          checkLinks: mirror,
        })
        const quarantine = createQuarantine({
          git,
          cache,
          stored,
          folder,
          place,
          limits,
          signal: closing.signal,
          garbage,
        })
        open.add(quarantine)
        return quarantine
      } catch (error) {
        await removeFolder(folder)
        throw error
      }
    },
    async close() {
      closing.abort()
      await Promise.allSettled([...open].map((one) => one[Symbol.asyncDispose]()))
      await git.close()
      // One that could not be opened has nothing to close.
      for (const cache of caches.values()) await cache.then((one) => one.close()).catch(() => {})
      await folders.remove()
      if (options.client === undefined) client.close()
    },
  }

  async function warm(repository: RepositoryName): Promise<void> {
    const cache = await refresh(repository)
    const { head } = cache.refs
    if (mirror) await cache.fetchHistory(closing.signal)
    else if (head !== undefined && (await cache.reader.stat(head)) === undefined) {
      await cache.fetchTips([head], closing.signal)
    }
  }
}
