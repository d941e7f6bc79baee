import { endingsOf, type Walk, walkOn } from './automaton.ts'
import { createWords } from './decoding/words.ts'
import type { Needle } from './known.ts'
import { compareNeedle, spanOfNeedle } from './needle-match.ts'
import { bytesBefore, type Found, type Grow, maxLead, type Rule, reachOf } from './rule.ts'
import { mergeSpans, type Span } from './span.ts'
import { prefixBytes, type Vocabulary } from './vocabulary.ts'

/**
 * Finds secrets in text that arrives in pieces. What it finds depends on the text alone: a
 * candidate is decided only when no text that may follow could change the answer.
 */
export interface Matcher {
  /** Takes the next bytes, as latin-1 characters, and decides what can be decided. */
  push(bytes: string): void
  /** The stream idles: looks again at every candidate that waits. */
  settle(): void
  /** No more text than `rest`: decides everything. */
  finish(rest?: string): void
  /** Spans that were decided since the last call, in no particular order. */
  take(): Span[]
  /** No rewrite-tier span that is still to come starts before this offset. */
  readonly safe: number
  /** The same when a stream idles: trailing words and short beginnings of a secret may leave. */
  readonly safeWhenIdle: number
  /** No span that is still to come starts before this offset. */
  readonly settled: number
  /** Bytes received. */
  readonly end: number
  /** Bytes kept, whether they are held back or not. */
  readonly kept: number
  /** The bytes between two offsets; they must not have been forgotten. */
  slice(from: number, to: number): string
  /** Bytes before this offset are not asked for again. */
  forget(before: number): void
  /** What is looked for has changed: text that was not forgotten is looked at again. */
  adopt(vocabulary: Vocabulary): void
}

export interface MatcherOptions {
  /** False drops a span, for instance one that the policy allows. */
  accepts?: (span: Span) => boolean
  /** How many layers of base64, hex, escapes and the like are undone; 0 looks at the text as it is. */
  decodeDepth?: number
}

/** Candidates that wait for more text are looked at again when they grew by an eighth. */
const lookAgainShift = 3
/** With more candidates than this a flood is under way, and each is looked at only once it is whole. */
const maxEager = 64
/** Looks of one rule within one block may go over each of its bytes this often. */
const maxPasses = 32
const blockBytes = 65_536
/** Beginnings of a known value that are shorter leave when a stream idles. */
const minHeldWhenIdle = 4
/** A known value that is cut off by the end of the text is masked from this length on. */
const minCutOff = 8
/** Text kept behind what was forgotten, for rules that look back. */
const keptBytes = maxLead + bytesBefore + 64
/** The text is cut only when there is more than this to drop. */
const slackBytes = 4096

interface Candidate {
  /** Where its literal starts. */
  at: number
  rule: number
  needles: readonly Needle[] | undefined
  /** Nothing before this offset can be part of its secret; negative: not looked at yet. */
  clear: number
  lookAt: number
}

/** How far one rule has come. */
interface Progress {
  /** Where its last match ended: matches of one rule do not overlap. */
  lastEnd: number
  /** No match starts from here to before there: looked at, and nothing can change it. */
  emptyFrom: number
  emptyTo: number
  /** The last round in which an earlier candidate of it had to wait. */
  blockedIn: number
  /** Looks within the block that was looked at last. */
  block: number
  looks: number
}

