import { Buffer } from 'node:buffer'
import { printable } from '../../core/recording/visible.ts'
import type { FullSecretEngine, ScanMatch } from '../../core/secrets/create-engine.ts'
import { replaceSecrets } from '../../core/secrets/replace-secrets.ts'
import { emptyReport, maxListed, type NotRead, type Report } from './finding.ts'
import { joinNames, type NamedThing } from './names.ts'
import { readText, type ScannedText, type Told } from './read-text.ts'

export interface ScanRules {
  engine: FullSecretEngine
  baseline: ReadonlySet<string>
  /** Whether the policy allows a match in a file, which is named as in `ScannedText`. */
  isAllowedIn?: (file: string, match: ScanMatch) => boolean
  /** Whether `cursor-guard:allow RULE reason` on the line of a finding leaves it out. */
  allowInline: boolean
}

/** Characters of a line before a secret that are shown. */
const excerptLength = 48

export interface Collector {
  report: Report
  scan(source: ScannedText): Promise<void>
  /** Looks for secrets in names: of files, of refs. */
  scanNames(where: string, things: readonly NamedThing[]): void
  /** Tells the matches of a text without reporting them. */
  look(chunks: ScannedText['chunks'], tell: (match: ScanMatch) => void): Promise<void>
  /** Lists what was not looked into. */
  leaveOut(notRead: NotRead): void
}

/** Collects the findings of many sources, each of which is read once, piece by piece. */
export function createCollector(rules: ScanRules): Collector {
  const { engine } = rules
  const report = emptyReport()
  const { summary } = report

  const leaveOut = (notRead: NotRead): void => {
    summary.notRead++
    if (report.notRead.length >= maxListed) return
    const { path, why } = notRead
    report.notRead.push({ ...notRead, path: masked(engine, path), why: masked(engine, why) })
  }

  async function scan(source: ScannedText): Promise<void> {
    const { path, commit, isNew = () => true } = source
    summary.bytes += await readText(engine, source, {
      tell: (match, told) => {
        if (isNew(match)) add(rules, report, match, told)
      },
      leaveOut: (name, why) =>
        leaveOut({ path: `${path}${name}`, ...(commit === undefined ? {} : { commit }), why }),
    })
    summary.sources++
  }

  return {
    report,
    scan,
    scanNames(where, things) {
      const { text, thingAt } = joinNames(things)
      const scanner = engine.createScanner()
      for (const match of [...scanner.push(text), ...scanner.finish()]) {
        const { thing, from } = thingAt(match.start)
        const before = text.subarray(from, match.start)
        add(rules, report, match, {
          source: thing,
          where,
          start: match.start - from,
          end: match.end - from,
          place: { line: 1, column: before.toString('utf8').length + 1 },
          before: textOf(before),
          around: '',
        })
      }
    },
    async look(chunks, tell) {
      await readText(engine, { path: '', chunks }, { tell, leaveOut: () => {} })
    },
    leaveOut,
  }
}

function add(
  { engine, baseline, isAllowedIn, allowInline }: ScanRules,
  { findings, summary }: Report,
  match: ScanMatch,
  { source, where, start, end, place, before, around }: Told,
): void {
  const { file, commit } = source
  const allowed =
    (baseline.size > 0 && baseline.has(match.fingerprint)) ||
    (file !== undefined && isAllowedIn?.(file, match) === true) ||
    (allowInline && hasComment(match, around))
  if (allowed && match.known === undefined) {
    summary.allowed++
    return
  }
  summary.found++
  if (findings.length >= maxListed) {
    summary.omitted++
    return
  }
  const { rule, tier, confidence, fingerprint, known } = match
  findings.push({
    path: masked(engine, source.path === '' ? `(${where})` : source.path),
    ...(where === undefined ? {} : { where }),
    ...(commit === undefined ? {} : { commit }),
    start,
    end,
    ...place,
    rule,
    tier,
    confidence,
    fingerprint,
    ...(known === undefined ? {} : { known }),
    excerpt: `${before.slice(-excerptLength)}***${rule}***`,
  })
}

/** A name for people: it may be a secret, or hold one. */
const masked = (engine: FullSecretEngine, name: string): string =>
  replaceSecrets(engine.maskText(name).text, engine, (rule) => `***${rule}***`)

function hasComment(match: ScanMatch, line: string): boolean {
  const [, rule] = /cursor-guard:allow\s+([a-z0-9-]+)[ \t]+\S/.exec(line) ?? []
  return rule === match.rule
}

const textOf = (bytes: Uint8Array) => printable(Buffer.from(bytes).toString('utf8'))
