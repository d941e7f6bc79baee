import { visible, visibleLine } from '../visible.ts'

/** Facts of one entry that are shown. */
export const maxFacts = 60
/** Longest value of a fact, in characters. */
export const maxFact = 2_000

/** Names and values as they are shown: inert, short, and each with what acts unseen made visible. */
export function factsOf(values: Record<string, unknown>): [string, string][] {
  return Object.entries(values)
    .slice(0, maxFacts)
    .map(([name, value]) => [visibleLine(name, 60), visible(wordsOf(value).slice(0, maxFact))])
}

/** A value as text: a string as it is, anything else as JSON. */
export const wordsOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
