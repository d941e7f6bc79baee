import type { Lease } from '../../memory-budget.ts'
import type { About, Session } from '../../session.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { RunWires } from './run-wires.ts'

/** What every part of one run needs. */
export interface RunContext {
  session: Session
  /** The name of the run: the same for its retries. */
  run: string
  /** The model the client has asked for; absent until it has. */
  about: Pick<About, 'model'>
  wires: RunWires
  /** Beats towards the client while something is held, so that it goes on waiting. */
  heartbeatToClient: Heartbeat
  /** Aborted once both ends are gone: nothing travels any more, and questions are withdrawn. */
  signal: AbortSignal
  /** What waits is taken from the session's memory here. */
  lease: Lease
}
