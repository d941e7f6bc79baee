import { compileGlob, globProblem } from '../judge/glob.ts'
import { fold, isExclusion, type Outcome, yesOrNo } from '../judge/match.ts'
import type { GithubSubject } from '../subject.ts'

const operations = ['query', 'mutation', 'subscription'] as const

/**
 * A matcher for calls of the forge's API.
 *
 * `VERB /path/glob` is REST: `*` takes one segment, `**` any number, the last one none as well.
 * `mutation name` and `query name` are GraphQL operations. `!` excludes.
 *
 * REST paths are decoded, stripped of the `/api/v3` of an own server and of their query before they
 * are compared. `/repositories/<id>/…` is an alias of `/repos/<owner>/<name>/…` whose owner and name
 * nobody has read: only `*` matches them for certain.
 */
export function compileGithub(patterns: readonly string[]): (call: GithubSubject) => Outcome {
  const positive = patterns.filter((pattern) => !isExclusion(pattern)).map(compileCall)
  const excluded = patterns.filter(isExclusion).map((pattern) => compileCall(pattern.slice(1)))
  return (call) => {
    const included = positive.length === 0 ? 'yes' : strongest(positive.map((match) => match(call)))
    if (included === 'no') return 'no'
    const dropped = strongest(excluded.map((match) => match(call)))
    if (dropped === 'yes') return 'no'
    return dropped === 'unknown' ? 'unknown' : included
  }
}

/** `yes` when one says yes, else `unknown` when one does not know, else `no`. */
export const strongest = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.includes('yes') ? 'yes' : outcomes.includes('unknown') ? 'unknown' : 'no'

/** What is wrong with a pattern for API calls, as the end of a sentence, or `undefined`. */
export function githubProblem(pattern: string): string | undefined {
  const [head, target, ...more] = pattern.split(' ')
  if (head === undefined || target === undefined || more.length > 0) return expectation
  if (isOperation(head)) {
    return target.startsWith('/') ? 'gives a GraphQL operation a path' : globProblem(target)
  }
  if (!/^[A-Z*{},]+$/.test(head) || !target.startsWith('/')) return expectation
  return globProblem(head) ?? globProblem(target)
}

const expectation =
  'is neither a REST call such as "PUT /repos/*/*/pulls/*/merge" nor an operation such as "mutation mergePullRequest"'

const isOperation = (word: string): boolean => operations.some((operation) => operation === word)

function compileCall(pattern: string): (call: GithubSubject) => Outcome {
  const [head = '', target = ''] = pattern.split(' ')
  if (isOperation(head)) return compileOperation(head, target)
  const verb = compileGlob(fold(head), 'plain')
  const path = compileRestPath(target)
  return (call) => ('path' in call && verb(fold(call.verb)) ? path(call.path) : 'no')
}

function compileOperation(operation: string, name: string): (call: GithubSubject) => Outcome {
  const match = compileGlob(name, 'plain')
  return (call) => {
    if (!('operation' in call) || call.operation !== operation) return 'no'
    return call.name === 'unknown' ? (name === '*' ? 'yes' : 'unknown') : yesOrNo(match(call.name))
  }
}

function compileRestPath(pattern: string): (path: string) => Outcome {
  const match = compileGlob(fold(pattern), 'path')
  return (path) => {
    const segments = restSegments(path)
    if (segments === undefined) return 'unknown'
    if (segments[0] !== 'repositories') return yesOrNo(match(`/${segments.join('/')}`))
    const alias = ['repos', ownerUnknown, nameUnknown, ...segments.slice(2)]
    if (match(`/${alias.join('/')}`) || match(`/${segments.join('/')}`)) return 'yes'
    return beyondRepository(pattern, segments)
  }
}

/** No pattern spells these, so that only a wildcard matches them. */
const ownerUnknown = '\u0000owner'
const nameUnknown = '\u0000name'

/** `unknown` when the call fits a pattern which names a repository, apart from that name. */
function beyondRepository(pattern: string, segments: string[]): Outcome {
  const [, repos, owner, name, ...rest] = pattern.split('/')
  if (repos !== 'repos' || owner === undefined || name === undefined) return 'no'
  const beyond = compileGlob(fold(`/${rest.join('/')}`), 'path')
  return beyond(`/${segments.slice(2).join('/')}`) ? 'unknown' : 'no'
}

/** Decoded, folded segments without empty ones and dots; `undefined` when they cannot be decoded. */
function restSegments(path: string): string[] | undefined {
  const bare = (path.split(/[?#]/, 1)[0] ?? '').replace(/^\/api\/v3(?=\/|$)/, '')
  const decoded: string[] = []
  for (const raw of bare.split('/')) {
    const segment = decode(raw)
    if (segment === undefined) return undefined
    // A slash that came encoded belongs to its segment, as in a branch name.
    decoded.push(fold(segment).replaceAll('/', encodedSlash))
  }
  const segments = withoutDots(decoded)
  const start = nameStart(segments)
  const name = segments.slice(start).flatMap((segment) => segment.split(encodedSlash))
  return [...segments.slice(0, start), ...withoutDots(name)]
}

const encodedSlash = '\u0001'

function withoutDots(segments: readonly string[]): string[] {
  const kept: string[] = []
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return kept
}

/**
 * Where the path of a file or the name of a ref starts, which take the rest of a call. GitHub reads
 * `contents/a%2Fb` and `git/refs/heads%2Fmain` as if the slash were not encoded; its own clients send
 * them so.
 */
function nameStart(segments: readonly string[]): number {
  const collection = segments[0] === 'repositories' ? 2 : 3
  const [first, second = ''] = segments.slice(collection)
  if (first === 'contents') return collection + 1
  const isRef = first === 'git' && ['ref', 'refs', 'matching-refs'].includes(second)
  return isRef ? collection + 2 : segments.length
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
