/**
 * Globs without regular expressions: `*`, `?`, `{a,b}` and, between slashes, `**`.
 *
 * A match takes the leftmost place for each literal run and never goes back, so the time is
 * bounded by length of value times length of pattern, whatever an attacker sends.
 */

/** Longest pattern accepted, in characters. */
const maxGlobLength = 500
/** Most alternatives the braces of one pattern may spell out. */
const maxAlternatives = 64

export const anyRun = Symbol('*')
export const anyOne = Symbol('?')
export type Token = string | typeof anyRun | typeof anyOne

/** Where `*` stops: at slashes, for paths and refs, or nowhere. */
export type GlobKind = 'path' | 'plain'
export type Match = (value: string) => boolean

/** What is wrong with a pattern, as the end of a sentence, or `undefined`. */
export function globProblem(pattern: string): string | undefined {
  const read = readGlob(pattern)
  return 'problem' in read ? read.problem : undefined
}

/**
 * The pattern as alternatives of tokens: one character each, or a wildcard.
 *
 * A backslash takes the next character literally. Braces without a comma are literal, so are
 * brackets, unless they look like the character class which other tools know and this one does not.
 */
export function readGlob(pattern: string): { alternatives: Token[][] } | { problem: string } {
  if (pattern.length === 0) return { problem: 'is empty' }
  if (pattern.length > maxGlobLength)
    return { problem: `is longer than ${maxGlobLength} characters` }
  if (/(?<!\\)\[[!^]?(?:[^\]\\]-[^\]\\])+[^\]]?\]/.test(pattern)) {
    return {
      problem: 'has a character class, which is not supported: use ? or *, or \\[ for a bracket',
    }
  }
  const expanded = expandBraces(tokenize(pattern))
  if (expanded === 'unbalanced')
    return { problem: 'has an opening brace without its closing brace' }
  if (expanded === 'too-many')
    return { problem: `spells out more than ${maxAlternatives} alternatives` }
  return { alternatives: expanded }
}

type Raw = Token | typeof open | typeof close | typeof comma
const open = Symbol('{')
const close = Symbol('}')
const comma = Symbol(',')
const special = new Map<string, Raw>([
  ['*', anyRun],
  ['?', anyOne],
  ['{', open],
  ['}', close],
  [',', comma],
])

function tokenize(pattern: string): Raw[] {
  const tokens: Raw[] = []
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index)
    if (character === '\\' && index + 1 < pattern.length) tokens.push(pattern.charAt(++index))
    else tokens.push(special.get(character) ?? character)
  }
  return tokens
}

const literalOf = (token: Raw): Token =>
  token === open ? '{' : token === close ? '}' : token === comma ? ',' : token

/** Every way through the braces. */
function expandBraces(tokens: Raw[]): Token[][] | 'unbalanced' | 'too-many' {
  const finished: Token[][] = []
  const pending: Raw[][] = [tokens]
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const group = firstGroup(next)
    if (group === 'unbalanced') return 'unbalanced'
    if (group === undefined) finished.push(next.map(literalOf))
    else pending.push(...group)
    if (finished.length + pending.length > maxAlternatives) return 'too-many'
  }
  return finished
}

/** The first group in braces replaced by each of its parts; `undefined` when there is none. */
function firstGroup(tokens: Raw[]): Raw[][] | 'unbalanced' | undefined {
  const start = tokens.indexOf(open)
  if (start === -1) return undefined
  const parts: Raw[][] = [[]]
  let depth = 0
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index] as Raw
    if (token === open && depth++ === 0) continue
    if (token === close && --depth === 0) {
      const before = tokens.slice(0, start)
      const after = tokens.slice(index + 1)
      if (parts.length > 1) return parts.map((part) => [...before, ...part, ...after])
      return [[...before, '{', ...(parts[0] ?? []), '}', ...after]]
    }
    if (token === comma && depth === 1) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return 'unbalanced'
}

/**
 * A matcher for one pattern.
 *
 * @throws {RangeError} for a pattern that `globProblem` objects to
 */
export function compileGlob(pattern: string, kind: GlobKind): Match {
  const read = readGlob(pattern)
  if ('problem' in read) throw new RangeError(`the pattern ${pattern} ${read.problem}`)
  const compile = kind === 'path' ? compilePath : (tokens: Token[]) => compileRuns(runsOf(tokens))
  const [first, ...others] = read.alternatives.map(compile)
  if (first === undefined) return () => false
  if (others.length === 0) return first
  return (value) => first(value) || others.some((match) => match(value))
}

/** The part of a pattern between two stars: literal pieces, with one free character between them. */
interface Run {
  pieces: string[]
  length: number
}

function runsOf(tokens: readonly Token[]): Run[] {
  const runs: Run[] = [{ pieces: [''], length: 0 }]
  for (const token of tokens) {
    const run = runs.at(-1) as Run
    if (token === anyRun) runs.push({ pieces: [''], length: 0 })
    else if (token === anyOne) run.pieces.push('')
    else run.pieces.push(`${run.pieces.pop() ?? ''}${token}`)
    if (token !== anyRun) run.length += token === anyOne ? 1 : token.length
  }
  return runs
}

