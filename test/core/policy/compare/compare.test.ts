import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { builtInPolicy } from '../../../../src/core/policy/built-in.ts'
import { comparePolicies } from '../../../../src/core/policy/compare/compare.ts'
import { stricter } from '../../../../src/core/policy/decision.ts'
import { evaluate } from '../../../../src/core/policy/judge/evaluate.ts'
import type { Policy } from '../../../../src/core/policy/policy.ts'
import type { PushSubject } from '../../../../src/core/policy/subject.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'
import { facts, laterPolicyOf as policyOf } from '../policy-text.ts'

const compare = (before: string, after: string, organisation = false): string[] =>
  comparePolicies(policyOf(before, organisation), policyOf(after, organisation), {
    defaultBranch: 'main',
  }).map(({ effect, text }) => `${effect}: ${text}`)

const hold = (approve = '', when = 'push: {}') =>
  `rules: [{ name: x, when: { ${when} }, then: hold${approve && `, approve: { ${approve} }`} }]`
const deny = (when: string, name = 'x') =>
  `rules: [{ name: ${name}, when: { ${when} }, then: deny }]`
const branch = (text: string) => `branches: [{ ${text} }]`

const many = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(', ')

/** Each difference read forwards, and what reading it backwards gives. */
test.each<{ before: string; after: string; says: string[]; back: string[] }>([
  {
    before: '',
    after: 'enforcement: audit',
    says: ['loosened: enforcement: enforce, now audit'],
    back: ['tightened: enforcement: audit, now enforce'],
  },
  {
    before: deny('push: {}'),
    after: '',
    says: ['loosened: rules: "x" (deny) is gone'],
    back: ['tightened: rules: "x" (deny) is new'],
  },
  {
    before: deny('push: {}'),
    after: hold(),
    says: ['loosened: rules: "x": deny, now hold'],
    back: ['tightened: rules: "x": hold, now deny'],
  },
  {
    before: hold('count: 2'),
    after: hold('count: 1'),
    says: ['loosened: rules: "x": needs 2 approvals, now 1'],
    back: ['tightened: rules: "x": needs 1 approvals, now 2'],
  },
  {
    before: hold('by: { teams: [a] }'),
    after: hold('by: { teams: [A, b] }'),
    says: ['loosened: rules: "x": teams b may approve'],
    back: ['tightened: rules: "x": teams b may no longer approve'],
  },
  {
    before: hold('by: { users: [a] }'),
    after: hold('by: { users: [b] }'),
    says: [
      'loosened: rules: "x": users b may approve',
      'tightened: rules: "x": users a may no longer approve',
    ],
    back: [
      'loosened: rules: "x": users a may approve',
      'tightened: rules: "x": users b may no longer approve',
    ],
  },
  {
    before: hold('by: { permission: admin }'),
    after: hold('by: { permission: write }'),
    says: ['loosened: rules: "x": permission that may approve: admin, now write'],
    back: ['tightened: rules: "x": permission that may approve: write, now admin'],
  },
  {
    before: hold('by: { teams: [a] }'),
    after: hold('by: { teams: [a], permission: maintain }'),
    says: ['loosened: rules: "x": permission that may approve: nobody else, now maintain'],
    back: ['tightened: rules: "x": permission that may approve: maintain, now nobody else'],
  },
  {
    before: deny('push: { paths: ["a/**", b] }'),
    after: deny('push: { paths: ["a/**"] }'),
    says: ['loosened: rules: "x": applies to less than before'],
    back: ['tightened: rules: "x": applies to more than before'],
  },
  {
    before: deny('push: { paths: "a/**" }'),
    after: deny('push: { paths: "a/*" }'),
    says: ['loosened: rules: "x": applies to less than before'],
    back: ['tightened: rules: "x": applies to more than before'],
  },
  {
    before: deny('push: {}'),
    after: deny('push: {}, actor: mallory'),
    says: ['loosened: rules: "x": applies to less than before'],
    back: ['tightened: rules: "x": applies to more than before'],
  },
  {
    before: deny('push: {}, branch: main'),
    after: deny('push: {}, branch: ["main", "!main"]'),
    says: ['loosened: rules: "x": applies to less than before'],
    back: ['tightened: rules: "x": applies to more than before'],
  },
  {
    before: deny('push: { larger_than: 5 }'),
    after: deny('push: { larger_than: 6 }'),
    says: ['loosened: rules: "x": applies to less than before'],
    back: ['tightened: rules: "x": applies to more than before'],
  },
  {
    before: deny('command: "rm -rf /"'),
    after: deny('command: "rm -r /"'),
    says: ['loosened: rules: "x": applies to something else'],
    back: ['loosened: rules: "x": applies to something else'],
  },
  {
    before: deny('tool: shell'),
    after: deny('push: {}'),
    says: ['loosened: rules: "x": applies to something else'],
    back: ['loosened: rules: "x": applies to something else'],
  },
  {
    before: 'rules: [{ name: x, when: { push: {} }, then: allow }]',
    after: '',
    says: ['changed: rules: "x" (allow) is gone'],
    back: ['changed: rules: "x" (allow) is new'],
  },
  {
    before: branch('match: main'),
    after: branch('match: main, force_push: hold'),
    says: ['loosened: branches: main: force_push deny, now hold'],
    back: ['tightened: branches: main: force_push hold, now deny'],
  },
  {
    before: branch('match: [main, "release/**"]'),
    after: branch('match: main'),
    says: [
      'loosened: branches: release/**: force_push deny, now allow',
      'loosened: branches: release/**: delete deny, now allow',
    ],
    back: [
      'tightened: branches: release/**: force_push allow, now deny',
      'tightened: branches: release/**: delete allow, now deny',
    ],
  },
  {
    before: branch('match: main, pull_request: { approvals: 2, code_owners: true }'),
    after: branch('match: main, pull_request: {}'),
    says: [
      'loosened: branches: main: pull_request.approvals 2, now 1',
      'loosened: branches: main: pull_request.code_owners true, now false',
    ],
    back: [
      'tightened: branches: main: pull_request.approvals 1, now 2',
      'tightened: branches: main: pull_request.code_owners false, now true',
    ],
  },
  {
    before: branch('match: main, pull_request: {}, required_checks: [a, b], linear_history: true'),
    after: branch('match: main, required_checks: [a]'),
    says: [
      'loosened: branches: main: linear_history true, now false',
      'loosened: branches: main: required_checks b, now not required',
      'loosened: branches: main: pull_request required, now not required',
    ],
    back: [
      'tightened: branches: main: linear_history false, now true',
      'tightened: branches: main: required_checks not required, now b',
      'tightened: branches: main: pull_request not required, now required',
    ],
  },
  {
    before: branch('match: main'),
    after: branch('match: main, bypass: [{ actor: bot, reason: x, until: 2027-01-01 }]'),
    says: [
      'loosened: branches: main: bypass not permitted, now permitted for bot until 2027-01-01',
    ],
    back: [
      'tightened: branches: main: bypass permitted for bot until 2027-01-01, now not permitted',
    ],
  },
  {
    before: branch('match: main, bypass: [{ actor: bot, reason: x, until: 2027-01-01 }]'),
    after: branch('match: main, bypass: [{ actor: Bot, reason: x }]'),
    says: ['loosened: branches: main: bypass not permitted, now permitted for Bot'],
    back: ['tightened: branches: main: bypass permitted for Bot, now not permitted'],
  },
  {
    before: 'secrets: { known: [A, B] }',
    after: 'secrets: { known: [A], inline: warn, push: hold, pushed: warn, allow_inline: true }',
    says: [
      'loosened: secrets.inline: mask, now warn',
      'loosened: secrets.push: deny, now hold',
      'loosened: secrets.pushed: block, now warn',
      'loosened: secrets.allow_inline: false, now true',
      'loosened: secrets.known: B is gone',
    ],
    back: [
      'tightened: secrets.inline: warn, now mask',
      'tightened: secrets.push: hold, now deny',
      'tightened: secrets.pushed: warn, now block',
      'tightened: secrets.allow_inline: true, now false',
      'tightened: secrets.known: B is new',
    ],
  },
  {
    before: 'secrets: { allow: [{ path: "test/**", reason: x, until: 2027-01-01 }] }',
    after: 'secrets: { allow: [{ path: "test/**", reason: x, until: 2028-01-01 }] }',
    says: ['loosened: secrets.allow: excepts test/** until 2028-01-01'],
    back: ['tightened: secrets.allow: no longer excepts test/** until 2028-01-01'],
  },
  {
    before: 'secrets: { rules: [{ id: a, pattern: "abc[0-9]", keywords: [abc] }] }',
    after: 'secrets: { rules: [{ id: a, pattern: "abc[0-8]", keywords: [abc] }] }',
    says: ['loosened: secrets.rules: a looks for something else'],
    back: ['loosened: secrets.rules: a looks for something else'],
  },
  {
    before: 'limits: { minutes: 5, pushes: 3 }',
    after: 'limits: { minutes: 6, reached: hold }',
    says: [
      'loosened: limits.minutes: 5, now 6',
      'loosened: limits.pushes: 3, now none',
      'loosened: limits.reached: end, now hold',
    ],
    back: [
      'tightened: limits.minutes: 6, now 5',
      'tightened: limits.pushes: none, now 3',
      'tightened: limits.reached: hold, now end',
    ],
  },
  {
    before: 'git: { refs_per_push: 5 }',
    after: 'git: { refs_per_push: 6, push_options: allow, repositories: [a/b] }',
    says: [
      'loosened: git.repositories: a/b is new',
      'loosened: git.push_options: deny, now allow',
      'loosened: git.refs_per_push: 5, now 6',
    ],
    back: [
      'tightened: git.repositories: a/b is gone',
      'tightened: git.push_options: allow, now deny',
      'tightened: git.refs_per_push: 6, now 5',
    ],
  },
  {
    before: 'agents: { cloud: deny, identities: [a] }',
    after: 'agents: { cloud: hold }',
    says: ['loosened: agents.cloud: deny, now hold', 'loosened: agents.identities: a is gone'],
    back: ['tightened: agents.cloud: hold, now deny', 'tightened: agents.identities: a is new'],
  },
  {
    before: '',
    after: 'cursor: { unknown_calls: allow }',
    says: ['loosened: cursor.unknown_calls: deny, now allow'],
    back: ['tightened: cursor.unknown_calls: allow, now deny'],
  },
  {
    before: 'egress: { allow: ["a.test:443"] }',
    after: '',
    says: ['loosened: egress.default: deny, now allow'],
    back: ['tightened: egress.default: allow, now deny'],
  },
  {
    before: 'egress: { allow: ["*.a.test:443", "!x.a.test:443"] }',
    after: 'egress: { allow: ["*.a.test:443", "b.a.test:443", "c.test:22"] }',
    says: [
      'loosened: egress.allow: c.test:22 is new',
      'loosened: egress.allow: !x.a.test:443 is gone',
    ],
    back: [
      'tightened: egress.allow: c.test:22 is gone',
      'tightened: egress.allow: !x.a.test:443 is new',
    ],
  },
  {
    before: 'recording: { retention: 90d, require: true, artifact: full }',
    after: 'recording: { retention: 30d, require: false, artifact: off }',
    says: [
      'loosened: recording.retention: 90d, now 30d',
      'loosened: recording.require: true, now false',
      'changed: recording.artifact: full, now off',
    ],
    back: [
      'tightened: recording.retention: 30d, now 90d',
      'tightened: recording.require: false, now true',
      'changed: recording.artifact: off, now full',
    ],
  },
  {
    before: 'approval: { wait: 5m }',
    after: 'approval: { wait: 8m, expires: 2d, self: true }',
    says: [
      'loosened: approval.wait: 5m, now 8m',
      'loosened: approval.expires: 1d, now 2d',
      'loosened: approval.self: false, now true',
    ],
    back: [
      'tightened: approval.wait: 8m, now 5m',
      'tightened: approval.expires: 2d, now 1d',
      'tightened: approval.self: true, now false',
    ],
  },
])('from "$before" to "$after"', ({ before, after, says, back }) => {
  expect(compare(before, after)).toEqual(says)
  expect(compare(after, before).toSorted()).toEqual(back.toSorted())
})

