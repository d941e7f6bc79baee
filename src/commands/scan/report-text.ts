import { printable, printableLine } from '../../core/recording/visible.ts'
import { ruleText } from '../../core/secrets/rule-text.ts'
import type { Report } from './finding.ts'

/** Longest path or excerpt that is shown, in characters. */
const maxPathCharacters = 1_000

/** A report for people: place and rule, the masked line, and what to do. */
export function reportText({ findings, summary }: Report): string {
  const lines = findings.flatMap((finding) => {
    const { path, line, column, commit, rule, confidence, excerpt, fingerprint, known } = finding
    // On one line, whatever the file is called, and without meaning to a runner.
    const name = `${commit === undefined ? '' : `${commit.slice(0, 12)}:`}${path}`
    const where = `${printableLine(name, maxPathCharacters)}:${line}:${column}`
    const { title, revoke } = ruleText(rule)
    return [
      `${where}  ${rule}  ${title}${known === undefined ? '' : `: ${printable(known)}`} (${confidence} confidence)`,
      `    ${printableLine(excerpt.trimStart(), maxPathCharacters)}`,
      `    ${revoke}`,
      ...(fingerprint === '' ? [] : [`    fingerprint ${fingerprint}`]),
      '',
    ]
  })
  return `${[...lines, summaryLine(summary)].join('\n')}\n`
}

function summaryLine(summary: Report['summary']): string {
  const { found, omitted, allowed, sources, bytes, errors } = summary
  const parts = [
    found === 0 ? 'No secrets' : `${found} secret${found === 1 ? '' : 's'}`,
    ` in ${sources} text${sources === 1 ? '' : 's'}, ${sizeOf(bytes)}`,
    omitted === 0 ? '' : `; ${omitted} are not listed`,
    allowed === 0 ? '' : `; ${allowed} allowed`,
    errors === 0 ? '' : `; ${errors} could not be read`,
  ]
  return `${parts.join('')}.`
}

const sizeOf = (bytes: number) =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