function compileRuns(runs: Run[]): Match {
  const [first, ...rest] = runs as [Run, ...Run[]]
  const last = rest.pop()
  if (last === undefined) {
    const [only] = first.pieces
    if (first.pieces.length === 1) return (value) => value === only
    return (value) => value.length === first.length && runAt(first, value, 0)
  }
  return (value) => {
    const end = value.length - last.length
    if (end < first.length || !runAt(first, value, 0) || !runAt(last, value, end)) return false
    let from = first.length
    for (const run of rest) {
      const found = findRun(run, value, from)
      if (found === -1) return false
      from = found + run.length
    }
    return from <= end
  }
}

function runAt(run: Run, value: string, start: number): boolean {
  let at = start
  for (const piece of run.pieces) {
    if (!value.startsWith(piece, at)) return false
    at += piece.length + 1
  }
  return at - 1 <= value.length
}

function findRun(run: Run, value: string, from: number): number {
  if (run.pieces.length === 1) return value.indexOf(run.pieces[0] ?? '', from)
  for (let at = from; at + run.length <= value.length; at++) if (runAt(run, value, at)) return at
  return -1
}

/** `**` between slashes takes any number of segments, none included. */
function compilePath(tokens: Token[]): Match {
  const segments = splitSegments(tokens)
  const groups: Match[][] = [[]]
  for (const segment of segments) {
    const isGlobstar = segment.length === 2 && segment.every((token) => token === anyRun)
    if (isGlobstar) groups.push([])
    else groups.at(-1)?.push(compileRuns(runsOf(segment)))
  }
  const [first, ...rest] = groups as [Match[], ...Match[][]]
  const last = rest.pop()
  const { prefix, suffix } = literalEnds(tokens)
  return (value) =>
    value.startsWith(prefix) &&
    value.endsWith(suffix) &&
    matchSegments(value.split('/'), first, rest, last)
}

/** What every match starts and ends with, so that most values are told apart without cutting them up. */
function literalEnds(tokens: readonly Token[]): { prefix: string; suffix: string } {
  const isWild = (token: Token) => typeof token !== 'string'
  const start = tokens.findIndex(isWild)
  const end = tokens.findLastIndex(isWild)
  if (start === -1) return { prefix: tokens.join(''), suffix: '' }
  // The slash beside a `**` that takes no segment is not there.
  return {
    prefix: tokens.slice(0, start).join('').replace(/\/$/, ''),
    suffix: tokens
      .slice(end + 1)
      .join('')
      .replace(/^\//, ''),
  }
}

function matchSegments(
  value: string[],
  first: Match[],
  middle: Match[][],
  last: Match[] | undefined,
): boolean {
  if (last === undefined) return value.length === first.length && groupAt(first, value, 0)
  const end = value.length - last.length
  if (end < first.length || !groupAt(first, value, 0) || !groupAt(last, value, end)) return false
  let from = first.length
  for (const group of middle) {
    while (from + group.length <= end && !groupAt(group, value, from)) from++
    from += group.length
    if (from > end) return false
  }
  return true
}

const groupAt = (group: Match[], value: string[], at: number): boolean =>
  group.every((match, index) => match(value[at + index] ?? ''))

function splitSegments(tokens: Token[]): Token[][] {
  const segments: Token[][] = [[]]
  for (const token of tokens) {
    if (token === '/') segments.push([])
    else segments.at(-1)?.push(token)
  }
  return segments
}

/**
 * Whether everything that `inner` matches is matched by `outer` too, for plain globs. A `false` may be
 * wrong where wildcards overlap in part; a `true` never is.
 */
export function covers(outer: string, inner: string): boolean {
  const [wide, narrow] = [readGlob(outer), readGlob(inner)]
  if ('problem' in wide || 'problem' in narrow) return false
  return narrow.alternatives.every((tokens) =>
    wide.alternatives.some((pattern) => coversTokens(pattern, tokens)),
  )
}

/** A run takes any tokens, a free character takes one that is no run, a literal takes itself. */
function coversTokens(outer: readonly Token[], inner: readonly Token[]): boolean {
  let reached = new Set([0])
  const skipRuns = (from: Set<number>): Set<number> => {
    const all = new Set(from)
    for (const at of all) if (outer[at] === anyRun) all.add(at + 1)
    return all
  }
  for (const token of inner) {
    const next = new Set<number>()
    for (const at of skipRuns(reached)) {
      const wanted = outer[at]
      if (wanted === anyRun) next.add(at)
      else if (wanted === token || (wanted === anyOne && token !== anyRun)) next.add(at + 1)
    }
    reached = next
  }
  return skipRuns(reached).has(outer.length)
}
