import { GuardError } from '../../core/errors.ts'
import type { RepositoryCache } from './cache.ts'
import type { ObjectReader } from './object-reader.ts'
import { type CommitBody, parseCommit } from './parse-object.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import type { StoredPack } from './store-received.ts'
import { diffTrees, type FileChange, type TreePair } from './tree-diff.ts'

export interface NewCommit extends CommitBody {
  id: string
}

/** Commits that a push brings, from the point of view of one ref. */
export interface NewHistory {
  /** The newest first, by what they say themselves. */
  commits: NewCommit[]
  /** Commits outside the push on which they are built. */
  boundaries: ReadonlySet<string>
}

/** Commits of a push and what they change. */
export interface CommitReader {
  /** @throws {GuardError} `PUSH_REFUSED` with more commits than `limits.commits` */
  listNew(start: string, tips: ReadonlySet<string>): Promise<NewHistory>
  /** Every commit in the pack, newest first. @throws as `listNew` does */
  readAll(): Promise<NewCommit[]>
  /** A commit of the push or of the repository; `undefined` when neither has it. */
  readCommit(id: string): Promise<NewCommit | undefined>
  /** Asks the forge at once for what comparing with these commits needs; a failure shows later. */
  prefetch(ids: readonly string[]): Promise<void>
  /** Files that each commit itself changes; of a merge, those that are as in none of its parents. */
  changesOf(commits: readonly NewCommit[]): Promise<Map<string, FileChange[]>>
  /** Files that differ between two commits. */
  compare(before: string, after: string): Promise<FileChange[]>
  /** Those of `names` that stood in the folders which the commits change. */
  namesBefore(commits: readonly NewCommit[], names: ReadonlySet<string>): Promise<Set<string>>
}

/** Commits compared at a time: bounds the listings that are held in memory. */
const batch = 16

export interface CommitContext {
  reader: ObjectReader
  cache: RepositoryCache
  stored: StoredPack
  limits: RepositoryLimits
  signal: AbortSignal
}

