import { readRef } from '../../../adapters/github/refs.ts'
import { zeroId } from '../../../core/git/ref-update.ts'
import type { Payload } from '../payloads.ts'
import { guardRef } from '../restore/guard-ref.ts'
import { isGuarded } from '../restore/sweep-refs.ts'
import type { Scope } from '../scope.ts'

/** `push`: puts a protected ref back when it has lost commits. */
export const guardPush = ({ ref, before, after, sender }: Payload<'push'>, scope: Scope) =>
  guardRef(scope, { ref, before, after }, sender)

/**
 * `create`, `delete`: GitHub sends no `push` for more than three tags at once, so these are looked at
 * as well; where a `push` came too, there is nothing left to find.
 */
async function guardTag(
  event: 'create' | 'delete',
  { ref: name, ref_type, sender }: Payload<'create'> | Payload<'delete'>,
  scope: Scope,
): Promise<void> {
  if (ref_type !== 'tag') return
  const ref = `refs/tags/${name}`
  if (!(await isGuarded(scope, ref))) return
  const live = await readRef(scope.octokit, scope.repository, ref)
  // The ref is no longer as this event left it: the webhook of the later change says who made that.
  if ((live === undefined) !== (event === 'delete')) return
  await guardRef(scope, { ref, before: zeroId, after: live ?? zeroId }, sender)
}

/** `create` of a tag. */
export const guardNewTag = (payload: Payload<'create'>, scope: Scope) =>
  guardTag('create', payload, scope)

/** `delete` of a tag. */
export const guardGoneTag = (payload: Payload<'delete'>, scope: Scope) =>
  guardTag('delete', payload, scope)
