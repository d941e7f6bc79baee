import { expect, test } from '@jest/globals'
import { type ChangeFacts, judgeChange } from '../../../src/core/approval/judge-change.ts'
import { builtInPolicy } from '../../../src/core/policy/built-in.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import { policyOf } from '../policy/policy-text.ts'

const change: ChangeFacts = {
  repository: 'acme/shop',
  defaultBranch: 'refs/heads/main',
  baseRef: 'refs/heads/main',
  actor: 'ann',
  paths: ['src/a.ts'],
  authors: ['ann@acme.example'],
  bytes: 100,
  warnings: [],
  agent: false,
  cloudAgent: false,
  now: 0,
}
const text = `
rules:
  - name: manifests
    when: { push: { paths: "deploy/**" }, branch: main }
    then: hold
    approve: { by: { teams: [leads] }, count: 2 }
  - { name: workflows, when: { push: { paths: ".github/workflows/**" } }, then: deny }
  - { name: nightly only, when: { push: {}, runner: { workflow: "!nightly.yml" } }, then: hold }
agents: { cloud: hold }
secrets: { push: deny }
`
const policy = policyOf(text)

test.each<{ when: string; but: Partial<ChangeFacts>; effective: string; rule?: string }>([
  { when: 'people change ordinary files', but: {}, effective: 'allow' },
  {
    when: 'people change a manifest',
    but: { paths: ['deploy/a.yml'] },
    effective: 'hold',
    rule: 'manifests',
  },
  {
    when: 'people change a manifest on another branch',
    but: { paths: ['deploy/a.yml'], baseRef: 'refs/heads/dev' },
    effective: 'allow',
  },
  {
    when: 'what they change is unknown',
    but: { paths: 'unknown' },
    effective: 'deny',
    rule: 'workflows',
  },
  {
    when: 'an agent was at work in an unknown run',
    but: { agent: true },
    effective: 'hold',
    rule: 'nightly only',
  },
  {
    when: 'nobody knows whether an agent was at work',
    but: { agent: 'unknown' },
    effective: 'hold',
  },
  {
    when: 'an agent was at work in the nightly run',
    but: {
      agent: true,
      runner: {
        workflow: 'nightly.yml',
        workflowRef: 'x',
        environment: '',
        event: 'schedule',
        kind: 'github-hosted',
      },
    },
    effective: 'allow',
  },
  {
    when: 'a cloud agent pushed it',
    but: {
      cloudAgent: true,
      runner: { workflow: 'nightly.yml', workflowRef: 'x', environment: '', event: '', kind: '' },
    },
    effective: 'hold',
    rule: 'agents.cloud',
  },
  { when: 'it holds a secret, which is another check', but: { secrets: true }, effective: 'warn' },
])('when $when, it is $effective', ({ but, effective, rule }) => {
  const decision = judgeChange(policy, { ...change, ...but })
  expect(decision.effective).toBe(effective)
  if (rule !== undefined) expect(decision.rule).toBe(rule)
})

test('everything that holds must be agreed to, each by its own people', () => {
  const decision = judgeChange(policy, {
    ...change,
    paths: ['deploy/a.yml'],
    agent: true,
    cloudAgent: true,
  })
  expect(decision.approve).toMatchObject({ count: 2, teams: ['leads'] })
  expect(decision.approve?.also).toEqual([{ count: 1, teams: [], users: [], permission: 'write' }])
})

test('rules about runs are named as left out for a change by people', () => {
  const { rules } = judgeChange(policy, change)
  expect(rules.find(({ rule }) => rule === 'nightly only')).toMatchObject({
    matched: false,
    conditions: [{ actual: 'no sign of an agent', outcome: 'no' }],
  })
})

test('what is built in speaks of agents: people can mend a broken policy', () => {
  const paths = ['.github/cursor-guard.yml']
  expect(judgeChange(builtInPolicy, { ...change, paths }).effective).toBe('allow')
  expect(judgeChange(builtInPolicy, { ...change, paths, agent: true }).effective).toBe('deny')
})

test('warnings of a guarded push count for an agent and are only shown for people', () => {
  const warnings = [{ code: 'symlink', text: 'points out', effect: 'deny' as const }]
  const { effective } = judgeChange(policyOf(''), { ...change, warnings })
  expect(effective).toBe('allow')
  expect(judgeChange(policyOf(''), { ...change, warnings, agent: true }).effective).toBe('deny')
})

test('an audited policy says what it would do, and holds nothing; the floor does', () => {
  const audited = policyOf(`enforcement: audit\n${text}`)
  const manifest = { ...change, paths: ['deploy/a.yml'] }
  expect(judgeChange(audited, manifest)).toMatchObject({ verdict: 'hold', effective: 'allow' })
  const organisation = policyOf(
    'floor: { rules: [{ name: floor, when: { push: { paths: "deploy/**" } }, then: hold }] }',
    true,
  )
  const resolved = resolvePolicy({ repository: audited, organisation }).policy
  expect(judgeChange(resolved, manifest)).toMatchObject({ effective: 'hold', rule: 'floor' })
})
