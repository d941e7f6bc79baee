import { Buffer } from 'node:buffer'
import { inflateBegin } from './decoding/gzip.ts'
import { wideSpans } from './decoding/wide-spans.ts'
import type { SecretMatch } from './engine.ts'
import { createMatcher, type MatcherOptions, searchWhole } from './matcher.ts'
import { markerRuleId, mergeSpans, type Span } from './span.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Finds secrets in bytes that arrive in pieces; memory does not grow with their number. */
export interface Scanner<Match = SecretMatch> {
  /** Matches that are certain by now, in order; offsets count from the first byte. */
  push(bytes: Uint8Array): Match[]
  finish(): Match[]
}

/** Bytes handed to the matcher at once. */
const blockBytes = 32_768
/** Bytes of the piece before that are looked at again, for what is not plain text. */
const overlap = 8192
/** Bytes a gzip member in the middle of other data is inflated to, and in all of them together. */
const maxInflated = 16_777_216
const maxInflatedInAll = 67_108_864
const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08])

function searchBytes(vocabulary: Vocabulary, bytes: Buffer, options: MatcherOptions): Span[] {
  const scanner = createScanner(vocabulary, options, (span) => span)
  return [...scanner.push(bytes), ...scanner.finish()]
}

/** `describe` turns a span into what leaves the engine. */
export function createScanner<Match>(
  vocabulary: Vocabulary,
  options: MatcherOptions,
  describe: (span: Span) => Match,
): Scanner<Match> {
  const matcher = createMatcher(vocabulary, options)
  const depth = options.decodeDepth ?? 0
  const { learned: _, ...inner } = options
  const search = (text: string) =>
    searchWhole(vocabulary, text, { ...inner, decodeDepth: depth - 1 })
  let spans: Span[] = []
  let tail = Buffer.alloc(0)
  let at = 0
  let budget = maxInflatedInAll

  /** UTF-16, UTF-32 and gzip: the first two are looked for where there are zeros, the last by its magic. */
  function lookInside(piece: Buffer): void {
    const from = at - tail.length
    const region = tail.length === 0 ? piece : Buffer.concat([tail, piece])
    const isNew = (span: Span) => span.end > at
    if (region.includes(0)) spans.push(...wideSpans(region, from, search).filter(isNew))
    for (
      let magic = region.indexOf(gzipMagic);
      magic >= 0;
      magic = region.indexOf(gzipMagic, magic + 1)
    ) {
      if (from + magic + gzipMagic.length <= at || budget <= 0) continue
      const inflated = inflateBegin(region.subarray(magic), maxInflated)
      if (inflated === undefined) continue
      budget -= inflated.bytes.length
      const start = from + magic
      for (const span of searchBytes(vocabulary, inflated.bytes, {
        ...inner,
        decodeDepth: depth - 1,
      })) {
        spans.push({ ...span, start, end: start + inflated.consumed })
      }
    }
    tail = Buffer.from(region.subarray(Math.max(0, region.length - overlap)))
  }

  function leave(limit: number): Match[] {
    for (const span of matcher.take()) spans.push(span)
    if (spans.length === 0) return []
    const merged = mergeSpans(spans)
    const ready = merged.filter((span) => span.end <= limit)
    const shields = spans.filter(({ rule }) => rule === markerRuleId)
    spans = [...shields, ...merged].filter((span) => span.end > limit)
    return ready.map(describe)
  }

  return {
    push(bytes) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let from = 0; from < piece.length; from += blockBytes) {
        matcher.push(piece.toString('latin1', from, Math.min(piece.length, from + blockBytes)))
        matcher.forget(matcher.settled())
      }
      if (depth > 0) lookInside(piece)
      at += piece.length
      return leave(Math.min(matcher.settled(), at - overlap))
    },
    finish() {
      matcher.finish()
      return leave(Number.POSITIVE_INFINITY)
    },
  }
}
