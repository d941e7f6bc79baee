import { GuardError } from '../../errors.ts'
import type { PushHead } from '../../git/receive-pack.ts'
import { isZero, type RefCommand } from '../../git/ref-update.ts'
import type { Request, Response } from '../../http/listen.ts'
import { respond, whenClosed } from '../../http/respond.ts'
import type { Quarantine } from '../git-ports.ts'
import type { GitContext } from './context.ts'
import { forwardPush } from './forward.ts'
import { holdPush, useRelease } from './hold-push.ts'
import { gatherFacts, judgePush, type PushFacts, type RefVerdict } from './judge-push.ts'
import { checkHead, staleRefs } from './push-checks.ts'
import { readPushRequest } from './push-request.ts'
import { refusalLines, rejection, warningLines } from './push-text.ts'
import { type PushEnd, recordPush, recordSecrets } from './record-push.ts'
import { drain, noCache, refuseText } from './refuse.ts'
import { createPushReply, type PushReply } from './reply.ts'
import type { RepositoryAccess } from './repository-path.ts'

/** One push, from its first byte to what became of it. */
export async function servePush(
  context: GitContext,
  { repository }: RepositoryAccess,
  request: Request,
  response: Response,
): Promise<void> {
  const { session } = context
  const pushed = await readPushRequest(request)
  const reply = createPushReply({
    response,
    capabilities: capabilitiesOf(pushed),
    keepAliveMs: context.timing.keepAliveMs,
    mask: (text) => session.secrets.maskText(text).text,
  })
  if ('problem' in pushed) {
    session.recorder.append({
      kind: 'note',
      text: `a push was refused: ${pushed.problem.message}`,
      repository,
    })
    if (!pushed.capabilities?.sideBand)
      return refuseText(request, response, 400, [pushed.problem.message])
    await drain(request)
    return reply.fail(`cursor-guard: ${pushed.problem.message}`)
  }
  const { head, pack } = pushed
  if (head.commands.length === 0) {
    await drain(request)
    return respond(response, 200, { ...noCache, 'content-type': resultType })
  }
  if (head.capabilities.reportStatus === 'none') {
    return refuseText(request, response, 403, [
      'a client that reads the report of a push was expected',
    ])
  }
  const ended = new AbortController()
  const gone = new AbortController()
  const stopListening = session.onEnd(() => ended.abort())
  whenClosed(response, () => gone.abort())
  try {
    await carryOut({
      context,
      repository,
      head,
      pack,
      reply,
      drained: () => drain(request),
      gone: gone.signal,
      signal: AbortSignal.any([ended.signal, gone.signal]),
    })
  } finally {
    stopListening()
  }
}

const resultType = 'application/x-git-receive-pack-result'

const capabilitiesOf = (pushed: Awaited<ReturnType<typeof readPushRequest>>) =>
  ('head' in pushed ? pushed.head.capabilities : pushed.capabilities) ?? {
    reportStatus: 'none' as const,
    sideBand: false,
    atomic: false,
    quiet: false,
    pushOptions: false,
    objectFormat: 'sha1' as const,
  }

