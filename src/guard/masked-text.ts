import type { MaskStream } from '../core/secrets/engine.ts'
import type { Place, Session } from './session.ts'

/**
 * Text collected before it becomes one entry, in characters and milliseconds. A line of this length
 * still fits node's pool for small buffers; larger ones pile up until a collection of the old space.
 */
export const entryCharacters = 3_400
export const entryMs = 200

/** How long a piece may be held that is no candidate, in milliseconds. */
export const idleReleaseMs = 50

export interface MaskedText {
  /** Takes the next piece; returns what may travel on now. */
  write(text: string): string
  /** What is held without being part of an open candidate. */
  release(): string
  /** The rest; what is in doubt is masked. */
  end(): string
  /** Writes what was collected as an entry: something else is about to be recorded. */
  record(): void
  /** Writes what was collected as an entry once it is old enough; whether nothing is left. */
  recordIfDue(): boolean
  readonly holds: boolean
}

/**
 * One text in pieces: masked for the recording, and for whoever it travels to.
 *
 * @param where what the text is, as findings name it: `response`, `command-output`, …
 * @param append writes one entry with the text collected since the last
 */
export function createMaskedText(
  session: Session,
  { where, place, append }: { where: string; place: Place; append(text: string): void },
): MaskedText {
  const recorded = session.secrets.createMaskStream()
  const outward: MaskStream =
    session.outward === session.secrets ? recorded : session.outward.createMaskStream()
  const both = outward !== recorded
  const parts: string[] = []
  let collected = 0
  let collectedAt = 0

  const record = () => {
    if (collected === 0) return
    append(parts.join(''))
    parts.length = 0
    collected = 0
  }
  const collect = (text: string) => {
    if (text === '') return
    const now = session.stopwatch()
    if (collected === 0) collectedAt = now
    parts.push(text)
    collected += text.length
    if (collected >= entryCharacters || now - collectedAt >= entryMs) record()
  }
  const step = (operate: (stream: MaskStream) => string): string => {
    const safe = operate(recorded)
    collect(safe)
    const sent = both ? operate(outward) : safe
    const findings = recorded.takeFindings()
    if (findings.length > 0) session.recordFindings(findings, where, place, !both)
    if (both) session.recordFindings(outward.takeFindings(), where, place, true)
    return sent
  }
  return {
    write: (text) => step((stream) => stream.write(text)),
    release: () => step((stream) => stream.release()),
    end() {
      const rest = step((stream) => stream.end())
      record()
      return rest
    },
    record,
    recordIfDue() {
      if (collected > 0 && session.stopwatch() - collectedAt >= entryMs) record()
      return collected === 0
    },
    get holds() {
      return recorded.held > 0 || outward.held > 0
    },
  }
}
