import { endingsOf, type Walk, walkOn } from './automaton.ts'
import { type Clearance, createCandidates } from './candidates.ts'
import { createFeatures } from './decoding/features.ts'
import { createWords } from './decoding/words.ts'
import { createLearning, type LearnedValues } from './learned.ts'
import { knownBeginning } from './needle-match.ts'
import { createOpenEndedSecrets } from './open-ended.ts'
import { createTextWindow, endOf } from './received-text.ts'
import { bytesBefore, maxBeforeKeyword } from './rule.ts'
import { mergeSpans, type Span } from './span.ts'
import { prefixBytes, type Vocabulary } from './vocabulary.ts'

/**
 * Finds secrets in text that arrives in pieces. What it finds depends on the text alone: a
 * candidate is decided only when no text that may follow could change the answer.
 *
 * Its state is read through functions, not getters: V8 keeps each getter of an object literal, and
 * with it the text it can see, until the next full collection.
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
  safe(): number
  /** The same when a stream idles: trailing words and short beginnings of a secret may leave. */
  safeWhenIdle(): number
  /** No span that is still to come starts before this offset. */
  settled(): number
  /** Bytes received. */
  end(): number
  /** Bytes kept, whether they are held back or not. */
  kept(): number
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
  /** What was learned in other texts; without it nothing is learned. */
  learned?: LearnedValues
}

/** Text kept behind what was forgotten, for rules that look back. */
const keptBytes = maxBeforeKeyword + bytesBefore + 64

/** A matcher at the start of a text. */
export function createMatcher(start: Vocabulary, options: MatcherOptions = {}): Matcher {
  const accepts = options.accepts ?? (() => true)
  const depth = options.decodeDepth ?? 0
  let vocabulary = start
  let needed = 0
  let found: Span[] = []
  let finished = false
  let limits: Clearance = { safe: 0, settled: 0 }
  /** What candidates hold back, without words that only may turn out to hold something. */
  let safeOfWaiting = 0
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  const received = createTextWindow()
  const report = (span: Span) => {
    if (accepts(span)) found.push(span)
  }
  const openEnded = createOpenEndedSecrets(report)
  const candidates = createCandidates({
    received,
    vocabulary: () => vocabulary,
    report(span, follow) {
      if (follow === undefined) report(span)
      else openEnded.add(span, follow)
    },
    learn(span) {
      if (accepts(span)) learning?.learn(span)
    },
  })
  const learning =
    options.learned &&
    createLearning(options.learned, received, (started, at) =>
      candidates.begin(started, at, { withRules: false }),
    )
  const search = (decoded: string) =>
    searchWhole(vocabulary, decoded, { accepts, decodeDepth: depth - 1 })
  const words = depth > 0 ? createWords(search, report) : undefined

  /** Tells whether the bytes are ASCII. */
  function append(bytes: string): boolean {
    const from = endOf(received)
    learning?.catchUp()
    received.append(bytes)
    learning?.append(bytes)
    return findLiterals(bytes, from, true)
  }

  /** Feeds the automaton; each literal that ends becomes a candidate for its rules and needles. */
  function findLiterals(bytes: string, from: number, withRules: boolean): boolean {
    const { automaton, literals } = vocabulary
    walkOn(automaton, walk, bytes)
    const { hits } = walk
    for (let at = 0; at < hits.length; at += 2) {
      const behind = from + (hits[at] as number) + 1
      for (const literal of endingsOf(automaton, hits[at + 1] as number)) {
        const started = literals[literal]
        if (started !== undefined) {
          candidates.begin(started, behind - started.length, { withRules })
        }
      }
    }
    hits.length = 0
    return walk.bits < 0x80
  }

  function decide({ force = false, idle = false } = {}): void {
    const now = endOf(received)
    limits = candidates.decide({ force, idle, final: finished })
    while (learning?.catchUp()) limits = candidates.decide({ force, idle, final: finished })
    if (openEnded.open.length > 0) openEnded.follow(received, finished)
    for (const span of openEnded.open) {
      limits.settled = Math.min(limits.settled, span.start)
      if (span.tier === 'rewrite') limits.safe = Math.min(limits.safe, span.start)
    }
    safeOfWaiting = limits.safe
    if (finished) return
    const { automaton } = vocabulary
    const begun = automaton.heldDepth[walk.state / automaton.rowSize] ?? 0
    limits.safe = Math.min(
      limits.safe,
      now - begun,
      now - (learning?.begun() ?? 0),
      words?.heldFrom ?? now,
    )
    limits.settled = Math.min(limits.settled, limits.safe)
  }

  return {
    push(bytes) {
      const ascii = append(bytes)
      words?.grow({ text: received.text, base: received.base, ascii })
      decide()
    },
    settle() {
      decide({ force: true, idle: true })
    },
    finish(rest = '') {
      const ascii = append(rest)
      finished = true
      words?.finish({ text: received.text, base: received.base, ascii })
      decide({ force: true })
    },
    take() {
      const taken = found
      found = []
      return taken
    },
    safe: () => limits.safe,
    safeWhenIdle() {
      const now = endOf(received)
      if (finished) return now
      const begun = knownBeginning(vocabulary.needles, received.text)
      const learned = learning?.begunWhenIdle() ?? 0
      return Math.min(safeOfWaiting, now - begun, now - learned, words?.heldWhenIdle ?? now)
    },
    settled: () => limits.settled,
    end: () => endOf(received),
    kept: () => received.text.length,
    slice: (from, to) => received.text.slice(from - received.base, to - received.base),
    forget(before) {
      needed = Math.max(needed, before)
      // What an open-ended secret has swallowed is never asked for.
      const isSwallowed = openEnded.open.some(({ start }) => start <= needed)
      const wanted = isSwallowed ? endOf(received) : needed
      const oldest = candidates.firstBefore(Math.min(wanted, words?.heldFrom ?? wanted))
      received.dropBefore(oldest, keptBytes)
    },
    adopt(changed) {
      vocabulary = changed
      walk.state = 0
      candidates.forgetNeedles()
      const from = Math.max(received.base, needed - prefixBytes)
      findLiterals(received.text.slice(from - received.base), from, false)
      decide({ force: true })
    },
  }
}

/** Every span in a text that is there in full. */
export function searchWhole(vocabulary: Vocabulary, text: string, options: MatcherOptions): Span[] {
  if (!holdsLiteral(vocabulary, text) && !mayStandForMore(text, options)) return []
  const matcher = createMatcher(vocabulary, options)
  matcher.finish(text)
  return mergeSpans(matcher.take())
}

function holdsLiteral({ automaton }: Vocabulary, text: string): boolean {
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  walkOn(automaton, walk, text)
  return walk.hits.length > 0
}

/** Whether there is something to decode in it. */
const mayStandForMore = (text: string, { decodeDepth = 0 }: MatcherOptions) =>
  decodeDepth > 0 && createFeatures(text, 0, text.length, { ascii: false }).next(0) >= 0