export function createCommitReader(context: CommitContext): CommitReader {
  const { reader, cache, stored, limits, signal } = context
  const idBytes = cache.refs.objectFormat === 'sha256' ? 32 : 20
  const changes = new Map<string, FileChange[]>()

  async function readLocal(id: string): Promise<NewCommit | undefined> {
    const object = await reader.read(id)
    return object?.type === 'commit' ? { id, ...parseCommit(object.body) } : undefined
  }
  async function readCommits(ids: readonly string[]): Promise<Map<string, NewCommit>> {
    const read = async (wanted: readonly string[]) =>
      (await Promise.all(wanted.map(readLocal))).filter((commit) => commit !== undefined)
    const found = new Map((await read(ids)).map((commit) => [commit.id, commit]))
    const missing = ids.filter((id) => !found.has(id))
    await cache.fetchTips(missing, signal)
    for (const commit of await read(missing)) found.set(commit.id, commit)
    return found
  }
  async function readTrees(ids: readonly string[], depth: number): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>()
    const read = async (id: string) => {
      const object = await reader.read(id)
      if (object?.type === 'tree') found.set(id, object.body)
    }
    await Promise.all(ids.map(read))
    const missing = ids.filter((id) => !found.has(id) && id !== emptyTree[idBytes])
    if (missing.length > 0) {
      await cache.fetchTrees(missing, depth === 0, signal)
      await Promise.all(missing.map(read))
    }
    for (const id of ids) if (id === emptyTree[idBytes]) found.set(id, Buffer.alloc(0))
    return found
  }
  const diff = (pairs: readonly TreePair[], onOldName?: (name: string) => void) =>
    diffTrees(pairs, {
      readTrees,
      idBytes,
      maxPaths: limits.paths,
      maxDepth: limits.depth,
      ...(onOldName === undefined ? {} : { onOldName }),
    })
  /** For each commit a pair for each parent; one with the empty tree where there is none. */
  async function pairsOf(commits: readonly NewCommit[]): Promise<TreePair[][]> {
    const parents = await readCommits([...new Set(commits.flatMap((commit) => commit.parents))])
    const treeOf = (id: string): string => {
      const parent = parents.get(id)
      if (parent === undefined) throw unreadable(id)
      return parent.tree
    }
    return commits.map(({ tree, parents: ids }) =>
      (ids.length === 0 ? [undefined] : ids.map(treeOf)).map((before) => ({ before, after: tree })),
    )
  }
  async function compareBatch(commits: readonly NewCommit[]): Promise<void> {
    const pairs = await pairsOf(commits)
    const flat = await diff(pairs.flat())
    let at = 0
    for (const [index, { id }] of commits.entries()) {
      const count = pairs[index]?.length ?? 0
      changes.set(id, inAll(flat.slice(at, at + count)))
      at += count
    }
    let total = 0
    for (const list of changes.values()) total += list.length
    if (total > limits.paths) throw tooMany(`changed paths (limit paths, ${limits.paths})`)
  }

  return {
    async listNew(start, tips) {
      const commits: NewCommit[] = []
      const boundaries = new Set<string>()
      const seen = new Set([start])
      for (let level = [start]; level.length > 0; ) {
        const isNew = (id: string) => stored.commits.has(id) && !tips.has(id)
        for (const id of level) if (!isNew(id)) boundaries.add(id)
        const read = await Promise.all(level.filter(isNew).map(readLocal))
        level = []
        for (const commit of read) {
          if (commit === undefined) continue
          commits.push(commit)
          for (const parent of commit.parents) {
            if (seen.has(parent)) continue
            seen.add(parent)
            level.push(parent)
          }
        }
        if (commits.length > limits.commits) {
          throw tooMany(`new commits (limit commits, ${limits.commits})`)
        }
      }
      return { commits: commits.sort(byTime), boundaries }
    },
    async readAll() {
      if (stored.commits.size > limits.commits) {
        throw tooMany(`new commits (limit commits, ${limits.commits})`)
      }
      const read = await Promise.all([...stored.commits].map(readLocal))
      return read.filter((commit) => commit !== undefined).sort(byTime)
    },
    async readCommit(id) {
      return (await readCommits([id])).get(id)
    },
    async prefetch(ids) {
      const trees = [...(await readCommits(ids)).values()].map(({ tree }) => tree)
      await readTrees([...new Set(trees)], 0)
    },
    async changesOf(commits) {
      const open = commits.filter(({ id }) => !changes.has(id))
      // The oldest first: what the forge has to be asked for is mostly needed there.
      for (const part of inBatches(open)) await compareBatch(part)
      return new Map(commits.map(({ id }) => [id, changes.get(id) ?? []]))
    },
    async compare(before, after) {
      const commits = await readCommits([before, after])
      const from = commits.get(before)
      const to = commits.get(after)
      if (from === undefined) throw unreadable(before)
      if (to === undefined) throw unreadable(after)
      return (await diff([{ before: from.tree, after: to.tree }]))[0] ?? []
    },
    async namesBefore(commits, names) {
      const old = new Set<string>()
      for (const part of inBatches(commits)) {
        const pairs = await pairsOf(part)
        await diff(pairs.flat(), (name) => names.has(name) && old.add(name))
      }
      return old
    },
  }
}

/** From the end, where the oldest are. */
function* inBatches(commits: readonly NewCommit[]): Generator<readonly NewCommit[]> {
  for (let end = commits.length; end > 0; end -= batch) {
    yield commits.slice(Math.max(0, end - batch), end)
  }
}

const byTime = (a: NewCommit, b: NewCommit): number => b.time - a.time

/** Git knows the empty tree without storing it; by the length of its id in bytes. */
const emptyTree: Record<number, string> = {
  20: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  32: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

/** Changes against the first parent to paths that are as in no parent at all. */
function inAll([first = [], ...others]: readonly FileChange[][]): FileChange[] {
  if (others.length === 0) return first
  const paths = others.map((list) => new Set(list.map(({ path }) => path)))
  return first.filter(({ path }) => paths.every((set) => set.has(path)))
}

const unreadable = (id: string) => new GuardError('PUSH_REFUSED', `commit ${id} cannot be read`)
const tooMany = (what: string) => new GuardError('PUSH_REFUSED', `not everything was read: ${what}`)
