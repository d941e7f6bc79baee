import { processText } from '../core/cursor/process-text.ts'
import { type EntryBody, pushNotBegunNote } from '../core/recording/entry.ts'
import { printable } from '../core/recording/visible.ts'

/**
 * One line for the terminal about an entry that a person wants to know of at once.
 *
 * @param command what is typed here to start a command of ours
 */
export function progressLine(entry: EntryBody, command: string): string | undefined {
  switch (entry.kind) {
    case 'verdict':
      if (entry.effective !== 'deny' && entry.effective !== 'hold') return undefined
      return printable(
        `${entry.effective === 'deny' ? 'refused' : 'held'} (${entry.rule ?? 'policy'}): ${entry.reason ?? entry.subject}`,
      )
    case 'approval':
      return printable(approvalLine(entry, command))
    case 'process':
      return printable(`the client starts by itself: ${processText(entry, entry.file)}`)
    case 'limit':
      return `limit reached: ${entry.limit.replace('_', ' ')} ${entry.reached} of ${entry.allowed}`
    case 'push':
      return printable(
        `push to ${entry.repository}: ${entry.outcome}${entry.why ? ` (${entry.why})` : ''}`,
      )
    case 'note':
      if (entry.text !== pushNotBegunNote) return undefined
      return printable(`${entry.text}: ${entry.why} (${entry.repository})`)
    case 'gap':
      return printable(`gap in the recording: ${entry.reason}`)
    default:
      return undefined
  }
}

function approvalLine(entry: Extract<EntryBody, { kind: 'approval' }>, command: string): string {
  if (entry.state === 'denied' && entry.by === undefined) {
    return `refused at once, nobody is asked: ${entry.why ?? 'unknown'}`
  }
  if (entry.state !== 'asked') {
    return `request ${entry.request} ${entry.state}${entry.by ? ` by ${entry.by}` : ''}`
  }
  return (
    `waiting for approval of ${entry.why ?? 'an action'}\n` +
    `  approve: ${command} approvals approve ${entry.request}\n` +
    `  deny:    ${command} approvals deny ${entry.request} --reason "…"`
  )
}
