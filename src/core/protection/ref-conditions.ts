import { anyOne, anyRun, readGlob, type Token } from '../policy/judge/glob.ts'
import { fullRef, isExclusion } from '../policy/judge/match.ts'
import { markdownCode } from '../policy/render/plain-text.ts'

export type RefTarget = 'branch' | 'tag'

/** Which refs a ruleset is about, in GitHub's patterns. */
export interface RefCondition {
  include: string[]
  exclude: string[]
  /** The entry's own patterns that led here, for people to read. */
  label: string
  /** Whether it takes branches of every name, those included on which work is done. */
  isBroad: boolean
}

export interface RefConditions {
  branch?: RefCondition
  tag?: RefCondition
  /** What GitHub's rulesets cannot say; such refs are only looked after once it has happened. */
  notes: string[]
}

const everything = '~ALL'
const defaultBranchToken = '~DEFAULT_BRANCH'
const namespaces = { branch: 'refs/heads', tag: 'refs/tags' } as const
const targets = ['branch', 'tag'] as const

/**
 * The same refs in GitHub's words. Its patterns are Ruby's `File.fnmatch` with `FNM_PATHNAME`: `**`
 * crosses slashes only before one, there are no braces and no backslash, and case counts.
 *
 * @param defaultBranch stands in for an excluded `~DEFAULT_BRANCH`, which GitHub only includes
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 */
export function refConditions(match: readonly string[], defaultBranch: string): RefConditions {
  const notes: string[] = []
  const read = match.map((text) => {
    const excludes = isExclusion(text)
    const places = translate(excludes ? text.slice(1) : text, excludes, defaultBranch)
    if (typeof places === 'string') notes.push(places)
    return { text, excludes, places: typeof places === 'string' ? [] : places }
  })
  const conditions: RefConditions = { notes }
  for (const target of targets) {
    const condition = conditionFor(target, read)
    if (condition !== undefined) conditions[target] = condition
  }
  return conditions
}

interface Place {
  target: RefTarget
  pattern: string
}

interface ReadPattern {
  text: string
  excludes: boolean
  places: Place[]
}

function conditionFor(target: RefTarget, read: readonly ReadPattern[]): RefCondition | undefined {
  const pick = (excludes: boolean) =>
    read
      .filter((one) => one.excludes === excludes)
      .flatMap(({ places }) => places.filter((place) => place.target === target))
      .map(({ pattern }) => pattern)
  const hasInclusion = read.some(({ excludes }) => !excludes)
  const include = hasInclusion ? simplest(pick(false)) : [everything]
  const exclude = simplest(pick(true))
  if (include.length === 0 || exclude.includes(everything)) return undefined
  const own = read.filter(({ places }) => places.some((place) => place.target === target))
  const label = own.map(({ text }) => text).join(', ') || everything
  const speaksOfTags = own.some(({ text }) => text.includes('refs/tags/'))
  return {
    include,
    exclude,
    label: target === 'tag' && !speaksOfTags ? `${label} (tags)` : label,
    isBroad: include.some((pattern) => isBroad(pattern)),
  }
}

const simplest = (patterns: readonly string[]): string[] =>
  patterns.includes(everything) ? [everything] : [...new Set(patterns)]

const isBroad = (pattern: string): boolean =>
  pattern === everything || /^refs\/\w+\/[*?]+(?:\/|$)/.test(pattern)

/** One pattern of the policy as patterns of GitHub's, or why there are none. */
function translate(pattern: string, excludes: boolean, defaultBranch: string): Place[] | string {
  const token = pattern.toUpperCase()
  const both = targets.map((target) => ({ target, pattern: everything }))
  if (token === everything) return both
  if (token === defaultBranchToken) {
    const named = excludes ? `refs/heads/${defaultBranch}` : defaultBranchToken
    return [{ target: 'branch', pattern: named }]
  }
  const read = readGlob(fullRef(pattern))
  if ('problem' in read) return cannot(pattern, read.problem)
  const places: Place[] = []
  for (const tokens of read.alternatives) {
    const segments = segmentsOf(tokens)
    if (segments === 'unnameable') continue
    const [first, namespace, ...rest] = segments
    if (first === 'refs' && namespace === '**' && rest.length === 0) return both
    const target = targets.find((one) => namespaces[one] === `${first}/${namespace}`)
    if (target === undefined) return cannot(pattern, 'is not about branches or tags alone')
    places.push(...placesBelow(target, rest))
  }
  return places.length > 0 ? places : cannot(pattern, 'has characters that no ref can have')
}

const cannot = (pattern: string, why: string): string =>
  `${markdownCode(pattern.replaceAll('`', ''))} ${why}, so no ruleset can hold it: what is done there is only detected and restored`

/** `release/**` is everything below `release/`, and `release` itself. */
function placesBelow(target: RefTarget, segments: readonly string[]): Place[] {
  const path = segments.filter((segment, at) => segment !== '**' || segments[at - 1] !== '**')
  const place = (...parts: string[]): Place => ({
    target,
    pattern: [namespaces[target], ...parts].join('/'),
  })
  if (path.length === 0) return []
  if (path.at(-1) !== '**') return [place(...path)]
  if (path.length === 1) return [{ target, pattern: everything }]
  const above = path.slice(0, -1)
  return [place(...above, '**', '*'), place(...above)]
}

/** Git takes none of these in a ref's name, and GitHub would read them as something else. */
const neverInRefs = new Set(['*', '?', '[', '\\'])

function segmentsOf(tokens: readonly Token[]): string[] | 'unnameable' {
  const segments: Token[][] = [[]]
  for (const token of tokens) {
    if (token === '/') segments.push([])
    else segments.at(-1)?.push(token)
  }
  if (tokens.some((token) => typeof token === 'string' && neverInRefs.has(token))) {
    return 'unnameable'
  }
  return segments.map((segment) => {
    const text = segment.map((token) => (token === anyRun ? '*' : token === anyOne ? '?' : token))
    const joined = text.join('')
    // Beside other characters, two stars are one.
    return joined === '**' ? joined : joined.replace(/\*{2,}/g, '*')
  })
}
