import { detached } from './bytes.ts'
import type { Needle } from './known.ts'
import { compareNeedle, spanOfNeedle } from './needle-match.ts'
import { endOf, type ReceivedText } from './received-text.ts'
import { type FollowSecret, type Look, type MatcherRule, reachOf } from './rule.ts'
import { createProgress, isFlood } from './rule-progress.ts'
import type { Span } from './span.ts'
import type { Started, Vocabulary } from './vocabulary.ts'

/** Places where a literal stood and a secret may be, each of them until nothing can change what it is. */
export interface Candidates {
  /** Begins what the literal at `at` starts: its known values, and its rules unless told otherwise. */
  begin(started: Started, at: number, options: { withRules: boolean }): void
  /** Decides what can be decided; tells what the others hold back. */
  decide(moment: Moment): Clearance
  /** Takes known values away: what is looked for has changed. */
  forgetNeedles(): void
  /** Where the first of them stands; `otherwise` when there is none before that. */
  firstBefore(otherwise: number): number
}

/** Why candidates are decided. */
export interface Moment {
  /** Each is looked at again, whether it has grown enough for that or not. */
  force: boolean
  /** No more text comes for a while. */
  idle: boolean
  /** No more text comes at all. */
  final: boolean
}

/** How far the text is clear of secrets that are still to come. */
export interface Clearance {
  /** No rewrite-tier span that is still to come starts before this offset. */
  safe: number
  /** No span that is still to come starts before this offset. */
  settled: number
}

/** What candidates need of the matcher they belong to. */
export interface CandidateParts {
  received: ReceivedText
  /** Asked each time, since a value may be registered while a text streams by. */
  vocabulary: () => Vocabulary
  /** Takes what was found; with `follow` when it may go on. */
  report: (span: Span, follow: FollowSecret | undefined) => void
  /** Takes what a rule found by what stands before it. */
  learn?: (span: Span) => void
}

interface Candidate {
  /** Where its literal starts. */
  at: number
  rule: number
  needles: readonly Needle[] | undefined
  /** Nothing before this offset can be part of its secret; negative: not looked at yet. */
  clear: number
  lookAt: number
}

/** Candidates that wait for more text are looked at again when they grew by an eighth. */
const lookAgainShift = 3
/** With more candidates than this a flood is under way, and each is looked at only once it is whole. */
const maxEager = 64
/** A known value that is cut off by the end of the text is masked from this length on. */
const minCutOff = 8

/** No candidates yet. */
export function createCandidates({
  received,
  vocabulary,
  report,
  learn,
}: CandidateParts): Candidates {
  let waiting: Candidate[] = []
  let round = 0
  const progressOf = createProgress()

  function mayLook(index: number, at: number): boolean {
    const rule = vocabulary().rules[index]
    if (rule === undefined) return false
    if (!isFlood(rule, progressOf(index), at)) return true
    return !/[0-9A-Za-z]/.test(received.text[at - 1 - received.base] ?? '')
  }

  /** One that idles is not kept waiting for the byte behind a match that cannot become longer. */
  function lookAt(
    rule: MatcherRule,
    {
      first,
      last,
      complete,
      idle,
    }: { first: number; last: number; complete: boolean; idle: boolean },
  ): Look {
    const { text, base } = received
    const look = rule.look(text, first - base, last - base, complete)
    const isWhole = idle && first + (rule.fixedLength ?? Number.NaN) === endOf(received)
    if (!isWhole || look === 'no') return look
    const whole = rule.look(text, first - base, last - base, true)
    return typeof whole === 'object' ? whole : look
  }

  /** True when nothing that may follow can change what this candidate is. */
  function decideRule(
    candidate: Candidate,
    limits: Clearance,
    { eager, force, idle, final }: Moment & { eager: boolean },
  ): boolean {
    const { at, rule: index } = candidate
    const rule = vocabulary().rules[index]
    if (rule === undefined) return true
    const { beforeKeyword } = rule
    const { base } = received
    const now = endOf(received)
    const of = progressOf(index)
    const earliest = Math.max(at - beforeKeyword.max, of.lastEnd, base)
    const first = earliest >= of.emptyFrom ? Math.max(earliest, of.emptyTo) : earliest
    const last = at - beforeKeyword.min
    if (first > last) return true
    const complete = final || now >= last + reachOf(rule)
    if (!complete && !force && (!eager || now < candidate.lookAt)) {
      return wait(candidate, rule, limits)
    }
    const look = lookAt(rule, { first, last, complete, idle })
    if (look === 'no') {
      if (first > of.emptyTo) of.emptyFrom = first
      of.emptyTo = last + 1
      return true
    }
    if (typeof look === 'object' && of.blockedIn !== round) {
      of.lastEnd = base + look.matchEnd
      reportMatch(rule, index, look)
      return true
    }
    candidate.lookAt = now + 1 + ((now - at) >> lookAgainShift)
    candidate.clear = look === 'open' ? now : first + (rule.beforeSecret ?? 0)
    return wait(candidate, rule, limits)
  }

  function wait(
    { at, rule: index, clear }: Candidate,
    rule: MatcherRule,
    limits: Clearance,
  ): false {
    const earliest = at - rule.beforeKeyword.max
    progressOf(index).blockedIn = round
    limits.settled = Math.min(limits.settled, earliest)
    if (rule.tier === 'rewrite') limits.safe = Math.min(limits.safe, clear < 0 ? earliest : clear)
    return false
  }

  function reportMatch(
    rule: MatcherRule,
    order: number,
    { start, end, follow }: Look & object,
  ): void {
    const { text, base } = received
    const { id, tier, confidence } = rule
    const value = detached(text.slice(start, end))
    const span = { start: base + start, end: base + end, rule: id, tier, confidence, order, value }
    report(span, follow)
    if (tier === 'rewrite' && (rule.beforeSecret ?? 0) > 0) learn?.(span)
  }

  function decideNeedles(
    { at }: Candidate,
    needles: readonly Needle[],
    limits: Clearance,
    final: boolean,
  ): boolean {
    const { text, base } = received
    for (const needle of needles) {
      const here = compareNeedle(needle, text, at - base, final)
      if (here === 'growing' && !final) {
        limits.safe = Math.min(limits.safe, at - needle.before)
        return false
      }
      if (here === 'no' || (here === 'growing' && endOf(received) - at < minCutOff)) continue
      report(spanOfNeedle(needle, text, at - base, base), undefined)
      break
    }
    return true
  }

  return {
    begin(started, at, { withRules }) {
      const candidate = { at, clear: -1, lookAt: 0 }
      if (started.needles.length > 0) {
        waiting.push({ ...candidate, rule: -1, needles: started.needles })
      }
      if (!withRules) return
      for (const rule of started.rules) {
        if (mayLook(rule, at)) waiting.push({ ...candidate, rule, needles: undefined })
      }
    },
    decide(moment) {
      round++
      const now = endOf(received)
      const limits = { safe: now, settled: now }
      const eager = waiting.length <= maxEager
      waiting = waiting.filter((candidate) =>
        candidate.needles === undefined
          ? !decideRule(candidate, limits, { ...moment, eager })
          : !decideNeedles(candidate, candidate.needles, limits, moment.final),
      )
      return limits
    },
    forgetNeedles() {
      waiting = waiting.filter(({ needles }) => needles === undefined)
    },
    firstBefore: (otherwise) => waiting.reduce((least, { at }) => Math.min(least, at), otherwise),
  }
}
