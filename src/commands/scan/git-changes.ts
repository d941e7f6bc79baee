import type { ForeignRepository } from '../../adapters/repository/foreign-repository.ts'
import { runGit } from './git-objects.ts'

/** A file that a commit or the index adds or changes. */
export interface Change {
  path: string
  blob: string
  /**
   * Blobs in which a secret is nothing new: what stood there in the first parent; where the path is
   * new, what the same commit takes away.
   */
  earlier: readonly string[]
  /** No parent has anything at this path. */
  isAdded: boolean
}

/** What differs from one parent: files that are there now, by path and blob, and blobs that went. */
interface Differences {
  changes: Map<string, Change>
  gone: string[]
  /** Paths of which the index holds several versions. */
  unmerged: string[]
}

const noBlob = /^0+$/
const submodule = '160000'
/** Blobs that a commit takes away and that may be where a secret was moved from. */
const maxMovedFrom = 8
const rawFlags = ['--raw', '-z', '--no-renames', '--no-abbrev', '--no-ext-diff']

/**
 * The blobs that commits bring: those that differ from every parent, as `git diff-tree -m --raw`
 * lists them (gitformat-diff, raw output). Of a merge only what its author changed himself remains.
 *
 * @param batch each a commit's id and those of its parents
 */
export async function changesOf(
  batch: readonly string[][],
  repository: ForeignRepository,
): Promise<Map<string, Change[]>> {
  const input = batch.map(([commit]) => `${commit}\n`).join('')
  const args = ['diff-tree', '--stdin', '-r', '-m', '--root', ...rawFlags]
  const raw = await runGit(repository, args, input)
  const perParent = readRaw(raw.toString('utf8').split('\0'))
  return new Map(
    batch.map(([commit = '', ...parents]) => {
      const listed = perParent.get(commit) ?? []
      // A parent from which nothing differs is not listed: then the merge brings nothing.
      return [commit, listed.length >= parents.length ? ownChanges(listed) : []]
    }),
  )
}

/**
 * What the index holds that none of the parents of the next commit has; `unmerged`: paths of which
 * several versions wait for somebody to choose.
 */
export async function stagedChanges(
  repository: ForeignRepository,
  parents: readonly string[],
): Promise<{ changes: Change[]; unmerged: string[] }> {
  const listed: Differences[] = []
  for (const parent of parents) {
    const raw = await runGit(repository, ['diff-index', '--cached', ...rawFlags, parent, '--'])
    const [found] = readRaw(['', ...raw.toString('utf8').split('\0')]).get('') ?? []
    if (found !== undefined) listed.push(found)
  }
  return { changes: ownChanges(listed), unmerged: listed[0]?.unmerged ?? [] }
}

function ownChanges([first, ...others]: readonly Differences[]): Change[] {
  const changes = [...(first?.changes ?? [])].filter(([key]) =>
    others.every((other) => other.changes.has(key)),
  )
  const gone = first?.gone.slice(0, maxMovedFrom) ?? []
  return changes.map(([, change]) => (change.isAdded ? { ...change, earlier: gone } : change))
}

/** For each commit the differences from each parent. */
function readRaw(fields: readonly string[]): Map<string, Differences[]> {
  const commits = new Map<string, Differences[]>()
  let current: Differences = { changes: new Map(), gone: [], unmerged: [] }
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? ''
    if (!field.startsWith(':')) {
      current = { changes: new Map(), gone: [], unmerged: [] }
      commits.set(field, [...(commits.get(field) ?? []), current])
      continue
    }
    take(current, field.split(' '), fields[++at] ?? '')
  }
  return commits
}

function take(
  { changes, gone, unmerged }: Differences,
  [oldMode = '', mode = '', before = '', blob = '', status = '']: readonly string[],
  path: string,
): void {
  const old = noBlob.test(before) || oldMode === `:${submodule}` ? [] : [before]
  if (status === 'U') unmerged.push(path)
  else if (noBlob.test(blob)) gone.push(...old)
  else if (mode !== submodule) {
    const isAdded = noBlob.test(before)
    changes.set(`${path}\0${blob}`, { path, blob, earlier: old, isAdded })
  }
}
