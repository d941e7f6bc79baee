import { fromBytes, startsCharacter, toBytes } from './bytes.ts'
import type { MaskFinding, MaskStream } from './engine.ts'
import { LazyHeld } from './lazy-properties.ts'
import type { Matcher } from './matcher.ts'
import { byPlace, join, markerRuleId, type Span, unshielded } from './span.ts'

/** What a masker needs of its engine. */
export interface MaskStreamParts {
  matcher: Matcher
  markerFor: (span: Span) => string
  findingFor: (span: Span, pseudonym: string | undefined) => MaskFinding
  /** Told of each place that is replaced, in bytes of the stream. */
  onReplace?: (place: { start: number; end: number; marker: string; known: boolean }) => void
  /** Called before each piece, so that values registered meanwhile count. */
  refresh: () => void
}

/** Findings kept until they are taken; the rest is masked all the same. */
const maxFindings = 10_000

/**
 * Masks text as it streams by. Whatever the cuts between pieces, the output is the same as long as
 * `release` is not called.
 *
 * `release` lets out what only might begin a secret: at most the first three bytes of a known
 * value, or of a rule's secret whose keyword has not been seen in full, or a trailing word that no
 * rule has recognised yet. When the rest arrives, the secret is still found, and all of it that has
 * not left is masked.
 */
export function createMaskStream(parts: MaskStreamParts): MaskStream {
  const { matcher } = parts
  /** Everything before this offset has left. */
  let out = 0
  /** A high surrogate whose other half has not come yet. */
  let half = ''
  /** Rewrite-tier spans that cannot leave yet, and report-tier spans that may still give way. */
  let rewrites: Span[] = []
  let reports: Span[] = []
  let findings: MaskFinding[] = []
  /** Spans that have been replaced, as long as a report-tier span may overlap them. */
  let masked: { start: number; end: number }[] = []
  /** Up to here a marker covers the text. */
  let shieldedTo = 0
  /** Where the last span that was reported or rewritten ends. */
  let reportedTo = 0

  const byteAt = (offset: number) => matcher.slice(offset, offset + 1).charCodeAt(0)

  function leave(limit: number): string {
    for (const span of matcher.take()) {
      if (span.tier === 'rewrite') rewrites.push(span)
      if (span.tier === 'report' || span.rule === markerRuleId) reports.push(span)
    }
    const replaced = rewrites.length > 0 ? leaveMasked(limit) : ''
    const stop = rewrites.length > 0 ? Math.min(limit, firstStart(rewrites)) : limit
    const text = replaced + leavePlain(stop)
    if (reports.length > 0 || masked.length > 0) report()
    matcher.forget(Math.min(out, matcher.settled()))
    return text
  }

  /** Spans in order, united where they overlap, up to the first that more text may still change. */
  function leaveMasked(limit: number): string {
    const sorted = rewrites.sort(byPlace)
    rewrites = []
    let text = ''
    let last: Span | undefined
    for (const span of sorted) {
      if (span.start >= limit) {
        rewrites.push(span)
        continue
      }
      if (span.rule === markerRuleId) shieldedTo = Math.max(shieldedTo, span.end)
      if (span.end <= shieldedTo) continue
      const { joined, next } = last === undefined ? { next: span } : join(last, span)
      if (joined !== undefined) last = joined
      if (next === undefined) continue
      if (last !== undefined) text += replace(last)
      last = next
    }
    if (last === undefined) return text
    if (last.end <= limit) return text + replace(last)
    rewrites.unshift(last)
    return text
  }

  function replace(span: Span): string {
    const plain = leavePlain(span.start)
    if (span.end <= out) return plain
    const marker = parts.markerFor(span)
    note(span, marker)
    masked.push({ start: span.start, end: span.end })
    const start = out
    out = span.end
    // A pattern sees bytes and may stop inside a character.
    while (out < matcher.end() && !startsCharacter(byteAt(out))) out++
    parts.onReplace?.({ start, end: out, marker, known: span.known !== undefined })
    return plain + marker
  }

  function leavePlain(limit: number): string {
    let stop = limit
    while (stop > out && stop < matcher.end() && !startsCharacter(byteAt(stop))) stop--
    if (stop <= out) return ''
    const text = matcher.slice(out, stop)
    out = stop
    return fromBytes(text)
  }

  /** Report-tier spans are told once nothing that is rewritten can still cover them. */
  function report(): void {
    const settled = matcher.settled()
    const done = reports.filter((span) => span.end <= settled)
    reports = reports.filter((span) => span.end > settled)
    for (const span of unshielded(done).sort(byPlace)) {
      const isCovered = [...masked, ...rewrites].some(
        (other) => other.start < span.end && span.start < other.end,
      )
      if (isCovered || span.start < reportedTo) continue
      note(span, undefined)
      reportedTo = span.end
    }
    const oldest = reports.reduce((least, { start }) => Math.min(least, start), settled)
    masked = masked.filter(({ end }) => end > oldest)
  }

  function note(span: Span, marker: string | undefined): void {
    if (findings.length < maxFindings) findings.push(parts.findingFor(span, marker))
  }

  const held = () => Math.min(matcher.end() - out, matcher.kept()) + half.length
  return Object.assign(new LazyHeld(held), {
    write(text: string) {
      parts.refresh()
      const whole = half + text
      half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : ''
      matcher.push(toBytes(half === '' ? whole : whole.slice(0, -1)))
      return leave(matcher.safe())
    },
    release() {
      parts.refresh()
      matcher.settle()
      return leave(matcher.safeWhenIdle())
    },
    end() {
      parts.refresh()
      if (half !== '') matcher.push(toBytes(half))
      half = ''
      matcher.finish()
      return leave(matcher.end())
    },
    takeFindings() {
      const taken = findings
      findings = []
      return taken
    },
  })
}

const firstStart = (spans: readonly Span[]) =>
  spans.reduce((least, span) => Math.min(least, span.start), Number.POSITIVE_INFINITY)
