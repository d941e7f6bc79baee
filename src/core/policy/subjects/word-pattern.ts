import { compileGlob, type Match, readGlob, type Token } from '../judge/glob.ts'
import type { Outcome } from '../judge/match.ts'
import { canMatch, type ShapeToken, type ShellWord } from './shell-word.ts'

const order: readonly Outcome[] = ['no', 'unknown', 'yes']

/** The less certain of two outcomes. */
export const weaker = (a: Outcome, b: Outcome): Outcome =>
  order.indexOf(a) < order.indexOf(b) ? a : b

/** One word of a command pattern that is no option. */
export interface WordPattern {
  match: Match
  /** For words with gaps. */
  alternatives: Token[][]
  /** Matches any word, whatever is in its gaps. */
  isAny: boolean
  /** `**`: any number of words. */
  isMany: boolean
}

/** @throws {RangeError} for a word that `globProblem` objects to */
export function compileWord(word: string): WordPattern {
  const read = readGlob(word)
  return {
    match: compileGlob(word, 'plain'),
    alternatives: 'alternatives' in read ? read.alternatives : [],
    isAny: word === '*',
    isMany: word === '**',
  }
}

/** Whether a word of a command is the one meant; `unknown` when it is for some values of its gaps. */
export function matchWord(pattern: WordPattern, word: ShellWord): Outcome {
  const { text, shape = [], written } = word
  if (text !== undefined)
    return pattern.match(text) || pattern.match(plainPath(text)) ? 'yes' : 'no'
  if (pattern.isAny && !word.many) return 'yes'
  if (written !== undefined && pattern.match(written)) return 'yes'
  const couldBe = (tokens: readonly Token[]) =>
    canMatch(tokens, shape) || (tokens[0] === '/' && hasLooseFolders(shape))
  return pattern.alternatives.some(couldBe) ? 'unknown' : 'no'
}

/** With dots or doubled slashes around a gap, a path may be any: `/."$X"`, `"$X"/..`. */
function hasLooseFolders(shape: readonly ShapeToken[]): boolean {
  const text = shape.map((token) => (typeof token === 'string' ? token : gapMark)).join('')
  return /^[/\0]/.test(text) && /\/\/|[/\0]\.{1,2}(?:[/\0]|$)/.test(text)
}

const gapMark = '\0'

/** `//`, `/.` and `/tmp/..` are all the root. */
function plainPath(text: string): string {
  if (!text.startsWith('/')) return text
  const segments: string[] = []
  for (const segment of text.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`
}
