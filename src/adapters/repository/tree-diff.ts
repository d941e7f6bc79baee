import { GuardError } from '../../core/errors.ts'
import { folderMode, parseTree, type TreeEntry } from './parse-object.ts'

/** One file that differs between two trees. A side without the file has no id. */
export interface FileChange {
  /** Bytes as latin-1. */
  path: string
  before?: { mode: string; id: string }
  after?: { mode: string; id: string }
}

export interface TreeDiffOptions {
  /** The listings of these trees, those of strangers fetched first: all of one level at once. */
  readTrees(ids: readonly string[], depth: number): Promise<ReadonlyMap<string, Buffer>>
  idBytes: number
  maxPaths: number
  maxDepth: number
  /** Told every name in the listings that were there before; bytes as latin-1. */
  onOldName?(name: string): void
}

/** Two trees to compare; `undefined` is the empty one. */
export interface TreePair {
  before: string | undefined
  after: string | undefined
}

interface Pair extends TreePair {
  path: string
  /** Index of the pair that was asked about. */
  of: number
}

/**
 * Files that differ, for each pair. Only folders that differ are entered, level by level over all
 * pairs, so that one question to the forge serves them all.
 *
 * @throws {GuardError} `PUSH_REFUSED` when a limit is reached or a tree cannot be read
 */
export async function diffTrees(
  pairs: readonly TreePair[],
  { readTrees, idBytes, maxPaths, maxDepth, onOldName }: TreeDiffOptions,
): Promise<FileChange[][]> {
  const changes: FileChange[][] = pairs.map(() => [])
  let level: Pair[] = pairs.map((pair, of) => ({ ...pair, path: '', of })).filter(differs)
  let found = 0
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw tooMuch(`folders deeper than ${maxDepth}`)
    const bodies = await readTrees(idsOf(level), depth)
    const parsed = new Map<string, Map<string, TreeEntry>>()
    const entriesOf = (id: string | undefined): Map<string, TreeEntry> => {
      if (id === undefined) return none
      const known = parsed.get(id)
      if (known !== undefined) return known
      const body = bodies.get(id)
      if (body === undefined) throw tooMuch(`tree ${id} cannot be read`)
      const entries = new Map(parseTree(body, idBytes).map((entry) => [entry.name, entry]))
      parsed.set(id, entries)
      return entries
    }
    const deeper: Pair[] = []
    for (const pair of level) {
      const before = entriesOf(pair.before)
      const after = entriesOf(pair.after)
      if (onOldName !== undefined) for (const name of before.keys()) onOldName(name)
      for (const name of new Set([...before.keys(), ...after.keys()])) {
        const from = before.get(name)
        const to = after.get(name)
        if (from?.id === to?.id && from?.mode === to?.mode) continue
        const path = pair.path === '' ? name : `${pair.path}/${name}`
        const folders = { before: idIfFolder(from), after: idIfFolder(to), path, of: pair.of }
        if (differs(folders)) deeper.push(folders)
        const fileBefore = ifFile(from)
        const fileAfter = ifFile(to)
        if (fileBefore === undefined && fileAfter === undefined) continue
        changes[pair.of]?.push({
          path,
          ...(fileBefore === undefined ? {} : { before: fileBefore }),
          ...(fileAfter === undefined ? {} : { after: fileAfter }),
        })
        found += 1
      }
      if (found + deeper.length > maxPaths) throw tooMuch(`more than ${maxPaths} changed paths`)
    }
    level = deeper
  }
  return changes
}

const none: Map<string, TreeEntry> = new Map()

const differs = (pair: TreePair): boolean => pair.before !== pair.after

const idsOf = (pairs: readonly TreePair[]): string[] => [
  ...new Set(
    pairs.flatMap(({ before, after }) => [before, after]).filter((id) => id !== undefined),
  ),
]

const idIfFolder = (entry: TreeEntry | undefined): string | undefined =>
  entry?.mode === folderMode ? entry.id : undefined

const ifFile = (entry: TreeEntry | undefined): { mode: string; id: string } | undefined =>
  entry === undefined || entry.mode === folderMode ? undefined : { mode: entry.mode, id: entry.id }

const tooMuch = (what: string) => new GuardError('PUSH_REFUSED', `not everything was read: ${what}`)
