import { compileGlob, type Match, readGlob, type Token } from '../judge/glob.ts'
import type { Outcome } from '../judge/match.ts'
import { canMatch, repeats, type ShapeToken, type ShellWord } from './shell-word.ts'

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
  const { text, shape = [], written = [] } = word
  if (text !== undefined) return matchText(pattern, text) ? 'yes' : 'no'
  if (pattern.isAny && !word.many) return 'yes'
  const known = written.every((token) => typeof token === 'string') ? written.join('') : ''
  if (known !== '' && !repeats(word) && matchText(pattern, known)) return 'yes'
  const couldBe = (tokens: readonly Token[]) =>
    [shape, written].some(
      (given) =>
        canMatch(tokens, given) ||
        (isPath(given) && canMatch([...tokens, '/'], given)) ||
        (tokens[0] === '/' && hasLooseFolders(given)) ||
        (tokens[0] === '~' && given[0] === '~' && hasLooseFolders(given.slice(1))),
    )
  return pattern.alternatives.some(couldBe) ? 'unknown' : 'no'
}

const matchText = (pattern: WordPattern, text: string): boolean =>
  pattern.match(text) || pattern.match(plainPath(text))

/** `/tmp/"$X"` is `/tmp` when there is nothing in the gap. */
const isPath = (shape: readonly ShapeToken[]): boolean => shape[0] === '/' || shape[0] === '~'

/** With dots or doubled slashes around a gap, a path may be any: `/."$X"`, `"$X"/..`. */
function hasLooseFolders(shape: readonly ShapeToken[]): boolean {
  const text = shape.map((token) => (typeof token === 'string' ? token : gapMark)).join('')
  return /^[/\0]/.test(text) && /\/\/|[/\0]\.{1,2}(?:[/\0]|$)/.test(text)
}

const gapMark = '\0'

/** `//`, `/.` and `/tmp/..` are all the root; `~/` and `~/x/..` are the home. */
function plainPath(text: string): string {
  const home = /^~[^/]*(?=\/)/.exec(text)?.[0]
  if (home === undefined && !text.startsWith('/')) return text
  const segments: string[] = home === undefined ? [] : [home]
  const rest = text.slice(home?.length)
  for (const segment of rest.split('/')) {
    // Above a home nobody knows what there is.
    if (segment === '..' && segments.length === 1 && home !== undefined) return text
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return home === undefined ? `/${segments.join('/')}` : segments.join('/')
}
