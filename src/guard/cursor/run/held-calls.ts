import { execHeartbeat } from '../../../core/cursor/exec.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import type { ToolSubject } from '../../../core/policy/subject.ts'
import type { Place } from '../../session.ts'
import { createHeartbeat, heartbeatToServiceMs } from './heartbeat.ts'
import { endedText, refusalText } from './refusal-text.ts'
import type { RunContext } from './run-context.ts'

/** Kept between the end of a wait and the call's own timeout, in milliseconds. */
export const timeoutMarginMs = 15_000

/** Something the service asks for, on its way to a verdict. */
export interface AskedCall {
  subject: ToolSubject
  place: Required<Place>
  /** Hands it to the client, once it may pass. */
  pass(): void
  /** Every text of the request but its ids: the exact action an approval is about. */
  texts: readonly string[]
  timeoutMs?: number
  /** The request's number, where the service waits for signs of life and may take it back. */
  id?: number
  /** Tells the service that it was refused; the client never sees it. */
  refuse(reason: string): void
}

/** The calls of one run that wait: for a person, or until what was recorded of them is kept. */
export interface HeldCalls {
  /** Works something out before a call is judged; the signal tells that it was taken back meanwhile. */
  prepare(
    asked: Pick<AskedCall, 'id' | 'refuse'>,
    work: (withdrawn: AbortSignal) => Promise<void>,
  ): void
  /** Asks a person; then the call passes or is refused, unless it was taken back meanwhile. */
  hold(asked: AskedCall, decision: Decision): void
  /** The call passes, at once where the record is kept as it is written. */
  release(asked: AskedCall): void
  /** The service takes a request back. */
  withdraw(id: number): void
}

export function createHeldCalls({
  session,
  wires,
  heartbeatToClient,
  signal,
}: RunContext): HeldCalls {
  const held = new Set<{ id: number | undefined; withdrawn: AbortController }>()

  /** Works on a call while the service may take it back, and hears that it is at work. */
  const keep: HeldCalls['prepare'] = (asked, work) => {
    const { id } = asked
    const withdrawn = new AbortController()
    const either = AbortSignal.any([withdrawn.signal, signal])
    const one = { id, withdrawn }
    held.add(one)
    const atWork = createHeartbeat(() => {
      if (id !== undefined) wires.toUpstream(execHeartbeat(id))
    }, heartbeatToServiceMs)
    atWork
      .during(() => work(either))
      .catch((error) => {
        if (either.aborted) return
        asked.refuse(`the approval could not be asked for: ${String(error)}`)
      })
      .finally(() => held.delete(one))
  }

  /** A session can end while a call waits. */
  const pass = (asked: AskedCall): void => {
    if (session.ended !== undefined) return asked.refuse(endedText(session))
    asked.pass()
  }

  async function ask(asked: AskedCall, decision: Decision, withdrawn: AbortSignal): Promise<void> {
    const { subject, place, texts, timeoutMs } = asked
    const detail = detailOf(subject)
    const waitMs = holdWaitMs(session.policy.approval.wait * 1_000, timeoutMs)
    const question = {
      subject: { ...subject, texts },
      decision,
      title: `${subject.tool}: ${detail.slice(0, 120)}`,
      detail: [detail, ...texts.filter((text) => text !== detail)].join('\n'),
    }
    const answer = await heartbeatToClient.during(() =>
      session.hold(question, place, waitMs, withdrawn),
    )
    if (withdrawn.aborted) return
    if (answer.outcome !== 'approved')
      return asked.refuse(refusalText(answer, decision, { policy: session.policy, waitMs }))
    pass(asked)
  }

  return {
    prepare: keep,
    hold: (asked, decision) => keep(asked, (withdrawn) => ask(asked, decision, withdrawn)),
    release(asked) {
      const kept = session.recorder.settled()
      if (kept === undefined) return pass(asked)
      keep(asked, async (withdrawn) => {
        await kept
        if (!withdrawn.aborted) pass(asked)
      })
    },
    withdraw(id) {
      for (const one of held) if (one.id === id) one.withdrawn.abort()
    },
  }
}

/** How long a call may be held: the policy's wait, and never past the call's own timeout. */
export function holdWaitMs(waitMs: number, timeoutMs: number | undefined): number {
  if (timeoutMs === undefined || timeoutMs <= 0) return waitMs
  return Math.max(0, Math.min(waitMs, timeoutMs - timeoutMarginMs))
}

function detailOf(subject: ToolSubject): string {
  return (
    subject.command ?? subject.path ?? subject.mcp ?? subject.url ?? subject.name ?? subject.tool
  )
}
