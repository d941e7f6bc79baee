import { GuardError } from '../../core/errors.ts'
import type { PushReport } from '../../core/git/receive-pack.ts'
import { isZero } from '../../core/git/ref-update.ts'
import type { Quarantine } from '../git-ports.ts'
import type { LimitName } from '../limits.ts'
import { concludePush } from './conclude-push.ts'
import { decidePush } from './decide-push.ts'
import { forwardPush } from './forward.ts'
import type { GitContext } from './git-context.ts'
import { type Push, recordEnd } from './push.ts'
import { checkHead } from './push-checks.ts'
import { brokenRefusal, refusePush } from './refuse-push.ts'

/**
 * Judges a push and forwards it, or refuses it as a whole; whatever breaks on the way is a refusal
 * that says so.
 */
export async function carryPush(push: Push): Promise<void> {
  const { context, gone } = push
  const { limits } = context.session
  try {
    limits.count('pushes', 1)
    await receivePush(push, limits.exceeded())
  } catch (error) {
    if (gone.aborted) return recordEnd(push, { outcome: 'abandoned' })
    await push.drained()
    refusePush(push, brokenRefusal(error, context.session.ended))
  }
}

/** Takes the pack into a quarantine, unless the head alone is reason enough to refuse. */
async function receivePush(push: Push, limit: LimitName | undefined): Promise<void> {
  const { context, repository, head, pack, reply, signal } = push
  const problems = checkHead(context, head)
  if (problems !== undefined) {
    await push.drained()
    return refusePush(push, { ...problems, why: problems.lines.join(' ') })
  }
  context.prepare()
  const reading = readRecentTips(context, repository)
  // It is reported where it is awaited; a push that ends before has no use for it.
  reading.catch(() => {})
  const { objectFormat } = head.capabilities
  await using quarantine = await context.gitRepositories.receive(repository, pack, {
    objectFormat,
    signal,
  })
  await push.drained()
  reply.keepAlive()
  await judgeAndForward(push, quarantine, { tips: await reading, limit })
}

async function judgeAndForward(
  push: Push,
  quarantine: Quarantine,
  given: { tips: ReadonlyMap<string, string>; limit: LimitName | undefined },
): Promise<void> {
  const { context, repository, head, reply, signal } = push
  const decision = await decidePush(push, quarantine, given)
  if (decision.do === 'refuse') return refusePush(push, decision.refusal)
  if (decision.do === 'abandon') {
    return recordEnd(push, { ...decision.judged, outcome: 'abandoned while held' })
  }
  await context.session.recorder.settled()
  signal.throwIfAborted()
  await deliverLfs(push, quarantine)
  const result = await forwardPush(context, { repository, head, quarantine }, reply)
  concludePush(push, decision.judged, result)
  if (!result.isCertain || !isTaken(result.report)) return
  // The forge has it all; what is not adopted is fetched when a later push needs it.
  await quarantine.adopt?.().catch(() => {})
}

/** The objects go first: whoever fetches the push finds them. */
async function deliverLfs(
  { context, repository, head, signal }: Push,
  quarantine: Quarantine,
): Promise<void> {
  const pointers = await quarantine.lfsPointers?.(context.session.secrets)
  if (context.lfs === undefined || pointers === undefined) return
  if (pointers === 'unknown') {
    throw new GuardError('PUSH_REFUSED', 'the LFS objects that it names could not be found out')
  }
  const ref = head.commands.find((command) => !isZero(command.new))?.ref
  await context.lfs.deliver(pointers, { repository, ref, signal })
}

const isTaken = ({ refs }: PushReport): boolean => refs.every(({ ok }) => ok)

/**
 * The refs as they were when the client asked for them, if this session has pushed nothing since.
 *
 * That is enough for a push that goes on at once: each of its refs is where the push says it is, or
 * the forge does not take it. What the refs have changed in shows as a stale one, and is read anew.
 */
function readRecentTips(
  { session, gitRepositories, timing, handedOver }: GitContext,
  repository: string,
): Promise<ReadonlyMap<string, string>> {
  const sinceOwn = session.stopwatch() - (handedOver.get(repository) ?? Number.NEGATIVE_INFINITY)
  return gitRepositories.readTips(repository, Math.min(timing.recentMs, sinceOwn))
}
