import { pushesText } from '../core/recording/push-counts.ts'
import { printable } from '../core/recording/visible.ts'
import type { RunOutcome } from '../runner/run-guarded.ts'

/** What a session did, in a few lines for the end of a terminal or log. */
export function summaryText({ summary, recording, exitCode }: RunOutcome): string {
  const { totals, coverage } = summary
  const because = coverage.reasons.length > 0 ? ` (${coverage.reasons.join('; ')})` : ''
  const lines = [
    '',
    `cursor-guard: session ${summary.sessionId}`,
    `  prompts ${totals.prompts}, tool calls ${totals.toolCalls}, ${pushesText(summary.pushes)}, masked ${totals.masked}, refused ${totals.denied}, held ${totals.held}, approved ${totals.approved}`,
    `  level ${summary.level}, record ${coverage.state}${because}`,
    `  recording ${recording}${summary.sealed ? '' : ' (not sealed)'}`,
    `  verify    cursor-guard verify ${recording}`,
    `  replay    cursor-guard replay ${recording}`,
    `  exit code ${exitCode}`,
    '',
  ]
  return printable(lines.join('\n'))
}
