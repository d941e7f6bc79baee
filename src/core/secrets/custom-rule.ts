import { RE2JS, RE2JSException } from 're2js'
import { GuardError } from '../errors.ts'
import { bytesBeforeKeyword } from './pattern/bytes-before-keyword.ts'
import { partialSources } from './pattern/partial.ts'
import { type PatternNode, parsePattern } from './pattern/tree.ts'
import { longestMatch } from './pattern/width.ts'
import { bytesBefore, type Look, type MatcherRule, maxBeforeKeyword } from './rule.ts'

/** A rule of the policy file: a pattern in RE2 syntax, which runs only near its keywords. */
export interface CustomRule {
  id: string
  pattern: string
  keywords: readonly string[]
}

const maxRules = 50
const maxPatternLength = 500
const maxRepeat = 1000
const minKeyword = 3
/** Longest match of a rule of the policy, in bytes; a pattern without a bound is cut here. */
const maxMatch = 1024
/** RE2 in JavaScript is about this many times slower than a regular expression of the engine. */
const weight = 16

/** What RE2 reads otherwise than JavaScript: such patterns are only run on text that is complete. */
const ownSyntax = /\(\?(?:P|[a-zA-Z-]+\))|\\[pPQEAzCa]|\[\[:|[^\x00-\x7f]/

/**
 * Compiles the rules of a policy. They run in linear time (RE2), on at most 2 KB around a keyword.
 *
 * @throws {GuardError} `POLICY_INVALID`, naming the rule and what was expected
 */
export function createCustomRules(rules: readonly CustomRule[]): MatcherRule[] {
  if (rules.length > maxRules) {
    throw new GuardError('POLICY_INVALID', `secrets.rules: expected at most ${maxRules} rules`)
  }
  return rules.map(createCustomRule)
}

function createCustomRule({ id, pattern, keywords }: CustomRule): MatcherRule {
  const fail = (problem: string) =>
    new GuardError('POLICY_INVALID', `secrets.rules: ${id}: ${problem}`)
  if (keywords.length === 0 || keywords.some((keyword) => keyword.length < minKeyword)) {
    throw fail(`expected keywords of at least ${minKeyword} characters`)
  }
  if (pattern.length > maxPatternLength) {
    throw fail(`expected a pattern of at most ${maxPatternLength} characters`)
  }
  if (/[^\x00-\x7f]/.test(pattern)) throw fail('expected a pattern in ASCII')
  const repeats = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, min, max]) => [
    min,
    max,
  ])
  if (repeats.some((count) => Number(count ?? 0) > maxRepeat)) {
    throw fail(`expected repeats of at most ${maxRepeat}`)
  }
  const full = compile(pattern, fail)
  if (full.matches('')) throw fail('expected a pattern that does not match the empty text')
  const extent = extentOf(pattern, keywords)
  return {
    id,
    tier: 'rewrite',
    confidence: 'medium',
    keywords: keywords.map((keyword) => keyword.toLowerCase()),
    maxLength: extent.maxLength,
    beforeKeyword: extent.beforeKeyword,
    weight,
    look: (text, first, last, complete) =>
      lookFor({ full, ...extent }, text, first, last, complete),
  }
}

function compile(source: string, fail: (problem: string) => GuardError): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    if (error instanceof RE2JSException) throw fail(`expected an RE2 pattern: ${error.message}`)
    throw error
  }
}

/** How far the matches of a pattern reach, and what of them can be told from incomplete text. */
interface Extent {
  maxLength: number
  beforeKeyword: { min: number; max: number }
  /** Absent when only complete text can be judged. */
  partial?: { open: RE2JS; begun: RE2JS }
}

function extentOf(pattern: string, keywords: readonly string[]): Extent {
  const unknown = { maxLength: maxMatch, beforeKeyword: { min: 0, max: maxBeforeKeyword } }
  const tree = ownSyntax.test(pattern) ? undefined : readTree(pattern)
  if (tree === undefined) return unknown
  const maxLength = Math.min(maxMatch, longestMatch(tree))
  const lower = keywords.map((keyword) => keyword.toLowerCase())
  const beforeKeyword = bytesBeforeKeyword(new RegExp(pattern), lower) ?? {
    min: 0,
    max: Math.min(maxBeforeKeyword, maxLength),
  }
  const { open, begun } = partialSources(tree, '\\z')
  try {
    return {
      maxLength,
      beforeKeyword,
      partial: { open: RE2JS.compile(open), begun: RE2JS.compile(begun) },
    }
  } catch {
    return { maxLength, beforeKeyword }
  }
}

function readTree(pattern: string): PatternNode | undefined {
  try {
    new RegExp(pattern)
    return parsePattern(pattern)
  } catch {
    return undefined
  }
}

function lookFor(
  { full, partial, maxLength }: Extent & { full: RE2JS },
  text: string,
  first: number,
  last: number,
  complete: boolean,
): Look {
  const from = Math.max(0, first - bytesBefore)
  const window = text.slice(from, last + maxLength)
  const find = (pattern: RE2JS) => {
    const matcher = pattern.matcher(window)
    return matcher.find(first - from) && matcher.start() <= last - from ? matcher : undefined
  }
  if (!complete && partial === undefined) return 'begun'
  if (!complete && partial !== undefined && find(partial.open) !== undefined) {
    return find(partial.begun) !== undefined || find(full) !== undefined ? 'begun' : 'open'
  }
  const match = find(full)
  if (match === undefined) return 'no'
  const group = 'secret' in full.namedGroups() && match.start('secret') >= 0 ? 'secret' : 0
  const start = from + match.start(group)
  return { start, end: from + match.end(group), matchEnd: from + match.end() }
}
