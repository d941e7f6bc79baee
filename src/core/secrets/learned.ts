import { endingsOf, type Walk, walkOn } from './automaton.ts'
import { isRandomToken, isStrongPassword } from './detectors/randomness.ts'
import type { Needle } from './known.ts'
import { knownBeginning } from './needle-match.ts'
import { endOf, type ReceivedText } from './received-text.ts'
import type { Span } from './span.ts'
import type { Started, Vocabulary } from './vocabulary.ts'
import { createVocabulary } from './vocabulary.ts'

/** Values that were found by what stands beside them; shared by the streams of a session. */
export interface LearnedValues {
  /** Takes the value of a span if it is one to look for; returns it, when it was not there before. */
  add(span: Span): Needle | undefined
  readonly all: readonly Needle[]
}

/** Shorter ones are too often part of something else; longer ones do not come twice. */
const minLearned = 12
const maxLearned = 256
/** Each costs a state for each of its first bytes, in every stream. */
const maxValues = 256

/** Nothing learned yet. */
export function createLearnedValues(): LearnedValues {
  const all: Needle[] = []
  const texts = new Set<string>()
  return {
    all,
    add({ value: text, rule, confidence, order }) {
      if (all.length >= maxValues || texts.has(text)) return undefined
      if (text.length < minLearned || text.length > maxLearned) return undefined
      if (!isRandomToken(text) && !isStrongPassword(text)) return undefined
      const found = { rule, confidence, order }
      const needle = { name: '', value: text, text, before: 0, behind: 0, alone: true, found }
      texts.add(text)
      all.push(needle)
      return needle
    },
  }
}

/** What one text has of the values learned. Each counts behind the place where it was learned. */
export interface Learning {
  /** Takes the value of a span that has been decided; it counts from where the span ends. */
  learn(span: Span): void
  /** Looks for new values in the text that is there; tells whether there were any. */
  catchUp(): boolean
  /** Looks for learned values in bytes that were appended. */
  append(bytes: string): void
  /** Bytes at the end of the text that may be the beginning of a learned value. */
  begun(): number
  begunWhenIdle(): number
}

/** `begin` is told where a value may stand. */
export function createLearning(
  values: LearnedValues,
  received: ReceivedText,
  begin: (started: Started, at: number) => void,
): Learning {
  const countsFrom = new Map<Needle, number>()
  const walk: Walk = { state: 0, hits: [], bits: 0 }
  let vocabulary: Vocabulary | undefined

  function look(bytes: string, from: number, counts: (needle: Needle, at: number) => boolean) {
    if (vocabulary === undefined) return
    const { automaton, literals } = vocabulary
    walkOn(automaton, walk, bytes)
    for (let hit = 0; hit < walk.hits.length; hit += 2) {
      const behind = from + (walk.hits[hit] as number) + 1
      for (const literal of endingsOf(automaton, walk.hits[hit + 1] as number)) {
        const { length, rules, needles } = literals[literal] as Started
        const at = behind - length
        const counting = needles.filter((needle) => counts(needle, at))
        if (counting.length > 0) begin({ length, rules, needles: counting }, at)
      }
    }
    walk.hits.length = 0
  }
  const isBehind = (needle: Needle, at: number) => at >= (countsFrom.get(needle) ?? 0)

  return {
    learn(span) {
      const needle = values.add(span)
      if (needle !== undefined) countsFrom.set(needle, span.end)
    },
    catchUp() {
      const seen = vocabulary?.needles.length ?? 0
      if (values.all.length === seen) return false
      const news = values.all.slice(seen)
      const isNew = new Set(news)
      const now = endOf(received)
      for (const needle of news) if (!countsFrom.has(needle)) countsFrom.set(needle, now)
      const from = Math.max(
        received.base,
        Math.min(...news.map((needle) => countsFrom.get(needle) ?? now)) - maxLearned,
      )
      vocabulary = createVocabulary([], [...values.all])
      walk.state = 0
      look(
        received.text.slice(from - received.base),
        from,
        (needle, at) => isNew.has(needle) && isBehind(needle, at),
      )
      return true
    },
    append(bytes) {
      look(bytes, endOf(received) - bytes.length, isBehind)
    },
    begun: () => vocabulary?.automaton.heldDepth[walk.state / vocabulary.automaton.rowSize] ?? 0,
    begunWhenIdle: () =>
      vocabulary === undefined ? 0 : knownBeginning(vocabulary.needles, received.text),
  }
}
