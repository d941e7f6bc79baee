import { type RefMove, readRef, updateRefs } from '../../../adapters/github/refs.ts'
import { at } from '../../../adapters/github/repository.ts'
import { GuardError } from '../../../core/errors.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import { backupRef } from '../../../core/protection/backup.ts'
import type { Scope } from '../scope.ts'

export interface Restoration {
  ref: string
  /** What the ref is now; zeros when it is gone. Nothing happens unless it still is. */
  from: string
  /** What it shall be again; zeros to take it away. */
  to: string
  /** Commits that no ref may lose: each gets a backup ref. */
  keep: readonly string[]
  /** Under which ref's name they are kept, where its own may not be shown. */
  keptAs?: string
}

export type Restored =
  | { outcome: 'done' }
  /** The ref is elsewhere by now: somebody was faster. */
  | { outcome: 'moved'; live: string | undefined }
  | { outcome: 'impossible'; why: string }

/**
 * Puts a ref back and keeps what would be lost, in one step that fails as a whole when the ref has
 * moved meanwhile. Doing it again does nothing.
 */
export async function restoreRefs(
  scope: Scope,
  { ref, from, to, keep, keptAs = ref }: Restoration,
): Promise<Restored> {
  const { repository, services } = scope
  const kept = [...new Set(keep)].filter((oid) => !isZero(oid))
  // The database first: whatever happens next, the ids are known.
  await services.refs.keep(
    repository.id,
    kept.map((oid) => ({ ref: keptAs, oid, at: services.now() })),
  )
  if (!(await services.grants.mayWrite(scope.installation, 'contents'))) {
    const found = await standing(scope, { ref, from, to })
    return found ?? { outcome: 'impossible', why: neededPermission }
  }
  const backups = kept.map((oid) => ({ ref: backupRef(keptAs, oid), new: oid }))
  const move: RefMove = { ref, old: from, new: to }
  const ways = [
    () => mutate(scope, [...backups, move]),
    () => pushInstead(scope, [...backups, move]),
    // The forge may refuse the backup refs alone; the database has their ids.
    () => mutate(scope, [move]),
  ]
  const reasons: string[] = []
  for (const way of ways) {
    const why = await way()
    if (why === undefined) return { outcome: 'done' }
    reasons.push(why)
    const found = await standing(scope, { ref, from, to })
    if (found !== undefined) return found
  }
  return { outcome: 'impossible', why: [...new Set(reasons)].join('; ') }
}

/** All moves in one mutation: `undefined` when it was done, else why not. */
async function mutate(
  { octokit, repository }: Scope,
  moves: readonly RefMove[],
): Promise<string | undefined> {
  const result = await updateRefs(octokit, repository, moves)
  return result.outcome === 'done' ? undefined : result.why
}

/** What the ref's present state says about a refused move; `undefined` when it has not moved. */
async function standing(
  { octokit, repository }: Scope,
  { ref, from, to }: Pick<Restoration, 'ref' | 'from' | 'to'>,
): Promise<Restored | undefined> {
  const live = await readRef(octokit, repository, ref)
  const is = (oid: string) => (isZero(oid) ? live === undefined : live === oid)
  if (is(to)) return { outcome: 'done' }
  return is(from) ? undefined : { outcome: 'moved', live }
}

const neededPermission = 'the App needs the permission "Contents: write" to put refs back'

/** The same by a push: `undefined` when it was done, else why not. */
async function pushInstead(scope: Scope, moves: readonly RefMove[]): Promise<string | undefined> {
  const { octokit, repository, installation, services } = scope
  const commands = []
  for (const { ref, old, new: to } of moves) {
    const present = old ?? (await readRef(octokit, repository, ref)) ?? '0'.repeat(to.length)
    if (present !== to) commands.push({ ref, old: present, new: to })
  }
  if (commands.length === 0) return undefined
  const report = await services
    .pushRefs(repository, installation, commands)
    .catch((error: unknown) => {
      if (error instanceof GuardError && error.code === 'REQUEST_REFUSED') return error
      throw error
    })
  if (report instanceof GuardError) return `${report.message}: ${neededPermission}`
  if (report.unpack !== 'ok') return report.unpack
  const refused = report.refs.find(({ ok }) => !ok)
  return refused === undefined ? undefined : (refused.reason ?? 'refused')
}

/** Makes deleted backup refs again: everybody who may push can delete them. */
export async function remakeBackups(scope: Scope): Promise<void> {
  const { octokit, repository, services } = scope
  const known = await services.refs.backups(repository.id)
  if (known.length === 0) return
  if (!(await services.grants.mayWrite(scope.installation, 'contents'))) return
  const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
    ...at(repository),
    ref: 'cursor-guard/backup/',
  })
  const there = new Set(refs.map(({ ref }) => ref))
  const missing = known
    .map(({ ref, oid }) => ({ ref: backupRef(ref, oid), new: oid }))
    .filter(({ ref }) => !there.has(ref))
  for (const move of missing) {
    const why = (await mutate(scope, [move])) && (await pushInstead(scope, [move]))
    if (why !== undefined) scope.log.warn({ ref: move.ref, why }, 'a backup could not be made anew')
  }
}
