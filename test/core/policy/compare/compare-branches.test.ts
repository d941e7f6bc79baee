import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareBranches } from '../../../../src/core/policy/compare/compare-branches.ts'
import { createBudget } from '../../../../src/core/policy/compare/pattern-cover.ts'
import { stricter, type Verdict } from '../../../../src/core/policy/decision.ts'
import { bypassFor, forbids } from '../../../../src/core/policy/judge/bypass.ts'
import { compileRefs, toText } from '../../../../src/core/policy/judge/match.ts'
import type { BranchRule } from '../../../../src/core/policy/policy.ts'
import { policyOf } from '../policy-text.ts'

const branchesOf = (text: string): readonly BranchRule[] => policyOf(`branches: [${text}]`).branches

const compare = (before: readonly BranchRule[], after: readonly BranchRule[]): string[] =>
  compareBranches(before, after, { defaultBranch: 'main', budget: createBudget() }).map(
    ({ effect, text }) => `${effect}: ${text.replace('branches: ', '')}`,
  )

const entry = (text: string, match = 'main') => `{ match: ${match}, ${text} }`
const bypass = (...actors: string[]) =>
  `bypass: [${actors.map((actor) => `{ actor: ${actor}, reason: x }`).join(', ')}]`

/** Entries that stand in several places, and what the later ones no longer ask for. */
test.each<{ what: string; before: string; after: string; says: string[] }>([
  {
    what: 'the strictest of several entries is what is lost',
    before: `${entry('force_push: hold')}, ${entry('force_push: deny, delete: allow')}`,
    after: entry('force_push: hold, delete: hold'),
    says: ['loosened: main: delete deny, now hold', 'loosened: main: force_push deny, now hold'],
  },
  {
    what: 'two entries demand together what one did alone',
    before: entry('linear_history: true, signed_commits: true, required_checks: [a, b]'),
    after: `${entry('linear_history: true, required_checks: [b]')}, ${entry('signed_commits: true, required_checks: [a]')}`,
    says: [],
  },
  {
    what: 'two reviews demand together what one did alone',
    before: entry(
      'pull_request: { approvals: 3, dismiss_stale: true, code_owners: true, last_push_approval: true }',
    ),
    after: `${entry('pull_request: { approvals: 3, dismiss_stale: false, code_owners: true }')}, ${entry('pull_request: { approvals: 0, dismiss_stale: true, last_push_approval: true }')}`,
    says: [],
  },
  {
    what: 'a review that asks for less',
    before: entry('pull_request: { approvals: 2, dismiss_stale: true, last_push_approval: true }'),
    after: entry('pull_request: { approvals: 1, dismiss_stale: false }'),
    says: [
      'loosened: main: pull_request.approvals 2, now 1',
      'loosened: main: pull_request.dismiss_stale true, now false',
      'loosened: main: pull_request.last_push_approval true, now false',
    ],
  },
  {
    what: 'signed commits and every missing check are named',
    before: entry('signed_commits: true, required_checks: [a, b, c]'),
    after: entry('required_checks: [b]'),
    says: [
      'loosened: main: signed_commits true, now false',
      'loosened: main: required_checks a, c, now not required',
    ],
  },
  {
    what: 'a linear history and a review that are gone',
    before: entry('linear_history: true, pull_request: {}'),
    after: entry('delete: deny'),
    says: [
      'loosened: main: linear_history true, now false',
      'loosened: main: pull_request required, now not required',
    ],
  },
  {
    what: 'a review that one of two entries asks for, whichever comes first',
    before: `${entry('pull_request: {}')}, ${entry('pull_request: {}', 'dev')}`,
    after: `${entry('delete: deny')}, ${entry('pull_request: {}')}, ${entry('pull_request: {}', 'dev')}, ${entry('delete: deny', 'dev')}`,
    says: [],
  },
  {
    what: 'a check of another case is another check',
    before: entry('required_checks: [Build]'),
    after: entry('required_checks: [build]'),
    says: [
      'loosened: main: required_checks Build, now not required',
      'tightened: main: required_checks not required, now build',
    ],
  },
  {
    what: 'a bypass that one of two entries does not have is none',
    before: entry('force_push: deny'),
    after: `${entry(bypass('bot'))}, ${entry('force_push: deny')}`,
    says: [],
  },
  {
    what: 'a bypass that both of two entries have',
    before: entry('force_push: deny'),
    after: `${entry(bypass('bot', 'ann'))}, ${entry(bypass('Bot'))}`,
    says: ['loosened: main: bypass not permitted, now permitted for bot'],
  },
  {
    what: 'an entry that forbids nothing takes no bypass away',
    before: entry('force_push: deny'),
    after: `${entry(bypass('bot'))}, ${entry('force_push: allow, delete: allow')}`,
    says: ['loosened: main: bypass not permitted, now permitted for bot'],
  },
  {
    what: 'a bypass of what nobody forbids gives nothing',
    before: entry('force_push: allow, delete: allow'),
    after: entry(`force_push: allow, delete: allow, ${bypass('bot')}`),
    says: [],
  },
  {
    what: 'entries for a part of the refs do not stand in for the whole',
    before: entry('delete: deny', '"release/**"'),
    after: `${entry('delete: deny', '"release/1"')}, ${entry('delete: deny', '"release/2"')}`,
    says: [
      'loosened: release/**: force_push deny, now allow',
      'loosened: release/**: delete deny, now allow',
    ],
  },
  {
    what: 'an entry with exclusions alone is about every ref',
    before: entry('delete: deny', '"!dev"'),
    after: entry('delete: deny', '[~ALL, "!dev", "!wip"]'),
    says: ['loosened: ~ALL: force_push deny, now allow', 'loosened: ~ALL: delete deny, now allow'],
  },
])('$what', ({ before, after, says }) => {
  expect(compare(branchesOf(before), branchesOf(after))).toEqual(says)
})