/** Other words for the same. */
test.each<{ before: string; after: string }>([
  { before: '# a comment', after: 'enforcement: enforce' },
  { before: branch('match: main'), after: branch('match: ~DEFAULT_BRANCH') },
  { before: branch('match: [a, b]'), after: 'branches: [{ match: b }, { match: a }]' },
  {
    before: branch('match: ["release/**"]'),
    after: branch('match: ["release/**", "release/1.x"]'),
  },
  {
    before: branch('match: main, pull_request: { approvals: 2 }'),
    after:
      'branches: [{ match: main, pull_request: {} }, { match: main, pull_request: { approvals: 2 } }]',
  },
  { before: deny('push: {}'), after: deny('push: {}', 'another name') },
  { before: deny('push: { paths: [a, b] }'), after: deny('push: { paths: [b, a] }') },
  { before: 'cases: [a.yml]', after: '' },
  {
    before: 'egress: { allow: ["*.a.test:443"] }',
    after: 'egress: { allow: ["*.a.test:443", "b.a.test:443"] }',
  },
])('"$before" and "$after" say the same', ({ before, after }) => {
  const telling = [...compare(before, after), ...compare(after, before)].filter(
    (text) => !text.startsWith('changed'),
  )
  expect(telling).toEqual([])
})

test('under audit a mask that becomes a refusal is no longer carried out', () => {
  const rule = (then: string) =>
    `enforcement: audit\nrules: [{ name: x, when: { prompt: {} }, then: ${then} }]`
  expect(compare(rule('mask'), rule('deny'))).toEqual(['loosened: rules: "x": mask, now deny'])
})

