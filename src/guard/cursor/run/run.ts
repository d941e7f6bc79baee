import { decodeClientMessage } from '../../../core/cursor/client-message.ts'
import type { ExecRequest } from '../../../core/cursor/exec.ts'
import { maskMessage } from '../../../core/cursor/mask-message.ts'
import {
  decodeServerMessage,
  serverHeartbeat,
  type Usage,
} from '../../../core/cursor/server-message.ts'
import { type Place, recordGap, type Session } from '../../session.ts'
import { createClientGate } from './client-gate.ts'
import type { FileChanges } from './file-changes.ts'
import { createRunTexts } from './run-texts.ts'
import type { RunWires } from './run-wires.ts'
import type { ServiceBlobs } from './service-blobs.ts'
import { createToolGate } from './tool-gate.ts'

/** How often the client hears from a run that is held, in milliseconds; it gives up after 30 s. */
export const clientHeartbeatMs = 5_000

/** One run of the agent, from its first prompt to the end of its stream. */
export interface Run {
  /** One `AgentServerMessage` on its way to the client. */
  serverMessage(body: Uint8Array): void
  /** One `AgentClientMessage` on its way upstream. */
  clientMessage(body: Uint8Array): void
  /** The service ended its stream: everything held leaves. */
  serverEnded(): void
  /** An error text of the service, masked. */
  maskedTrailer(trailer: Uint8Array): Uint8Array
  /** The stream broke: the record says so. */
  broke(why: string): void
  /** Whether a prompt waits for a person. */
  readonly waiting: boolean
  /** Both ends are gone: waiting questions are withdrawn. */
  close(): void
}

/**
 * Judges, masks and records one run.
 *
 * @param id the same for a run and its retries: `x-original-request-id`
 */
export function createRun(
  session: Session,
  {
    id,
    blobs,
    changes,
    wires,
  }: { id: string; blobs: ServiceBlobs; changes: FileChanges; wires: RunWires },
): Run {
  const place: Place = { run: id }
  const closed = new AbortController()
  const outward = (text: string) => session.outward.maskText(text).text
  const texts = createRunTexts(session, id, wires)
  let heartbeats = 0
  let timer: NodeJS.Timeout | undefined

  /** Keeps the client patient while `work` waits for a person. */
  const whileHeld = async <T>(work: () => Promise<T>): Promise<T> => {
    heartbeats += 1
    timer ??= setInterval(() => wires.toClient(serverHeartbeat()), clientHeartbeatMs)
    try {
      return await work()
    } finally {
      heartbeats -= 1
      if (heartbeats === 0) {
        clearInterval(timer)
        timer = undefined
      }
    }
  }
  const tools = createToolGate({
    session,
    run: id,
    wires,
    whileHeld,
    changes,
    signal: closed.signal,
  })
  const client = createClientGate({
    session,
    run: id,
    wires,
    whileHeld,
    tools,
    blobs,
    signal: closed.signal,
  })

  const refuseUnnamed = (body: Uint8Array, execs: readonly ExecRequest[], why: string) => {
    recordGap(session, why, body, place)
    const decision = session.judge({ kind: 'tool', tool: 'unknown', name: why }, place)
    if (decision.effective !== 'deny' && decision.effective !== 'hold') {
      return wires.toClient(maskMessage(body, outward, { kind: 'server' }))
    }
    if (execs.length === 0) return wires.fail('permission_denied', `cursor-guard: ${why}`)
    for (const exec of execs) tools.reject(exec, decision.reason ?? why)
  }

  /** An answer has been read by the time it is judged: a refusal ends the run, and takes nothing back. */
  const endOfTurn = (body: Uint8Array) => {
    const decision = session.judge({ kind: 'response', text: texts.answer() }, place)
    if (decision.effective !== 'deny' && decision.effective !== 'hold') return wires.toClient(body)
    wires.fail('permission_denied', `cursor-guard: ${decision.reason ?? 'this answer was refused'}`)
  }

  /** A message that cannot be read ends the run; its length and hash stay in the record. */
  const readable = <T>(body: Uint8Array, decode: (body: Uint8Array) => T): T => {
    try {
      return decode(body)
    } catch (error) {
      recordGap(session, 'a message that cannot be read', body, place)
      throw error
    }
  }

  return {
    serverMessage(body) {
      if (session.ended !== undefined) return wires.fail('permission_denied', endedText(session))
      const event = readable(body, decodeServerMessage)
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
          texts.end()
          session.recorder.append({ kind: 'usage', run: id, ...usageOf(event.usage) })
          session.limits.count('tokens', event.usage.input + event.usage.output)
          return endOfTurn(body)
        case 'unknown':
          texts.pause()
          return refuseUnnamed(body, event.execs, 'a message nobody can name')
        default:
          texts.pause()
          return wires.toClient(maskMessage(body, outward, { kind: 'server' }))
      }
    },
    clientMessage(body) {
      if (session.ended !== undefined) return wires.fail('permission_denied', endedText(session))
      client.message(readable(body, decodeClientMessage), body)
    },
    serverEnded: () => texts.end(),
    maskedTrailer(trailer) {
      const text = Buffer.from(trailer).toString('utf8')
      const safe = session.outward.maskText(text).text
      if (trailer.length > 2) {
        session.recorder.append({
          kind: 'note',
          text: session.masked(text, 'error', place),
          ...place,
        })
      }
      return safe === text ? trailer : Buffer.from(safe)
    },
    broke(why) {
      session.recorder.append({ kind: 'gap', reason: why, ...place })
      session.addCaveat(`gap: ${why}`)
    },
    get waiting() {
      return client.waiting
    },
    close() {
      closed.abort()
      texts.end()
      clearInterval(timer)
    },
  }
}

function usageOf({ input, output, cacheRead, cacheWrite }: Usage): Omit<Usage, 'reasoning'> {
  return { input, output, cacheRead, cacheWrite }
}

function endedText(session: Session): string {
  return `cursor-guard: the session has ended: ${session.ended}`
}
