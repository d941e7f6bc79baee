import type { PushedSecret } from '../../core/git/ref-update.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import { replaceSecrets } from '../../core/secrets/replace-secrets.ts'
import type { FileReader } from './file-reader.ts'
import type { NewCommit } from './new-commits.ts'
import { type ObjectHit, scanPackedIn } from './scan-objects.ts'
import type { FileChange } from './tree-diff.ts'
import { decodePath } from './warnings.ts'

export interface SecretContext {
  engine: SecretEngine
  files: FileReader
  /** Changes of every commit in the push, newest first; `unknown` when they could not be listed. */
  changes: readonly CommitChanges[] | 'unknown'
  /** What the refs of the push differ in from where they point now. */
  sinceTips: readonly FileChange[]
  /** Those of the names that stood in folders which the push changes, before it did. */
  oldNames(names: ReadonlySet<string>): Promise<ReadonlySet<string>>
  /** Hits that are looked at one by one; those behind them are reported without a place. */
  maxFindings: number
}

export interface CommitChanges {
  commit: NewCommit
  changes: readonly FileChange[]
}

/** Files that a commit deletes and that may be where a secret was moved from. */
const maxMovedFrom = 8

/** Where a hit stands, and the files that held it if it is nothing new. */
interface Place {
  commit: string
  path: string
  earlier: string[]
}

/**
 * Hits with the place where people find them. Left out are those that the repository held before: in
 * the version of the file that the commit changed, at the tip, or in a file that it moved.
 */
export async function placeSecrets(
  hits: readonly ObjectHit[],
  { engine, files, changes, sinceTips, oldNames, maxFindings }: SecretContext,
): Promise<PushedSecret[]> {
  const looked = hits.slice(0, maxFindings)
  const placed = looked.map((hit) => ({ hit, places: placesOf(hit, changes, sinceTips) }))
  await files.prefetch(placed.flatMap(({ places }) => places.flatMap(({ earlier }) => earlier)))
  const scans = new Map<string, ReadonlySet<string>>()
  const heldBefore = async (hit: ObjectHit, { earlier }: Place): Promise<boolean> => {
    for (const id of earlier) {
      const keys = scans.get(id) ?? (await keysIn(id, engine, files))
      scans.set(id, keys)
      if (keys.has(keyOf(hit))) return true
    }
    return false
  }
  // A listing repeats the names of all files of its folder; only a name that is added is new.
  const unplaced = placed.flatMap(({ hit, places }) =>
    places.length === 0 ? (hit.name ?? []) : [],
  )
  const old = unplaced.length === 0 ? new Set<string>() : await oldNames(new Set(unplaced))
  const secrets: PushedSecret[] = []
  const told = (hit: ObjectHit, place?: Place) => toSecret(hit, place, engine)
  for (const { hit, places } of placed) {
    const blamed: Place[] = []
    for (const place of places) {
      if (engine.isAllowedAt?.(place.path, hit) !== true && !(await heldBefore(hit, place)))
        blamed.push(place)
    }
    // The last is the oldest: the commit that brought the secret in.
    const oldest = blamed.at(-1)
    if (oldest !== undefined) {
      secrets.push(told(hit, { ...oldest, path: withoutSecrets(oldest.path, engine) }))
    } else if (places.length === 0 && !old.has(hit.name ?? '')) secrets.push(told(hit))
  }
  return [...secrets, ...hits.slice(maxFindings).map((hit) => told(hit))]
}

async function keysIn(
  id: string,
  engine: SecretEngine,
  files: FileReader,
): Promise<ReadonlySet<string>> {
  const body = await files.readWhole(id)
  if (body === undefined) return new Set()
  return new Set([...engine.scan(body), ...(await scanPackedIn(engine, body))].map(keyOf))
}

const keyOf = ({ rule, fingerprint }: { rule: string; fingerprint: string }): string =>
  `${rule} ${fingerprint}`

function placesOf(
  hit: ObjectHit,
  commits: SecretContext['changes'],
  sinceTips: readonly FileChange[],
): Place[] {
  if (hit.type === 'commit') return [{ commit: hit.object, path: '', earlier: [] }]
  if (hit.type === 'tag' || commits === 'unknown') return []
  return commits.flatMap(({ commit, changes }) =>
    changes
      .filter((change) => (hit.type === 'blob' ? isBlob(hit, change) : addsName(hit, change)))
      .map(({ path, before }) => ({
        commit: commit.id,
        path: decodePath(path),
        earlier:
          hit.type === 'blob'
            ? [
                ...(before === undefined ? deletedIds(changes) : [before.id]),
                ...sinceTips
                  .filter((one) => one.path === path)
                  .flatMap(({ before: at }) => at?.id ?? []),
              ]
            : [],
      })),
  )
}

const isBlob = ({ object }: ObjectHit, { after }: FileChange): boolean => after?.id === object

const addsName = ({ name }: ObjectHit, { path, before, after }: FileChange): boolean =>
  before === undefined && after !== undefined && path.split('/').includes(name ?? '')

const deletedIds = (changes: readonly FileChange[]): string[] =>
  changes
    .flatMap(({ before, after }) => (before !== undefined && after === undefined ? before.id : []))
    .slice(0, maxMovedFrom)

/** A path for people; where a secret stands in it, three stars do. */
const withoutSecrets = (path: string, engine: SecretEngine): string =>
  visibleLine(replaceSecrets(path, engine, () => '***'))

function toSecret(hit: ObjectHit, place: Place | undefined, engine: SecretEngine): PushedSecret {
  const { rule, confidence, fingerprint, object, type, line, inside = [] } = hit
  return {
    rule,
    confidence,
    fingerprint,
    object,
    ...(place === undefined ? {} : { commit: place.commit }),
    ...(place === undefined || place.path === '' ? {} : { path: place.path }),
    ...(inside.length === 0 ? {} : { inside: withoutSecrets(inside.join('!/'), engine) }),
    ...(type === 'tree' ? {} : { line }),
    where: hit.part ?? (type === 'tree' ? 'path' : type),
  }
}
