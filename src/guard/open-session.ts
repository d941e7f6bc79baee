import { policyDigest } from '../core/policy/digest.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Facts } from '../core/policy/subject.ts'
import type { EntryBody, Identity, Level } from '../core/recording/entry.ts'
import { addPush, noPushes } from '../core/recording/push-counts.ts'
import type { BlobSink, LineSink } from '../core/recording/write.ts'
import { createRoundTrips } from '../core/secrets/round-trip.ts'
import type { UpstreamClient } from '../http/upstream.ts'
import { type CursorLaneOptions, createCursorLane } from './cursor-lane.ts'
import type { ObjectSpool } from './git/lfs/spool.ts'
import { createLfs } from './git/lfs.ts'
import { createGitLane, type GitLaneOptions } from './git-lane.ts'
import type { Lane } from './lane.ts'
import type { Approvals, Clock, Stopwatch } from './ports.ts'
import { type SessionEnd, type SessionSummary, sealSession } from './seal-session.ts'
import { createSession, type Session } from './session.ts'
import { createSessionEngines, type SessionEngines } from './session-engines.ts'
import { startRecording } from './session-recording.ts'
import type { SessionTokens } from './session-tokens.ts'

/** Everything a session needs of the place that opens it; the session itself listens nowhere. */
export interface SessionParts {
  id: string
  tokens: SessionTokens
  /** Who judges: the machine that runs the command, or a gateway. */
  mode: 'standalone' | 'gateway'
  /** Version of the guard. */
  version: string
  policy: Policy
  /** Where the policy was read, for people: a path, `built-in`, a commit. */
  policySource: string
  identity: Identity
  facts: Omit<Facts, 'now'>
  level: Level
  /** Why the level is not higher, one short phrase each. */
  caveats: readonly string[]
  command?: readonly string[]
  /** Values that are masked everywhere, by name. */
  known: readonly { name: string; value: string }[]
  /** At least 16 random bytes: equal secrets have equal markers under one key. */
  markerKey: Uint8Array
  recording: { sink: LineSink; blobs: BlobSink }
  approvals: Approvals
  cursor: Pick<CursorLaneOptions, 'credential' | 'bases' | 'files'>
  /** The git lane, where the session has one. */
  git?: GitParts
  upstream: UpstreamClient
  /** What clients were told to call, as in `http://127.0.0.2:4711`. */
  address: string
  clock: Clock
  stopwatch: Stopwatch
  /** Sees each entry after it was written: for progress on a terminal. */
  onEntry?(body: EntryBody): void
}

/** The forge, what may be pushed there, and what the git lane works with. */
export interface GitParts extends Omit<GitLaneOptions, 'session' | 'tokens' | 'upstream' | 'lfs'> {
  /** Where objects of LFS wait; without it LFS is not served. */
  spool?: ObjectSpool
}

export interface OpenSession {
  session: Session
  /** In the order in which they are asked whether a call is theirs. */
  lanes: readonly Lane[]
  /** Number and hash of the last line; printed to a log that the runner cannot change. */
  head(): { seq: number; hash: string }
  /**
   * Closes the lanes, seals the recording, says what happened. Called once nothing more arrives; a
   * second call gives the first's answer.
   */
  seal(end: SessionEnd): Promise<SessionSummary>
}

/**
 * Opens one guarded session: the first line of its record, its lanes, and what ends it.
 *
 * @throws {GuardError} when the credential of Cursor's service cannot be had: it is asked for before
 *   anything is written, so that nothing is ever recorded in which it is not masked
 */
export async function openSession(parts: SessionParts): Promise<OpenSession> {
  const { id, policy, clock, stopwatch, approvals } = parts
  const engines = await enginesFor(parts)
  const digest = policyDigest(policy)
  const pushes = noPushes()
  const { writer, recorder } = startRecording({
    ...parts.recording,
    startedAt: clock(),
    line: {
      session: id,
      guard: parts.version,
      mode: parts.mode,
      level: parts.level,
      identity: parts.identity,
      policy: {
        source: parts.policySource,
        digest,
        enforcement: policy.enforcement,
        retention: policy.recording.retention,
      },
      facts: parts.facts,
      ...(parts.command && { command: parts.command }),
    },
    secrets: engines.secrets,
    stopwatch,
    onEntry(entry) {
      if (entry.kind === 'push') addPush(pushes, entry.outcome)
      parts.onEntry?.(entry)
    },
    onFull() {
      if (policy.recording.require) session.end('the recording reached its cap', 'policy')
    },
  })
  const session = createSession({
    id,
    level: parts.level,
    policy,
    policyDigest: digest,
    facts: parts.facts,
    engines,
    recorder,
    approvals,
    clock,
    stopwatch,
  })
  for (const caveat of parts.caveats) session.addCaveat(caveat)
  const lanes = createLanes(parts, session, engines)
  const stopTimer = endInTime(session)
  let sealing: Promise<SessionSummary> | undefined
  return {
    session,
    lanes,
    head: () => writer.head(),
    seal(end) {
      stopTimer()
      sealing ??= sealSession({ session, lanes, approvals, writer, pushes }, end)
      return sealing
    },
  }
}

async function enginesFor({ policy, cursor, known, markerKey, clock }: SessionParts) {
  const key = { name: 'cursor api key', value: await cursor.credential.key() }
  return createSessionEngines({ policy, known: [key, ...known], markerKey, now: clock() })
}

function createLanes(parts: SessionParts, session: Session, engines: SessionEngines): Lane[] {
  const { tokens, upstream, address, git } = parts
  const roundTrips = createRoundTrips(engines.secrets)
  const cursor = createCursorLane({
    ...parts.cursor,
    session,
    tokens,
    upstream,
    address,
    roundTrips,
  })
  if (git === undefined) return [cursor]
  const { spool } = git
  const lfs = spool && createLfs({ ...git, spool, session, upstream, address })
  return [createGitLane({ ...git, session, tokens, upstream, ...(lfs && { lfs }) }), cursor]
}

/** Ends the session when its minutes are over; returns a function that cancels the timer. */
function endInTime({ limits }: Session): () => void {
  const left = limits.millisecondsLeft()
  if (left === undefined) return () => {}
  const timer = setTimeout(() => limits.exceeded(), left + 1)
  return () => clearTimeout(timer)
}
