import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Lease } from '../../memory-budget.ts'

/** The service's answer to a run: the head, and the stream that follows. */
export interface ServiceReply {
  source: Readable
  status: number
  headers: IncomingHttpHeaders
}

/** The service's half of a run: takes the client's messages, and answers with one stream. */
export interface UpstreamWire {
  /** One `AgentClientMessage`; they arrive in the order in which they are given. */
  send(body: Uint8Array): void
  /** The client says no more. */
  end(): void
  /** More waits for the service than should: who brings messages waits for `drained`. */
  readonly full: boolean
  /** Resolves once there is room again, or nothing can be sent any more. */
  drained(): Promise<void>
  /** The head of the answer; rejects when there is none. */
  readonly reply: Promise<ServiceReply>
}

/**
 * Calls the service.
 *
 * @param ends.signal aborted once the run is over
 * @param ends.broken told when a message cannot be delivered, after the wire was opened
 * @param ends.lease messages that the service has not taken yet are taken from it
 * @throws {GuardError} `UPSTREAM_FAILED` when the service cannot be reached
 */
export type OpenUpstream = (ends: {
  signal: AbortSignal
  broken(error: unknown): void
  lease: Lease
}) => Promise<UpstreamWire>
