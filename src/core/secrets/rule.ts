import { isBase64Byte } from './decoding/probe.ts'
import type { Confidence, Detector, Tier } from './detector.ts'
import { entropyOf } from './entropy.ts'
import { withoutTag } from './marker.ts'
import { bytesBeforeKeyword } from './pattern/bytes-before-keyword.ts'
import { partialSources } from './pattern/partial.ts'
import { parsePattern } from './pattern/tree.ts'
import { leastBeforeSecret, longestMatch, shortestMatch } from './pattern/width.ts'

/** Where a secret stands in the text that was looked at. */
export interface Found {
  start: number
  end: number
  /** Of the whole match, which is never shorter than the secret. */
  matchEnd: number
  /** The secret may go on behind `end`, however long it is. */
  follow?: FollowSecret
}

/**
 * Follows a secret that has no bound. Called with the text from where it came to so far; returns
 * where it comes to now, and `done` when what follows is no part of it. `final`: no more text.
 */
export type FollowSecret = (
  text: string,
  from: number,
  final: boolean,
) => { to: number; done: boolean }

/**
 * What a look gave: the place of a secret; `'no'`; or, when more text could change the answer,
 * `'open'`, and `'begun'` when part of a secret may be there already.
 */
export type Look = Found | 'no' | 'open' | 'begun'

/** A rule as the matcher runs it. Offsets are into the text that is handed in. */
export interface MatcherRule {
  id: string
  tier: Tier
  confidence: Confidence
  keywords: readonly string[]
  maxLength: number
  /** Least and most bytes between the start of a match and its keyword. */
  beforeKeyword: { min: number; max: number }
  /** Least bytes of a match that stand before its secret; 0 when absent. */
  beforeSecret?: number
  /** The length of every match, when they all have the same. */
  fixedLength?: number | undefined
  /** How many times slower than a detector's own pattern this one is; 1 when absent. */
  weight?: number
  /**
   * Looks for a match that starts in `first`…`last`. Without `complete` the text ends where it has
   * been received, and the answer may be `'open'` or `'begun'`.
   */
  look(text: string, first: number, last: number, complete: boolean): Look
}

/** Bytes before a match that patterns and `accept` may look at. */
export const bytesBefore = 128
/** Bytes behind a secret that `accept` may look at; less when the line ends before. */
export const bytesAfter = 64
/** Bytes behind the longest match that a pattern may look at. */
const beyond = 16
/** Matches start at most this far before their keyword. */
export const maxBeforeKeyword = 512

/** Bytes from the last possible start of a match after which nothing can change it. */
export const reachOf = (rule: { maxLength: number }) => rule.maxLength + beyond + bytesAfter

/** Compiles a detector; its patterns are compiled when its keyword is first seen. */
export function createRule(detector: Detector): MatcherRule {
  let compiled: Patterns | undefined
  const patterns = () => {
    compiled ??= compile(detector)
    return compiled
  }
  return {
    id: detector.id,
    tier: detector.tier,
    confidence: detector.confidence,
    keywords: detector.keywords,
    maxLength: detector.maxLength,
    get beforeKeyword() {
      return patterns().beforeKeyword
    },
    get beforeSecret() {
      return patterns().beforeSecret
    },
    get fixedLength() {
      return patterns().fixedLength
    },
    look: (text, first, last, complete) =>
      lookFor(patterns(), detector, text, first, last, complete),
  }
}

interface Patterns {
  beforeKeyword: { min: number; max: number }
  beforeSecret: number
  fixedLength: number | undefined
  /** Finds the next match from `lastIndex`, or the one right there when the start is fixed. */
  full: RegExp
  /** The same with the places of its groups, which is slower. */
  places: RegExp
  open: RegExp
  begun: RegExp
}