test('a bypass of rewrites is not hidden by a second entry about deletions', () => {
  const before = branchesOf(entry('force_push: deny'))
  const after = branchesOf(
    `${entry(`delete: allow, ${bypass('mallory')}`)}, ${entry('force_push: allow')}`,
  )
  expect(compare(before, after)).toEqual([
    'loosened: main: bypass not permitted, now permitted for mallory',
  ])
  expect(compare(after, before)).toEqual([
    'tightened: main: bypass permitted for mallory, now not permitted',
  ])
})

test('what a floor demands is not met by an entry of the repository', () => {
  const own = branchesOf(entry('force_push: deny'))
  const floor = own.map((one): BranchRule => ({ ...one, source: 'floor' }))
  expect(compare(floor, own)).toEqual([
    'loosened: main: force_push deny, now allow',
    'loosened: main: delete deny, now allow',
  ])
  expect(compare(own, floor)).toEqual([
    'tightened: main: force_push allow, now deny',
    'tightened: main: delete allow, now deny',
  ])
})

test('an entry of the floor is met by others of the floor', () => {
  const floorOf = (text: string) =>
    branchesOf(text).map((one): BranchRule => ({ ...one, source: 'floor' }))
  const split = floorOf(`${entry('delete: allow')}, ${entry('force_push: allow')}`)
  expect(compare(floorOf(entry('force_push: deny')), split)).toEqual([])
})

test('more patterns than can be compared count as loosened, even where they say the same', () => {
  const names = Array.from({ length: 200 }, (_, at) => `b${at}`)
  const [first, ...rest] = branchesOf(entry('delete: deny', `[${names.join(', ')}]`))
  const reversed = [...rest, { ...first, match: names.toReversed() } as BranchRule]
  expect(compare(branchesOf(entry('delete: deny', `[${names.join(', ')}]`)), reversed)).toEqual([
    'loosened: has too many patterns to be compared',
  ])
})

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const verdict = pick('deny' as const, 'hold' as const, 'allow' as const)
const exceptions = fc.array(
  fc.record({
    actor: pick('ann', 'Ann', 'bob'),
    reason: fc.constant('x'),
    until: pick('2026-06-01', '2027-01-01', undefined),
  }),
  { maxLength: 2 },
)
const entries: fc.Arbitrary<BranchRule[]> = fc.array(
  fc
    .record({
      match: fc.array(
        pick('main', 'dev', '*', '**', '~DEFAULT_BRANCH', '~ALL', '!main', 'refs/**'),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      force_push: verdict,
      delete: verdict,
      bypass: exceptions,
    })
    .map(({ bypass: some, ...rest }) => ({
      ...rest,
      required_checks: [],
      linear_history: false,
      signed_commits: false,
      bypass: some.map(({ until, ...one }) => (until === undefined ? one : { ...one, until })),
    })),
  { maxLength: 3 },
)
const changes = fc.record({
  ref: pick('refs/heads/main', 'refs/heads/dev', 'refs/heads/a/b', 'refs/tags/v1'),
  change: pick('rewrite' as const, 'delete' as const),
  actor: pick('ann', 'bob', 'carl'),
  defaultBranch: fc.constant('main'),
  now: pick(Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 1), Date.UTC(2030, 0, 1)),
})

test('where nothing is loosened, nobody may rewrite or delete what they could not before', () => {
  let judged = 0
  const law = fc.property(entries, entries, changes, (before, after, change) => {
    if (compare(before, after).some((text) => text.startsWith('loosened'))) return
    judged += 1
    const [was, is] = [before, after].map((branches) => {
      const forbidding = branches.filter((branch) => forbids(branch, change))
      const permit = bypassFor({ ...policyOf(''), branches }, change)
      return { stands: forbidding.length > 0 && permit === undefined }
    })
    if (was?.stands === true) expect(is?.stands).toBe(true)
    const strictest = (branches: readonly BranchRule[]) =>
      branches
        .filter(({ match }) => compileRefs(match)(toText(change.ref), 'main') !== 'no')
        .map((branch) => (change.change === 'delete' ? branch.delete : branch.force_push))
        .reduce<Verdict>(stricter, 'allow')
    expect(stricter(strictest(before), strictest(after))).toBe(strictest(after))
  })
  fc.assert(law, { numRuns: 6_000 })
  expect(judged).toBeGreaterThan(500)
})