test.each<{ before: string; after: string; says: string[] }>([
  {
    before: 'floor: { cursor: { unknown_calls: deny } }',
    after: 'floor: { enforcement: enforce }',
    says: ['loosened: floor.cursor.unknown_calls: deny, now allow'],
  },
  {
    before: 'floor: { secrets: { push: deny }, approval: { wait: 5m } }',
    after: '',
    says: [
      'loosened: floor.secrets.push: deny, now warn',
      'loosened: floor.approval.wait: 5m, now none',
    ],
  },
  {
    before: '',
    after: `floor: { ${deny('push: {}')}, enforcement: audit }`,
    says: [
      'loosened: floor.enforcement: enforce, now audit',
      'tightened: floor.rules: "x" (deny) is new',
    ],
  },
  {
    before: 'floor: { secrets: { allow: [] }, git: { repositories: [a/b] } }',
    after: 'floor: { secrets: { allow: [{ path: a, reason: x }] } }',
    says: [
      'loosened: floor.secrets.allow: excepts a',
      'loosened: floor.git.repositories: listed, now free',
    ],
  },
])('a floor that was "$before" and is "$after"', ({ before, after, says }) => {
  expect(compare(before, after, true)).toEqual(says)
})

test('a file in place of the built-in policy is compared with it', () => {
  const changes = comparePolicies(builtInPolicy, policyOf('branches: [{ match: main }]'), {
    defaultBranch: 'main',
  })
  expect(changes.map(({ effect }) => effect)).toEqual(['loosened'])
})

