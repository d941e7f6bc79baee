import type { Level } from '../src/core/recording/entry.ts'
import { pushesText } from '../src/core/recording/push-counts.ts'
import type { SessionReport } from './report.ts'
import { cell, counted } from './text.ts'

/** Where the recording went, as one sentence with or without a link. */
export interface Whereabouts {
  sentence: string
  /** Address on the forge; made by us, never taken from a recording. */
  link?: string
}

/** GitHub takes 1 MiB a step; the rest is for what other tools of the step may add. */
const maxBytes = 1_000_000
const maxRows = 100

const levels: Record<Level, string> = {
  L0: 'L0 recorded: a determined agent can go round the guard',
  L1: 'L1 credential-held: the agent has no credential that writes',
  L2: "L2 contained: the agent's user reaches the guard and nothing else",
}

const unsealed = 'The record is not sealed: the guard was killed before the session ended.'

/** The job summary: GitHub-flavoured Markdown in which nothing from the session can act. */
export function renderSummary(report: SessionReport, where: Whereabouts): string {
  return cut(
    [
      headline(report),
      facts(report),
      refusedTable(report),
      heldTable(report),
      auditedTable(report),
      list(
        'Secrets',
        [...report.findings].map(([name, times]) => `${name}: ${times}`),
      ),
      list('Started by the client itself, where nobody sees it', report.processes),
      list('Limits reached', report.limits),
      list('Gaps in the record', report.gaps),
      whereabouts(report, where),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  )
}

function headline({ verdict, totals, pushes, session, seal, damage }: SessionReport): string {
  const id = session === undefined ? '' : ` ${cell(session.session, 80)}`
  const what = [
    counted(totals.prompts, 'prompt'),
    counted(totals.toolCalls, 'tool call'),
    pushesText(pushes),
    `${totals.masked} masked`,
    `${totals.denied} refused`,
    `${totals.held} held`,
  ].join(', ')
  const alert = seal === undefined ? 'CAUTION' : verdict === 'clean' ? 'NOTE' : 'WARNING'
  return [
    `## cursor-guard: session${id}`,
    '',
    `> [!${alert}]`,
    `> ${what}.`,
    ...(damage === undefined ? [] : [`> **The record is damaged:** ${cell(damage)}`]),
    ...(seal === undefined && damage === undefined ? [`> **${unsealed}**`] : []),
  ].join('\n')
}

function facts({ session, coverage, seal, entries, head }: SessionReport): string {
  const record = coverage.state === 'complete' && seal !== undefined ? 'complete' : '**partial**'
  const rows = [
    ['Level', levels[coverage.level]],
    ['Record', `${record}${reasonsText(coverage.reasons)}`],
    ['Policy', session === undefined ? 'unknown' : policyText(session.policy)],
    ['Entries', `${entries}, head <code>${head}</code>`],
    ...(session?.command === undefined ? [] : [['Command', cell(session.command.join(' '))]]),
    ...(seal?.exitCode === undefined ? [] : [['Exit code', `${seal.exitCode}`]]),
  ]
  return ['| | |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}

const reasonsText = (reasons: readonly string[]): string =>
  reasons.length === 0
    ? ''
    : `: ${reasons
        .slice(0, 20)
        .map((reason) => cell(reason))
        .join(', ')}`

const policyText = (policy: { source: string; digest: string; enforcement: string }): string =>
  `${cell(policy.source)}, ${cell(policy.enforcement)}, ${cell(policy.digest, 20)}`

function refusedTable({ refused, totals }: SessionReport): string {
  const rows = refused.map(({ kind, what, rule, reason }) => [kind, what, rule, reason])
  return table('Refused', ['Action', 'What', 'Rule', 'Reason'], rows, totals.denied)
}

function heldTable({ held, totals }: SessionReport): string {
  const rows = held.map(({ kind, what, rule, outcome, by, why, reason }) => [
    kind,
    what,
    rule,
    [outcome, by].filter(Boolean).join(' by '),
    why || reason,
  ])
  return table(
    'Held for a person',
    ['Action', 'What', 'Rule', 'Outcome', 'Reason'],
    rows,
    totals.held,
  )
}

function auditedTable({ audited }: SessionReport): string {
  const rows = audited.map(({ kind, what, rule, reason }) => [kind, what, rule, reason])
  const head = ['Action', 'What', 'Rule', 'Reason']
  return table('Only audited, would have been stopped', head, rows, audited.length)
}

function table(title: string, head: string[], rows: string[][], total: number): string {
  if (rows.length === 0) return ''
  const shown = rows.slice(0, maxRows)
  return [
    `### ${title} (${total})`,
    '',
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...shown.map((row) => `| ${row.map((text) => cell(text)).join(' | ')} |`),
    ...(total > shown.length ? ['', `${total - shown.length} more are in the recording.`] : []),
  ].join('\n')
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  const shown = items.slice(0, maxRows).map((item) => `- ${cell(item)}`)
  const more = items.length - shown.length
  return [`### ${title}`, '', ...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')
}

function whereabouts({ seal }: SessionReport, { sentence, link }: Whereabouts): string {
  const proof =
    seal?.signature === undefined
      ? 'The chain of hashes shows damage, not rewriting: nobody signed it. `cursor-guard verify recording.jsonl --log STEP_LOG` checks it against the step log.'
      : 'It is signed: `cursor-guard verify recording.jsonl --key PUBLIC_KEY` checks by whom.'
  return [
    `### The record`,
    '',
    link === undefined ? sentence : `${sentence} [Open it](${link}).`,
    '',
    proof,
  ].join('\n')
}

/** Cuts at the end of a line, so that no row is left half open. */
function cut(text: string): string {
  const bytes = Buffer.from(`${text}\n`)
  if (bytes.length <= maxBytes) return bytes.toString()
  const kept = bytes.subarray(0, bytes.lastIndexOf(10, maxBytes - 200) + 1)
  return `${kept}\n\nThe summary was cut here; the recording has everything.\n`
}
