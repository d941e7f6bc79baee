import type { ForeignRepository } from '../../adapters/repository/foreign-repository.ts'
import { GuardError } from '../../core/errors.ts'
import { objectParts } from '../../core/git/object-parts.ts'
import type { ScanMatch } from '../../core/secrets/create-engine.ts'
import type { Collector } from './collector.ts'
import type { Change } from './git-changes.ts'
import { type GitObjects, openObjects } from './git-objects.ts'
import { notedObject } from './git-range.ts'
import type { ScannedText } from './read-text.ts'

/** Tells that something could not be read. */
export type Fail = (path: string, problem: string) => void

/** Reads objects and has them scanned; what cannot be read is told, and the rest goes on. */
export interface GitReading extends AsyncDisposable {
  /** A commit as a whole: its people, what else its header holds, and its message. */
  scanCommit(id: string): Promise<void>
  /** Files that a commit or the index adds, without what was there before, and the names of new ones. */
  scanChanges(
    changes: readonly Change[],
    from: { commit?: string; isOfNotes?: boolean },
  ): Promise<void>
  scanNote(blob: string, about: string): Promise<void>
  /** Tags from `start` on, and a file that they lead to; `names` are those of their refs, by object. */
  followTags(start: string, names: ReadonlyMap<string, string>): Promise<void>
}

/** Markers of old blobs kept, so that a file changed in many commits is read once a version. */
const maxRemembered = 2_000
/** A tag may point to a tag this often. */
const maxTags = 16

export function openReading(
  repository: ForeignRepository,
  collector: Collector,
  fail: Fail,
): GitReading {
  const objects = openObjects(repository)
  const before = createOldMarkers(objects, collector)
  const namesSeen = new Set<string>()
  const tagsSeen = new Set<string>()

  async function orTell(path: string, read: () => Promise<void>): Promise<void> {
    try {
      await read()
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
      fail(path, error.message)
    }
  }

  /** A commit or a tag; one that is too large for its parts to be told apart is read as it comes. */
  async function scanRecord(id: string, from: Pick<ScannedText, 'path' | 'commit'>) {
    const { type, body } = await objects.read(id)
    const where = `${type} header`
    if (body === undefined) await collector.scan({ ...from, where, chunks: objects.stream(id) })
    else if (type === 'commit' || type === 'tag') {
      await collector.scan({ ...from, parts: objectParts(type, body), chunks: [body] })
    }
  }

  function scanNames(changes: readonly Change[], commit: string | undefined): void {
    const fresh = changes
      .filter(({ isAdded }) => isAdded)
      .flatMap(({ path }) => path.split('/').map((name) => ({ name, path, file: path })))
      .filter(({ name }) => !namesSeen.has(name) && namesSeen.add(name))
    if (fresh.length === 0) return
    const added = fresh.map((one) => (commit === undefined ? one : { ...one, commit }))
    collector.scanNames('file name', added)
  }

  async function scanChange({ path, blob, earlier }: Change, told: Partial<ScannedText>) {
    const left = new Map<string, number>()
    for (const old of earlier) {
      for (const [marker, count] of await before(old)) {
        left.set(marker, (left.get(marker) ?? 0) + count)
      }
    }
    const isNew = ({ pseudonym }: ScanMatch) => {
      const count = left.get(pseudonym) ?? 0
      left.set(pseudonym, count - 1)
      return count <= 0
    }
    await collector.scan({ path, file: path, ...told, chunks: objects.stream(blob), isNew })
  }

  return {
    scanCommit: (commit) =>
      orTell(commit.slice(0, 12), () => scanRecord(commit, { path: '', commit })),
    async scanChanges(changes, { commit, isOfNotes = false }) {
      if (!isOfNotes) scanNames(changes, commit)
      for (const change of changes) {
        const about = isOfNotes ? notedObject(change.path) : undefined
        const note = about === undefined ? {} : { path: notePath(about), where: 'note' }
        const told = commit === undefined ? note : { ...note, commit }
        const place = commit === undefined ? change.path : `${commit.slice(0, 12)}:${change.path}`
        await orTell(place, () => scanChange(change, told))
      }
    },
    scanNote: (blob, about) =>
      orTell(notePath(about), () =>
        collector.scan({ path: notePath(about), where: 'note', chunks: objects.stream(blob) }),
      ),
    async followTags(start, names) {
      const first = names.get(start) ?? `tag ${start.slice(0, 12)}`
      await orTell(first, async () => {
        let id = start
        let path = first
        for (let step = 0; step < maxTags; step += 1) {
          if (tagsSeen.has(id)) return
          tagsSeen.add(id)
          path = names.get(id) ?? path
          const { type, body } = await objects.read(id)
          if (type === 'tag') await scanRecord(id, { path })
          else if (type === 'blob') {
            await collector.scan({ path, where: 'tagged file', chunks: objects.stream(id) })
          } else if (type === 'tree') collector.leaveOut({ path, why: 'it names a folder' })
          const target = /^object ([0-9a-f]+)$/m.exec(body?.toString('latin1') ?? '')?.[1]
          if (type !== 'tag' || target === undefined) return
          id = target
        }
        collector.leaveOut({ path, why: `more than ${maxTags} tags lead to one another` })
      })
    },
    [Symbol.asyncDispose]: () => objects.close(),
  }
}

const notePath = (about: string): string => `(note on ${about.slice(0, 12)})`

/** How often each value stood in a blob, by its marker. */
function createOldMarkers(objects: GitObjects, collector: Collector) {
  const remembered = new Map<string, Map<string, number>>()
  return async (blob: string): Promise<Map<string, number>> => {
    const known = remembered.get(blob)
    if (known !== undefined) return known
    const markers = new Map<string, number>()
    await collector.look(objects.stream(blob), ({ pseudonym }) => {
      markers.set(pseudonym, (markers.get(pseudonym) ?? 0) + 1)
    })
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(blob, markers)
    return markers
  }
}
