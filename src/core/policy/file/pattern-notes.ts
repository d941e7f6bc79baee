import { compileGlob } from '../judge/glob.ts'
import { compileRefs, isExclusion, toText } from '../judge/match.ts'
import type { Floor, Policy, Rule } from '../policy.ts'
import type { Problem } from './file-checks.ts'

/** What a repository has, for patterns to be held against. */
export interface RepositoryNames {
  /** Files from the root of the repository. */
  paths: readonly string[]
  /** Full refs. */
  refs: readonly string[]
}

/** One list of patterns and where it stands. */
interface Patterns {
  at: Problem['path']
  patterns: readonly string[]
}

/**
 * Patterns that are valid and probably do not say what was meant: one for the root of the repository
 * alone, and, where the repository is known, one that matches nothing in it.
 */
export function patternNotes(policy: Policy, names: RepositoryNames | undefined): Problem[] {
  const all = [...listsOf(policy, []), ...(policy.floor ? listsOf(policy.floor, ['floor']) : [])]
  return all.flatMap(({ kind, at, patterns }) =>
    patterns.flatMap((pattern, index) => {
      const message = notes[kind](pattern, patterns, names)
      return message === undefined ? [] : [{ path: [...at, index], message }]
    }),
  )
}

type Kind = 'paths' | 'refs' | 'workflows'
type Note = (
  pattern: string,
  beside: readonly string[],
  names: RepositoryNames | undefined,
) => string | undefined

function listsOf(
  { rules = [], branches = [], secrets }: Pick<Policy, 'rules' | 'branches' | 'secrets'> | Floor,
  at: Problem['path'],
): (Patterns & { kind: Kind })[] {
  return [
    ...branches.map(({ match }, index) => ({
      kind: 'refs' as const,
      at: [...at, 'branches', index, 'match'],
      patterns: match,
    })),
    ...(secrets?.allow ?? []).map(({ path }, index) => ({
      kind: 'paths' as const,
      at: [...at, 'secrets', 'allow', index, 'path'],
      patterns: path === undefined ? [] : [path],
    })),
    ...rules.flatMap(({ when }, index) => listsOfWhen(when, [...at, 'rules', index, 'when'])),
  ]
}

function listsOfWhen(
  { path, push, branch, runner }: Rule['when'],
  at: Problem['path'],
): (Patterns & { kind: Kind })[] {
  return [
    { kind: 'paths', at: [...at, 'path'], patterns: path ?? [] },
    { kind: 'paths', at: [...at, 'push', 'paths'], patterns: push?.paths ?? [] },
    { kind: 'refs', at: [...at, 'branch'], patterns: branch ?? [] },
    { kind: 'workflows', at: [...at, 'runner', 'workflow'], patterns: runner?.workflow ?? [] },
  ]
}

const bareOf = (pattern: string): string => (isExclusion(pattern) ? pattern.slice(1) : pattern)

const notes: Readonly<Record<Kind, Note>> = {
  paths: pathNote,
  refs(pattern, _, names) {
    const bare = bareOf(pattern)
    if (names === undefined || bare.startsWith('~')) return undefined
    const match = compileRefs([bare])
    const isThere = names.refs.some((ref) => match(toText(ref), undefined) !== 'no')
    return isThere ? undefined : `"${bare}" matches no branch or tag that is known here`
  },
  workflows(pattern, _, names) {
    const match = compileGlob(bareOf(pattern).toLowerCase(), 'plain')
    const files = (names?.paths ?? []).flatMap(
      (path) => /^\.github\/workflows\/([^/]+)$/.exec(path)?.[1]?.toLowerCase() ?? [],
    )
    if (names === undefined || files.some(match)) return undefined
    return `"${bareOf(pattern)}" matches no workflow of this repository`
  },
}

function pathNote(
  pattern: string,
  beside: readonly string[],
  names: RepositoryNames | undefined,
): string | undefined {
  const bare = bareOf(pattern)
  const here = names && countMatches(bare, names)
  const anywhere = bare === '*' ? '**' : `**/${bare}`
  const isAtRoot = !bare.includes('/') && bare !== '**'
  if (isAtRoot && !beside.some((other) => bareOf(other) === anywhere)) {
    const deep = names && countMatches(anywhere, names)
    const count = deep === undefined ? '' : ` (here ${filesText(deep)} instead of ${here})`
    if (/[*?{]/.test(bare) || (deep ?? 0) > (here ?? 0)) {
      return `"${bare}" is about the root of the repository alone; for any folder write "${anywhere}"${count}`
    }
  }
  return here === 0 ? `"${bare}" matches no file of this repository` : undefined
}

function countMatches(pattern: string, { paths }: RepositoryNames): number {
  const match = compileGlob(pattern.toLowerCase(), 'path')
  return paths.filter((path) => match(path.toLowerCase())).length
}

const filesText = (count: number): string => `${count} file${count === 1 ? '' : 's'}`
