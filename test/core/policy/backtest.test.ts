import { expect, test } from '@jest/globals'
import { createBacktest } from '../../../src/core/policy/backtest.ts'
import type { Entry, EntryBody } from '../../../src/core/recording/entry.ts'
import { policyOf } from './policy-text.ts'

let seq = 0
const entry = (body: EntryBody): Entry => ({ ...body, seq: seq++, t: 5, prev: '' })

const session = entry({
  kind: 'session',
  format: 1,
  session: 's',
  startedAt: '2026-11-22T00:00:00Z',
  guard: '0',
  mode: 'standalone',
  level: 'L0',
  identity: {
    repository: 'acme/shop',
    ref: 'refs/heads/main',
    actor: 'octocat',
    workflow: 'acme/shop/.github/workflows/agent.yml@refs/heads/main',
  },
  policy: { source: 'built-in', digest: '', enforcement: 'enforce' },
})
const call = (id: string, command: string): EntryBody => ({
  kind: 'tool-call',
  run: 'r',
  call: id,
  tool: 'shell',
  subject: { tool: 'shell', command, extra: 1 },
})
const verdict = (id: string, word: string, rule?: string): EntryBody => ({
  kind: 'verdict',
  subject: 'tool',
  verdict: word,
  effective: word,
  run: 'r',
  call: id,
  ...(rule === undefined ? {} : { rule }),
})

function replay(text: string, bodies: EntryBody[]) {
  const backtest = createBacktest(policyOf(text), undefined)
  const settled = [session, ...bodies.map(entry)].flatMap((item) => backtest.take(item))
  return [...settled, ...backtest.end()].map(({ recorded, now, subject }) => ({
    kind: subject.kind,
    was: recorded.verdict,
    by: recorded.rule,
    now: now.verdict,
  }))
}

test('calls are judged again and compared with the verdict of the same call', () => {
  expect(
    replay('rules: [{ name: x, when: { command: helm }, then: deny }]', [
      call('1', 'helm upgrade'),
      call('2', 'kubectl get pods'),
      verdict('2', 'deny', 'old'),
      verdict('1', 'allow'),
    ]),
  ).toEqual([
    { kind: 'tool', was: 'deny', by: 'old', now: 'allow' },
    { kind: 'tool', was: 'allow', by: undefined, now: 'deny' },
  ])
})

const usage = { kind: 'usage', run: 'r', input: 1, output: 1, cacheRead: 0, cacheWrite: 0 } as const

test('prompts without a verdict were allowed', () => {
  expect(
    replay('rules: [{ name: x, when: { prompt: { text: "*prod*" } }, then: hold }]', [
      { kind: 'prompt', run: 'r', text: 'deploy to prod' },
      { kind: 'response', run: 'r', text: 'no' },
      usage,
    ]),
  ).toEqual([
    { kind: 'prompt', was: 'allow', by: undefined, now: 'hold' },
    { kind: 'response', was: 'allow', by: undefined, now: 'allow' },
  ])
})

test('an answer is judged whole at the end of its turn, not piece by piece', () => {
  const said = ['deploy to ', 'prod'].map(
    (text) => ({ kind: 'response', run: 'r', text }) satisfies EntryBody,
  )
  const policy = 'rules: [{ name: x, when: { response: { text: "*to prod" } }, then: deny }]'
  expect(replay(policy, [...said, usage, ...said.slice(1), usage])).toMatchObject([
    { now: 'deny' },
    { now: 'allow' },
  ])
})

test('each update of a push is compared with what the policy said of it', () => {
  const update = { update: 'rewrite', paths: [], from: 'x' }
  expect(
    replay('branches: [{ match: main }]', [
      // By the guard itself, and about none of them.
      {
        kind: 'verdict',
        subject: 'push',
        verdict: 'deny',
        effective: 'deny',
        rule: 'push.symlink',
      },
      {
        kind: 'push',
        repository: 'acme/shop',
        updates: [
          { ref: 'refs/heads/dev', ...update, verdict: 'deny', policy: { verdict: 'allow' } },
          { ref: 'refs/heads/main', ...update, policy: { verdict: 'hold', rule: 'y' } },
        ],
        outcome: 'refused',
      },
    ]),
  ).toEqual([
    { kind: 'push', was: 'allow', by: undefined, now: 'allow' },
    { kind: 'push', was: 'hold', by: 'y', now: 'deny' },
  ])
})

