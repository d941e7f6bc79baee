import { processText } from '../core/cursor/process-text.ts'
import { type EntryBody, pushNotBegunNote } from '../core/recording/entry.ts'
import { printableLine } from '../core/recording/visible.ts'

/** Of one line, in characters: what an agent has written can be long. */
const maxLine = 800

/**
 * What a person wants to know of at once about an entry: one line for the terminal, with the commands that
 * decide on lines of their own. The agent chose parts of it: they begin no line.
 *
 * @param command what is typed here to start a command of ours
 */
export function progressLine(entry: EntryBody, command: string): string | undefined {
  const text = textOf(entry)
  if (text === undefined) return undefined
  const line = printableLine(text, maxLine)
  if (entry.kind !== 'approval' || entry.state !== 'asked') return line
  return (
    `${line}\n` +
    `  approve: ${command} approvals approve ${entry.request}\n` +
    `  deny:    ${command} approvals deny ${entry.request} --reason "…"`
  )
}

function textOf(entry: EntryBody): string | undefined {
  switch (entry.kind) {
    case 'verdict':
      if (entry.effective !== 'deny' && entry.effective !== 'hold') return undefined
      return `${entry.effective === 'deny' ? 'refused' : 'held'} (${entry.rule ?? 'policy'}): ${entry.reason ?? entry.subject}`
    case 'approval':
      return approvalText(entry)
    case 'process':
      return `the client starts by itself: ${processText(entry, entry.file)}`
    case 'limit':
      return `limit reached: ${entry.limit.replace('_', ' ')} ${entry.reached} of ${entry.allowed}`
    case 'push':
      return `push to ${entry.repository}: ${entry.outcome}${entry.why ? ` (${sentence(entry.why)})` : ''}`
    case 'note':
      if (entry.text !== pushNotBegunNote) return undefined
      return `${entry.text}: ${entry.why} (${entry.repository})`
    case 'gap':
      return `gap in the recording: ${entry.reason}`
    default:
      return undefined
  }
}

/** Lines that git shows its client, as one. */
const sentence = (lines: string): string =>
  lines.replaceAll('cursor-guard: ', '').replace(/ {2,}/g, ' ')

function approvalText(entry: Extract<EntryBody, { kind: 'approval' }>): string {
  if (entry.state === 'asked') return `waiting for approval of ${entry.why ?? 'an action'}`
  if (entry.state === 'denied' && entry.by === undefined) {
    return `refused at once, nobody is asked: ${entry.why ?? 'unknown'}`
  }
  if (entry.state === 'expired')
    return `request ${entry.request}: nobody decided in time; it stays open`
  return `request ${entry.request} ${entry.state}${entry.by ? ` by ${entry.by}` : ''}`
}