interface Push {
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

/** Judges and forwards; whatever breaks on the way is a refusal that says so. */
async function carryOut(push: Push): Promise<void> {
  const { context, repository, head, gone } = push
  const { session } = context
  const end = (how: Omit<PushEnd, 'repository' | 'commands'>) =>
    recordPush(session, { repository, commands: head.commands, ...how })
  try {
    end(await decide(push))
  } catch (error) {
    if (gone.aborted) return end({ outcome: 'abandoned' })
    await push.drained()
    const why = troubleText(error)
    const isPack = error instanceof GuardError && error.code === 'PUSH_REFUSED'
    refuseAll(push, () => `cursor-guard: ${why}`, isPack ? why : 'ok')
    end({ outcome: 'refused', why })
  }
}

const troubleText = (error: unknown): string => {
  if (error instanceof GuardError) return error.message
  return `the push could not be judged (${(error as NodeJS.ErrnoException).code ?? 'unexpected'})`
}

/** Nothing of the push reaches the forge; every ref is told why, or that another one was refused. */
function refuseAll(
  { head, reply }: Push,
  reason: (command: RefCommand) => string,
  unpack = 'ok',
): void {
  const refs = head.commands.map((command) => ({
    ref: command.ref,
    ok: false,
    reason: reason(command),
  }))
  reply.finish({ unpack, refs })
}

type End = Omit<PushEnd, 'repository' | 'commands'>

async function decide(push: Push): Promise<End> {
  const { context, repository, head, pack, reply, signal } = push
  const { session, workshop } = context
  session.limits.count('pushes', 1)
  const limit = session.limits.exceeded()
  const problems = checkHead(context, head)
  if (problems !== undefined) {
    await push.drained()
    reply.say(problems.lines)
    refuseAll(push, problems.reason)
    return { outcome: 'refused', why: problems.lines.join(' ') }
  }
  context.prepare(repository)
  const reading = workshop.readTips(repository)
  reading.catch(() => {})
  await using quarantine = await workshop.receive(repository, pack, {
    objectFormat: head.capabilities.objectFormat,
    signal,
  })
  await push.drained()
  reply.keepAlive()
  const looked = await look(push, quarantine, await reading)
  if ('stale' in looked) return looked.stale
  const { facts, verdicts } = looked
  recordSecrets(session, facts.secrets)
  const judged = { facts, verdicts }
  reply.say(warningLines(verdicts))
  if (has(verdicts, 'deny')) return { ...judged, ...deny(push, facts, verdicts) }
  if (has(verdicts, 'hold') || limit !== undefined) {
    const held = await hold(push, quarantine, judged, limit)
    if (held !== undefined) return { ...judged, ...held }
  }
  signal.throwIfAborted()
  const { report, isCertain, trouble } = await forwardPush(
    context,
    { repository, head, quarantine },
    reply,
  )
  noteOutcome(push, report.refs)
  reply.finish(report)
  const ok = report.refs.filter((one) => one.ok).length
  const outcome = !isCertain
    ? 'unknown'
    : ok === report.refs.length
      ? 'accepted'
      : ok > 0
        ? 'partly accepted'
        : 'rejected by the forge'
  if (!isCertain) session.lessen('gap: what became of a push is not known')
  return { ...judged, outcome, report, ...(trouble === undefined ? {} : { why: trouble }) }
}

const has = (verdicts: readonly RefVerdict[], effective: string): boolean =>
  verdicts.some(({ decision }) => decision.effective === effective)

/** Facts and verdicts on the tips as they are now; a ref that moved ends the push here. */
async function look(
  push: Push,
  quarantine: Quarantine,
  tips: ReadonlyMap<string, string>,
  again = false,
): Promise<{ facts: PushFacts; verdicts: RefVerdict[] } | { stale: End }> {
  const { context, repository, head, reply } = push
  const stale = staleRefs(head.commands, tips)
  if (stale.size > 0) {
    const lines = [...stale.values()].map((text) => `cursor-guard: ${text}`)
    reply.say(lines)
    refuseAll(push, ({ ref }) =>
      stale.has(ref)
        ? 'cursor-guard: stale info, fetch first'
        : 'cursor-guard: refused with the others',
    )
    return { stale: { outcome: 'refused', why: lines.join(' ') } }
  }
  const { session, deleted } = context
  // A ref that this session deleted counts as still there: deleting and making anew is a rewrite.
  const remembered = head.commands.flatMap(({ ref }) => {
    const tip = tips.has(ref) ? undefined : deleted.get(`${repository} ${ref}`)
    return tip === undefined ? [] : [[ref, tip] as const]
  })
  const seen = remembered.length === 0 ? tips : new Map([...tips, ...remembered])
  const facts = await gatherFacts(session, quarantine, head.commands, seen)
  const about = { repository, defaultBranch: await context.defaultBranch(repository) }
  return { facts, verdicts: judgePush(session, facts, about, again) }
}

function deny(push: Push, facts: PushFacts, verdicts: readonly RefVerdict[]): End {
  push.reply.say(refusalLines(verdicts, facts))
  const decisions = new Map(verdicts.map(({ update, decision }) => [update.command.ref, decision]))
  refuseAll(push, ({ ref }) => {
    const decision = decisions.get(ref)
    return decision?.effective === 'deny'
      ? rejection(decision)
      : 'cursor-guard: refused with the others'
  })
  return { outcome: 'refused' }
}

/** @returns how the push ended; `undefined` when it was released and may go on */
async function hold(
  push: Push,
  quarantine: Quarantine,
  { facts, verdicts }: { facts: PushFacts; verdicts: RefVerdict[] },
  limit: Parameters<typeof holdPush>[1]['limit'],
): Promise<End | undefined> {
  const { context, repository, head, reply, signal } = push
  const held = { repository, commands: head.commands, facts, verdicts, limit }
  const lines = await holdPush(context, held, reply, signal)
  if (push.gone.aborted) return { outcome: 'abandoned while held' }
  if (signal.aborted)
    throw new GuardError('REQUEST_REFUSED', `the session has ended: ${context.session.ended}`)
  if (lines !== undefined) {
    reply.say(lines)
    const needed = `cursor-guard: ${(lines[0] ?? 'approval needed').replace(/^cursor-guard: /, '')}`
    refuseAll(push, () => needed)
    return { outcome: 'held, not released', why: lines.join(' ') }
  }
  const again = await look(push, quarantine, await context.workshop.readTips(repository), true)
  if ('stale' in again) return again.stale
  if (has(again.verdicts, 'deny')) return deny(push, again.facts, again.verdicts)
  return undefined
}

/** Remembers what the forge did, for the pushes that follow. */
function noteOutcome(
  { context, repository, head }: Push,
  refs: readonly { ref: string; ok: boolean }[],
) {
  const taken = new Set(refs.filter(({ ok }) => ok).map(({ ref }) => ref))
  for (const { ref, old, new: fresh } of head.commands) {
    if (!taken.has(ref)) continue
    if (isZero(fresh)) context.deleted.set(`${repository} ${ref}`, old)
    else context.deleted.delete(`${repository} ${ref}`)
  }
  if (taken.size > 0) useRelease(context, repository, head.commands)
}
