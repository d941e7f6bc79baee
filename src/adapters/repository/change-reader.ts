import { GuardError } from '../../core/errors.ts'
import type {
  ArrivedUpdate,
  ChangeReader,
  Changes,
  GitSource,
  PullChanges,
} from '../../core/git/change-reader.ts'
import {
  type ChangedPath,
  isZero,
  type PushedCommit,
  type UpdateFacts,
  zeroId,
} from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import { createUpstreamClient, type UpstreamClient } from '../../http/upstream.ts'
import { removeFolder } from './bare-repository.ts'
import { openCache, type RepositoryCache } from './cache.ts'
import { createGarbageCollector } from './collect-garbage.ts'
import { type CommitHistory, createCommitHistory } from './commit-history.ts'
import { toPushedCommit } from './examine.ts'
import { createGit } from './git-process.ts'
import { checkGit } from './git-version.ts'
import { locateSecrets } from './locate.ts'
import { createObjectReader } from './object-reader.ts'
import { parseCommit } from './parse-object.ts'
import { createQuarantine } from './quarantine.ts'
import { noPack, receivePack } from './receive-pack.ts'
import {
  type FolderLimits,
  folderLimits,
  openRepositoryFolders,
  type RepositoryPlace,
} from './repository-folders.ts'
import { defaultLimits, type RepositoryLimits } from './repository-limits.ts'
import {
  createUploadPack,
  NotThere,
  type ObjectFormat,
  TooMuch,
  type UploadPack,
} from './upload-pack.ts'

export interface ChangeReaderOptions {
  /** For git objects alone; outlives this process, and several may share it. */
  directory: string
  /** The forge: `https://github.com/`. Repositories are `owner/name.git` below it. */
  upstream: URL
  limits?: Partial<RepositoryLimits>
  folders?: Partial<FolderLimits>
  /** Where git is; without it the one in `PATH`. */
  gitPath?: string
  client?: UpstreamClient
}

/** Limits where many repositories share a server; the rest are those of a session. */
const sharedLimits: Partial<RepositoryLimits> = { receiveMs: 600_000, refs: 100_000 }
/** Longest that one question may take, in milliseconds. */
const questionMs = 1_200_000
/** How often what is kept on the disk is looked through, in milliseconds. */
const tidyEveryMs = 600_000
/** Commits named to the forge as known; more would not make an answer smaller. */
const maxKnown = 1_000
/** Merge bases that a pull request is compared with. */
const maxMergeBases = 8

/** What is looked at together: commits of `wanted`, as updates of some refs. */
interface Request {
  wanted: string
  commands: readonly { ref: string; before: string }[]
  /** Commits whose history is left out. */
  known: readonly string[]
}

/** One repository while a question about it is answered. */
interface Reading {
  /** What it is called at the forge now. */
  name: string
  place: RepositoryPlace
  history: CommitHistory
  upload: UploadPack
  signal: AbortSignal
  /** What is kept of the repository, seen as if its refs were these. */
  cacheWith(tips: ReadonlyMap<string, string>, known: readonly string[]): Promise<RepositoryCache>
}

/**
 * Reads changes with the real git from objects that are fetched as needed and kept on the disk.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when this machine's git or the folder will not do
 */
