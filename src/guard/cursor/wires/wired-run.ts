import type { ConnectCode } from '../../../core/cursor/connect-error.ts'
import type { Lease } from '../../memory-budget.ts'
import type { CursorCalls } from '../calls.ts'
import { createAgentRun } from '../run/agent-run.ts'
import type { ClientWire } from './client-wire.ts'
import { createOutbox } from './outbox.ts'
import { relayServerStream, streamFailure } from './server-stream.ts'
import type { OpenUpstream, UpstreamWire } from './upstream-wire.ts'

/** A run between its two wires, whatever carries each of them. */
export interface WiredRun {
  /**
   * One `AgentClientMessage`, in order.
   *
   * @throws {GuardError} `FRAME_MALFORMED` when it cannot be read
   */
  message(body: Uint8Array): void
  /**
   * The client's stream is there, and the service may be called. It is, with the first message that
   * may travel on: a prompt that waits for a person costs the service nothing.
   */
  ready(open: OpenUpstream): void
  /** The client says no more. */
  clientEnded(): void
  /** More waits for the service than should: whoever brings messages waits for `drained`. */
  readonly full: boolean
  /** Resolves once there is room again, or the run is over. */
  drained(): Promise<void>
  /** Aborted once nothing more of the run travels: what waits in front of it is let go of. */
  readonly over: AbortSignal
  /** The run's share of the session's memory, for what waits in front of it. */
  readonly lease: Lease
  /** Ends the run for the client, and upstream with it. */
  fail(code: ConnectCode, message: string): void
  /** Ends it because something broke, and the record says so. */
  broken(error: unknown): void
  /** The client is gone. */
  close(): void
}

/** @param id the same for a run and its retries */
export function createWiredRun(
  calls: Pick<CursorCalls, 'session' | 'blobs' | 'changes'>,
  id: string,
  client: ClientWire,
): WiredRun {
  const over = new AbortController()
  const lease = calls.session.memory.open((error) => {
    fail('permission_denied', `cursor-guard: ${error.message}`)
    run.close()
  })
  const outbox = createOutbox(lease)
  over.signal.addEventListener('abort', outbox.drop)
  let closed = false

  const fail = (code: ConnectCode, message: string): void => {
    client.fail(code, message)
    over.abort()
  }
  const run = createAgentRun(calls.session, {
    id,
    blobs: calls.blobs,
    changes: calls.changes,
    lease,
    wires: {
      toClient(body) {
        client.message(body)
        client.flushSoon()
      },
      toUpstream(body) {
        if (over.signal.aborted || outbox.send(body)) return
        fail('resource_exhausted', 'cursor-guard: too much before the stream was open')
      },
      get begun() {
        return outbox.begun
      },
      fail,
    },
  })
  const broken = (error: unknown): void => {
    const [code, message] = streamFailure(error)
    // A client that left has ended its run itself.
    if (!client.over) run.broke(message)
    fail(code, message)
  }
  const relay = async (wire: UpstreamWire): Promise<void> => {
    await relayServerStream(await wire.reply, { run, client })
    over.abort()
  }

  return {
    message(body) {
      if (!closed) run.clientMessage(body)
    },
    ready(open) {
      const call = async () => {
        const wire = await open({ signal: over.signal, broken, lease })
        relay(wire).catch(broken)
        return wire
      }
      if (!client.over) outbox.ready(call, broken)
    },
    clientEnded() {
      outbox.end()
      if (outbox.begun || client.over || run.waiting) return
      fail('invalid_argument', 'cursor-guard: the run ended before its first message')
    },
    get full() {
      return outbox.full
    },
    drained: outbox.drained,
    over: over.signal,
    lease,
    fail,
    broken,
    close() {
      closed = true
      over.abort()
      run.close()
      lease.close()
    },
  }
}
