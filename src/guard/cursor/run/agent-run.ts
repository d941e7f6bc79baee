import { decodeClientMessage } from '../../../core/cursor/client-message.ts'
import { decodeServerMessage, serverHeartbeat } from '../../../core/cursor/server-message.ts'
import type { Lease } from '../../memory-budget.ts'
import { recordGap, type Session } from '../../session.ts'
import { createClientGate } from './client-gate.ts'
import type { FileChanges } from './file-changes.ts'
import { createHeartbeat, heartbeatToClientMs } from './heartbeat.ts'
import { createOpenCalls } from './open-calls.ts'
import { endedText } from './refusal-text.ts'
import type { RunContext } from './run-context.ts'
import { createRunTexts } from './run-texts.ts'
import type { RunWires } from './run-wires.ts'
import { createServerGate } from './server-gate.ts'
import type { ServiceBlobs } from './service-blobs.ts'
import { createToolGate } from './tool-gate.ts'

/** One run of the agent, from its first prompt to the end of its stream. */
export interface AgentRun {
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
export function createAgentRun(
  session: Session,
  {
    id,
    blobs,
    changes,
    wires,
    lease,
  }: {
    id: string
    blobs: ServiceBlobs
    changes: FileChanges
    wires: RunWires
    lease: Lease
  },
): AgentRun {
  const place = { run: id }
  const closed = new AbortController()
  const heartbeatToClient = createHeartbeat(
    () => wires.toClient(serverHeartbeat()),
    heartbeatToClientMs,
  )
  const context: RunContext = {
    session,
    run: id,
    about: {},
    wires,
    heartbeatToClient,
    signal: closed.signal,
    lease,
  }
  const texts = createRunTexts(context)
  const calls = createOpenCalls()
  const tools = createToolGate(context, calls, changes)
  const client = createClientGate(context, calls, blobs)
  const server = createServerGate(context, { texts, tools, blobs })

  const refuse = () => wires.fail('permission_denied', `cursor-guard: ${endedText(session)}`)

  /** A message that cannot be read ends the run; its length and hash stay in the record. */
  const readable = <Event>(body: Uint8Array, decode: (body: Uint8Array) => Event): Event => {
    try {
      return decode(body)
    } catch (error) {
      recordGap(session, 'a message that cannot be read', body, place)
      throw error
    }
  }
  return {
    serverMessage(body) {
      if (session.ended !== undefined) return refuse()
      server.message(readable(body, decodeServerMessage), body)
    },
    clientMessage(body) {
      if (session.ended !== undefined) return refuse()
      client.message(readable(body, decodeClientMessage), body)
    },
    serverEnded: () => texts.end(),
    maskedTrailer(trailer) {
      const text = Buffer.from(trailer).toString('utf8')
      const safe = session.outward.maskText(text).text
      if (trailer.length > 2) {
        const recorded = session.masked(text, 'error', place)
        session.recorder.append({ kind: 'note', text: recorded, ...place })
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
      client.close()
      texts.end()
      heartbeatToClient.stop()
    },
  }
}
