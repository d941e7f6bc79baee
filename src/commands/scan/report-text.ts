import { printable, printableLine } from '../../core/recording/visible.ts'
import { ruleText } from '../../core/secrets/rule-text.ts'
import type { Finding, Report } from './finding.ts'

/** Longest path or excerpt that is shown, in characters. */
const maxPathCharacters = 1_000

/** A report for people: place and rule, the masked line, and what to do. */
export function reportText({ findings, notRead, summary }: Report): string {
  const lines = findings.flatMap((finding) => {
    const { line, column, rule, confidence, excerpt, fingerprint, known } = finding
    const where = `${nameOf(finding)}:${line}:${column}`
    const { title, revoke } = ruleText(rule)
    return [
      `${where}  ${rule}  ${title}${known === undefined ? '' : `: ${printable(known)}`} (${confidence} confidence)`,
      `    ${printableLine(excerpt.trimStart(), maxPathCharacters)}`,
      `    ${revoke}`,
      ...(fingerprint === '' ? [] : [`    fingerprint ${fingerprint}`]),
      '',
    ]
  })
  const left = notRead.map((one) => `Not read: ${nameOf(one)}: ${printableLine(one.why)}`)
  return `${[...lines, ...left, summaryLine(summary)].join('\n')}\n`
}

/** On one line, whatever the file is called, and without meaning to a runner. */
function nameOf({ commit, path, where }: Pick<Finding, 'commit' | 'path' | 'where'>): string {
  const from = commit === undefined ? '' : `${commit.slice(0, 12)}:`
  const what = where === undefined || path.startsWith('(') ? '' : ` (${where})`
  return printableLine(`${from}${path}${what}`, maxPathCharacters)
}

function summaryLine(summary: Report['summary']): string {
  const { found, omitted, allowed, sources, bytes, notRead, errors } = summary
  const parts = [
    found === 0 ? 'No secrets' : `${found} secret${found === 1 ? '' : 's'}`,
    ` in ${sources} text${sources === 1 ? '' : 's'}, ${sizeOf(bytes)}`,
    omitted === 0 ? '' : `; ${omitted} are not listed`,
    allowed === 0 ? '' : `; ${allowed} allowed`,
    notRead === 0 ? '' : `; ${notRead} not read`,
    errors === 0 ? '' : `; ${errors} could not be read`,
  ]
  return `${parts.join('')}.`
}

const sizeOf = (bytes: number) =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
