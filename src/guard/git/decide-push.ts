import { GuardError } from '../../core/errors.ts'
import type { PushHead, PushReport } from '../../core/git/receive-pack.ts'
import { isZero, type RefCommand } from '../../core/git/ref-update.ts'
import type { Quarantine } from '../git-ports.ts'
import type { LimitName } from '../limits.ts'
import { type GitContext, maxRemembered } from './context.ts'
import { type ForwardResult, forwardPush } from './forward.ts'
import { holdPush, useRelease } from './hold-push.ts'
import { gatherFacts, judgePush, type PushFacts, type RefVerdict } from './judge-push.ts'
import { lfsWarnings } from './lfs-warnings.ts'
import { checkHead, staleRefs } from './push-checks.ts'
import { refusalLines, rejection, warningLines } from './push-text.ts'
import { type PushEnd, type PushOutcome, recordPush, recordSecrets } from './record-push.ts'
import type { PushReply } from './reply.ts'

export interface Push {
  context: GitContext
  repository: string
  head: PushHead
  pack: AsyncIterable<Uint8Array>
  reply: PushReply
  /** Reads what the client still sends, so that it reads the answer. */
  drained(): Promise<void>
  /** The client has gone. */
  gone: AbortSignal
  /** The client has gone, or the session has ended. */
  signal: AbortSignal
}

interface Judged {
  facts: PushFacts
  verdicts: RefVerdict[]
}

/**
 * Judges a push and forwards it, or refuses it as a whole; whatever breaks on the way is a refusal
 * that says so.
 */
export async function carryOut(push: Push): Promise<void> {
  const { context, gone } = push
  try {
    context.session.limits.count('pushes', 1)
    await judgeAndForward(push, context.session.limits.exceeded())
  } catch (error) {
    if (gone.aborted) return record(push, { outcome: 'abandoned' })
    await push.drained()
    const why = troubleText(error, context.session.ended)
    const isPack = error instanceof GuardError && error.code === 'PUSH_REFUSED'
    refuse(push, {
      lines: [],
      reason: () => `cursor-guard: ${why}`,
      unpack: isPack ? why : 'ok',
      why,
    })
  }
}

const troubleText = (error: unknown, ended: string | undefined): string => {
  if (ended !== undefined) return `the session has ended: ${ended}`
  if (error instanceof GuardError) return error.message
  return `the push could not be judged (${(error as NodeJS.ErrnoException).code ?? 'unexpected'})`
}

