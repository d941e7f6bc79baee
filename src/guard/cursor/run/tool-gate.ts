import { type ExecRequest, rejectExec, toolSubject } from '../../../core/cursor/exec.ts'
import { querySubject, rejectQuery } from '../../../core/cursor/interaction.ts'
import { maskMessage, textsOf } from '../../../core/cursor/mask-message.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import type { ToolSubject } from '../../../core/policy/subject.ts'
import { cannotChange } from '../../../core/secrets/round-trip.ts'
import type { LimitName } from '../../limits.ts'
import type { FilePlace } from '../../ports.ts'
import { type Place, recordGap } from '../../session.ts'
import type { FileChanges } from './file-changes.ts'
import { type AskedCall, createHeldCalls } from './held-calls.ts'
import type { OpenCalls } from './open-calls.ts'
import { prepareCall } from './prepare-call.ts'
import { endedText } from './refusal-text.ts'
import type { RunContext } from './run-context.ts'

/** What the service asks the client to do, judged before the client hears of it. */
export interface ToolGate {
  /** Judges a request of the service to run a tool. */
  serverExec(exec: ExecRequest, body: Uint8Array): void
  /** Judges a question whose answer lets the service reach out; other questions pass. */
  serverQuery(query: { id: number; query: string }, body: Uint8Array): void
  /** The service takes a request back. */
  abort(id: number): void
  /** Tells the service that the call was refused; the client never sees it. */
  reject(exec: ExecRequest, reason: string): void
}

export function createToolGate(
  context: RunContext,
  calls: OpenCalls,
  changes: FileChanges,
): ToolGate {
  const { session, run, about, wires, signal } = context
  const held = createHeldCalls(context)

  const decide = (asked: AskedCall, carriesMarker: boolean): void => {
    const { subject, place, refuse } = asked
    session.limits.count('tool_calls', 1)
    const limit = session.limits.exceeded()
    const decision = session.judge(subject, place, about)
    if (session.ended !== undefined) return refuse(endedText(session))
    if (decision.effective === 'deny') return refuse(decision.reason ?? 'denied')
    if (carriesMarker) return refuseMarker(place, markerRefusal, refuse)
    if (limit !== undefined) return holdForLimit(asked, decision, limit)
    if (decision.effective === 'hold') return held.hold(asked, decision)
    held.release(asked)
  }

  /** A limit asks a person: approving it lifts the limit for the rest of the session. */
  const holdForLimit = (asked: AskedCall, decision: Decision, limit: LimitName): void => {
    const overLimit = limitDecision(decision, limit)
    session.recordVerdict('tool', overLimit, asked.place)
    const pass = () => {
      session.limits.lift(limit)
      asked.pass()
    }
    held.hold({ ...asked, pass }, overLimit)
  }

  /** Not a rule of the policy, but a refusal like one: it is counted and shown as such. */
  const refuseMarker = (place: Place, reason: string, refuse: AskedCall['refuse']) => {
    const decision = { verdict: 'deny', effective: 'deny', rule: 'masked value', reason } as const
    session.recordVerdict('tool', { ...decision, rules: [] }, place)
    refuse(reason)
  }

  /** A write or an edit, with the values that its markers stand for. */
  async function change(
    exec: ExecRequest,
    body: Uint8Array,
    { asked: { place, refuse }, file }: { asked: AskedCall; file: FilePlace | undefined },
  ): Promise<void> {
    const prepared = await changes.prepare(exec, body, file)
    if (signal.aborted) return
    if (session.ended !== undefined) refuse(endedText(session))
    else if ('refused' in prepared) refuseMarker(place, prepared.refused, refuse)
    else wires.toClient(prepared.body)
  }

  const recordRejected = (call: string, reason: string) => {
    const text = session.secrets.maskText(reason).text
    session.recorder.append({ kind: 'tool-result', run, call, outcome: 'rejected', text })
  }

  const reject = (exec: ExecRequest, reason: string) => {
    const { call } = calls.callOf(exec.id)
    calls.forget(exec.id)
    recordRejected(call, reason)
    for (const message of rejectExec(exec, `cursor-guard: ${reason}`)) wires.toUpstream(message)
  }

  /** Judges a call by the name its path has, and by where links lead that name. */
  const judgeExec = (
    exec: ExecRequest,
    body: Uint8Array,
    { subject, file }: { subject: ToolSubject; file: FilePlace | undefined },
  ): void => {
    const place = { run, call: calls.callOf(exec.id).call }
    if (subject.tool === 'unknown') {
      recordGap(session, `a request nobody can name: ${exec.name}`, body, place)
    }
    const call = prepareCall(context, body, subject, place.call, writtenBy(exec))
    const asked: AskedCall = {
      subject,
      place,
      pass: () => wires.toClient(call.masked),
      texts: call.texts.filter((text) => text !== exec.toolCallId && text !== exec.execId),
      id: exec.id,
      ...(exec.timeoutMs === undefined ? {} : { timeoutMs: exec.timeoutMs }),
      refuse: (reason) => reject(exec, reason),
    }
    if (!changes.concerns(exec, call.carriesMarker)) return decide(asked, call.carriesMarker)
    const pass = () => {
      change(exec, body, { asked, file }).catch(() => {
        if (!signal.aborted) refuseMarker(place, cannotChange, asked.refuse)
      })
    }
    decide({ ...asked, pass }, false)
  }

  return {
    serverExec(exec, body) {
      const subject = toolSubject(exec)
      if (subject === undefined) return wires.toClient(body)
      calls.remember(exec, subject)
      const { path } = subject
      if (path === undefined || path === 'unknown') {
        return judgeExec(exec, body, { subject, file: undefined })
      }
      const asked = { id: exec.id, refuse: (reason: string) => reject(exec, reason) }
      held.prepare(asked, async (withdrawn) => {
        const file = await changes.locate(path)
        if (withdrawn.aborted) return
        const leadsTo = file === undefined ? 'unknown' : file.leadsTo
        judgeExec(exec, body, {
          subject: { ...subject, ...(leadsTo === undefined ? {} : { leadsTo }) },
          file,
        })
      })
    },
    serverQuery({ id, query }, body) {
      const subject = querySubject(query, textsOf(body, { kind: 'server' }))
      if (subject === undefined) {
        return wires.toClient(maskMessage(body, (text) => session.outward.maskText(text).text))
      }
      const place = { run, call: `query-${id}` }
      const { masked, texts } = prepareCall(context, body, subject, place.call, undefined)
      const refuse = (reason: string) => {
        recordRejected(place.call, reason)
        wires.toUpstream(rejectQuery(id, query, `cursor-guard: ${reason}`))
      }
      // A marker in a question reaches nothing on this machine.
      decide({ subject, place, pass: () => wires.toClient(masked), texts, refuse }, false)
    },
    abort: held.withdraw,
    reject,
  }
}

function limitDecision(decision: Decision, limit: LimitName): Decision {
  return {
    ...decision,
    verdict: 'hold',
    effective: 'hold',
    rule: 'limits',
    reason: `The limit of this session for ${limit.replace('_', ' ')} was reached.`,
  }
}

/** A value is put back into its own file alone: not into a command, a request or another call. */
const markerRefusal =
  'This call carries a masked value (***rule:…***), which stands for a secret that is not given out ' +
  'here. Change the file without touching those lines, or let the program read the value itself.'

/** What a write or an edit puts into the file. */
function writtenBy({ content, edits }: ExecRequest): string | undefined {
  return content ?? edits?.map(({ before, after }) => `- ${before}\n+ ${after}`).join('\n')
}
