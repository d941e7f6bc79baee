import { sizeText } from '../adapters/repository/repository-limits.ts'
import { isViolated } from '../core/recording/totals.ts'
import { printableLine } from '../core/recording/visible.ts'
import type { KeptRecording } from '../runner/kept-recordings.ts'

/** What is said of one; nothing of it was verified. */
export function asJson({ session, seal, name, path, state, writtenAt, bytes }: KeptRecording) {
  return {
    id: session?.session ?? null,
    folder: name,
    path,
    startedAt: session?.startedAt ?? null,
    writtenAt: new Date(writtenAt).toISOString(),
    state,
    repository: session?.identity.repository ?? null,
    workspace: session?.facts?.workspace ?? null,
    command: session?.command ?? null,
    level: seal?.coverage.level ?? session?.level ?? null,
    coverage: seal?.coverage ?? null,
    verdict: seal === undefined ? null : verdictOf(seal),
    exitCode: seal?.exitCode ?? null,
    bytes,
    retentionSeconds: session?.policy.retention ?? null,
  }
}

/** As the session's own summary has it; 77 is an end by policy. */
const verdictOf = ({ totals, exitCode }: NonNullable<KeptRecording['seal']>): string =>
  isViolated(totals) || exitCode === 77 ? 'violations' : 'clean'

/** A few lines for people. */
export function asText(one: KeptRecording): string {
  const { session, seal, state, bytes } = one
  const outcome =
    seal === undefined ? 'record partial' : `${verdictOf(seal)}, record ${seal.coverage.state}`
  const where = [session?.identity.repository, session?.facts?.workspace]
    .filter(Boolean)
    .join(' in ')
  const rows = [
    idAndTime(one),
    `  ${state}, ${outcome}, ${sizeText(bytes)}`,
    ...(where === '' ? [] : [`  ${where}`]),
    ...(session?.command === undefined ? [] : [`  ${session.command.join(' ')}`]),
  ]
  return `${rows.map((row) => printableLine(row, 200)).join('\n')}\n`
}

/** Its session's id and when that began; where the first line does not say, what the folder does. */
export const idAndTime = ({ session, name, writtenAt }: KeptRecording): string =>
  `${session?.session ?? `(no id) ${name}`}  ${session?.startedAt ?? new Date(writtenAt).toISOString()}`