/** What anybody may propose: as many patterns as a file has room for. */
test.each<{ what: string; file(mark: string): string }>([
  {
    what: 'branches',
    file: (mark) =>
      `branches: [${many(190, () => `{ match: [${many(190, (one) => `${mark}${one}`)}] }`)}]`,
  },
  {
    what: 'rules',
    file: (mark) =>
      `rules: [${many(60, (at) => `{ name: r${at}, when: { push: { paths: [${many(190, (one) => `${mark}${one}/*`)}] }, actor: [${many(190, (one) => `${mark}${one}*`)}] }, then: deny }`)}]`,
  },
  {
    what: 'hosts and exceptions',
    file: (mark) =>
      `egress: { allow: [${many(190, (one) => `"*.${mark}${one}.test:443"`)}] }\nsecrets: { allow: [${many(190, (one) => `{ path: "${mark}${one}/**", reason: x }`)}] }`,
  },
])('a file full of $what is compared in no time, and counts as loosened', ({ file }) => {
  const [before, after] = [policyOf(file('a')), policyOf(file('b'))]
  const spent = cpuMilliseconds()
  const changes = comparePolicies(before, after, { defaultBranch: 'main' })
  expect(changes.some(({ effect }) => effect === 'loosened')).toBe(true)
  expect(comparePolicies(before, before)).toEqual([])
  expect(spent()).toBeLessThan(2_000)
})

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const globs = pick(
  'main',
  '~DEFAULT_BRANCH',
  '~ALL',
  'dev',
  '*',
  '**',
  'release/**',
  '!main',
  '!dev',
)
const listOf = (values: fc.Arbitrary<string>) =>
  fc.array(values, { minLength: 1, maxLength: 3 }).map((list) => JSON.stringify(list))
