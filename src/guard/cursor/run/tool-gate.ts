import {
  type ExecRequest,
  execHeartbeat,
  rejectExec,
  toolSubject,
} from '../../../core/cursor/exec.ts'
import { querySubject, rejectQuery } from '../../../core/cursor/interaction.ts'
import { maskMessage, textsOf } from '../../../core/cursor/mask-message.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import type { ToolSubject } from '../../../core/policy/subject.ts'
import type { MaskFinding } from '../../../core/secrets/engine.ts'
import type { LimitName } from '../../limits.ts'
import type { HoldAnswer } from '../../ports.ts'
import { type Place, recordGap, type Session } from '../../session.ts'
import type { FileChanges } from './file-changes.ts'
import type { RunWires } from './run-wires.ts'

/** How often the service hears that a held tool is still at work, in milliseconds. */
export const execHeartbeatMs = 3_000
/** Kept between the end of a wait and the call's own timeout, in milliseconds. */
export const timeoutMarginMs = 15_000
/** Tool calls without a result that are remembered in one run; the oldest is forgotten. */
export const maxOpenCalls = 4_096

/** What was asked of the client, for the result that comes back. */
export interface OpenCall {
  call: string
  subject: ToolSubject
}

export interface ToolGate {
  /** Judges a request of the service to run a tool. */
  serverExec(exec: ExecRequest, body: Uint8Array): void
  /** Judges a question whose answer lets the service reach out; other questions pass. */
  serverQuery(query: { id: number; query: string }, body: Uint8Array): void
  /** The service takes a request back. */
  abort(id: number): void
  /** Tells the service that the call was refused; the client never sees it. */
  reject(exec: ExecRequest, reason: string): void
  callOf(id: number): OpenCall
  /** The call is over; nothing more will come for it. */
  done(id: number): void
}

/** Something the service asks for, on its way to a verdict. */
interface Asked {
  subject: ToolSubject
  place: Place & { call: string }
  /** Hands it to the client, once it may pass. */
  pass(): void
  /** Every text of the request but its ids: the exact action an approval is about. */
  texts: readonly string[]
  timeoutMs?: number
  /** The request's number, where the service waits for signs of life and may take it back. */
  id?: number
  refuse(reason: string): void
}

