import type { HeldChange } from '../../../core/approval/request.ts'
import type { ChangeBinding } from '../../../core/approval/request-key.ts'
import { canonicalPath } from '../../../core/git/path-facts.ts'
import { hearLast } from '../../people/hear-votes.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'

/** Earlier requests about the same head that are looked at. */
const maxListed = 50

/**
 * Up to where reviews and comments are no answers to a request that is about to be made: all that were
 * given so far, once these commits were asked about. A request that takes the place of one that still
 * waits, though, hears what that one heard, as long as it asks about nothing else than people could
 * see there.
 */
export async function heardBefore(
  scope: Scope,
  binding: ChangeBinding,
): Promise<HeldChange['after']> {
  const { services, repository } = scope
  const { number, headSha } = binding
  const about = { number, headSha, limit: maxListed }
  const earlier = await services.approvals(repository.id).listOfPull(about)
  const [last] = earlier
  if (last === undefined) return { review: 0, comment: 0 }
  const now = services.now()
  const open = earlier.find(({ state, expiresAt }) => state === 'waiting' && now < expiresAt)
  if (open !== undefined && (await wasSeenIn(scope, open, binding))) return open.after
  return hearLast(scope, number, last.askedAt)
}

/**
 * Whether a change was part of what another request with the same head was about, file by file and
 * from the same contents: under the same policy, into the same branch, and what lies between the two
 * merge bases touches none of its files. What cannot be read was not seen.
 */
async function wasSeenIn(
  scope: Scope,
  { bound }: HeldChange,
  { baseRef, mergeBase, policyDigest, headSha }: ChangeBinding,
): Promise<boolean> {
  if (bound?.policyDigest !== policyDigest || bound.baseRef !== baseRef) return false
  if (bound.mergeBase === mergeBase) return true
  const source = gitSource(scope)
  const { changes } = scope.services
  const between = await changes.readPullRequest(source, { base: bound.mergeBase, head: mergeBase })
  if (between.mergeBase !== bound.mergeBase || between.paths === 'unknown') return false
  const asked = await changes.readPullRequest(source, { base: mergeBase, head: headSha })
  if (asked.mergeBase !== mergeBase || asked.paths === 'unknown') return false
  const touched = new Set(between.paths.map(({ path }) => canonicalPath(path)))
  return asked.paths.every(({ path }) => !touched.has(canonicalPath(path)))
}
