import { type Automaton, buildAutomaton } from './automaton.ts'
import type { Needle } from './known.ts'
import type { MatcherRule } from './rule.ts'

/** Everything that is looked for, and the automaton that finds where to look closer. */
export interface Vocabulary {
  automaton: Automaton
  rules: readonly MatcherRule[]
  needles: readonly Needle[]
  /** What each literal of the automaton starts; its length tells where it began. */
  literals: readonly Started[]
}

export interface Started {
  length: number
  /** Indexes into `rules`. */
  rules: readonly number[]
  needles: readonly Needle[]
}

/** Bytes of a known value that the automaton looks for; the rest is compared. */
export const prefixBytes = 8

/** Puts rules and known values into one automaton, so that the text is read once. */
export function createVocabulary(
  rules: readonly MatcherRule[],
  needles: readonly Needle[],
): Vocabulary {
  const started = new Map<string, { rules: number[]; needles: Needle[]; holds: boolean }>()
  const at = (text: string) => {
    let entry = started.get(text)
    if (entry === undefined) {
      entry = { rules: [], needles: [], holds: false }
      started.set(text, entry)
    }
    return entry
  }
  rules.forEach((rule, index) => {
    for (const keyword of new Set(rule.keywords.map(lowerCase))) {
      const entry = at(keyword)
      entry.rules.push(index)
      entry.holds ||= rule.tier === 'rewrite'
    }
  })
  for (const needle of needles) {
    const entry = at(lowerCase(needle.text.slice(0, prefixBytes)))
    entry.needles.push(needle)
    entry.holds = true
  }
  for (const { needles: same } of started.values())
    same.sort((a, b) => b.text.length - a.text.length)
  const literals = [...started].map(([text, entry]) => ({ text, ...entry }))
  return {
    automaton: buildAutomaton(literals),
    rules,
    needles,
    literals: literals.map(({ text, ...entry }) => ({ length: text.length, ...entry })),
  }
}

/** ASCII only: bytes of other characters stay what they are. */
const lowerCase = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