export function createToolGate(options: {
  session: Session
  run: string
  wires: RunWires
  whileHeld<T>(work: () => Promise<T>): Promise<T>
  changes: FileChanges
  signal: AbortSignal
}): ToolGate {
  const { session, run, wires, whileHeld, changes, signal } = options
  const calls = new Map<number, OpenCall>()
  const held = new Map<number, AbortController>()

  const remember = (exec: ExecRequest, subject: ToolSubject): OpenCall => {
    const known = { call: exec.toolCallId || `exec-${exec.id}`, subject }
    calls.set(exec.id, known)
    const oldest = calls.size > maxOpenCalls ? calls.keys().next().value : undefined
    if (oldest !== undefined) calls.delete(oldest)
    return known
  }

  /** Masks a request for the client, and records it as it will be executed. */
  const prepare = (
    body: Uint8Array,
    subject: ToolSubject,
    place: Place & { call: string },
    written: string | undefined,
  ) => {
    const findings: MaskFinding[] = []
    const texts: string[] = []
    let carriesMarker = false
    let safeWritten: string | undefined
    const mask = (text: string) => {
      texts.push(text)
      if (session.secrets.hasPseudonym(text)) carriesMarker = true
      const safe = session.secrets.maskText(text)
      findings.push(...safe.findings)
      // What is written is masked once, for the client and for the recording.
      if (text === written) safeWritten = safe.text
      return session.outward === session.secrets ? safe.text : session.outward.maskText(text).text
    }
    const masked = maskMessage(body, mask, { kind: 'server' })
    session.recorder.append({
      kind: 'tool-call',
      run,
      call: place.call,
      tool: subject.tool,
      subject: maskedSubject(subject, session),
      ...(written === undefined
        ? {}
        : { arguments: safeWritten ?? session.secrets.maskText(written).text }),
    })
    session.recordFindings(findings, 'tool-call', place, session.outward === session.secrets)
    return { masked, texts, carriesMarker }
  }

  const decide = (asked: Asked, carriesMarker: boolean): void => {
    const { subject, place, pass, refuse } = asked
    session.limits.count('tool_calls', 1)
    const limit = session.limits.exceeded()
    const decision = session.judge(subject, place)
    if (session.ended !== undefined) return refuse(`the session has ended: ${session.ended}`)
    if (decision.effective === 'deny') return refuse(decision.reason ?? 'denied')
    if (carriesMarker) return refuseMarker(place, markerRefusal, refuse)
    if (limit !== undefined) {
      const held = limitDecision(decision, limit)
      session.recordVerdict('tool', held, place)
      void hold(asked, held, limit)
    } else if (decision.effective === 'hold') void hold(asked, decision)
    else pass()
  }

  async function hold(asked: Asked, decision: Decision, limit?: LimitName): Promise<void> {
    const { subject, place, pass, texts, timeoutMs, id, refuse } = asked
    const withdrawn = new AbortController()
    const either = AbortSignal.any([withdrawn.signal, signal])
    if (id !== undefined) held.set(id, withdrawn)
    const beat = setInterval(() => {
      if (id !== undefined) wires.toUpstream(execHeartbeat(id))
    }, execHeartbeatMs)
    const detail = detailOf(subject)
    const waitMs = holdWaitMs(session.policy.approval.wait * 1_000, timeoutMs)
    try {
      const question = {
        subject: { ...subject, texts },
        decision,
        title: `${subject.tool}: ${detail.slice(0, 120)}`,
        detail: [detail, ...texts.filter((text) => text !== detail)].join('\n'),
      }
      const answer = await whileHeld(() => session.hold(question, place, waitMs, either))
      if (either.aborted) return
      if (answer.outcome !== 'approved') return refuse(refusalText(answer, decision, waitMs))
      if (limit !== undefined) session.limits.lift(limit)
      pass()
    } catch (error) {
      if (!either.aborted) refuse(`the approval could not be asked for: ${String(error)}`)
    } finally {
      clearInterval(beat)
      if (id !== undefined) held.delete(id)
    }
  }

  /** Not a rule of the policy, but a refusal like one: it is counted and shown as such. */
  const refuseMarker = (place: Place, reason: string, refuse: Asked['refuse']) => {
    const decision = { verdict: 'deny', effective: 'deny', rule: 'masked value', reason } as const
    session.recordVerdict('tool', { ...decision, rules: [] }, place)
    refuse(reason)
  }

  /** A write or an edit, with the values that its markers stand for. */
  async function change(exec: ExecRequest, body: Uint8Array, { place, refuse }: Asked) {
    try {
      const prepared = await changes.prepare(exec, body)
      if (signal.aborted) return
      if (session.ended !== undefined) refuse(`the session has ended: ${session.ended}`)
      else if ('refused' in prepared) refuseMarker(place, prepared.refused, refuse)
      else wires.toClient(prepared.body)
    } catch (error) {
      if (!signal.aborted) refuse(`the file could not be looked at (${errorCode(error)})`)
    }
  }

  const rejected = (call: string, reason: string) => {
    session.recorder.append({
      kind: 'tool-result',
      run,
      call,
      outcome: 'rejected',
      text: session.secrets.maskText(reason).text,
    })
  }

  const gate: ToolGate = {
    serverExec(exec, body) {
      const subject = toolSubject(exec)
      if (subject === undefined) return wires.toClient(body)
      const place = { run, call: remember(exec, subject).call }
      if (subject.tool === 'unknown') {
        recordGap(session, `a request nobody can name: ${exec.name}`, body, place)
      }
      const { masked, texts, carriesMarker } = prepare(body, subject, place, writtenBy(exec))
      const asked: Asked = {
        subject,
        place,
        pass: () => wires.toClient(masked),
        texts: texts.filter((text) => text !== exec.toolCallId && text !== exec.execId),
        id: exec.id,
        ...(exec.timeoutMs === undefined ? {} : { timeoutMs: exec.timeoutMs }),
        refuse: (reason) => gate.reject(exec, reason),
      }
      if (!changes.concerns(exec, carriesMarker)) return decide(asked, carriesMarker)
      decide({ ...asked, pass: () => void change(exec, body, asked) }, false)
    },
    serverQuery({ id, query }, body) {
      const subject = querySubject(query, textsOf(body, { kind: 'server' }))
      const place = { run, call: `query-${id}` }
      if (subject === undefined) {
        return wires.toClient(maskMessage(body, (text) => session.outward.maskText(text).text))
      }
      const { masked, texts } = prepare(body, subject, place, undefined)
      const refuse = (reason: string) => {
        rejected(place.call, reason)
        wires.toUpstream(rejectQuery(id, query, `cursor-guard: ${reason}`))
      }
      // A marker in a question reaches nothing on this machine.
      decide({ subject, place, pass: () => wires.toClient(masked), texts, refuse }, false)
    },
    abort(id) {
      held.get(id)?.abort()
    },
    reject(exec, reason) {
      const { call } = gate.callOf(exec.id)
      calls.delete(exec.id)
      rejected(call, reason)
      for (const message of rejectExec(exec, `cursor-guard: ${reason}`)) wires.toUpstream(message)
    },
    callOf: (id) =>
      calls.get(id) ?? { call: `exec-${id}`, subject: { kind: 'tool', tool: 'unknown' } },
    done: (id) => void calls.delete(id),
  }
  return gate
}

