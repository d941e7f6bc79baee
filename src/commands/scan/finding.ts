import { Buffer } from 'node:buffer'
import { printable } from '../../core/recording/visible.ts'
import type { FullSecretEngine, ScanMatch } from '../../core/secrets/create-engine.ts'
import { createLines } from './lines.ts'

/** One secret that was found, as it is told. Never carries the value. */
export interface Finding {
  path: string
  /** Byte offsets of the secret itself. */
  start: number
  end: number
  line: number
  column: number
  rule: string
  tier: string
  confidence: string
  fingerprint: string
  /** The name of a known value. */
  known?: string
  /** The commit that adds it. */
  commit?: string
  /** The line up to the secret, and a marker in its place. */
  excerpt: string
}

export interface Report {
  findings: Finding[]
  summary: {
    /** Files, blobs and commit messages that were read in full. */
    sources: number
    bytes: number
    /** All that were found, also those that are not listed. */
    found: number
    /** Found beyond the number that is listed. */
    omitted: number
    /** Left out because the baseline or a comment says so. */
    allowed: number
    errors: number
  }
}

export interface ScanRules {
  engine: FullSecretEngine
  baseline: ReadonlySet<string>
  /** Whether the policy allows a match in a file, which is named as in `ScannedText`. */
  isAllowedIn?: (file: string, match: ScanMatch) => boolean
  /** Whether `cursor-guard:allow RULE reason` on the line of a finding leaves it out. */
  allowInline: boolean
}

/** Findings that are listed one by one. */
const maxListed = 10_000
const excerptBytes = 48
const commentBytes = 512

/** What is scanned as one text, and how its findings are told. */
export interface ScannedText {
  path: string
  /** For exceptions that name a path: absolute, or from the root of the repository. */
  file?: string
  commit?: string
  /** The bytes of the file that stand for the whole source, when it is not the file itself. */
  within?: { start: number; end: number }
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** False leaves a match out, because it was told before. */
  isNew?: (match: ScanMatch) => boolean
}

export interface Collector {
  report: Report
  scan(source: ScannedText): Promise<void>
  /** Tells the matches of a text without reporting them. */
  look(chunks: ScannedText['chunks'], tell: (match: ScanMatch) => void): Promise<void>
}

/** Collects the findings of many sources, each of which is read once, piece by piece. */
export function createCollector({
  engine,
  baseline,
  isAllowedIn,
  allowInline,
}: ScanRules): Collector {
  const report: Report = {
    findings: [],
    summary: { sources: 0, bytes: 0, found: 0, omitted: 0, allowed: 0, errors: 0 },
  }
  const { findings, summary } = report

  async function scan(source: ScannedText): Promise<void> {
    const scanner = engine.createScanner()
    const lines = createLines()
    let last = 0
    const take = (matches: ScanMatch[]) => {
      for (const match of matches) {
        if (source.isNew?.(match) ?? true) add(source, match, lines, last)
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

  function add(
    source: ScannedText,
    match: ScanMatch,
    lines: ReturnType<typeof createLines>,
    shownTo: number,
  ): void {
    const allowed =
      (baseline.size > 0 && baseline.has(match.fingerprint)) ||
      (source.file !== undefined && isAllowedIn?.(source.file, match) === true) ||
      (allowInline && hasComment(match, lines))
    if (allowed && match.known === undefined) {
      summary.allowed++
      return
    }
    summary.found++
    if (findings.length >= maxListed) {
      summary.omitted++
      return
    }
    const { path, commit, within } = source
    const { start, end, rule, tier, confidence, fingerprint, known } = match
    const before = textOf(lines.before(start, excerptBytes, shownTo))
    findings.push({
      // A file may be named after a secret.
      path: engine.maskText(path).text,
      ...(commit === undefined ? {} : { commit }),
      ...(within ?? { start, end }),
      ...(within === undefined ? lines.placeOf(start) : { line: 1, column: 1 }),
      rule,
      tier,
      confidence,
      fingerprint,
      ...(known === undefined ? {} : { known }),
      excerpt: `${before}***${rule}***`,
    })
  }

  async function look(
    chunks: ScannedText['chunks'],
    tell: (match: ScanMatch) => void,
  ): Promise<void> {
    const scanner = engine.createScanner()
    for await (const chunk of chunks) scanner.push(chunk).forEach(tell)
    scanner.finish().forEach(tell)
  }

  return { report, scan, look }
}

function hasComment(match: ScanMatch, lines: ReturnType<typeof createLines>): boolean {
  const text = `${textOf(lines.before(match.start, commentBytes, 0))}\n${textOf(lines.behind(match.end, commentBytes))}`
  const [, rule] = /cursor-guard:allow\s+([a-z0-9-]+)[ \t]+\S/.exec(text) ?? []
  return rule === match.rule
}

const textOf = (bytes: Uint8Array) => printable(Buffer.from(bytes).toString('utf8'))
