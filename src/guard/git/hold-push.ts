import { isZero, type RefCommand } from '../../core/git/ref-update.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { Decision } from '../../core/policy/decision.ts'
import { joinNeeds } from '../../core/policy/judge/compile.ts'
import { elapsedText, waitText } from '../../core/policy/render/duration-text.ts'
import type { LimitName } from '../limits.ts'
import type { Place } from '../session.ts'
import { type GitContext, maxRemembered } from './git-context.ts'
import type { JudgedRef, PushFacts } from './judge-push.ts'
import type { PushReason } from './push-reasons.ts'
import { commandText, limitText, questionDetail, unreleasedLines } from './push-text.ts'
import type { PushReply } from './reply.ts'

export interface HeldPush {
  repository: RepositoryName
  place: Place
  commands: readonly RefCommand[]
  /** Texts of `git push -o`. */
  options: readonly string[]
  facts: PushFacts
  verdicts: readonly JudgedRef[]
  /** A limit of the session that asks a person. */
  limit: LimitName | undefined
}

/**
 * Asks for a push and waits as long as the policy says; what the client reads meanwhile keeps its
 * connection open. A client that cannot be talked to is not kept waiting.
 *
 * An approval is bound to repository, refs, both ends of each update and push options, so that the same commits
 * find it again when they are pushed later.
 *
 * @returns lines for the client when the push was not released
 */
export async function holdPush(
  context: GitContext,
  push: HeldPush,
  reply: PushReply,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const { session, forge, released } = context
  const { repository, facts } = push
  const decision = heldDecision(push)
  const subject = subjectOf(push)
  const key = JSON.stringify(subject)
  if (released.has(key)) return undefined
  const obstacle = await forge.credential.obstacle?.({ repository, updates: facts.updates, signal })
  if (obstacle !== undefined) {
    return [`cursor-guard: nobody is asked, because approval would not help: ${obstacle}`]
  }
  const waitMs = reply.canTalk ? session.policy.approval.wait * 1_000 : 0
  const wait = waitText(session.policy, waitMs)
  const reasons = heldReasons(push)
  const why = reasons.map(({ text }) => `  ${text}`)
  const startedAt = session.stopwatch()
  let line: NodeJS.Timeout | undefined
  const question = {
    subject,
    decision,
    title: `push to ${repository}: ${push.commands.map(commandText).join(', ')}`.slice(0, 300),
    detail: questionDetail(push, reasons),
    onAsked(request: string) {
      if (waitMs === 0) return
      reply.say([
        `cursor-guard: this push waits for approval: request ${request}, for at most ${wait}`,
        ...why,
        '  It goes through by itself once it is approved. Nothing has reached the forge yet.',
      ])
      line = setInterval(
        () => {
          const waited = elapsedText(session.stopwatch() - startedAt, wait)
          reply.say([`cursor-guard: still waiting for request ${request} (${waited} of ${wait})`])
        },
        waitingLineMs(context.timing.waitingLineMs, waitMs),
      )
    },
  }
  try {
    const answer = await session.hold(question, push.place, waitMs, signal)
    if (answer.outcome !== 'approved')
      return unreleasedLines(answer, why, waitMs > 0 ? wait : undefined)
    if (push.limit !== undefined) session.limits.lift(push.limit)
    remember(released, key)
    reply.say([`cursor-guard: approved by ${answer.by}`])
    return undefined
  } finally {
    clearInterval(line)
  }
}

/** An approval is used up once the forge has taken the push. */
export function useRelease(
  { released }: GitContext,
  push: Pick<HeldPush, 'repository' | 'commands' | 'options'>,
): void {
  released.delete(JSON.stringify(subjectOf(push)))
}

/** The exact push; without push options nothing is said of them. */
const subjectOf = ({
  repository,
  commands,
  options,
}: Pick<HeldPush, 'repository' | 'commands' | 'options'>) => ({
  kind: 'push' as const,
  repository,
  updates: ordered(commands),
  ...(options.length === 0 ? {} : { options }),
})

const ordered = (commands: readonly RefCommand[]) =>
  commands
    .map(({ ref, old, new: fresh }) => ({
      ref,
      old: isZero(old) ? '0' : old,
      new: isZero(fresh) ? '0' : fresh,
    }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))

function remember(keys: Set<string>, key: string): void {
  keys.add(key)
  const oldest = keys.size > maxRemembered ? keys.values().next().value : undefined
  if (oldest !== undefined) keys.delete(oldest)
}

/** A short wait is counted down as well: at least three times, and at most once a second. */
const waitingLineMs = (usual: number, waitMs: number): number =>
  Math.min(usual, Math.max(1_000, waitMs / 4))

/** Every rule that asks, each once for all refs; a limit asks last. */
function heldReasons({ verdicts, limit }: HeldPush): PushReason[] {
  const asking = verdicts.flatMap(({ reasons }) =>
    reasons.filter(({ effect }) => effect === 'hold'),
  )
  const byText = new Map(asking.map((reason) => [`${reason.rule} ${reason.text}`, reason]))
  const ofLimit = { effect: 'hold' as const, rule: 'limits', text: limitText(limit ?? 'pushes') }
  return [...byText.values(), ...(limit === undefined ? [] : [ofLimit])]
}

/** One question for the whole push: everybody whom one of its refs asks for. */
function heldDecision({ verdicts, limit }: HeldPush): Decision {
  const held = verdicts.map(({ decision }) => decision).filter((one) => one.effective === 'hold')
  const [first] = held
  if (first !== undefined) {
    return { ...first, approve: joinNeeds(held.flatMap(({ approve }) => approve ?? [])) }
  }
  return {
    verdict: 'hold',
    effective: 'hold',
    rule: 'limits',
    reason: limitText(limit ?? 'pushes'),
    approve: { count: 1, teams: [], users: [] },
    rules: [],
  }
}
