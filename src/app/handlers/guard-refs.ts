import { zeroId } from '../../git/ref-update.ts'
import { readRef } from '../../github/refs.ts'
import { forbiddenBy } from '../../protection/protected.ts'
import { gitSource } from '../git-source.ts'
import type { Payload } from '../payloads.ts'
import { guardRef } from '../restore/guard-ref.ts'
import { remakeBackups } from '../restore/restore-refs.ts'
import type { Scope } from '../scope.ts'

/** `push`: puts a protected ref back when it has lost commits. */
export const guardPush = ({ ref, before, after, sender }: Payload<'push'>, scope: Scope) =>
  guardRef(scope, { ref, before, after }, sender)

/**
 * `create`, `delete`: GitHub sends no `push` for more than three tags at once, so these are looked at
 * as well; where a `push` came too, there is nothing left to find.
 */
export async function guardTag(
  { ref: name, ref_type, sender }: Payload<'create'> | Payload<'delete'>,
  scope: Scope,
): Promise<void> {
  if (ref_type !== 'tag') return
  const ref = `refs/tags/${name}`
  if (!(await isGuarded(scope, ref))) return
  const after = (await readRef(scope.octokit, scope.repository, ref)) ?? zeroId
  await guardRef(scope, { ref, before: zeroId, after }, sender)
}

/** In a sweep: holds every protected ref against where it was last seen. */
export async function sweepRefs(scope: Scope): Promise<void> {
  const { repository, services } = scope
  const loaded = await scope.policy()
  if (loaded.state === 'absent' || repository.archived) return
  const tips = await services.changes.readTips(gitSource(scope))
  const known = await services.refs.acceptedTips(repository.id)
  const refs = new Set([...tips.keys(), ...known.map(({ ref }) => ref)])
  for (const ref of refs) {
    if (!(await isGuarded(scope, ref))) continue
    await guardRef(scope, { ref, before: zeroId, after: tips.get(ref) ?? zeroId }, undefined)
  }
  await remakeBackups(scope)
}

async function isGuarded(scope: Scope, ref: string): Promise<boolean> {
  const loaded = await scope.policy()
  if (loaded.state === 'absent') return false
  const { defaultBranch } = scope.repository
  return (['rewrite', 'delete'] as const).some(
    (what) => forbiddenBy(loaded.policy, ref, defaultBranch, what).length > 0,
  )
}