/** A matcher at the start of a text. */
export function createMatcher(start: Vocabulary, options: MatcherOptions = {}): Matcher {
  const accepts = options.accepts ?? (() => true)
  let vocabulary = start
  let text = ''
  let base = 0
  let needed = 0
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  let waiting: Candidate[] = []
  let found: Span[] = []
  let growing: { span: Span; grow: Grow }[] = []
  let finished = false
  let safe = 0
  let safeOfWaiting = 0
  let settled = 0
  let epoch = 0
  const progress = new Map<number, Progress>()

  const end = () => base + text.length
  const depth = options.decodeDepth ?? 0
  const words =
    depth > 0
      ? createWords(
          (decoded) => searchWhole(vocabulary, decoded, { ...options, decodeDepth: depth - 1 }),
          (span) => {
            if (accepts(span)) found.push(span)
          },
        )
      : undefined

  function push(bytes: string): void {
    const ascii = append(bytes)
    words?.grow({ text, base, ascii })
    decide(false)
  }

  function append(bytes: string): boolean {
    const from = end()
    text += bytes
    return run(bytes, from, true)
  }

  /**
   * Feeds the automaton; each literal that ends becomes a candidate for its rules and needles.
   * Tells whether the bytes are ASCII.
   */
  function run(bytes: string, from: number, withRules: boolean): boolean {
    const { automaton, literals } = vocabulary
    walkOn(automaton, walk, bytes)
    const { hits } = walk
    for (let at = 0; at < hits.length; at += 2) {
      const behind = from + (hits[at] as number) + 1
      for (const literal of endingsOf(automaton, hits[at + 1] as number)) {
        const started = literals[literal]
        if (started !== undefined) enqueue(started, behind - started.length, withRules)
      }
    }
    hits.length = 0
    return walk.bits < 0x80
  }

  function enqueue(started: Vocabulary['literals'][number], at: number, withRules: boolean): void {
    if (started.needles.length > 0) {
      waiting.push({ at, rule: -1, needles: started.needles, clear: -1, lookAt: 0 })
    }
    if (!withRules) return
    for (const rule of started.rules) {
      if (mayLook(rule, at)) waiting.push({ at, rule, needles: undefined, clear: -1, lookAt: 0 })
    }
  }

  function progressOf(index: number): Progress {
    let of = progress.get(index)
    if (of === undefined) {
      of = { lastEnd: 0, emptyFrom: 0, emptyTo: 0, blockedIn: -1, block: -1, looks: 0 }
      progress.set(index, of)
    }
    return of
  }

  /**
   * Keeps the work per byte bounded whatever the text: in a flood of keywords only those are
   * looked at which no letter or digit precedes.
   */
  function mayLook(index: number, at: number): boolean {
    const rule = vocabulary.rules[index]
    if (rule === undefined) return false
    const of = progressOf(index)
    const block = Math.floor(at / blockBytes)
    if (of.block !== block) {
      of.block = block
      of.looks = 0
    }
    of.looks++
    if (of.looks * rule.maxLength * (rule.weight ?? 1) <= maxPasses * blockBytes) return true
    return !/[0-9A-Za-z]/.test(text[at - 1 - base] ?? '')
  }

  function decide(force: boolean): void {
    epoch++
    const now = end()
    const eager = waiting.length <= maxEager
    safe = now
    settled = now
    waiting = waiting.filter((candidate) => {
      const { needles } = candidate
      if (needles !== undefined) return !decideNeedles(candidate, needles, now)
      return !decideRule(candidate, force, eager, now)
    })
    if (growing.length > 0) follow()
    safeOfWaiting = safe
    if (finished) return
    const { automaton } = vocabulary
    safe = Math.min(safe, now - (automaton.heldDepth[walk.state / automaton.rowSize] ?? 0))
    safe = Math.min(safe, words?.heldFrom ?? now)
    settled = Math.min(settled, safe)
  }

  /** True when nothing that may follow can change what this candidate is. */
  function decideRule(candidate: Candidate, force: boolean, eager: boolean, now: number): boolean {
    const index = candidate.rule
    const rule = vocabulary.rules[index]
    if (rule === undefined) return true
    const { lead } = rule
    const of = progressOf(index)
    const earliest = Math.max(candidate.at - lead.max, of.lastEnd, base)
    const first = earliest >= of.emptyFrom ? Math.max(earliest, of.emptyTo) : earliest
    const last = candidate.at - lead.min
    if (first > last) return true
    const complete = finished || now >= last + reachOf(rule)
    if (!complete && !force && (!eager || now < candidate.lookAt)) return wait(candidate, rule)
    const look = rule.look(text, first - base, last - base, complete)
    if (look === 'no') {
      if (first > of.emptyTo) of.emptyFrom = first
      of.emptyTo = last + 1
      return true
    }
    if (typeof look === 'object' && of.blockedIn !== epoch) {
      of.lastEnd = base + look.matchEnd
      accept(rule, index, look)
      return true
    }
    candidate.lookAt = now + 1 + ((now - candidate.at) >> lookAgainShift)
    candidate.clear = look === 'open' ? now : first
    return wait(candidate, rule)
  }

  function wait(candidate: Candidate, rule: Rule): false {
    const earliest = candidate.at - rule.lead.max
    progressOf(candidate.rule).blockedIn = epoch
    settled = Math.min(settled, earliest)
    if (rule.tier === 'rewrite') {
      safe = Math.min(safe, candidate.clear < 0 ? earliest : candidate.clear)
    }
    return false
  }

  function accept(rule: Rule, order: number, { start, end: stop, grow }: Found): void {
    const { id, tier, confidence } = rule
    const value = text.slice(start, stop)
    const span = { start: base + start, end: base + stop, rule: id, tier, confidence, order, value }
    if (grow !== undefined) growing.push({ span, grow })
    else if (accepts(span)) found.push(span)
  }

  /** Follows secrets without a bound; only their beginning is kept. */
  function follow(): void {
    growing = growing.filter(({ span, grow }) => {
      const { to, done } = grow(text, span.end - base, finished)
      span.end = base + to
      if (done && accepts(span)) found.push(span)
      if (!done) {
        settled = Math.min(settled, span.start)
        if (span.tier === 'rewrite') safe = Math.min(safe, span.start)
      }
      return !done
    })
  }

  function decideNeedles(candidate: Candidate, needles: readonly Needle[], now: number): boolean {
    const at = candidate.at - base
    for (const needle of needles) {
      const here = compareNeedle(needle, text, at, finished)
      if (here === 'growing' && !finished) {
        safe = Math.min(safe, candidate.at - needle.before)
        return false
      }
      if (here === 'no' || (here === 'growing' && now - candidate.at < minCutOff)) continue
      found.push(spanOfNeedle(needle, text, at, base))
      break
    }
    return true
  }

  /** Bytes at the end, at least four, that may be the beginning of a known value. */
  function knownBeginning(): number {
    for (let length = prefixBytes - 1; length >= minHeldWhenIdle; length--) {
      const ending = text.slice(-length)
      if (vocabulary.needles.some((needle) => needle.text.startsWith(ending))) return length
    }
    return 0
  }

  function adopt(changed: Vocabulary): void {
    vocabulary = changed
    walk.state = 0
    waiting = waiting.filter((candidate) => candidate.needles === undefined)
    const from = Math.max(base, needed - prefixBytes)
    run(text.slice(from - base), from, false)
    decide(true)
  }

  return {
    push,
    settle() {
      decide(true)
    },
    finish(rest = '') {
      const ascii = append(rest)
      finished = true
      words?.finish({ text, base, ascii })
      decide(true)
    },
    take() {
      const taken = found
      found = []
      return taken
    },
    get safe() {
      return safe
    },
    get safeWhenIdle() {
      return finished
        ? end()
        : Math.min(safeOfWaiting, end() - knownBeginning(), words?.heldWhenIdle ?? end())
    },
    get settled() {
      return settled
    },
    get end() {
      return end()
    },
    get kept() {
      return text.length
    },
    slice: (from, to) => text.slice(from - base, to - base),
    forget(before) {
      needed = Math.max(needed, before)
      // What a growing secret has swallowed is never asked for.
      const wanted = growing.some(({ span }) => span.start <= needed) ? end() : needed
      const oldest =
        waiting.reduce(
          (least, { at }) => Math.min(least, at),
          Math.min(wanted, words?.heldFrom ?? wanted),
        ) - keptBytes
      if (oldest - base < slackBytes + keptBytes) return
      text = text.slice(oldest - base)
      base = oldest
    },
    adopt,
  }
}

/** Every span in a text that is there in full. */
export function searchWhole(vocabulary: Vocabulary, text: string, options: MatcherOptions): Span[] {
  if ((options.decodeDepth ?? 0) === 0 && !holdsLiteral(vocabulary, text)) return []
  const matcher = createMatcher(vocabulary, options)
  matcher.finish(text)
  return mergeSpans(matcher.take())
}

function holdsLiteral({ automaton }: Vocabulary, text: string): boolean {
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  walkOn(automaton, walk, text)
  return walk.hits.length > 0
}
