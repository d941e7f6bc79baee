import type { PushReport } from '../../core/git/receive-pack.ts'
import { isZero } from '../../core/git/ref-update.ts'
import type { ForwardResult } from './forward.ts'
import { type GitContext, maxRemembered } from './git-context.ts'
import { useRelease } from './hold-push.ts'
import type { JudgedPush } from './judge-push.ts'
import { type Push, recordEnd } from './push.ts'
import type { PushOutcome } from './record-push.ts'

/** What the forge did is remembered and recorded before the client hears of it. */
export function concludePush(
  push: Push,
  judged: JudgedPush,
  { report, isCertain, trouble }: ForwardResult,
): void {
  const { context, repository, head, reply } = push
  const taken = new Set(report.refs.filter(({ ok }) => ok).map(({ ref }) => ref))
  for (const { ref, old, new: fresh } of head.commands) {
    if (!taken.has(ref)) continue
    if (isZero(fresh)) rememberDeleted(context, `${repository} ${ref}`, old)
    else context.deleted.delete(`${repository} ${ref}`)
  }
  if (taken.size > 0) useRelease(context, { repository, ...head })
  if (!isCertain) context.session.addCaveat('gap: what became of a push is not known')
  const outcome = isCertain ? outcomeOf(report) : 'unknown'
  recordEnd(push, {
    ...judged,
    outcome,
    report,
    ...(trouble === undefined ? {} : { why: trouble }),
  })
  reply.finish(report)
}

function outcomeOf({ refs }: PushReport): PushOutcome {
  if (refs.every(({ ok }) => ok)) return 'accepted'
  return refs.some(({ ok }) => ok) ? 'partly accepted' : 'rejected by the forge'
}

function rememberDeleted({ deleted }: GitContext, key: string, tip: string): void {
  deleted.set(key, tip)
  const oldest = deleted.size > maxRemembered ? deleted.keys().next().value : undefined
  if (oldest !== undefined) deleted.delete(oldest)
}
