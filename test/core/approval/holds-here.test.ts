import { expect, test } from '@jest/globals'
import { holdsOf, unmetHolds, whyNobodyHere } from '../../../src/core/approval/holds-here.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import { policyOf } from '../policy/policy-text.ts'

const rule = (name: string, when = 'push: {}', approve = '') =>
  `{ name: ${name}, when: { ${when} }, then: hold${approve && `, approve: { ${approve} }`} }`
const names = (text: string) => holdsOf(policyOf(text)).map(({ rule }) => rule)

test('every hold of a policy is found once, by its rule or its key', () => {
  expect(
    names(
      `rules: [${rule('a')}, { name: b, when: { push: {} }, then: deny }]\nbranches: [{ match: [x], delete: hold, force_push: hold }, { match: [y], delete: hold }]\nsecrets: { push: hold }\nagents: { cloud: hold }\nlimits: { pushes: 1, reached: hold }`,
    ),
  ).toEqual([
    'a',
    'branches.force_push',
    'branches.delete',
    'secrets.push',
    'agents.cloud',
    'limits',
  ])
})

test.each<{ when: string; text: string }>([
  { when: 'nothing is held', text: 'limits: { pushes: 1 }' },
  { when: 'cloud agents are held by default alone', text: 'enforcement: enforce' },
  { when: 'a hold at limits has no limit', text: 'limits: { reached: hold }' },
  { when: 'everything is let pass', text: `enforcement: audit\nrules: [${rule('a')}]` },
])('where $when, there is none', ({ text }) => {
  expect(names(text)).toEqual([])
})

test('a floor holds while the repository audits', () => {
  const organisation = policyOf(`floor: { rules: [${rule('least')}] }`, true)
  const repository = policyOf(`enforcement: audit\nrules: [${rule('own')}]`)
  const { policy } = resolvePolicy({ organisation, repository })
  expect(holdsOf(policy).map(({ rule }) => rule)).toEqual(['least'])
})

test('what the operator can give is not told; what nobody can give is, with what to set', () => {
  const policy = policyOf(
    `rules: [${rule('plain')}, ${rule('writers', 'push: {}', 'by: { permission: write }')}, ${rule('two', 'push: {}', 'by: { users: [ann], permission: maintain }, count: 2')}]`,
  )
  expect(unmetHolds(policy, true)).toEqual([
    'refused at once: rule "two" asks for one of ann and the permission maintain and 2 approvals, which nobody can give on this machine; leave approve out of that rule in .github/cursor-guard.yml, and its operator decides',
  ])
})

test('nobody can be asked about what the client starts by itself', () => {
  expect(unmetHolds(policyOf(`rules: [${rule('hooks', 'process: hook')}]`), true)).toEqual([
    'refused at once: nobody can be asked about what the client starts by itself; set then of rule "hooks" to deny or allow in .github/cursor-guard.yml',
  ])
})

test.each([
  { rule: 'agents.cloud', key: 'agents.cloud to deny or allow' },
  { rule: 'secrets.push', key: 'secrets.push to deny or warn' },
  { rule: 'branches.delete', key: 'delete of that branch to deny or allow' },
  { rule: 'branches.force_push', key: 'force_push of that branch to deny or allow' },
  { rule: 'limits', key: 'limits.reached to end' },
  { rule: 'deploys', key: 'then of rule "deploys" to deny or allow' },
  { rule: 'constructor', key: 'then of rule "constructor" to deny or allow' },
])('in a CI job $rule names $key', ({ rule, key }) => {
  const need = { count: 1, teams: [], users: [] }
  expect(whyNobodyHere({ rule, need }, false)).toBe(
    `nobody sits at this machine to decide, for it is a CI job; set ${key} in .github/cursor-guard.yml`,
  )
  expect(whyNobodyHere({ rule, need }, true)).toBeUndefined()
})

test('a CI job with a policy that holds nothing has nothing to tell', () => {
  expect(unmetHolds(policyOf(''), false)).toEqual([])
})