const paths = pick('a/**', 'a/b', '*', '**', 'a/*', '!a/b', 'A/B')
const when = fc.oneof(
  fc.constant('push: {}'),
  listOf(paths).map((list) => `push: { paths: ${list} }`),
  listOf(globs).map((list) => `push: {}, branch: ${list}`),
  listOf(pick('rewrite', 'delete')).map((list) => `push: { update: ${list} }`),
  listOf(pick('octocat', '*cat', '!octocat')).map((list) => `push: {}, actor: ${list}`),
  fc.constant('push: { larger_than: 10 }'),
  fc.constant('push: { secrets: true }'),
)
const rules = fc
  .array(fc.tuple(pick('one', 'two'), when, pick('deny', 'hold', 'warn', 'allow')), {
    maxLength: 2,
  })
  .map((all) => all.filter(([name], at) => all.findIndex((other) => other[0] === name) === at))
  .map((all) => all.map(([name, on, then]) => `{ name: ${name}, when: { ${on} }, then: ${then} }`))
const branches = fc
  .array(fc.tuple(listOf(globs), pick('deny', 'hold', 'allow'), pick('deny', 'allow')), {
    maxLength: 2,
  })
  .map((all) =>
    all.map(([match, push, del]) => `{ match: ${match}, force_push: ${push}, delete: ${del} }`),
  )
const policies: fc.Arbitrary<Policy> = fc
  .tuple(rules, branches, pick('deny', 'hold', 'warn'))
  .map(([some, protect, push]) =>
    policyOf(
      `rules: [${some.join(', ')}]\nbranches: [${protect.join(', ')}]\nsecrets: { push: ${push} }`,
    ),
  )
const subjects: fc.Arbitrary<PushSubject> = fc.record({
  kind: fc.constant('push' as const),
  ref: pick('refs/heads/main', 'refs/heads/dev', 'refs/heads/release/1', 'refs/tags/v1'),
  update: pick('create', 'fast-forward', 'rewrite', 'delete', 'unknown'),
  paths: pick<readonly string[] | 'unknown'>([], ['a/b'], ['a/b/c', 'x'], 'unknown'),
  secrets: pick<boolean | 'unknown'>(true, false, 'unknown'),
  bytes: pick<number | 'unknown'>(5, 50, 'unknown'),
})

test('where nothing is loosened, no push gets a milder verdict', () => {
  let judged = 0
  fc.assert(
    fc.property(policies, policies, subjects, (before, after, subject) => {
      const changes = comparePolicies(before, after, { defaultBranch: 'main' })
      if (changes.some(({ effect }) => effect === 'loosened')) return
      const [was, is] = [before, after].map((policy) => evaluate(policy, subject, facts).verdict)
      judged += 1
      if (was !== undefined && is !== undefined) expect(stricter(was, is)).toBe(is)
    }),
    { numRuns: 6_000 },
  )
  expect(judged).toBeGreaterThan(100)
})
