import { pushesText } from '../core/recording/push-counts.ts'
import { printable } from '../core/recording/visible.ts'
import type { RunOutcome } from '../runner/run-guarded.ts'
import { shellQuoted } from './typed-command.ts'

/**
 * What a session did, in a few lines for the end of a terminal or log.
 *
 * @param command what is typed here to start a command of ours
 */
export function summaryText({ summary, recording, exitCode }: RunOutcome, command: string): string {
  const { totals, coverage } = summary
  const because = coverage.reasons.length > 0 ? ` (${coverage.reasons.join('; ')})` : ''
  const lines = [
    '',
    `cursor-guard: session ${summary.sessionId}`,
    `  prompts ${totals.prompts}, tool calls ${totals.toolCalls}, ${pushesText(summary.pushes)}, masked ${totals.masked}, refused ${totals.denied}, held ${totals.held}, approved ${totals.approved}`,
    `  level ${summary.level}, record ${coverage.state}${because}`,
    `  recording ${recording}${summary.sealed ? '' : ' (not sealed)'}`,
    `  verify    ${command} verify ${shellQuoted(recording)}`,
    `  replay    ${command} replay ${shellQuoted(recording)}`,
    `  exit code ${exitCode}`,
    '',
  ]
  return printable(lines.join('\n'))
}