test('the size of a push and the model of a prompt are those of their entries', () => {
  const policy = `rules:
  - { name: big, when: { push: { larger_than: 1M } }, then: deny }
  - { name: mini, when: { prompt: {}, model: mini }, then: deny }`
  const push = (bytes: number): EntryBody => ({
    kind: 'push',
    repository: 'acme/shop',
    updates: [{ ref: 'refs/heads/dev', update: 'create', paths: [], policy: { verdict: 'allow' } }],
    outcome: 'accepted',
    bytes,
  })
  const prompt = (model: string): EntryBody => ({ kind: 'prompt', run: 'r', text: 'x', model })
  expect(
    replay(policy, [push(10), push(2_000_000), prompt('large'), prompt('mini')]).map(
      ({ now }) => now,
    ),
  ).toEqual(['allow', 'deny', 'allow', 'deny'])
})

test('a push that was refused before anybody looked into it was never judged', () => {
  const updates = [{ ref: 'refs/heads/main', old: '0', new: '1' }]
  expect(
    replay('rules: [{ name: x, when: { push: { paths: ["*"] } }, then: deny }]', [
      { kind: 'push', repository: 'acme/shop', updates, outcome: 'refused' },
    ]),
  ).toEqual([])
})

test('a verdict of the guard itself about a call stays out of the comparison', () => {
  const policy = 'rules: [{ name: x, when: { command: helm }, then: deny }]'
  expect(
    replay(policy, [call('1', 'ls'), verdict('1', 'allow'), verdict('1', 'hold', 'limits')]),
  ).toEqual([{ kind: 'tool', was: 'allow', by: undefined, now: 'allow' }])
})

test('the identity of the recording is what scopes the rules', () => {
  const scope = (when: string) =>
    replay(`rules: [{ name: x, when: { command: ls, ${when} }, then: deny }]`, [call('1', 'ls')])[0]
      ?.now
  expect(
    scope(
      'runner: { workflow: agent.yml, ref: main }, actor: octocat, repository: acme/shop, branch: main',
    ),
  ).toBe('deny')
  expect(scope('runner: { workflow: other.yml }')).toBe('allow')
  // The recording does not say it, so the stricter case counts.
  expect(scope('runner: { environment: production }')).toBe('deny')
})

test('a subject nobody can read is judged as unknown', () => {
  expect(
    replay('rules: [{ name: x, when: { command: helm }, then: deny }]', [
      { kind: 'tool-call', run: 'r', call: '1', tool: 'new', subject: { tool: 'teleport' } },
    ]),
  ).toEqual([{ kind: 'tool', was: 'allow', by: undefined, now: 'deny' }])
})

test('memory stays flat while verdicts fail to come', () => {
  const backtest = createBacktest(policyOf(''), undefined)
  let settled = 0
  for (let index = 0; index < 5000; index++)
    settled += backtest.take(entry(call(String(index), 'ls'))).length
  expect(settled).toBe(4000)
  expect(backtest.end()).toHaveLength(1000)
})

test('what the client starts is judged again as it was found', () => {
  const found = (call: string, process: 'hook' | 'mcp', command: string): EntryBody => ({
    kind: 'process',
    call,
    process,
    name: 'n',
    file: '.cursor/hooks.json',
    command,
  })
  const rule = 'rules: [{ name: x, when: { process: hook, command: curl }, then: deny }]'
  expect(
    replay(rule, [
      found('process-1', 'hook', 'curl evil.example'),
      {
        kind: 'verdict',
        subject: 'process',
        verdict: 'warn',
        effective: 'warn',
        call: 'process-1',
      },
      found('process-2', 'mcp', 'curl evil.example'),
      found('process-3', 'hook', 'unknown'),
    ]),
  ).toEqual([
    { kind: 'process', was: 'warn', by: undefined, now: 'deny' },
    { kind: 'process', was: 'allow', by: undefined, now: 'allow' },
    { kind: 'process', was: 'allow', by: undefined, now: 'deny' },
  ])
})