export async function createChangeReader(options: ChangeReaderOptions): Promise<ChangeReader> {
  const limits = { ...defaultLimits, ...sharedLimits, ...options.limits }
  const git = createGit(await checkGit(options.gitPath), limits, true)
  const folders = await openRepositoryFolders(options.directory, {
    ...folderLimits,
    ...options.folders,
  })
  const client = options.client ?? createUpstreamClient(process.env)
  const closing = new AbortController()
  const running = new Set<Promise<unknown>>()
  let tidiedAt = Number.NEGATIVE_INFINITY
  let tidying: Promise<unknown> = Promise.resolve()

  const uploadFor = ({ token }: GitSource): UploadPack =>
    createUploadPack({ upstream: options.upstream, client, credential: token, limits })

  /** Runs one question; what it opened is closed after it. */
  function read<Answer>(
    source: GitSource,
    like: string,
    ask: (reading: Reading) => Promise<Answer>,
  ): Promise<Answer> {
    const answering = readNow(source, like, ask)
    running.add(answering)
    const forget = () => running.delete(answering)
    answering.then(forget, forget)
    return answering
  }
  async function readNow<Answer>(
    source: GitSource,
    like: string,
    ask: (reading: Reading) => Promise<Answer>,
  ): Promise<Answer> {
    if (closing.signal.aborted) throw new GuardError('UPSTREAM_FAILED', 'the server is closing')
    const objectFormat = formatOf(like)
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(questionMs)])
    tidySometimes()
    const place = await folders.open(source.id, objectFormat)
    const upload = uploadFor(source)
    const { name } = source
    const history = createCommitHistory({ git, place, name, objectFormat, upload, limits })
    const opened: RepositoryCache[] = []
    try {
      return await ask({
        name,
        place,
        history,
        upload,
        signal,
        async cacheWith(tips, known) {
          const ids = new Set([...tips.values(), ...known])
          const own = { cacheOf: async () => ({ folder: place.folder, place: place.objects }) }
          const refs = { tips, ids, objectFormat }
          const context = { git, folders: own, upload, limits, mirror: false }
          const cache = await openCache(name, refs, context)
          opened.push(cache)
          return cache
        },
      })
    } finally {
      for (const cache of opened) await cache.close()
    }
  }
  function tidySometimes(): void {
    if (performance.now() - tidiedAt < tidyEveryMs) return
    tidiedAt = performance.now()
    // What was left over takes room, nothing else; the next tidying tries again.
    tidying = folders.tidy().catch(() => {})
  }

  /** Fetches what `wanted` has and `known` has not, into a folder of its own, and looks at it. */
  async function examine(
    reading: Reading,
    request: Request,
    engine: SecretEngine | undefined,
  ): Promise<{ facts: UpdateFacts[] } & Pick<Changes, 'secrets' | 'bytes' | 'problems'>> {
    const { wanted, commands } = request
    const { history, signal } = reading
    const tips = new Map(
      commands.filter(({ before }) => !isZero(before)).map(({ ref, before }) => [ref, before]),
    )
    const known = [...new Set([...tips.values(), ...request.known])].filter((id) => !isZero(id))
    const cache: RepositoryCache = {
      ...(await reading.cacheWith(tips, known)),
      async fetchHistory(given) {
        await history.ensure([wanted, ...tips.values()], given ?? signal)
      },
    }
    const push = await folders.newPush(formatOf(wanted))
    const garbage = createGarbageCollector()
    const problems: string[] = []
    try {
      const parts = { git, folder: push.folder, place: push.place, limits, signal, garbage }
      const stored = known.includes(wanted)
        ? noPack
        : await receivePack(newObjects(reading, wanted, known), {
            ...parts,
            checkLinks: false,
            isFromForge: true,
          })
      const quarantine = createQuarantine({ ...parts, cache, stored }, (why) => problems.push(why))
      try {
        const list = commands.map(({ ref, before }) => ({ ref, old: before, new: wanted }))
        const facts = await quarantine.examine(list, tips)
        const secrets = engine === undefined ? undefined : await quarantine.secrets(engine)
        const unread = facts.flatMap(({ warnings }) =>
          warnings.filter(({ code }) => code === 'not-read').map(({ text }) => text),
        )
        await quarantine.adopt?.()
        return {
          facts,
          ...(secrets === undefined ? {} : { secrets }),
          problems: [...new Set([...problems, ...unread])],
        }
      } finally {
        await quarantine[Symbol.asyncDispose]()
      }
    } finally {
      await removeFolder(push.folder)
    }
  }

  const newObjects = ({ upload, name, signal }: Reading, wanted: string, known: string[]) =>
    upload.fetch(name, {
      wants: [wanted],
      haves: known.slice(0, maxKnown),
      objectFormat: formatOf(wanted),
      maxBytes: limits.packBytes,
      signal,
    })

  async function readAll({ place }: Reading, ids: readonly string[]): Promise<PushedCommit[]> {
    const reader = createObjectReader(git, place.history, limits.recordBytes)
    try {
      const objects = await Promise.all(ids.map((id) => reader.read(id)))
      return objects.flatMap((object) =>
        object?.type === 'commit'
          ? toPushedCommit({ id: object.id, ...parseCommit(object.body) })
          : [],
      )
    } finally {
      await reader.close()
    }
  }

  return {
    async readTips(source) {
      return (await uploadFor(source).readRefs(source.name)).tips
    },
    isAncestor: (source, ancestor, descendant) =>
      read(source, descendant, ({ history, signal }) =>
        orUnknown(async () => {
          if (ancestor === descendant) return 'yes' as const
          const gone = await history.ensure([ancestor, descendant], signal)
          if (gone.size > 0) return 'unknown' as const
          return (await history.isAncestor(ancestor, descendant, signal)) ? 'yes' : 'no'
        }),
      ),
    readUpdate: (source, update, engine) =>
      read(source, update.after, async (reading) => {
        const { ref, before, after, known } = update
        const request = { wanted: after, commands: [{ ref, before }], known }
        return orUnread(update, engine, async () => {
          const { facts, ...rest } = await examine(reading, request, engine)
          return { facts: facts[0] ?? unreadFacts(update), ...rest }
        })
      }),
    readPullRequest: (source, { base, head }, engine) =>
      read(source, head, async (reading): Promise<PullChanges> => {
        const update = { ref: pullRef(0), before: zeroId, after: head, known: [base] }
        const changes = await orUnread(update, engine, async () => {
          const bases = await mergeBases(reading, base, head)
          const commands = bases.map((before, index) => ({ ref: pullRef(index), before }))
          const request = {
            wanted: head,
            commands: commands.length > 0 ? commands : [{ ref: pullRef(0), before: zeroId }],
            known: [base],
          }
          const { facts, ...rest } = await examine(reading, request, engine)
          const [mergeBase] = bases
          return {
            facts: facts[0] ?? unreadFacts(update),
            paths: unionOf(facts.map(({ differing, paths }) => differing ?? paths)),
            ...(mergeBase === undefined ? {} : { mergeBase }),
            ...rest,
          }
        })
        return { paths: 'unknown', ...changes }
      }),
    commitsBetween: (source, head, excluded) =>
      read(source, head, (reading) =>
        orUnknown(async () => {
          const ids = await between(reading, head, excluded)
          return ids === undefined ? ('unknown' as const) : new Set(ids)
        }),
      ),
    readCommits: (source, head, excluded) =>
      read(source, head, (reading) =>
        orUnknown(async () => {
          const ids = await between(reading, head, excluded)
          if (ids === undefined || ids.length > limits.commits) return 'unknown' as const
          return readAll(reading, ids)
        }),
      ),
    peel: (source, id) =>
      read(source, id, ({ history, signal }) =>
        orUnknown(async () => {
          const gone = await history.ensure([id], signal)
          return gone.size > 0 ? 'unknown' : ((await history.peel(id, signal)) ?? 'unknown')
        }),
      ),
    locate: (source, commit, wanted, engine) =>
      read(source, commit, async ({ cacheWith, signal }) => {
        const cache = await cacheWith(new Map(), [commit])
        return locateSecrets({ git, cache, limits, signal }, { commit, wanted, engine })
      }),
    async close() {
      closing.abort()
      await Promise.allSettled([...running, tidying])
      await git.close()
      if (options.client === undefined) client.close()
    },
  }
}

