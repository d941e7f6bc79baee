import type { Quarantine } from '../git-ports.ts'
import type { LimitName } from '../limits.ts'
import { holdPush } from './hold-push.ts'
import { hasVerdict, type JudgedPush } from './judge-push.ts'
import { lookAtPush } from './look-at-push.ts'
import type { Push } from './push.ts'
import { staleRefs } from './push-checks.ts'
import { warningLines } from './push-text.ts'
import { recordSecrets } from './record-push.ts'
import { deniedRefusal, type PushRefusal, staleRefusal, unreleasedRefusal } from './refuse-push.ts'

/** What is done with a push that was received; `abandon`: its client went away while it was held. */
export type PushDecision =
  | { do: 'forward'; judged: JudgedPush }
  | { do: 'refuse'; refusal: PushRefusal }
  | { do: 'abandon'; judged: JudgedPush }

/**
 * Judges a push on the refs as they are now, and asks a person where the policy, or a limit of the
 * session, wants one.
 *
 * @param tips the refs as they were read lately; they are read anew when the push does not fit them
 */
export async function decidePush(
  push: Push,
  quarantine: Quarantine,
  { tips, limit }: { tips: ReadonlyMap<string, string>; limit: LimitName | undefined },
): Promise<PushDecision> {
  const { context, repository, head, reply } = push
  const isStale = staleRefs(head.commands, tips).size > 0
  const now = isStale ? await context.gitRepositories.readTips(repository) : tips
  const looked = await lookAtPush(push, quarantine, now)
  if ('stale' in looked) return refuse(staleRefusal(looked.stale))
  const { judged } = looked
  recordSecrets(context.session, judged.facts.secrets, push.place)
  reply.say(warningLines(judged.verdicts))
  if (hasVerdict(judged, 'deny')) return refuse(deniedRefusal(judged, limit))
  if (!hasVerdict(judged, 'hold') && limit === undefined) return { do: 'forward', judged }
  return askPeople(push, quarantine, { judged, limit })
}

/** Forwards what a person released, if nothing has changed since that speaks against it. */
async function askPeople(
  push: Push,
  quarantine: Quarantine,
  { judged, limit }: { judged: JudgedPush; limit: LimitName | undefined },
): Promise<PushDecision> {
  const { context, repository, place, head, reply, signal } = push
  const { commands, options } = head
  const held = { ...judged, repository, place, commands, options, limit }
  const lines = await holdPush(context, held, reply, signal)
  if (push.gone.aborted) return { do: 'abandon', judged }
  signal.throwIfAborted()
  if (lines !== undefined) return refuse(unreleasedRefusal(judged, lines))
  const now = await context.gitRepositories.readTips(repository)
  const looked = await lookAtPush(push, quarantine, now, true)
  if ('stale' in looked) return refuse(staleRefusal(looked.stale))
  if (hasVerdict(looked.judged, 'deny')) return refuse(deniedRefusal(looked.judged))
  return { do: 'forward', judged }
}

const refuse = (refusal: PushRefusal): PushDecision => ({ do: 'refuse', refusal })
