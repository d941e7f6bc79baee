import { compileGlob, type GlobKind, globProblem, type Match } from './glob.ts'

/** A value in the two forms patterns are held against. */
export interface Text {
  /** Unicode NFC. */
  exact: string
  /** NFC and without case. */
  folded: string
}

/**
 * The forms of one value. `Main` and `main`, or an `é` of one and of two characters, fold to the
 * same text: file systems and forges that ignore the difference must not be a way around a rule.
 */
export function toText(value: string): Text {
  if (isAscii(value)) return { exact: value, folded: value.toLowerCase() }
  return { exact: value.normalize('NFC'), folded: fold(value) }
}

const isAscii = (value: string): boolean => /^[\x00-\x7f]*$/.test(value)

/** Upper case first: it is where letters such as the long s meet their ordinary form. */
export const fold = (value: string): string =>
  isAscii(value)
    ? value.toLowerCase()
    : value.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')

type Form = keyof Text
type PatternReader = (pattern: string, form: Form) => Match
export type TextMatch = (text: Text) => boolean

/**
 * A matcher for a list of globs: at least one of them, if any is positive, and none behind a `!`.
 *
 * A positive pattern ignores case; an excluding one must match exactly as it is written. Either way
 * a value that only looks like the one meant is the one a rule still applies to.
 *
 * @param read turns one pattern, without its `!`, into a matcher for folded or for exact text
 */
export function compileList(patterns: readonly string[], read: PatternReader): TextMatch {
  const positive = patterns
    .filter((pattern) => !isExclusion(pattern))
    .map((pattern) => read(fold(pattern), 'folded'))
  const excluded = patterns
    .filter(isExclusion)
    .map((pattern) => read(pattern.slice(1).normalize('NFC'), 'exact'))
  return ({ exact, folded }) =>
    (positive.length === 0 || positive.some((match) => match(folded))) &&
    !excluded.some((match) => match(exact))
}

export const isExclusion = (pattern: string): boolean => pattern.startsWith('!')
export const globReader = (kind: GlobKind) => (pattern: string) => compileGlob(pattern, kind)

/** Globs over one value of any kind: `*` takes any characters. */
export const compilePlain = (patterns: readonly string[]): TextMatch =>
  compileList(patterns, globReader('plain'))

/** Globs over paths with `/`: `*` stays within a segment, `**` takes any number of them. */
export const compilePaths = (patterns: readonly string[]): TextMatch =>
  compileList(patterns, globReader('path'))

/** Stands for whatever the forge calls the default branch; as in GitHub's rulesets. */
const defaultBranchToken = '~DEFAULT_BRANCH'
const allToken = '~ALL'

export type Outcome = 'yes' | 'no' | 'unknown'

/**
 * A matcher for refs: `main` and `release/**` are branches, `refs/tags/v*` is taken as it stands.
 *
 * `~DEFAULT_BRANCH` gives `unknown` as long as nobody knows the default branch. The ref that is asked
 * about is a full one.
 */
export function compileRefs(
  patterns: readonly string[],
): (ref: Text, defaultBranch: string | undefined) => Outcome {
  const bare = patterns.map((pattern) => pattern.replace(/^!/, ''))
  const asksDefault = bare.some((pattern) => pattern === defaultBranchToken)
  const withDefault = new Map<string | undefined, TextMatch>()
  const listFor = (defaultBranch: string | undefined): TextMatch => {
    const known = withDefault.get(defaultBranch)
    if (known !== undefined) return known
    const list = compileList(patterns, (pattern, form) => refMatch(pattern, form, defaultBranch))
    if (withDefault.size < 16) withDefault.set(defaultBranch, list)
    return list
  }
  return (text, defaultBranch) => {
    if (!asksDefault) return yesOrNo(listFor(undefined)(text))
    if (defaultBranch !== undefined) return yesOrNo(listFor(defaultBranch)(text))
    // The default branch may be this very ref or another one; only agreement is an answer.
    const [same, other] = [listFor(text.exact)(text), listFor('')(text)]
    return same === other ? yesOrNo(same) : 'unknown'
  }
}

export const yesOrNo = (holds: boolean): Outcome => (holds ? 'yes' : 'no')

export const fullRef = (ref: string): string =>
  ref.startsWith('refs/') ? ref : `refs/heads/${ref}`

function refMatch(pattern: string, form: Form, defaultBranch: string | undefined): Match {
  const token = pattern.toUpperCase()
  if (token === allToken) return () => true
  if (token !== defaultBranchToken) return compileGlob(fullRef(pattern), 'path')
  const wanted = toText(fullRef(defaultBranch ?? ''))[form]
  return (ref) => ref === wanted
}

/**
 * A matcher for `host:port` patterns such as `*.example.com:443`, `[::1]:8080`, `example.com:*`.
 *
 * Hosts ignore case and a final dot; `*` takes any characters, dots included.
 */
export function compileHosts(patterns: readonly string[]): (host: string, port: number) => boolean {
  const list = compilePlain(patterns.map((pattern) => pattern.toLowerCase()))
  return (host, port) => list(toText(hostText(host, port)))
}

/** As `compileHosts`, for a list of what is permitted: an empty one permits nothing. */
export function compileAllowedHosts(
  patterns: readonly string[],
): (host: string, port: number) => boolean {
  return patterns.every(isExclusion) ? () => false : compileHosts(patterns)
}

export const hostText = (host: string, port: number): string => {
  const bare = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1')
  return `${bare.includes(':') ? `[${bare}]` : bare}:${port}`
}

/** What is wrong with a `host:port` pattern, as the end of a sentence, or `undefined`. */
export function hostProblem(pattern: string): string | undefined {
  const problem = globProblem(pattern)
  if (problem !== undefined) return problem
  const split = /^(\[[^\]]*\]|[^:[\]/\s]+):(\*|\d{1,5}|\{[\d,]+\})$/.exec(pattern)
  if (split === null) return 'is not host:port, such as "example.com:443" or "*.example.com:*"'
  const ports = split[2]?.match(/\d+/g) ?? []
  if (ports.some((port) => Number(port) < 1 || Number(port) > 65_535))
    return 'has an impossible port'
  return undefined
}
