import type { Needle } from './known.ts'
import type { Span } from './span.ts'
import { prefixBytes } from './vocabulary.ts'

/** The rule under which known values are found. */
export const knownRule = 'known-value'

const isLetterOrDigit = (char: string | undefined) => char !== undefined && /[0-9A-Za-z]/.test(char)
const isBase64 = (char: string | undefined) => char !== undefined && /[0-9A-Za-z+/_-]/.test(char)

/**
 * Whether a known value stands at `at`; `'growing'` when all that is there agrees and more text
 * decides. Of several that start alike the longest is asked first, and taken.
 */
export function compareNeedle(
  needle: Needle,
  text: string,
  at: number,
  final: boolean,
): 'yes' | 'no' | 'growing' {
  const there = text.slice(at, at + needle.text.length)
  if (!needle.text.startsWith(there)) return 'no'
  if (needle.alone && isLetterOrDigit(text[at - 1])) return 'no'
  if (there.length < needle.text.length) return 'growing'
  const behind = text[at + needle.text.length]
  const touches = needle.alone || needle.behind > 0
  if (touches && behind === undefined) return final ? 'yes' : 'growing'
  if (!needle.alone) return 'yes'
  return isLetterOrDigit(behind) ? 'no' : 'yes'
}

/** The place of a known value, with the base64 characters beside it that hold bits of it. */
export function spanOfNeedle(needle: Needle, text: string, at: number, base: number): Span {
  const before = needle.before > 0 && isBase64(text[at - 1]) ? 1 : 0
  const stop = Math.min(text.length, at + needle.text.length)
  const behind = needle.behind > 0 && isBase64(text[stop]) ? 1 : 0
  const place = { start: base + at - before, end: base + stop + behind, value: needle.value }
  if (needle.found !== undefined) return { ...place, tier: 'rewrite', ...needle.found }
  return {
    ...place,
    rule: knownRule,
    tier: 'rewrite',
    confidence: 'high',
    order: -1,
    known: needle.name,
  }
}

/** Beginnings of a known value that are shorter leave when a stream idles. */
const minHeldWhenIdle = 4

/** Bytes at the end of the text, at least four, that may be the beginning of a known value. */
export function knownBeginning(needles: readonly Needle[], text: string): number {
  for (let length = prefixBytes - 1; length >= minHeldWhenIdle; length--) {
    const ending = text.slice(-length)
    if (needles.some((needle) => needle.text.startsWith(ending))) return length
  }
  return 0
}
