import type { AuditCount } from '../judge/audit.ts'
import { markdownText } from './plain-text.ts'

/** Rules shown of a summary; the rest is counted. */
const maxRows = 20

/** `In 7 days 3 pushes would have been held and 1 pull request would have been denied`. */
export function auditSentence(counts: readonly AuditCount[], days: number): string {
  const totals = new Map<string, AuditCount>()
  for (const count of counts) {
    const key = `${count.subject} ${count.would}`
    totals.set(key, { ...count, count: count.count + (totals.get(key)?.count ?? 0) })
  }
  const parts = [...totals.values()].map(
    ({ subject, would, count }) => `${numberOf(subject, count)} would have been ${would}`,
  )
  const last = parts.pop()
  const period = days === 1 ? 'In one day' : `In ${days} days`
  if (last === undefined) return `${period} nothing would have been refused, held or put back`
  return `${period} ${parts.length === 0 ? last : `${parts.join(', ')} and ${last}`}`
}

/** Which rules it would have been, as a table in markdown; nothing when there is nothing to show. */
export function auditTable(counts: readonly AuditCount[]): string {
  if (counts.length === 0) return ''
  const rows = counts
    .slice(0, maxRows)
    .map(
      ({ rule, subject, would, count }) =>
        `| ${markdownText(rule)} | ${numberOf(subject, count)} ${would} |`,
    )
  const more = counts.length - rows.length
  return [
    '| rule | would have been |',
    '|---|---|',
    ...rows,
    ...(more > 0 ? [`| … and ${more} more | |`] : []),
  ].join('\n')
}

const plurals = { push: 'pushes', 'pull request': 'pull requests', ruleset: 'rulesets' } as const

const numberOf = (subject: AuditCount['subject'], count: number): string =>
  `${count} ${count === 1 ? subject : plurals[subject]}`
