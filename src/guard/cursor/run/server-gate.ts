import type { ExecRequest } from '../../../core/cursor/exec.ts'
import { maskMessage } from '../../../core/cursor/mask-message.ts'
import type { ServerEvent, Usage } from '../../../core/cursor/server-message.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import { recordGap } from '../../session.ts'
import { endedText } from './refusal-text.ts'
import type { RunContext } from './run-context.ts'
import type { RunTexts } from './run-texts.ts'
import type { ServiceBlobs } from './service-blobs.ts'
import type { ToolGate } from './tool-gate.ts'

export interface ServerGate {
  /** One message of the service on its way to the client. */
  message(event: ServerEvent, body: Uint8Array): void
}

/** Judges, masks and records what the service says: texts, requests to run tools, the end of a turn. */
export function createServerGate(
  { session, run, about, wires, signal }: RunContext,
  { texts, tools, blobs }: { texts: RunTexts; tools: ToolGate; blobs: ServiceBlobs },
): ServerGate {
  const place = { run }
  const maskAll = (body: Uint8Array) =>
    maskMessage(body, (text) => session.outward.maskText(text).text, { kind: 'server' })

  /** It may ask for something to be done: as with a call, what was recorded of it is kept first. */
  const passOnceKept = (body: Uint8Array): void => {
    const pass = () => {
      if (signal.aborted) return
      if (session.ended === undefined) return wires.toClient(body)
      wires.fail('permission_denied', `cursor-guard: ${endedText(session)}`)
    }
    const kept = session.recorder.settled()
    if (kept === undefined) return pass()
    // What is lost ends the session, and so does not pass.
    kept.then(pass, pass)
  }

  const refuseUnnamed = (body: Uint8Array, execs: readonly ExecRequest[], why: string) => {
    recordGap(session, why, body, place)
    const decision = session.judge({ kind: 'tool', tool: 'unknown', name: why }, place, about)
    if (passes(decision)) return passOnceKept(maskAll(body))
    if (execs.length === 0) return wires.fail('permission_denied', `cursor-guard: ${why}`)
    for (const exec of execs) tools.reject(exec, decision.reason ?? why)
  }

  const endOfTurn = (usage: Usage, body: Uint8Array) => {
    texts.end()
    session.recorder.append({ kind: 'usage', run, ...about, ...usageOf(usage) })
    session.limits.count('tokens', usage.input + usage.output)
    // The answer has been read by now: a refusal ends the run, and takes nothing back.
    const decision = session.judge({ kind: 'response', text: texts.answer() }, place, about)
    if (passes(decision)) return wires.toClient(body)
    wires.fail('permission_denied', `cursor-guard: ${decision.reason ?? 'this answer was refused'}`)
  }

  return {
    message(event, body) {
      switch (event.type) {
        case 'text-delta':
        case 'thinking-delta':
        case 'args-delta':
        case 'edit-delta':
        case 'shell-output-delta':
        case 'tool-output-delta':
          return texts.delta(event, body)
        case 'kv-set':
          blobs.keep(event.blobId)
          return wires.toClient(body)
        case 'kv-get':
        case 'heartbeat':
        case 'step':
        case 'token-delta':
          return wires.toClient(body)
        case 'exec':
          texts.pause()
          return tools.serverExec(event.exec, body)
        case 'interaction-query':
          texts.pause()
          return tools.serverQuery(event, body)
        case 'exec-abort':
          tools.abort(event.id)
          return wires.toClient(body)
        case 'turn-ended':
          return endOfTurn(event.usage, body)
        case 'unknown':
          texts.pause()
          return refuseUnnamed(body, event.execs, 'a message nobody can name')
        default:
          texts.pause()
          return wires.toClient(maskAll(body))
      }
    },
  }
}

const passes = ({ effective }: Decision) => effective !== 'deny' && effective !== 'hold'

function usageOf({ input, output, cacheRead, cacheWrite }: Usage): Omit<Usage, 'reasoning'> {
  return { input, output, cacheRead, cacheWrite }
}
