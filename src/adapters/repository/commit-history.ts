import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { exitText, type Git } from './git-process.ts'
import { type RepositoryPlace, removePack } from './repository-folders.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import { storeFetched } from './store-fetched.ts'
import { NotThere, type ObjectFormat, type UploadPack } from './upload-pack.ts'

/** Commits of one repository without their files, fetched when they are asked about. */
export interface CommitHistory {
  /**
   * Has the whole history of these commits at hand.
   *
   * @returns those that the forge does not have
   * @throws {GuardError} `UPSTREAM_FAILED`
   */
  ensure(ids: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>
  /** Of commits whose history is at hand. */
  isAncestor(ancestor: string, descendant: string, signal: AbortSignal): Promise<boolean>
  /** The best common ancestors; none of histories that have nothing in common. */
  mergeBases(a: string, b: string, signal: AbortSignal): Promise<string[]>
  /** Ids in the history of `head` and in that of no other, as long as they are not too many. */
  between(
    head: string,
    excluded: readonly string[],
    signal: AbortSignal,
  ): Promise<string[] | undefined>
  /** The commit that something points to; undefined when it points to none. */
  peel(id: string, signal: AbortSignal): Promise<string | undefined>
}

export interface HistoryContext {
  git: Git
  place: RepositoryPlace
  /** What the repository is called at the forge now. */
  name: string
  objectFormat: ObjectFormat
  upload: UploadPack
  limits: RepositoryLimits
}

/** Commits that are remembered as fetched, and named to the forge. */
const maxHaves = 256
/** Commits that the forge may lack before a request is given up. */
const maxGone = 20
/** Packs of history before they are made one. */
const maxPacks = 50
/** A history of this size gets an index of its own, in bytes; below it walking is fast enough. */
const graphBytes = 4 * 1_048_576
/** Most commits that are listed. */
export const maxBetween = 100_000
const haveFile = 'have.json'

export function createCommitHistory(context: HistoryContext): CommitHistory {
  const { git, place, name, objectFormat, upload, limits } = context

  async function missingOf(ids: readonly string[], signal: AbortSignal): Promise<string[]> {
    if (ids.length === 0) return []
    const input = `${ids.join('\n')}\n`
    const { stdout, ...exit } = await run(['cat-file', '--batch-check'], signal, input)
    if (exit.code !== 0) throw broken(exitText(exit, limits))
    const lines = stdout.toString('latin1').split('\n')
    return ids.filter((_, index) => !/ (?:commit|tag) /.test(lines[index] ?? ''))
  }
  const run = (args: readonly string[], signal: AbortSignal, input?: string) =>
    git.run({ args, place: place.history, signal, ...(input === undefined ? {} : { input }) })

  async function fetchAll(wants: readonly string[], signal: AbortSignal): Promise<void> {
    const known = await readHaves(place.folder)
    // What is named to the forge must be here, whatever became of the list.
    const lost = new Set(await missingOf(known, signal))
    const haves = known.filter((id) => !lost.has(id))
    const pack = upload.fetch(name, {
      wants,
      haves,
      filter: 'tree:0',
      objectFormat,
      maxBytes: limits.historyBytes,
      signal,
    })
    const size = await storeFetched(pack, { git, place: place.history, limits, signal })
    const list = [...haves.filter((id) => !wants.includes(id)), ...wants].slice(-maxHaves)
    await writeHaves(place.folder, list)
    if (size > graphBytes) await writeGraph(list, signal)
    await mergePacks(signal)
  }
  async function writeGraph(ids: readonly string[], signal: AbortSignal): Promise<void> {
    await run(
      ['commit-graph', 'write', '--stdin-commits', '--no-progress'],
      signal,
      `${ids.join('\n')}\n`,
    )
  }
  /** Git looks through every pack: of many it makes one, which holds the same. */
  async function mergePacks(signal: AbortSignal): Promise<void> {
    const folder = join(place.history.objects, 'pack')
    const packs = (await readdir(folder)).filter((one) => one.endsWith('.pack'))
    if (packs.length <= maxPacks) return
    const listed = await git.run({
      args: ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'],
      place: place.history,
      signal,
      maxBytes: limits.historyBytes,
    })
    if (listed.code !== 0 || listed.isCut) return
    const args = ['pack-objects', '-q', '--window=0', join(folder, 'pack')]
    const packed = await run(args, signal, listed.stdout.toString('latin1'))
    if (packed.code !== 0) return
    const made = `pack-${packed.stdout.toString('latin1').trim()}.pack`
    for (const one of packs) if (one !== made) await removePack(join(folder, one))
  }

  return {
    async ensure(ids, signal) {
      const gone = new Set<string>()
      for (;;) {
        const wants = await missingOf(
          [...new Set(ids)].filter((id) => !gone.has(id)),
          signal,
        )
        if (wants.length === 0) return gone
        try {
          await fetchAll(wants, signal)
          // What was sent and is neither a commit nor a tag has no history.
          for (const id of await missingOf(wants, signal)) gone.add(id)
        } catch (error) {
          if (!(error instanceof NotThere) || gone.size >= maxGone) throw error
          const id = wants.length === 1 ? wants[0] : error.id
          if (id === undefined || !wants.includes(id)) throw error
          gone.add(id)
        }
      }
    },
    async isAncestor(ancestor, descendant, signal) {
      const exit = await run(['merge-base', '--is-ancestor', ancestor, descendant], signal)
      if (exit.code === 0 || exit.code === 1) return exit.code === 0
      throw broken(exitText(exit, limits))
    },
    async mergeBases(a, b, signal) {
      const { stdout, ...exit } = await run(['merge-base', '--all', a, b], signal)
      if (exit.code !== 0 && exit.code !== 1) throw broken(exitText(exit, limits))
      return stdout.toString('latin1').split('\n').filter(Boolean)
    },
    async between(head, excluded, signal) {
      const input = [head, ...excluded.map((id) => `^${id}`), ''].join('\n')
      const args = ['rev-list', `--max-count=${maxBetween + 1}`, '--stdin']
      const { stdout, ...exit } = await run(args, signal, input)
      if (exit.code !== 0) throw broken(exitText(exit, limits))
      const ids = stdout.toString('latin1').split('\n').filter(Boolean)
      return ids.length > maxBetween ? undefined : ids
    },
    async peel(id, signal) {
      const { stdout } = await run(['rev-parse', '--verify', '-q', `${id}^{commit}`], signal)
      return /^[0-9a-f]{40,64}$/m.exec(stdout.toString('latin1'))?.[0]
    },
  }
}

async function readHaves(folder: string): Promise<string[]> {
  try {
    const ids: unknown = JSON.parse(await readFile(join(folder, haveFile), 'utf8'))
    return Array.isArray(ids) ? ids.filter((id) => /^[0-9a-f]{40,64}$/.test(String(id))) : []
  } catch {
    return []
  }
}

/** Replaces the file in one step; of two workers one's list stays, and either is true. */
async function writeHaves(folder: string, ids: readonly string[]): Promise<void> {
  const path = join(folder, haveFile)
  const written = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`
  await writeFile(written, JSON.stringify(ids), { mode: 0o600 })
  await rename(written, path)
}

const broken = (why: string) =>
  new GuardError('UPSTREAM_FAILED', `the history could not be read: ${why}`)