/** How long a call may be held: the policy's wait, and never past the call's own timeout. */
export function holdWaitMs(waitMs: number, timeoutMs: number | undefined): number {
  if (timeoutMs === undefined || timeoutMs <= 0) return waitMs
  return Math.max(0, Math.min(waitMs, timeoutMs - timeoutMarginMs))
}

/** What the agent reads when a held call was not released; it says what can be done. */
export function refusalText(answer: HoldAnswer, decision: Decision, waitMs: number): string {
  const why = decision.reason ?? 'this needs approval'
  switch (answer.outcome) {
    case 'denied':
      return `${why} ${answer.by} denied it${answer.why ? `: ${answer.why}` : '.'}`
    case 'impossible':
      return `${why} Nobody can approve it here: ${answer.why}.`
    default:
      return (
        `${why} Nobody decided within ${Math.round(waitMs / 1_000)} s. Request ${answer.outcome === 'timeout' ? answer.request : ''} ` +
        'stays open: once it is approved, the very same call passes when it is made again.'
      )
  }
}

/** A limit that asks a person: approving it lifts the limit for the rest of the session. */
function limitDecision(decision: Decision, limit: LimitName): Decision {
  return {
    ...decision,
    verdict: 'hold',
    effective: 'hold',
    rule: 'limits',
    reason: `The limit of this session for ${limit.replace('_', ' ')} was reached.`,
  }
}

function detailOf(subject: ToolSubject): string {
  return (
    subject.command ?? subject.path ?? subject.mcp ?? subject.url ?? subject.name ?? subject.tool
  )
}

function maskedSubject(subject: ToolSubject, session: Session): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(subject).map(([key, value]) => [
      key,
      typeof value === 'string' ? session.secrets.maskText(value).text : value,
    ]),
  )
}

/** A value is put back into its own file alone: not into a command, a request or another call. */
const markerRefusal =
  'This call carries a masked value (***rule:…***), which stands for a secret that is not given out ' +
  'here. Change the file without touching those lines, or let the program read the value itself.'

const errorCode = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unexpected'

/** What a write or an edit puts into the file. */
function writtenBy({ content, edits }: ExecRequest): string | undefined {
  return content ?? edits?.map(({ before, after }) => `- ${before}\n+ ${after}`).join('\n')
}
