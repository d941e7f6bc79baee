import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareRules } from '../../../../src/core/policy/compare/compare-rules.ts'
import { createBudget } from '../../../../src/core/policy/compare/pattern-cover.ts'
import type { Rule } from '../../../../src/core/policy/policy.ts'
import { policyOf } from '../policy-text.ts'

const rulesOf = (...texts: string[]): readonly Rule[] =>
  policyOf(`rules: [${texts.map((text) => `{ ${text} }`).join(', ')}]`).rules

const ofFloor = (rules: readonly Rule[]): Rule[] =>
  rules.map((rule) => ({ ...rule, source: 'floor' }))

const compare = (before: readonly Rule[], after: readonly Rule[], audits = false): string[] =>
  compareRules(before, after, { defaultBranch: 'main', budget: createBudget(), audits }).map(
    ({ effect, text }) => `${effect}: ${text.replace('rules: ', '')}`,
  )

const anyPush = 'when: { push: {} }'
const dev = 'when: { push: {}, branch: dev }'

/** Which rule of the later file stands where one of the earlier stood. */
test.each<{ what: string; before: readonly Rule[]; after: readonly Rule[]; says: string[] }>([
  {
    what: 'names that differ in case and spacing are one name',
    before: rulesOf(`name: No  Pushes, ${anyPush}, then: deny`),
    after: rulesOf(`name: no pushes, ${anyPush}, then: hold`),
    says: ['loosened: "no pushes": deny, now hold'],
  },
  {
    what: 'a rule under a new name that says the same is the same rule',
    before: rulesOf(`name: a, ${anyPush}, then: deny`),
    after: rulesOf(`name: b, ${anyPush}, then: deny`),
    says: ['changed: "b": says the same in other words'],
  },
  {
    what: 'a new name and another verdict are a removal and an addition',
    before: rulesOf(`name: a, ${anyPush}, then: deny`),
    after: rulesOf(`name: b, ${anyPush}, then: hold`),
    says: ['loosened: "a" (deny) is gone', 'tightened: "b" (hold) is new'],
  },
  {
    what: 'two rules that say the same are not held by a single one of the later file',
    before: rulesOf(`name: a, ${anyPush}, then: deny`, `name: b, ${anyPush}, then: deny`),
    after: rulesOf(`name: c, ${anyPush}, then: deny`),
    says: ['loosened: "b" (deny) is gone', 'changed: "c": says the same in other words'],
  },
  {
    what: 'a pair that shares a name stays a pair, whatever else says the same',
    before: rulesOf(`name: a, ${anyPush}, then: deny`, `name: b, ${dev}, then: deny`),
    after: rulesOf(`name: b, ${anyPush}, then: deny`),
    says: ['loosened: "a" (deny) is gone', 'tightened: "b": applies to more than before'],
  },
  {
    what: 'names that were swapped swap what the rules say',
    before: rulesOf(`name: a, ${anyPush}, then: deny`, `name: b, ${dev}, then: deny`),
    after: rulesOf(`name: b, ${anyPush}, then: deny`, `name: a, ${dev}, then: deny`),
    says: [
      'loosened: "a": applies to less than before',
      'tightened: "b": applies to more than before',
    ],
  },
  {
    what: 'another order is no change',
    before: rulesOf(`name: a, ${anyPush}, then: deny`, `name: b, ${dev}, then: deny`),
    after: rulesOf(`name: b, ${dev}, then: deny`, `name: a, ${anyPush}, then: deny`),
    says: [],
  },
  {
    what: 'another reason is told and loosens nothing',
    before: rulesOf(`name: a, ${anyPush}, then: deny, reason: One.`),
    after: rulesOf(`name: a, ${anyPush}, then: deny, reason: Two.`),
    says: ['changed: "a": says the same in other words'],
  },
  {
    what: 'a rule of the floor is not replaced by one of the repository',
    before: ofFloor(rulesOf(`name: a, ${anyPush}, then: deny`)),
    after: rulesOf(`name: a, ${anyPush}, then: deny`),
    says: ['loosened: "a" (deny) is gone', 'tightened: "a" (deny) is new'],
  },
  {
    what: 'another command is something else',
    before: rulesOf('name: a, when: { command: terraform }, then: deny'),
    after: rulesOf('name: a, when: { command: kubectl }, then: deny'),
    says: ['loosened: "a": applies to something else'],
  },
  {
    what: 'a rule that becomes allow is looser, whatever it applies to',
    before: rulesOf(`name: a, ${dev}, then: warn`),
    after: rulesOf(`name: a, ${anyPush}, then: allow`),
    says: ['loosened: "a": warn, now allow'],
  },
  {
    what: 'an allow that becomes a refusal is tighter',
    before: rulesOf(`name: a, ${anyPush}, then: allow`),
    after: rulesOf(`name: a, ${dev}, then: deny`),
    says: ['tightened: "a": allow, now deny'],
  },
  {
    what: 'a stricter verdict for fewer actions is both',
    before: rulesOf(`name: a, ${anyPush}, then: hold`),
    after: rulesOf(`name: a, ${dev}, then: deny`),
    says: ['tightened: "a": hold, now deny', 'loosened: "a": applies to less than before'],
  },
])('$what', ({ before, after, says }) => {
  expect(compare(before, after)).toEqual(says)
})

