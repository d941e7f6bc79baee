import { maskMessage } from '../../../core/cursor/mask-message.ts'
import type { ToolSubject } from '../../../core/policy/subject.ts'
import type { MaskFinding } from '../../../core/secrets/engine.ts'
import type { Session } from '../../session.ts'
import type { RunContext } from './run-context.ts'

/** A call as the client may get it. */
export interface PreparedCall {
  masked: Uint8Array
  /** Every text of the message, before it was masked. */
  texts: readonly string[]
  /** One of the texts carries a masked value, as in `***rule:…***`. */
  carriesMarker: boolean
}

/**
 * Masks a call for the client, and records it as it will be executed.
 *
 * @param written what the call puts into a file, as the record shows it
 */
export function prepareCall(
  { session, run, about }: Pick<RunContext, 'session' | 'run' | 'about'>,
  body: Uint8Array,
  subject: ToolSubject,
  call: string,
  written: string | undefined,
): PreparedCall {
  const { secrets, outward } = session
  const place = { run, call }
  const findings: MaskFinding[] = []
  const texts: string[] = []
  let carriesMarker = false
  let safeWritten: string | undefined
  const mask = (text: string) => {
    texts.push(text)
    if (secrets.hasPseudonym(text)) carriesMarker = true
    const safe = secrets.maskText(text)
    findings.push(...safe.findings)
    // What is written is masked once, for the client and for the recording.
    if (text === written) safeWritten = safe.text
    return outward === secrets ? safe.text : outward.maskText(text).text
  }
  const masked = maskMessage(body, mask, { kind: 'server' })
  session.recorder.append({
    kind: 'tool-call',
    ...place,
    tool: subject.tool,
    subject: maskedSubject(subject, session),
    ...(about.model === undefined ? {} : { model: about.model }),
    ...(written === undefined ? {} : { arguments: safeWritten ?? secrets.maskText(written).text }),
  })
  session.recordFindings(findings, 'tool-call', place, outward === secrets)
  return { masked, texts, carriesMarker }
}

function maskedSubject(subject: ToolSubject, { secrets }: Session): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(subject).map(([key, value]) => [
      key,
      typeof value === 'string' ? secrets.maskText(value).text : value,
    ]),
  )
}
