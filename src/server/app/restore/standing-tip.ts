import { forbiddenBy, isEnforced } from '../../../core/protection/protected.ts'
import type { Scope } from '../scope.ts'
import { ancestry } from './ancestry.ts'

/**
 * Where a branch stands, or will again: the tip it was accepted at while it is rewritten and about to be
 * put back, else what it shows now. Whoever rewrites a branch for a moment decides nothing by that.
 *
 * @param live what the forge shows
 */
export async function standingTip(scope: Scope, ref: string, live: string): Promise<string> {
  const { repository, services } = scope
  const loaded = await scope.policy()
  if (loaded.state === 'absent') return live
  const { policy } = loaded
  if (!isEnforced(policy, forbiddenBy(policy, ref, repository.defaultBranch, 'rewrite')))
    return live
  const accepted = await services.refs.accepted(repository.id, ref)
  if (accepted === undefined || accepted.deletedAt !== undefined || accepted.oid === live)
    return live
  // Where nobody can tell, what merging would really do is judged.
  if ((await ancestry(scope, accepted.oid, live)) !== 'no') return live
  const about = { ref, lost: accepted.oid, pushed: live }
  const incident = await services.refs.incident(repository.id, about)
  return incident?.outcome === 'impossible' ? live : accepted.oid
}