/** An audited policy carries out masks and the floor, and nothing else. */
test.each<{ was: string; is: string; floor?: boolean; audits: boolean; effect: string }>([
  { was: 'mask', is: 'deny', audits: false, effect: 'tightened' },
  { was: 'mask', is: 'deny', audits: true, effect: 'loosened' },
  { was: 'mask', is: 'hold', audits: true, effect: 'loosened' },
  { was: 'mask', is: 'deny', floor: true, audits: true, effect: 'tightened' },
  { was: 'warn', is: 'deny', audits: true, effect: 'tightened' },
  { was: 'hold', is: 'mask', audits: false, effect: 'loosened' },
  { was: 'hold', is: 'mask', audits: true, effect: 'loosened' },
])('from $was to $is is $effect, audited: $audits, floor: $floor', (row) => {
  const rules = (then: string) => rulesOf(`name: a, when: { prompt: {} }, then: ${then}`)
  const place = row.floor === true ? ofFloor : (rules: readonly Rule[]) => rules
  expect(compare(place(rules(row.was)), place(rules(row.is)), row.audits)).toEqual([
    `${row.effect}: "a": ${row.was}, now ${row.is}`,
  ])
})

const hold = (approve: string) =>
  rulesOf(`name: a, ${anyPush}, then: hold, approve: { ${approve} }`)

test.each<{ before: string; after: string; says: string[] }>([
  {
    before: 'by: { permission: admin }',
    after: 'by: { permission: maintain }',
    says: ['loosened: "a": permission that may approve: admin, now maintain'],
  },
  {
    before: 'by: { permission: triage }',
    after: 'by: { permission: read }',
    says: ['loosened: "a": permission that may approve: triage, now read'],
  },
  {
    before: 'by: { permission: write }',
    after: 'by: { users: [ann] }',
    says: [
      'loosened: "a": users ann may approve',
      'tightened: "a": permission that may approve: write, now nobody else',
    ],
  },
  {
    before: 'by: { teams: [x, y], users: [ann] }',
    after: 'by: { teams: [Y, z], users: [Ann, bob] }',
    says: [
      'loosened: "a": teams z may approve',
      'tightened: "a": teams x may no longer approve',
      'loosened: "a": users bob may approve',
    ],
  },
  {
    before: 'by: { teams: [x] }, count: 2',
    after: 'by: { teams: [x] }, count: 3',
    says: ['tightened: "a": needs 2 approvals, now 3'],
  },
  {
    before: 'by: { teams: [x] }, count: 3',
    after: 'by: { teams: [x] }, count: 2',
    says: ['loosened: "a": needs 3 approvals, now 2'],
  },
])('from approvals $before to $after', ({ before, after, says }) => {
  expect(compare(hold(before), hold(after))).toEqual(says)
})

const ranks = ['read', 'triage', 'write', 'maintain', 'admin'] as const
const approvals = fc.record({
  by: fc
    .record({
      teams: fc.subarray(['x', 'y']),
      users: fc.subarray(['ann', 'bob']),
      permission: fc.constantFrom(...ranks, undefined),
    })
    .map(({ permission, ...rest }) => (permission === undefined ? rest : { ...rest, permission })),
  count: fc.integer({ min: 1, max: 3 }),
})
const people = ['ann', 'bob', 'carl'].flatMap((login) =>
  [[], ['x'], ['y']].flatMap((teams) => ranks.map((permission) => ({ login, teams, permission }))),
)

test('where nothing is loosened, nobody may release a hold who could not before', () => {
  const [rule] = hold('count: 1')
  const law = fc.property(approvals, approvals, (before, after) => {
    const changes = compare(
      [{ ...rule, approve: before } as Rule],
      [{ ...rule, approve: after } as Rule],
    )
    if (changes.some((text) => text.startsWith('loosened'))) return
    const may = ({ by }: typeof before, { login, teams, permission }: (typeof people)[number]) =>
      by.users.includes(login) ||
      by.teams.some((team) => (teams as string[]).includes(team)) ||
      ('permission' in by && ranks.indexOf(permission) >= ranks.indexOf(by.permission))
    expect(after.count).toBeGreaterThanOrEqual(before.count)
    for (const person of people) if (may(after, person)) expect(may(before, person)).toBe(true)
  })
  fc.assert(law, { numRuns: 2_000 })
})

test('a rule about fewer processes of the client applies to less', () => {
  const all = rulesOf('name: a, when: { process: {} }, then: deny')
  const some = rulesOf('name: a, when: { process: [hook, mcp] }, then: deny')
  const one = rulesOf('name: a, when: { process: hook, command: curl }, then: deny')
  expect(compare(all, some)).toEqual(['loosened: "a": applies to less than before'])
  expect(compare(some, one)).toEqual(['loosened: "a": applies to less than before'])
  expect(compare(one, all)).toEqual(['tightened: "a": applies to more than before'])
})
