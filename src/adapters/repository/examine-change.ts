import type { Changes } from '../../core/git/change-reader.ts'
import { isZero, type UpdateFacts } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import type { Quarantine } from '../../guard/git-ports.ts'
import { removeFolder } from './bare-repository.ts'
import type { RepositoryCache } from './cache.ts'
import { createGarbageCollector } from './collect-garbage.ts'
import type { OpenedRepository, ReaderContext } from './opened-repository.ts'
import { createQuarantine } from './quarantine.ts'
import { noPack, type StoredPack, storeReceived } from './store-received.ts'

/** Commits of `wanted`, looked at as updates of some refs. */
export interface ExamineRequest {
  wanted: string
  updates: readonly { ref: string; before: string }[]
  /** Commits whose history is left out. */
  known: readonly string[]
}

/** What was found, with the facts of each update of the request. */
export type ExaminedChange = { facts: UpdateFacts[] } & Pick<
  Changes,
  'secrets' | 'bytes' | 'problems'
>

/** Commits named to the forge as known; more would not make an answer smaller. */
const maxKnown = 1_000

/** Fetches what `wanted` has and `known` has not, into a folder of its own, and examines it. */
export async function examineChange(
  context: ReaderContext,
  opened: OpenedRepository,
  request: ExamineRequest,
  engine: SecretEngine | undefined,
): Promise<ExaminedChange> {
  const { wanted, updates } = request
  const began = updates.filter(({ before }) => !isZero(before))
  const tips = new Map(began.map(({ ref, before }) => [ref, before]))
  const known = [...new Set([...tips.values(), ...request.known])].filter((id) => !isZero(id))
  const cache = await cacheFor(opened, { wanted, tips, known })
  const { folder, place } = await context.folders.newPush(opened.objectFormat)
  await using leftovers = new AsyncDisposableStack()
  leftovers.defer(() => removeFolder(folder))
  const { git, limits } = context
  const parts = {
    git,
    folder,
    place,
    limits,
    signal: opened.signal,
    garbage: createGarbageCollector(),
  }
  const stored: StoredPack = known.includes(wanted)
    ? noPack
    : await storeReceived(newObjects(context, opened, wanted, known), {
        ...parts,
        checkLinks: false,
        isFromForge: true,
      })
  const problems: string[] = []
  await using quarantine = createQuarantine({ ...parts, cache, stored }, (why) =>
    problems.push(why),
  )
  const commands = updates.map(({ ref, before }) => ({ ref, old: before, new: wanted }))
  const facts = await quarantine.examine(commands, tips)
  const secrets = await secretsIn(quarantine, engine)
  await quarantine.adopt?.()
  return {
    facts,
    ...secrets,
    bytes: Math.max(quarantine.packBytes, quarantine.inflatedBytes),
    problems: [...new Set([...problems, ...notRead(facts)])],
  }
}

/** The cache of the repository, whose history reaches everything that is compared. */
async function cacheFor(
  { history, signal, cacheWith }: OpenedRepository,
  { wanted, tips, known }: { wanted: string; tips: Map<string, string>; known: string[] },
): Promise<RepositoryCache> {
  return {
    ...(await cacheWith(tips, known)),
    async fetchHistory(given) {
      await history.ensure([wanted, ...tips.values()], given ?? signal)
    },
  }
}

const newObjects = (
  { limits }: ReaderContext,
  { upload, name, objectFormat, signal }: OpenedRepository,
  wanted: string,
  known: string[],
): AsyncGenerator<Buffer> =>
  upload.fetch(name, {
    wants: [wanted],
    haves: known.slice(0, maxKnown),
    objectFormat,
    maxBytes: limits.packBytes,
    signal,
  })

const secretsIn = async (
  quarantine: Quarantine,
  engine: SecretEngine | undefined,
): Promise<Pick<Changes, 'secrets'>> =>
  engine === undefined ? {} : { secrets: await quarantine.secrets(engine) }

const notRead = (facts: readonly UpdateFacts[]): string[] =>
  facts.flatMap(({ warnings }) =>
    warnings.filter(({ code }) => code === 'not-read').map(({ text }) => text),
  )
