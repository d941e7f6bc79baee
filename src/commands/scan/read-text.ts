import { Buffer } from 'node:buffer'
import { type ObjectPart, partAt } from '../../core/git/object-parts.ts'
import { printable } from '../../core/recording/visible.ts'
import type { FullSecretEngine, ScanMatch } from '../../core/secrets/create-engine.ts'
import { createPackedBudget } from '../../core/secrets/packed/packed-budget.ts'
import { createPackedReader, type PackedSink } from '../../core/secrets/packed/packed-reader.ts'
import { maxListed } from './finding.ts'
import { createLines, type Position } from './lines.ts'
import { wideText } from './wide-text.ts'

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
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** False leaves a match out, because it was told before. */
  isNew?: (match: ScanMatch) => boolean
}

/** Where a match stands, for a person. */
export interface Told {
  source: Pick<ScannedText, 'path' | 'file' | 'commit'>
  where: string | undefined
  start: number
  end: number
  place: Position
  /** Its line up to it, without other secrets, as a person reads it. */
  before: string
  /** All of its line but the secret itself. */
  around: string
}

export interface TextReader {
  tell(match: ScanMatch, told: Told): void
  /** `name` goes behind the path: empty for the text itself, `!/name` for a file that is packed in it. */
  leaveOut(name: string, why: string): void
}

const lineBytes = 512

/**
 * Reads a text once, piece by piece, with what is packed in it. Of that, a secret is told which the
 * text itself has not shown.
 *
 * @returns how many bytes it has
 */
export async function readText(
  engine: FullSecretEngine,
  source: ScannedText,
  { tell, leaveOut }: TextReader,
): Promise<number> {
  const packed: Packed[] = []
  const leftOut = new Map<string, { name: string; count: number }>()
  let size = 0
  const text = startText(engine, source, tell)
  const reader = createPackedReader<SearchedText>({
    budget: createPackedBudget(),
    open(names, around = text) {
      const inner = { ...source, path: `${source.path}${nameOf(names)}` }
      const keep = (match: ScanMatch, told: Told) => {
        if (packed.length < maxListed) packed.push({ match, told, around })
      }
      return startText(engine, inner, keep, around)
    },
    leaveOut(names, why) {
      const known = leftOut.get(why)
      if (known === undefined) leftOut.set(why, { name: nameOf(names), count: 1 })
      else known.count += 1
    },
  })
  for await (const chunk of source.chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    size += bytes.length
    text.push(bytes)
    await reader.push(bytes)
  }
  text.end()
  await reader.end()
  for (const { match, told, around } of packed) {
    if (around.hasShown(match.pseudonym)) continue
    // What is packed without a name of its own stands for the whole file.
    const isWhole = told.source.path === source.path
    tell(match, isWhole ? { ...told, start: 0, end: size } : told)
  }
  for (const [why, { name, count }] of leftOut) {
    leaveOut(name, count === 1 ? why : `${why}, like ${count - 1} more in it`)
  }
  return size
}

/** `!/name`, as in addresses of files in a jar; nothing for what has no name. */
const nameOf = (names: readonly string[]): string => names.map((name) => `!/${name}`).join('')

interface SearchedText extends PackedSink {
  /** Whether a value was found in it or in what it is packed in. */
  hasShown(pseudonym: string): boolean
}

/** A secret in a packed file, and what that is packed in. */
interface Packed {
  match: ScanMatch
  told: Told
  around: SearchedText
}

/** Searches one text as it arrives, and follows its lines. */
function startText(
  engine: FullSecretEngine,
  source: Omit<ScannedText, 'chunks'>,
  tell: TextReader['tell'],
  around?: SearchedText,
): SearchedText {
  const scanner = engine.createScanner()
  const lines = createLines()
  const shown = new Set<string>()
  let last = 0
  const take = (matches: ScanMatch[]) => {
    for (const match of matches) {
      shown.add(match.pseudonym)
      tell(match, placed(source, match, lines, last))
      last = match.end
    }
  }
  return {
    push(bytes) {
      lines.push(bytes)
      take(scanner.push(bytes))
    },
    end: () => take(scanner.finish()),
    hasShown: (pseudonym) => shown.has(pseudonym) || around?.hasShown(pseudonym) === true,
  }
}

/** Follows the lines of a text to where a match stands. */
function placed(
  source: Omit<ScannedText, 'chunks'>,
  { start, end }: ScanMatch,
  lines: ReturnType<typeof createLines>,
  shownTo: number,
): Told {
  const part = partAt(source.parts ?? [], start)
  const from = part?.from ?? 0
  const wide = wideText(lines.behind(start, lineBytes))
  const { line, column } = placeIn(lines, from, start)
  const before = (least: number) =>
    printable(wide.decode(lines.before(start, lineBytes, least), 'end'))
  return {
    source,
    where: part?.where ?? source.where,
    start: start - from,
    end: end - from,
    place: { line, column: Math.floor((column - 1) / wide.width) + 1 },
    before: before(Math.max(shownTo, from)),
    around: `${before(from)}\n${printable(wide.decode(lines.behind(end, lineBytes), 'start'))}`,
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
