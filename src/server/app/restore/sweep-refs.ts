import { zeroId } from '../../../core/git/ref-update.ts'
import { forbiddenBy } from '../../../core/protection/protected.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { guardRef } from './guard-ref.ts'
import { remakeBackups } from './restore-refs.ts'

/** Holds every protected ref against where it was last seen. */
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

/** Whether the policy forbids to rewrite or delete this ref. */
export async function isGuarded(scope: Scope, ref: string): Promise<boolean> {
  const loaded = await scope.policy()
  if (loaded.state === 'absent') return false
  const { defaultBranch } = scope.repository
  return (['rewrite', 'delete'] as const).some(
    (what) => forbiddenBy(loaded.policy, ref, defaultBranch, what).length > 0,
  )
}
