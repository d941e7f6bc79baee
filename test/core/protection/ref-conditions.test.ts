import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { globProblem } from '../../../src/core/policy/judge/glob.ts'
import { compileRefs, toText } from '../../../src/core/policy/judge/match.ts'
import { refConditions } from '../../../src/core/protection/ref-conditions.ts'

const inGitHubsWords = (match: string[]) => {
  const { branch, tag, notes } = refConditions(match, 'trunk')
  const words = (one: typeof branch) =>
    one && [...one.include, ...one.exclude.map((ref) => `!${ref}`)]
  return { branch: words(branch), tag: words(tag), notes: notes.length }
}

test.each<{ match: string[]; branch?: string[]; tag?: string[]; notes?: number }>([
  { match: ['main'], branch: ['refs/heads/main'] },
  { match: ['~DEFAULT_BRANCH'], branch: ['~DEFAULT_BRANCH'] },
  { match: ['~default_branch'], branch: ['~DEFAULT_BRANCH'] },
  { match: ['~ALL'], branch: ['~ALL'], tag: ['~ALL'] },
  { match: ['**'], branch: ['~ALL'] },
  { match: ['refs/**'], branch: ['~ALL'], tag: ['~ALL'] },
  { match: ['main', '**'], branch: ['~ALL'] },
  { match: ['release/**'], branch: ['refs/heads/release/**/*', 'refs/heads/release'] },
  { match: ['release/**/**'], branch: ['refs/heads/release/**/*', 'refs/heads/release'] },
  { match: ['release/*'], branch: ['refs/heads/release/*'] },
  { match: ['release-**'], branch: ['refs/heads/release-*'] },
  { match: ['**/hotfix'], branch: ['refs/heads/**/hotfix'] },
  { match: ['v?.x'], branch: ['refs/heads/v?.x'] },
  { match: ['{main,next}'], branch: ['refs/heads/main', 'refs/heads/next'] },
  { match: ['refs/tags/v*'], tag: ['refs/tags/v*'] },
  { match: ['main', 'refs/tags/v*'], branch: ['refs/heads/main'], tag: ['refs/tags/v*'] },
  {
    match: ['refs/{heads,tags}/v1'],
    branch: ['refs/heads/v1'],
    tag: ['refs/tags/v1'],
  },
  {
    match: ['release/**', '!release/old'],
    branch: ['refs/heads/release/**/*', 'refs/heads/release', '!refs/heads/release/old'],
  },
  { match: ['!main'], branch: ['~ALL', '!refs/heads/main'], tag: ['~ALL'] },
  { match: ['~ALL', '!~DEFAULT_BRANCH'], branch: ['~ALL', '!refs/heads/trunk'], tag: ['~ALL'] },
  { match: ['main', '!~ALL'] },
  { match: ['a\\*b'], notes: 1 },
  { match: ['main', 'refs/notes/*'], branch: ['refs/heads/main'], notes: 1 },
  { match: ['refs/**/main'], notes: 1 },
])('$match', ({ match, branch, tag, notes = 0 }) => {
  expect(inGitHubsWords(match)).toEqual({ branch, tag, notes })
})

test('what no ruleset can hold is named, without marks of its own', () => {
  const { notes } = refConditions(['refs/notes/`x`'], 'main')
  expect(notes).toEqual([
    '`refs/notes/x` is not about branches or tags alone, so no ruleset can hold it: what is done there is only detected and restored',
  ])
})

test.each<{ match: string[]; isBroad: boolean }>([
  { match: ['**'], isBroad: true },
  { match: ['*'], isBroad: true },
  { match: ['*/wip'], isBroad: true },
  { match: ['main', '~ALL'], isBroad: true },
  { match: ['!main'], isBroad: true },
  { match: ['release/**'], isBroad: false },
  { match: ['~DEFAULT_BRANCH', 'v*'], isBroad: false },
])('$match takes branches of every name: $isBroad', ({ match, isBroad }) => {
  expect(refConditions(match, 'main').branch?.isBroad).toBe(isBroad)
})

/** Ruby's `File.fnmatch(pattern, name, File::FNM_PATHNAME)`, as its documentation puts it. */
function fnmatch(pattern: string, name: string): boolean {
  const [p, n] = [pattern, name]
  if (p.startsWith('**/')) {
    const slash = n.indexOf('/')
    return fnmatch(p.slice(3), n) || (slash !== -1 && fnmatch(p, n.slice(slash + 1)))
  }
  const end = p.indexOf('/')
  const [segment, rest] = end === -1 ? [p, undefined] : [p.slice(0, end), p.slice(end + 1)]
  const cut = n.indexOf('/')
  if ((rest === undefined) !== (cut === -1)) return false
  const own = cut === -1 ? n : n.slice(0, cut)
  const escaped = segment.replace(/[.+^$(){}|\\]/g, '\\$&')
  const regex = new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`)
  return regex.test(own) && (rest === undefined || fnmatch(rest, n.slice(cut + 1)))
}

describe('GitHub and the policy mean the same refs', () => {
  const piece = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', 'a*', '*b', '{a,b}', 'a**')
  const pattern = fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.join('/'))
    .filter((text) => globProblem(text) === undefined)
  const prefix = fc.constantFrom('', '', 'refs/heads/', 'refs/tags/')
  const list = fc.array(
    fc.tuple(fc.constantFrom('', '', '!'), prefix, pattern).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 4 },
  )
  const ref = fc
    .tuple(
      fc.constantFrom('heads', 'tags'),
      fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'abb'), { minLength: 1, maxLength: 4 }),
    )
    .map(([namespace, parts]) => `refs/${namespace}/${parts.join('/')}`)

  test('for any list of patterns and any ref', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(list, ref, (match, name) => {
        const { branch, tag } = refConditions(match, 'main')
        const condition = name.startsWith('refs/tags/') ? tag : branch
        const hit = (one: string) => one === '~ALL' || fnmatch(one, name)
        const onGitHub = condition?.include.some(hit) && !condition.exclude.some(hit)
        const here = compileRefs(match)(toText(name), 'main')
        expect(onGitHub ? 'yes' : 'no').toBe(here)
        seen[onGitHub ? 'yes' : 'no']++
      }),
      { numRuns: 3_000 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(300)
  })
})
