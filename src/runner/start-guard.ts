import { randomBytes } from 'node:crypto'
import type { ApprovalStore } from '../core/approval/store.ts'
import { policyDigest } from '../core/policy/digest.ts'
import { secretPaths } from '../core/policy/judge/secret-paths.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Facts } from '../core/policy/subject.ts'
import type { Coverage, EntryBody, Identity, Level, Totals } from '../core/recording/entry.ts'
import { type BlobSink, createRecordingWriter, type LineSink } from '../core/recording/write.ts'
import { createSecretEngine } from '../core/secrets/create-engine.ts'
import { createRoundTrips } from '../core/secrets/round-trip.ts'
import { createApprovals } from '../guard/approvals.ts'
import { createCursorLane } from '../guard/cursor-lane.ts'
import type { ObjectSpool } from '../guard/git/lfs/spool.ts'
import { createLfs } from '../guard/git/lfs.ts'
import { createGitLane, type GitLaneOptions } from '../guard/git-lane.ts'
import type { Clock } from '../guard/ports.ts'
import { createSession, type EndedBy, type Session } from '../guard/session.ts'
import { createUpstreamClient } from '../http/upstream.ts'
import { startProxyServer } from './loopback-listener.ts'
import { createWorkspaceFiles } from './workspace-files.ts'

/** Where Cursor's service is, when nothing else is said. */
export const cursorBases = { rpc: 'https://api2.cursor.sh', rest: 'https://api.cursor.com' }

export interface GuardOptions {
  /** The real key; it stays in this process. */
  apiKey: string
  policy: Policy
  /** Where the policy was read, for people: a path, `built-in`, a commit. */
  policySource: string
  recording: { sink: LineSink; blobs: BlobSink }
  approvals: ApprovalStore
  identity: Identity
  facts: Omit<Facts, 'now'>
  level: Level
  /** Why the level is not higher, one short phrase each. */
  levelReasons: readonly string[]
  /** Values that are masked everywhere, by name. */
  known: readonly { name: string; value: string }[]
  /** One address for both hosts of the service; for tests, demos and gateways. */
  cursorUpstream?: string
  /** The git lane, where the session has one. */
  git?: GuardedGit
  /** Read for the runner's own forward proxy. */
  environment: NodeJS.ProcessEnv
  command?: readonly string[]
  port?: number
  clock: Clock
  version: string
  /** Sees each entry after it was written: for progress on a terminal. */
  onEntry?(body: EntryBody): void
}

/** The forge, what may be pushed there, and what the git lane works with. */
export interface GuardedGit
  extends Omit<GitLaneOptions, 'session' | 'sessionToken' | 'upstream' | 'lfs'> {
  /** Where objects of LFS wait; without it LFS is not served. */
  spool?: ObjectSpool
}

export interface RunningGuard {
  readonly sessionId: string
  /** What the command sees as its Cursor key. */
  readonly sessionToken: string
  readonly baseUrl: string
  readonly session: Session
  /** Calls that reached the Cursor lane with the session's token. */
  calls(): number
  /** Number and hash of the last line; printed to a log that the runner cannot change. */
  head(): { seq: number; hash: string }
  /** Closes the port, seals the recording, says what happened. A second call gives the first's answer. */
  close(end: { exitCode?: number }): Promise<SessionSummary>
}

export interface SessionSummary {
  sessionId: string
  level: Level
  coverage: Coverage
  totals: Totals
  /** `violations` when something was refused, or the session was ended. */
  verdict: 'clean' | 'violations'
  calls: number
  ended?: { reason: string; by: EndedBy }
  /** Number and hash of the seal, or of the last line when the recording could not be sealed. */
  head: { seq: number; hash: string }
  sealed: boolean
}

