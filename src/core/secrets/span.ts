import type { Confidence, Tier } from './detector.ts'

/** One place that a rule or a known value covers. Offsets count from the start of the stream. */
export interface Span {
  start: number
  end: number
  rule: string
  tier: Tier
  confidence: Confidence
  /** Of two spans at one place the one with the lower order says what it is. */
  order: number
  /** The bytes that are covered; of a known value, the value as it was registered. */
  value: string
  /** The name of a known value. */
  known?: string
}

/** The rule whose spans are markers of the session: they shield what they cover. */
export const markerRuleId = 'cursor-guard-marker'

/** The spans that no marker covers, without the markers. */
export function unshielded(spans: readonly Span[]): Span[] {
  const shields = spans.filter(({ rule }) => rule === markerRuleId).sort(byPlace)
  if (shields.length === 0) return [...spans]
  return spans.filter((span) => span.rule !== markerRuleId && !isCovered(span, shields))
}

/** Whether one of the shields, which are in order and apart, covers all of the span. */
function isCovered(span: Span, shields: readonly Span[]): boolean {
  const next = shields[firstEndingBehind(shields, span.start)]
  return next !== undefined && next.start <= span.start && span.end <= next.end
}

/**
 * Spans in order and without overlaps. Rewrite-tier spans that overlap become one, since each of
 * their bytes has to go; report-tier spans give way to them and to longer ones.
 */
export function mergeSpans(all: readonly Span[]): Span[] {
  const spans = unshielded(all)
  const rewritten = unite(spans.filter((span) => span.tier === 'rewrite').sort(byPlace))
  const reported: Span[] = []
  let last: Span | undefined
  for (const span of spans.filter((one) => one.tier === 'report').sort(byPlace)) {
    if (last !== undefined && span.start < last.end) continue
    if (overlapsAny(span, rewritten)) continue
    reported.push(span)
    last = span
  }
  return [...rewritten, ...reported].sort(byPlace)
}

/** Earlier first; of those that start together the longer first, then by rule. */
export const byPlace = (a: Span, b: Span) => a.start - b.start || b.end - a.end || a.order - b.order

/** A union longer than this is cut where one of its parts ends, so that its value stays bounded. */
const maxUnion = 65_536

function unite(sorted: readonly Span[]): Span[] {
  const united: Span[] = []
  for (const span of sorted) {
    const last = united.at(-1)
    const { joined, next } = last === undefined ? { next: span } : join(last, span)
    if (joined !== undefined) united[united.length - 1] = joined
    if (next !== undefined) united.push(next)
  }
  return united
}

/** Takes the next span by place: it becomes part of `last`, or stands for itself behind it. */
export function join(last: Span, span: Span): { joined?: Span; next?: Span } {
  if (span.start >= last.end) return { next: span }
  if (last.end - last.start <= maxUnion) return { joined: union(last, span) }
  return span.end > last.end ? { next: cutBefore(span, last.end) } : {}
}

function union(a: Span, b: Span): Span {
  const leading = rank(b) > rank(a) ? b : a
  if (b.end <= a.end && leading === a) return a
  const end = Math.max(a.end, b.end)
  const covers = leading.start === a.start && leading.end === end
  if (covers || leading.known !== undefined) return { ...leading, start: a.start, end }
  return {
    ...leading,
    start: a.start,
    end,
    value: a.value + b.value.slice(b.value.length - (end - a.end)),
  }
}

const cutBefore = (span: Span, from: number): Span => ({
  ...span,
  start: from,
  value: span.known === undefined ? span.value.slice(from - span.end) : span.value,
})

/** Which of two overlapping spans says what was found. */
function rank(span: Span): number {
  const sureness = { high: 2, medium: 1, low: 0 }[span.confidence]
  return (
    (span.known === undefined ? 0 : 1e9) + sureness * 1e8 + Math.min(span.end - span.start, 1e7)
  )
}

function overlapsAny(span: Span, sorted: readonly Span[]): boolean {
  const next = sorted[firstEndingBehind(sorted, span.start)]
  return next !== undefined && next.start < span.end
}

/** Of spans in order and apart, the index of the first that ends behind `offset`. */
function firstEndingBehind(sorted: readonly Span[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.end ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}
