import { GuardError } from '../errors.ts'
import type { PushedSecret } from '../git/ref-update.ts'
import { visibleLine } from '../recording/visible.ts'
import type { SecretEngine } from '../secrets/engine.ts'
import type { FileReader } from './file-reader.ts'
import type { NewCommit } from './new-commits.ts'
import type { ObjectHit } from './scan-objects.ts'
import type { FileChange } from './tree-diff.ts'
import { decodePath } from './warnings.ts'

export interface SecretContext {
  engine: SecretEngine
  files: FileReader
  /** Changes of every commit in the push; `unknown` when they could not be listed. */
  changes: readonly { commit: NewCommit; changes: readonly FileChange[] }[] | 'unknown'
  /** Versions of a path at the tips of the refs that are pushed. */
  atTips(path: string): Promise<string[]>
  maxFindings: number
}

/** Files that a commit deletes and that may be where a secret was moved from. */
const maxMovedFrom = 8

const whereText = {
  blob: 'blob',
  tree: 'path',
  commit: 'commit message',
  tag: 'tag message',
} as const

/**
 * Hits with the place where people find them, those left out that the repository held before: in
 * the version of the file that the commit changed, or at the tip.
 */
export async function placeSecrets(
  hits: readonly ObjectHit[],
  context: SecretContext,
): Promise<PushedSecret[]> {
  const { files, engine, changes, maxFindings } = context
  const earlier = new Map<string, Promise<ReadonlySet<string>>>()
  const fingerprintsIn = (id: string): Promise<ReadonlySet<string>> => {
    const known = earlier.get(id)
    if (known !== undefined) return known
    const reading = files
      .readEarlier(id)
      .then((body) => new Set(body === undefined ? [] : engine.scan(body).map(keyOf)))
    earlier.set(id, reading)
    return reading
  }
  const placed: PushedSecret[] = []
  for (const hit of hits.slice(0, maxFindings)) {
    if (changes === 'unknown' || hit.type === 'commit' || hit.type === 'tag') {
      placed.push(toSecret(hit, hit.type === 'commit' ? { commit: hit.object } : {}))
      continue
    }
    const places = hit.type === 'blob' ? placesOfBlob(hit, changes) : placesOfName(hit, changes)
    if (hit.type === 'tree') {
      placed.push(...places.map((place) => toSecret(hit, place)).slice(0, 1))
      // Nothing adds the name: it was there before, unless no commit reaches the folder at all.
      if (places.length === 0 && changes.length === 0) placed.push(toSecret(hit, {}))
      continue
    }
    if (places.length === 0) {
      placed.push(toSecret(hit, {}))
      continue
    }
    const blamed = []
    for (const place of places) {
      const candidates = [...place.earlier, ...(await context.atTips(place.rawPath))]
      const known = await Promise.all([...new Set(candidates)].map(fingerprintsIn))
      if (!known.some((set) => set.has(keyOf(hit)))) blamed.push(place)
    }
    // Walks begin at the newest commit; people look for the one that brought the secret in.
    const first = blamed.at(-1)
    if (first !== undefined) placed.push(toSecret(hit, first))
  }
  for (const hit of hits.slice(maxFindings)) placed.push(toSecret(hit, {}))
  return placed
}

const keyOf = ({ rule, fingerprint }: { rule: string; fingerprint: string }): string =>
  `${rule} ${fingerprint}`

interface Place {
  commit: string
  path: string
  rawPath: string
  /** Files whose content the commit had at hand. */
  earlier: string[]
}

type Changes = Exclude<SecretContext['changes'], 'unknown'>

function placesOfBlob({ object }: ObjectHit, commits: Changes): Place[] {
  return commits.flatMap(({ commit, changes }) =>
    changes
      .filter(({ after }) => after?.id === object)
      .map(({ path, before }) => ({
        commit: commit.id,
        path: visibleLine(decodePath(path)),
        rawPath: path,
        earlier:
          before !== undefined ? [before.id] : changes.flatMap(deletedId).slice(0, maxMovedFrom),
      })),
  )
}

const deletedId = ({ before, after }: FileChange): string[] =>
  before !== undefined && after === undefined ? [before.id] : []

function placesOfName({ name }: ObjectHit, commits: Changes): Place[] {
  return commits.flatMap(({ commit, changes }) =>
    changes
      .filter(
        ({ path, before, after }) =>
          before === undefined && after !== undefined && path.split('/').includes(name ?? ''),
      )
      .map(({ path }) => ({
        commit: commit.id,
        path: visibleLine(decodePath(path)),
        rawPath: path,
        earlier: [],
      })),
  )
}

function toSecret(hit: ObjectHit, place: { commit?: string; path?: string }): PushedSecret {
  const { rule, confidence, fingerprint, object, type, line } = hit
  return {
    rule,
    confidence,
    fingerprint,
    object,
    ...(place.commit === undefined ? {} : { commit: place.commit }),
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(type === 'tree' ? {} : { line }),
    where: whereText[type],
  }
}

/** More hits than are looked at one by one: what remains cannot be called clean. */
export const tooManyHits = () => new GuardError('PUSH_REFUSED', 'too many secrets to look at each')