/** Undefined when the head is gone, or they are too many. */
async function between(
  { history, signal }: Reading,
  head: string,
  excluded: readonly string[],
): Promise<string[] | undefined> {
  const others = excluded.filter((id) => !isZero(id))
  const gone = await history.ensure([head, ...others], signal)
  if (gone.has(head)) return undefined
  const left = others.filter((id) => !gone.has(id))
  return history.between(head, left, signal)
}

async function mergeBases(
  { history, signal }: Reading,
  base: string,
  head: string,
): Promise<string[]> {
  const [gone] = await history.ensure([base, head], signal)
  if (gone !== undefined) throw new NotThere(gone)
  const bases = await history.mergeBases(base, head, signal)
  if (bases.length <= maxMergeBases) return bases
  throw unread(`more than ${maxMergeBases} merge bases (limit mergeBases)`)
}

const formatOf = (id: string): ObjectFormat => (id.length === 64 ? 'sha256' : 'sha1')

/** A name under which an update is judged as that of a branch. */
const pullRef = (index: number): string => `refs/heads/pull-request-${index}`

function unionOf(lists: readonly (readonly ChangedPath[] | 'unknown')[]): PullChanges['paths'] {
  const union = new Map<string, ChangedPath>()
  for (const list of lists) {
    if (list === 'unknown') return 'unknown'
    for (const one of list) union.set(`${one.path}\0${one.mode}`, one)
  }
  return [...union.values()]
}

const unreadFacts = ({ ref, before, after }: ArrivedUpdate): UpdateFacts => ({
  command: { ref, old: before, new: after },
  tip: before,
  kind: isZero(before) ? 'create' : 'unknown',
  paths: 'unknown',
  commits: 'unknown',
  warnings: [],
})

/** What a limit cut off, and what the forge no longer has, could not be read; it is no failure. */
function isUnread(error: unknown): error is GuardError {
  if (!(error instanceof GuardError)) return false
  return error instanceof NotThere || error instanceof TooMuch || error.code === 'PUSH_REFUSED'
}

async function orUnread<Found extends Changes>(
  update: ArrivedUpdate,
  engine: SecretEngine | undefined,
  find: () => Promise<Found>,
): Promise<Found | Changes> {
  try {
    return await find()
  } catch (error) {
    if (!isUnread(error)) throw error
    const secrets = engine === undefined ? {} : { secrets: 'unknown' as const }
    return { facts: unreadFacts(update), ...secrets, problems: [error.message] }
  }
}

async function orUnknown<Answer>(find: () => Promise<Answer>): Promise<Answer | 'unknown'> {
  try {
    return await find()
  } catch (error) {
    if (isUnread(error)) return 'unknown'
    throw error
  }
}

const unread = (what: string) => new GuardError('PUSH_REFUSED', `not everything was read: ${what}`)
