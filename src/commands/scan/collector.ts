import { Buffer } from 'node:buffer'
import { type ObjectPart, partAt } from '../../core/git/object-parts.ts'
import { printable } from '../../core/recording/visible.ts'
import type { FullSecretEngine, ScanMatch } from '../../core/secrets/create-engine.ts'
import { emptyReport, maxListed, type NotRead, type Report } from './finding.ts'
import { createLines, type Position } from './lines.ts'
import { joinNames, type NamedThing } from './names.ts'

export interface ScanRules {
  engine: FullSecretEngine
  baseline: ReadonlySet<string>
  /** Whether the policy allows a match in a file, which is named as in `ScannedText`. */
  isAllowedIn?: (file: string, match: ScanMatch) => boolean
  /** Whether `cursor-guard:allow RULE reason` on the line of a finding leaves it out. */
  allowInline: boolean
}

const excerptBytes = 48
const commentBytes = 512

/** What is scanned as one text, and how its findings are told. */
export interface ScannedText {
  path: string
  /** For exceptions that name a path: absolute, or from the root of the repository. */
  file?: string
  commit?: string
  /** What it is, where it is not what a file holds. */
  where?: string
  /** Of a commit or a tag: the part that a match stands in says where it is. */
  parts?: readonly ObjectPart[]
  /** The bytes of the file that stand for the whole source, when it is not the file itself. */
  within?: { start: number; end: number }
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** False leaves a match out, because it was told before. */
  isNew?: (match: ScanMatch) => boolean
}

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

/** Where a match stands, for a person. */
interface Told {
  source: Pick<ScannedText, 'path' | 'file' | 'commit'>
  where: string | undefined
  start: number
  end: number
  place: Position
  before: Uint8Array
  behind: Uint8Array
}

/** Collects the findings of many sources, each of which is read once, piece by piece. */
export function createCollector(rules: ScanRules): Collector {
  const { engine } = rules
  const report = emptyReport()
  const { summary } = report

  async function scan(source: ScannedText): Promise<void> {
    const scanner = engine.createScanner()
    const lines = createLines()
    let last = 0
    const take = (matches: ScanMatch[]) => {
      for (const match of matches) {
        if (source.isNew?.(match) ?? true)
          add(rules, report, match, told(source, match, lines, last))
        last = match.end
      }
    }
    for await (const chunk of source.chunks) {
      lines.push(chunk)
      take(scanner.push(chunk))
      summary.bytes += chunk.length
    }
    take(scanner.finish())
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
          before: before.subarray(-excerptBytes),
          behind: Buffer.alloc(0),
        })
      }
    },
    async look(chunks, tell) {
      const scanner = engine.createScanner()
      for await (const chunk of chunks) scanner.push(chunk).forEach(tell)
      scanner.finish().forEach(tell)
    },
    leaveOut(notRead) {
      summary.notRead++
      if (report.notRead.length >= maxListed) return
      const { path, why } = notRead
      report.notRead.push({ ...notRead, path: masked(engine, path), why: masked(engine, why) })
    },
  }
}

/** Follows the lines of a text to where a match stands, or takes the whole of it. */
function told(
  source: ScannedText,
  { start, end }: ScanMatch,
  lines: ReturnType<typeof createLines>,
  shownTo: number,
): Told {
  const part = partAt(source.parts ?? [], start)
  const from = part?.from ?? 0
  const { within } = source
  return {
    source,
    where: part?.where ?? source.where,
    ...(within ?? { start: start - from, end: end - from }),
    place: within === undefined ? placeIn(lines, from, start) : { line: 1, column: 1 },
    before: lines.before(start, commentBytes, Math.max(shownTo, from)),
    behind: lines.behind(end, commentBytes),
  }
}

function placeIn(lines: ReturnType<typeof createLines>, from: number, start: number): Position {
  if (from === 0) return lines.placeOf(start)
  const first = lines.placeOf(from)
  const { line, column } = lines.placeOf(start)
  return {
    line: line - first.line + 1,
    column: line === first.line ? column - first.column + 1 : column,
  }
}

function add(
  { engine, baseline, isAllowedIn, allowInline }: ScanRules,
  { findings, summary }: Report,
  match: ScanMatch,
  { source, where, start, end, place, before, behind }: Told,
): void {
  const { file, commit } = source
  const allowed =
    (baseline.size > 0 && baseline.has(match.fingerprint)) ||
    (file !== undefined && isAllowedIn?.(file, match) === true) ||
    (allowInline && hasComment(match, before, behind))
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
    excerpt: `${textOf(before.subarray(-excerptBytes))}***${rule}***`,
  })
}

/** A name for people: it may be a secret, or hold one. */
function masked(engine: FullSecretEngine, name: string): string {
  const bytes = Buffer.from(engine.maskText(name).text)
  let text = ''
  let at = 0
  for (const { start, end, rule } of engine.scan(bytes)) {
    text += `${bytes.toString('utf8', at, start)}***${rule}***`
    at = end
  }
  return text + bytes.toString('utf8', at)
}

function hasComment(match: ScanMatch, before: Uint8Array, behind: Uint8Array): boolean {
  const text = `${textOf(before)}\n${textOf(behind)}`
  const [, rule] = /cursor-guard:allow\s+([a-z0-9-]+)[ \t]+\S/.exec(text) ?? []
  return rule === match.rule
}

const textOf = (bytes: Uint8Array) => printable(Buffer.from(bytes).toString('utf8'))
