import type { Coverage, Level, Totals } from '../core/recording/entry.ts'
import type { PushCounts } from '../core/recording/push-counts.ts'
import { isViolated } from '../core/recording/totals.ts'
import type { RecordingEnd, RecordingWriter } from '../core/recording/write.ts'
import type { Lane } from './lane.ts'
import type { Approvals } from './ports.ts'
import type { EndedBy, Session } from './session.ts'

export type SessionEnd = Omit<RecordingEnd, 'coverage'>

export interface SessionSummary {
  sessionId: string
  level: Level
  coverage: Coverage
  totals: Totals
  pushes: PushCounts
  /** `violations` when something was refused, or the session was ended. */
  verdict: 'clean' | 'violations'
  /** Calls that reached the Cursor lane with a token of the session. */
  calls: number
  ended?: { reason: string; by: EndedBy }
  /** Number and hash of the seal, or of the last line when the recording could not be sealed. */
  head: { seq: number; hash: string }
  sealed: boolean
}

/** Lets go of what a session holds, writes the last line of its record, and sums it up. */
export async function sealSession(
  parts: {
    session: Session
    lanes: readonly Lane[]
    approvals: Approvals
    writer: RecordingWriter
    pushes: PushCounts
  },
  end: SessionEnd,
): Promise<SessionSummary> {
  const { session, lanes, approvals, writer, pushes } = parts
  for (const lane of lanes) await lane.close()
  await approvals
    .close()
    .catch(() => session.addCaveat('requests of this session are still listed'))
  const coverage = session.coverage()
  const sealed = seal(writer, { ...end, coverage })
  const { id, ended, endedBy } = session
  return {
    sessionId: id,
    level: coverage.level,
    coverage,
    totals: { ...writer.totals },
    pushes: { ...pushes },
    verdict: isViolated(writer.totals) || ended !== undefined ? 'violations' : 'clean',
    calls: callsOf(lanes),
    ...(ended === undefined || endedBy === undefined
      ? {}
      : { ended: { reason: ended, by: endedBy } }),
    head: writer.head(),
    sealed,
  }
}

/** Calls by which the command shows whether it uses the guard at all. */
export const callsOf = (lanes: readonly Lane[]): number =>
  lanes.reduce((sum, { calls }) => sum + calls, 0)

function seal(writer: RecordingWriter, end: RecordingEnd): boolean {
  try {
    writer.seal(end)
    return true
  } catch {
    return false
  }
}
