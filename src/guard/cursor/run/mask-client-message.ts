import { maskMessage } from '../../../core/cursor/mask-message.ts'
import type { MaskFinding } from '../../../core/secrets/engine.ts'
import type { Place, Session } from '../../session.ts'

/**
 * Where a run carries the user's own credentials for a model provider: the service needs them, so
 * they travel on unmasked; they are never recorded.
 */
const modelCredentials: readonly (readonly number[])[] = [
  ...[8, 9, 10].flatMap((field) => [
    [1, 3, field],
    [1, 15, field],
  ]),
  ...[4, 5, 6].flatMap((field) => [
    [1, 9, field],
    [1, 14, field],
  ]),
  [1, 30],
]

/**
 * Masks every text of an `AgentClientMessage`, and records what was found; credentials the user
 * gives the service stay untouched.
 *
 * @param options.known is told each text as the recording may hold it
 * @param options.skip further paths that stay untouched
 */
export function maskClientMessage(
  session: Session,
  body: Uint8Array,
  where: string,
  place: Place,
  options: { known?: Map<string, string>; skip?: readonly (readonly number[])[] } = {},
): Uint8Array {
  const findings: MaskFinding[] = []
  const both = session.outward !== session.secrets
  const masked = maskMessage(
    body,
    (text) => {
      const safe = session.secrets.maskText(text)
      findings.push(...safe.findings)
      options.known?.set(text, safe.text)
      return both ? session.outward.maskText(text).text : safe.text
    },
    { skip: [...modelCredentials, ...(options.skip ?? [])], kind: 'client' },
  )
  session.recordFindings(findings, where, place, !both)
  return masked
}
