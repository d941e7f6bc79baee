import { GuardError } from '../../core/errors.ts'
import type { ChangeReader, GitSource } from '../../core/git/change-reader.ts'
import { createUpstreamClient, type UpstreamClient } from '../../http/upstream.ts'
import { readPullRequest, readUpdate } from './arrived-changes.ts'
import { createGit } from './git-process.ts'
import { checkGit, type ProgramPath } from './git-version.ts'
import { commitsBetween, isAncestor, peel, readCommits } from './history-questions.ts'
import { locateSecrets } from './locate.ts'
import { type OpenedRepository, openRepository, type ReaderContext } from './opened-repository.ts'
import { type FolderLimits, folderLimits, openRepositoryFolders } from './repository-folders.ts'
import { defaultLimits, type RepositoryLimits } from './repository-limits.ts'
import { createTidier } from './tidier.ts'
import { createUploadPack } from './upload-pack.ts'

export interface ChangeReaderOptions {
  /** For git objects alone; outlives this process, and several may share it. */
  directory: string
  /** The forge: `https://github.com/`. Repositories are `owner/name.git` below it. */
  upstream: URL
  limits?: Partial<RepositoryLimits>
  folders?: Partial<FolderLimits>
  /** Where git is, and `prlimit`, which caps what it takes. */
  findProgram: ProgramPath
  client?: UpstreamClient
  /** Read for a forward proxy where no client is given. */
  environment?: NodeJS.ProcessEnv
}

/** Limits where many repositories share a server; the rest are those of a session. */
const sharedLimits: Partial<RepositoryLimits> = { receiveMs: 600_000, refs: 100_000 }
/** Longest that one question may take, in milliseconds. */
const questionMs = 1_200_000
/** How often what is kept on the disk is looked through, in milliseconds. */
const tidyEveryMs = 600_000

/**
 * Reads changes with the real git from objects that are fetched as needed and kept on the disk.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when this machine's git or the folder will not do
 */
export async function createChangeReader(options: ChangeReaderOptions): Promise<ChangeReader> {
  const { upstream } = options
  const limits = { ...defaultLimits, ...sharedLimits, ...options.limits }
  const git = createGit(await checkGit(options.findProgram), limits, true)
  const folders = await openRepositoryFolders(options.directory, {
    ...folderLimits,
    ...options.folders,
  })
  const client = options.client ?? createUpstreamClient(options.environment ?? {})
  const context: ReaderContext = {
    git,
    folders,
    limits,
    uploadFor: ({ token }) => createUploadPack({ upstream, client, credential: token, limits }),
  }
  const tidier = createTidier(() => folders.tidy(), tidyEveryMs)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()

  /** Opens the repository for one question and closes it after the answer. */
  async function answer<Answer>(
    source: GitSource,
    like: string,
    ask: (opened: OpenedRepository) => Promise<Answer>,
  ): Promise<Answer> {
    if (closing.signal.aborted) throw new GuardError('UPSTREAM_FAILED', 'the server is closing')
    tidier.remind()
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(questionMs)])
    await using opened = await openRepository(context, source, { like, signal })
    return await ask(opened)
  }
  /** The same, known to `close`. */
  function read<Answer>(...question: Parameters<typeof answer<Answer>>): Promise<Answer> {
    const answering = answer(...question)
    running.add(answering)
    const forget = () => running.delete(answering)
    answering.then(forget, forget)
    return answering
  }

  return {
    readTips: async (source) => (await context.uploadFor(source).readRefs(source.name)).tips,
    isAncestor: (source, ancestor, descendant) =>
      read(source, descendant, (opened) => isAncestor(opened, ancestor, descendant)),
    readUpdate: (source, update, engine) =>
      read(source, update.after, (opened) => readUpdate(context, opened, update, engine)),
    readPullRequest: (source, pull, engine) =>
      read(source, pull.head, (opened) => readPullRequest(context, opened, pull, engine)),
    commitsBetween: (source, head, excluded) =>
      read(source, head, (opened) => commitsBetween(opened, head, excluded)),
    readCommits: (source, head, excluded) =>
      read(source, head, (opened) => readCommits(context, opened, head, excluded)),
    peel: (source, id) => read(source, id, (opened) => peel(opened, id)),
    locate: (source, commit, wanted, engine) =>
      read(source, commit, async ({ cacheWith, signal }) => {
        const cache = await cacheWith(new Map(), [commit])
        return locateSecrets({ git, cache, limits, signal }, { commit, wanted, engine })
      }),
    async close() {
      closing.abort()
      await Promise.allSettled([...running, tidier.settled()])
      await git.close()
      if (options.client === undefined) client.close()
    },
  }
}
