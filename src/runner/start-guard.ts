import { randomBytes } from 'node:crypto'
import type { ApprovalStore } from '../core/approval/store.ts'
import type { EntryBody } from '../core/recording/entry.ts'
import { createApprovals } from '../guard/approvals.ts'
import { type ClientProcesses, createClientProcesses } from '../guard/client-processes.ts'
import { handlerOf } from '../guard/lane.ts'
import { type OpenSession, openSession, type SessionParts } from '../guard/open-session.ts'
import { callsOf, type SessionEnd, type SessionSummary } from '../guard/seal-session.ts'
import type { Session } from '../guard/session.ts'
import { createUpstreamClient, type UpstreamClient } from '../http/upstream.ts'
import type { AgentFiles } from './agent-files/agent-files.ts'
import { openAgentFiles } from './agent-files/open-agent-files.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { isAttended } from './runner-facts.ts'
import { notesOf, type RunnerNotes } from './runner-notes.ts'

/** Where Cursor's service is, when nothing else is said. */
export const cursorBases = { rpc: 'https://api2.cursor.sh', rest: 'https://api.cursor.com' }

/** What a session takes of this machine as it is, and what its parts are made of here. */
export interface GuardOptions
  extends Omit<
    SessionParts,
    | 'id'
    | 'tokens'
    | 'mode'
    | 'markerKey'
    | 'approvals'
    | 'cursor'
    | 'upstream'
    | 'address'
    | 'stopwatch'
  > {
  /** The real key; it stays in this process. */
  apiKey: string
  approvals: ApprovalStore
  /** One address for both hosts of the service; for tests and demos. */
  cursorUpstream?: string
  /** Read for the runner's own forward proxy. */
  environment: NodeJS.ProcessEnv
  /** Files as the agent's own user reads them; as this process's, unless given. */
  files?: AgentFiles
}

/** A session that is judged on this machine, behind its port. */
export interface RunningGuard {
  readonly sessionId: string
  /** What the command sees as its Cursor key. */
  readonly sessionToken: string
  readonly baseUrl: string
  readonly session: Session
  /** What the machine that runs the command has to say about it. */
  readonly notes: RunnerNotes
  /** Where what the client starts by itself is told. */
  readonly processes: ClientProcesses
  /** Calls that reached the Cursor lane with the session's token. */
  calls(): number
  /** Number and hash of the last line; printed to a log that the runner cannot change. */
  head(): { seq: number; hash: string }
  /** Closes the port, seals the recording, says what happened. A second call gives the first's answer. */
  close(end: SessionEnd): Promise<SessionSummary>
}

/** Listens, and opens a session there at once. */
export async function startGuard(options: GuardOptions & { port?: number }): Promise<RunningGuard> {
  const endpoint = await openEndpoint(options)
  try {
    return await openGuard(endpoint, options)
  } catch (error) {
    await endpoint.close()
    throw error
  }
}

/** Opens the session whose calls arrive at `endpoint`. */
export async function openGuard(endpoint: Endpoint, options: GuardOptions): Promise<RunningGuard> {
  const { environment, ...rest } = options
  const { workspace = process.cwd() } = options.facts
  const files = options.files ?? (await openAgentFiles({ workspace, environment }))
  const upstream = createUpstreamClient(environment)
  let processes: ClientProcesses | undefined
  const onEntry = (entry: EntryBody) => {
    processes?.hear(entry)
    rest.onEntry?.(entry)
  }
  const attended = isAttended(environment)
  const opened = await openSession(
    partsFor(endpoint, upstream, { ...rest, files, onEntry, attended }),
  )
  processes = createClientProcesses(opened.session)
  endpoint.serve(handlerOf(opened.lanes))
  let closing: Promise<SessionSummary> | undefined
  return {
    sessionId: endpoint.sessionId,
    sessionToken: endpoint.sessionToken,
    baseUrl: endpoint.baseUrl,
    session: opened.session,
    notes: notesOf(opened.session),
    processes,
    calls: () => callsOf(opened.lanes),
    head: opened.head,
    close(end) {
      closing ??= closeGuard({ endpoint, upstream, opened, files }, end)
      return closing
    },
  }
}

function partsFor(
  endpoint: Endpoint,
  upstream: UpstreamClient,
  options: Omit<GuardOptions, 'environment'> & { files: AgentFiles; attended: boolean },
): SessionParts {
  const { apiKey, approvals: store, cursorUpstream, files, attended, ...rest } = options
  const { policy, clock } = rest
  const { sessionId: id, tokens, baseUrl } = endpoint
  const stopwatch = () => performance.now()
  const expiresMs = policy.approval.expires * 1_000
  return {
    ...rest,
    id,
    tokens,
    mode: 'standalone',
    markerKey: randomBytes(32),
    approvals: createApprovals({ store, session: id, expiresMs, attended, clock, stopwatch }),
    cursor: {
      credential: { key: async () => apiKey },
      bases: {
        rpc: new URL(cursorUpstream ?? cursorBases.rpc),
        rest: new URL(cursorUpstream ?? cursorBases.rest),
      },
      files,
    },
    upstream,
    address: baseUrl,
    stopwatch,
  }
}

async function closeGuard(
  parts: {
    endpoint: Endpoint
    upstream: UpstreamClient
    opened: OpenSession
    files: AgentFiles
  },
  end: SessionEnd,
): Promise<SessionSummary> {
  await parts.endpoint.close()
  const summary = await parts.opened.seal(end)
  parts.upstream.close()
  parts.files.close()
  return summary
}
