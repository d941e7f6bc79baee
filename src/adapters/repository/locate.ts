import { GuardError } from '../../core/errors.ts'
import type { Location } from '../../core/git/change-reader.ts'
import type { PushedSecret } from '../../core/git/ref-update.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import type { RepositoryCache } from './cache.ts'
import { countLines, createFileReader } from './file-reader.ts'
import type { Git } from './git-process.ts'
import { createCommitReader } from './new-commits.ts'
import { folderMode, parseTree } from './parse-object.ts'
import type { RepositoryLimits } from './repository-limits.ts'
import { noPack } from './store-received.ts'

export interface LocateContext {
  git: Git
  cache: RepositoryCache
  limits: RepositoryLimits
  signal: AbortSignal
}

/**
 * Where secrets that commits brought stand in the files of `commit`: at their path, with the same
 * value. What cannot be read is `unknown`.
 */
export async function locateSecrets(
  context: LocateContext,
  {
    commit,
    wanted,
    engine,
  }: { commit: string; wanted: readonly PushedSecret[]; engine: SecretEngine },
): Promise<Location[]> {
  const { cache, limits, signal } = context
  const { reader, place } = cache
  const files = createFileReader({ ...context, place, reader })
  const scans = new Map<string, Promise<Map<string, number> | undefined>>()
  const found = await orUndefined(() =>
    createCommitReader({ reader, cache, stored: noPack, limits, signal }).readCommit(commit),
  )

  /** Lines by rule and fingerprint. */
  async function scan(id: string): Promise<Map<string, number> | undefined> {
    const body = await files.readWhole(id)
    if (body === undefined) return undefined
    const lines = new Map<string, number>()
    for (const { start, rule, fingerprint } of engine.scan(body)) {
      const key = `${rule} ${fingerprint}`
      if (!lines.has(key)) lines.set(key, countLines(body.subarray(0, start)) + 1)
    }
    return lines
  }
  async function locate(secret: PushedSecret): Promise<Location> {
    const { path, inside, where, object, line, rule, fingerprint } = secret
    if (where !== 'blob' || path === undefined) return 'gone'
    if (found === undefined) return 'unknown'
    const id = await orUndefined(() => idAt(context, found.tree, path))
    // Such a path is written otherwise than git has it.
    if (id === 'gone' && /[\\…⏎]|\*{3}/.test(path)) return 'unknown'
    if (id === undefined || id === 'gone') return id ?? 'unknown'
    // A file in an archive has no line that could be shown.
    if (inside !== undefined) return 'unknown'
    if (id === object && line !== undefined) return { line }
    const scanning = scans.get(id) ?? scan(id)
    scans.set(id, scanning)
    const lines = await scanning
    if (lines === undefined) return 'unknown'
    const at = lines.get(`${rule} ${fingerprint}`)
    return at === undefined ? 'gone' : { line: at }
  }

  const locations: Location[] = []
  for (const secret of wanted) locations.push(await locate(secret))
  return locations
}

/** The file at a path, or that there is none; undefined when a folder cannot be read. */
async function idAt(
  { cache, signal }: LocateContext,
  root: string,
  path: string,
): Promise<string | 'gone' | undefined> {
  const idBytes = cache.refs.objectFormat === 'sha256' ? 32 : 20
  const names = path.split('/')
  let tree = root
  for (const [depth, name] of names.entries()) {
    let listing = await cache.reader.read(tree)
    if (listing === undefined) {
      await cache.fetchTrees([tree], depth === 0, signal)
      listing = await cache.reader.read(tree)
    }
    if (listing?.type !== 'tree') return undefined
    const entry = parseTree(listing.body, idBytes).find(
      (one) => Buffer.from(one.name, 'latin1').toString('utf8') === name,
    )
    const isLast = depth === names.length - 1
    if (entry === undefined || (entry.mode === folderMode) === isLast) return 'gone'
    if (isLast) return entry.id
    tree = entry.id
  }
  return 'gone'
}

async function orUndefined<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof GuardError) return undefined
    throw error
  }
}