/** Starts one guarded session: the proxy, its lanes, and the recording. */
export async function startGuard(options: GuardOptions): Promise<RunningGuard> {
  const { policy, clock } = options
  const sessionId = randomBytes(9).toString('hex')
  const sessionToken = `cgs_${randomBytes(32).toString('base64url')}`
  const digest = policyDigest(policy)
  const pseudonymKey = randomBytes(32)
  const known = [{ name: 'cursor api key', value: options.apiKey }, ...options.known]
  const secrets = createSecretEngine({
    pseudonymKey,
    known,
    customRules: policy.secrets.rules,
    allow: policy.secrets.allow,
    allowedAt: secretPaths(policy.secrets.allow, clock()),
    now: clock(),
  })
  const outward =
    policy.secrets.inline === 'mask'
      ? secrets
      : createSecretEngine({ pseudonymKey, known, detectors: [], now: clock() })

  const origin = performance.now()
  const stopwatch = () => performance.now() - origin
  const writer = createRecordingWriter({
    ...options.recording,
    clock: stopwatch,
    onFull: () => onFull(),
  })
  const recorder = {
    append(body: EntryBody) {
      writer.append(body)
      options.onEntry?.(body)
    },
  }
  recorder.append({
    kind: 'session',
    format: 1,
    session: sessionId,
    startedAt: new Date(clock()).toISOString(),
    guard: options.version,
    mode: 'standalone',
    level: options.level,
    identity: options.identity,
    policy: { source: options.policySource, digest, enforcement: policy.enforcement },
    ...(options.command === undefined
      ? {}
      : { command: options.command.map((word) => secrets.maskText(word).text) }),
  })
  const approvals = createApprovals({
    store: options.approvals,
    session: sessionId,
    expiresMs: policy.approval.expires * 1_000,
    clock,
    stopwatch,
  })
  const session = createSession({
    id: sessionId,
    level: options.level,
    policy,
    policyDigest: digest,
    facts: options.facts,
    secrets,
    outward,
    recorder,
    clock,
    stopwatch,
    approvals,
  })
  const onFull = () => {
    if (policy.recording.require) session.end('the recording reached its cap', 'policy')
  }
  for (const reason of options.levelReasons) session.addCaveat(reason)

  const upstream = createUpstreamClient(options.environment)
  const server = await startProxyServer({
    port: options.port ?? 0,
    handler: (request, response) =>
      gitLane?.owns(String(request.url))
        ? gitLane.serve(request, response)
        : lane.serve(request, response),
  })
  const base = options.cursorUpstream
  const lane = createCursorLane({
    session,
    key: options.apiKey,
    sessionToken,
    bases: { rpc: new URL(base ?? cursorBases.rpc), rest: new URL(base ?? cursorBases.rest) },
    upstream,
    address: server.baseUrl,
    roundTrips: createRoundTrips(secrets),
    files: createWorkspaceFiles(options.facts.workspace ?? process.cwd()),
  })
  const spool = options.git?.spool
  const lfs =
    options.git &&
    spool &&
    createLfs({ ...options.git, spool, session, upstream, address: server.baseUrl })
  const gitLane =
    options.git &&
    createGitLane({ ...options.git, session, sessionToken, upstream, ...(lfs && { lfs }) })
  const left = session.limits.millisecondsLeft()
  const deadline =
    left === undefined ? undefined : setTimeout(() => session.limits.exceeded(), left + 1)

  let closing: Promise<SessionSummary> | undefined
  async function close({ exitCode }: { exitCode?: number }): Promise<SessionSummary> {
    clearTimeout(deadline)
    await server.close()
    await gitLane?.close()
    await approvals
      .close()
      .catch(() => session.addCaveat('requests of this session are still listed'))
    upstream.close()
    let sealed = true
    try {
      writer.seal({ coverage: session.coverage(), ...(exitCode === undefined ? {} : { exitCode }) })
    } catch {
      sealed = false
    }
    const { ended, endedBy } = session
    return {
      sessionId,
      level: options.level,
      coverage: session.coverage(),
      totals: { ...writer.totals },
      verdict: isViolated(writer.totals) || ended !== undefined ? 'violations' : 'clean',
      calls: lane.calls,
      ...(ended === undefined || endedBy === undefined
        ? {}
        : { ended: { reason: ended, by: endedBy } }),
      head: writer.head(),
      sealed,
    }
  }
  return {
    sessionId,
    sessionToken,
    baseUrl: server.baseUrl,
    session,
    calls: () => lane.calls,
    head: () => writer.head(),
    close: (end) => (closing ??= close(end)),
  }
}

/** Something was refused, or held and not approved. */
const isViolated = ({ denied, held, approved }: Totals): boolean => denied > 0 || held > approved