async function judgeAndForward(push: Push, limit: LimitName | undefined): Promise<void> {
  const { context, repository, head, pack, reply, signal } = push
  const problems = checkHead(context, head)
  if (problems !== undefined) {
    await push.drained()
    return refuse(push, { ...problems, why: problems.lines.join(' ') })
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
  await judgeReceived(push, quarantine, await reading, limit)
}

async function judgeReceived(
  push: Push,
  quarantine: Quarantine,
  tips: ReadonlyMap<string, string>,
  limit: LimitName | undefined,
): Promise<void> {
  const { context, repository, head, reply, signal } = push
  const isStale = staleRefs(head.commands, tips).size > 0
  const now = isStale ? await context.gitRepositories.readTips(repository) : tips
  const judged = await look(push, quarantine, now)
  if (judged === undefined) return
  recordSecrets(context.session, judged.facts.secrets)
  reply.say(warningLines(judged.verdicts))
  if (has(judged, 'deny')) return deny(push, judged)
  if (has(judged, 'hold') || limit !== undefined) {
    if (!(await release(push, quarantine, judged, limit))) return
  }
  signal.throwIfAborted()
  const result = await forwardPush(context, { repository, head, quarantine }, reply)
  conclude(push, judged, result)
  // The forge has it all; what is not adopted is fetched when a later push needs it.
  if (isTaken(result)) await quarantine.adopt?.().catch(() => {})
}

/**
 * The refs as they were when the client asked for them, if this session has pushed nothing since.
 *
 * That is enough for a push that goes on at once: each of its refs is where the push says it is, or
 * the forge does not take it. What the refs have changed in shows as a stale one, and is read anew.
 */
function readRecentTips(
  { session, gitRepositories, timing, handedOver }: GitContext,
  repository: string,
) {
  const sinceOwn = session.stopwatch() - (handedOver.get(repository) ?? Number.NEGATIVE_INFINITY)
  return gitRepositories.readTips(repository, Math.min(timing.recentMs, sinceOwn))
}

const isTaken = ({ report, isCertain }: ForwardResult): boolean =>
  isCertain && report.refs.every(({ ok }) => ok)

const has = ({ verdicts }: Judged, effective: string): boolean =>
  verdicts.some(({ decision }) => decision.effective === effective)

/**
 * Facts and verdicts on the tips as they are now; `undefined` when a ref has moved and the push was
 * refused for it.
 */
async function look(
  push: Push,
  quarantine: Quarantine,
  tips: ReadonlyMap<string, string>,
  again = false,
): Promise<Judged | undefined> {
  const { context, repository, head } = push
  const stale = staleRefs(head.commands, tips)
  if (stale.size > 0) {
    const lines = [...stale.values()].map((text) => `cursor-guard: ${text}`)
    const reason = ({ ref }: RefCommand) =>
      stale.has(ref) ? 'cursor-guard: stale info, fetch first' : withTheOthers
    refuse(push, { lines, reason, why: lines.join(' ') })
    return undefined
  }
  // A ref that this session deleted counts as still there: deleting and making anew is a rewrite.
  const remembered = head.commands.flatMap(({ ref }) => {
    const tip = tips.has(ref) ? undefined : context.deleted.get(`${repository} ${ref}`)
    return tip === undefined ? [] : [[ref, tip] as const]
  })
  const seen = remembered.length === 0 ? tips : new Map([...tips, ...remembered])
  const common = lfsWarnings(context, repository, quarantine, push.signal)
  const facts = await gatherFacts(context.session, {
    quarantine,
    commands: head.commands,
    tips: seen,
    common,
  })
  const about = {
    repository,
    defaultBranch: await context.gitRepositories.defaultBranch(repository),
  }
  return { facts, verdicts: judgePush(context.session, facts, about, again) }
}

/** Whether a person released the push, and nothing has changed since that speaks against it. */
async function release(
  push: Push,
  quarantine: Quarantine,
  judged: Judged,
  limit: LimitName | undefined,
): Promise<boolean> {
  const { context, repository, head, reply, signal } = push
  const { commands, options } = head
  const held = { ...judged, repository, commands, options, limit }
  const lines = await holdPush(context, held, reply, signal)
  if (push.gone.aborted) {
    record(push, { ...judged, outcome: 'abandoned while held' })
    return false
  }
  signal.throwIfAborted()
  if (lines !== undefined) {
    const why = lines.join(' ')
    refuse(push, {
      lines,
      reason: () => lines[0] ?? '',
      why,
      judged,
      outcome: 'held, not released',
    })
    return false
  }
  const now = await look(push, quarantine, await context.gitRepositories.readTips(repository), true)
  if (now === undefined) return false
  if (has(now, 'deny')) deny(push, now)
  return !has(now, 'deny')
}

const withTheOthers = 'cursor-guard: refused with the others'

function deny(push: Push, judged: Judged): void {
  const { facts, verdicts } = judged
  const decisions = new Map(verdicts.map(({ update, decision }) => [update.command.ref, decision]))
  const reason = ({ ref }: RefCommand) => {
    const decision = decisions.get(ref)
    return decision?.effective === 'deny' ? rejection(decision) : withTheOthers
  }
  refuse(push, { lines: refusalLines(verdicts, facts), reason, judged })
}

/** Nothing of the push reaches the forge; every ref is told why, or that another one was refused. */
function refuse(
  push: Push,
  how: {
    lines: readonly string[]
    reason(command: RefCommand): string
    unpack?: string
    why?: string
    judged?: Judged
    outcome?: PushOutcome
  },
): void {
  const { head, reply } = push
  const { lines, reason, unpack = 'ok', why, judged, outcome = 'refused' } = how
  record(push, { ...judged, outcome, ...(why === undefined ? {} : { why }) })
  reply.say(lines)
  const refs = head.commands.map((one) => ({ ref: one.ref, ok: false, reason: reason(one) }))
  reply.finish({ unpack, refs })
}

/** What the forge did is recorded before the client hears of it. */
function conclude(push: Push, judged: Judged, { report, isCertain, trouble }: ForwardResult): void {
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
  record(push, { ...judged, outcome, report, ...(trouble === undefined ? {} : { why: trouble }) })
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

const record = (
  { context, repository, head }: Push,
  end: Omit<PushEnd, 'repository' | 'commands'>,
) => recordPush(context.session, { repository, commands: head.commands, ...end })