function compile(detector: Detector): Patterns {
  const { pattern, keywords, maxLength } = detector
  const beforeKeyword =
    detector.beforeKeyword === undefined
      ? (bytesBeforeKeyword(pattern, keywords) ?? { min: 0, max: maxLength })
      : { min: 0, max: detector.beforeKeyword }
  const max = Math.min(beforeKeyword.max, maxBeforeKeyword)
  const search = max === beforeKeyword.min ? 'y' : 'g'
  const flags = pattern.flags.replace(/[gyd]/g, '')
  const tree = parsePattern(pattern.source)
  const partial = partialSources(tree, '(?![^])')
  const longest = longestMatch(tree)
  return {
    beforeKeyword: { min: Math.min(beforeKeyword.min, max), max },
    beforeSecret: leastBeforeSecret(tree),
    fixedLength: longest === shortestMatch(tree) ? longest : undefined,
    full: new RegExp(pattern.source, flags + search),
    places: new RegExp(pattern.source, `${flags}${search}d`),
    open: new RegExp(partial.open, flags + search),
    begun: new RegExp(partial.begun, flags + search),
  }
}

function lookFor(
  patterns: Patterns,
  detector: Detector,
  text: string,
  first: number,
  last: number,
  complete: boolean,
): Look {
  const from = Math.max(0, first - bytesBefore)
  const window = text.slice(from, last + detector.maxLength + beyond)
  if (!complete && matches(patterns.open, window, first - from, last - from)) {
    const begins =
      matches(patterns.begun, window, first - from, last - from) ||
      matches(patterns.full, window, first - from, last - from)
    return begins ? 'begun' : 'open'
  }
  for (let at = first - from; at <= last - from; ) {
    if (!patterns.full.sticky && !matches(patterns.full, window, at, last - from)) return 'no'
    patterns.places.lastIndex = at
    const match = patterns.places.exec(window)
    if (match === null) return 'no'
    const [start, end] = match.indices?.groups?.secret ?? match.indices?.[0] ?? [0, 0]
    const found = {
      start: from + start,
      end: from + end,
      matchEnd: from + match.index + match[0].length,
    }
    const verdict = judge(detector, text, found, complete)
    if (verdict === 'waits') return 'begun'
    if (verdict === 'yes')
      return goesOn(window, found, from) ? { ...found, follow: followToken } : found
    at = match.index + 1
  }
  return 'no'
}

/** A token this long is one of those that have no fixed length: whatever follows belongs to it. */
const minEndless = 1000

const goesOn = (window: string, { start, end }: Found, from: number): boolean =>
  end - start >= minEndless && isTokenByte(window.charCodeAt(end - from - 1))

const followToken: FollowSecret = (text, from, final) => {
  let to = from
  while (to < text.length && isTokenByte(text.charCodeAt(to))) to++
  return { to, done: final || to < text.length }
}

/** Base64 and base64url without padding. */
const isTokenByte = (byte: number) => isBase64Byte[byte & 0xff] === 1

function matches(pattern: RegExp, window: string, first: number, last: number): boolean {
  pattern.lastIndex = first
  if (pattern.sticky) return pattern.test(window)
  const match = pattern.exec(window)
  return match !== null && match.index <= last
}

function judge(
  detector: Detector,
  text: string,
  found: Found,
  complete: boolean,
): 'yes' | 'no' | 'waits' {
  const whole = text.slice(found.start, found.end)
  const secret = detector.tier === 'report' ? withoutTag(whole, before(text, found.start)) : whole
  if (secret.length === 0) return 'no'
  if (detector.minEntropy !== undefined && entropyOf(secret) < detector.minEntropy) return 'no'
  if (detector.accept === undefined) return 'yes'
  // Most rules look at the secret alone: what follows cannot change their answer, nor delay it.
  if (detector.accept.length < 2) {
    return detector.accept(secret, { before: '', after: '' }) ? 'yes' : 'no'
  }
  const behind = text.slice(found.end, found.end + bytesAfter)
  const lineEnd = behind.search(/[\r\n]/)
  if (!complete && lineEnd < 0 && behind.length < bytesAfter) return 'waits'
  const context = {
    before: before(text, found.start),
    after: lineEnd < 0 ? behind : behind.slice(0, lineEnd),
  }
  return detector.accept(secret, context) ? 'yes' : 'no'
}

const before = (text: string, at: number) => text.slice(Math.max(0, at - bytesBefore), at)
