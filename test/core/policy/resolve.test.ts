import { expect, test } from '@jest/globals'
import { builtInPolicy } from '../../../src/core/policy/built-in.ts'
import { policyDigest } from '../../../src/core/policy/digest.ts'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import { evaluate } from '../../../src/core/policy/judge/evaluate.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import type { Subject } from '../../../src/core/policy/subject.ts'
import { facts, laterPolicyOf as policyOf } from './policy-text.ts'

const resolve = (repository: string | undefined, organisation: string | undefined) =>
  resolvePolicy({
    repository: repository === undefined ? undefined : policyOf(repository),
    organisation: organisation === undefined ? undefined : policyOf(organisation, true),
  })

const shell = (command: string): Subject => ({ kind: 'tool', tool: 'shell', command })
const denyRule = (name: string, command: string, then = 'deny') =>
  `{ name: ${name}, when: { command: ${command} }, then: ${then} }`

test('without any file the built-in policy is in force', () => {
  expect(resolve(undefined, undefined)).toEqual({
    policy: builtInPolicy,
    floorApplied: false,
    messages: [],
  })
})

test('a repository keeps what it states and borrows the rest', () => {
  const { policy, floorApplied } = resolve(
    'approval: { wait: 1m }\nsecrets: { push: warn, known: [A] }',
    'approval: { wait: 2m, self: true }\nsecrets: { push: hold, inline: warn, known: [B] }\nlimits: { minutes: 5 }\ncursor: { unknown_calls: allow }\negress: { allow: ["a.example:443"] }',
  )
  expect(floorApplied).toBe(false)
  expect(policy).toMatchObject({
    approval: { wait: 60, self: true, expires: 86_400 },
    secrets: { push: 'warn', inline: 'warn', known: ['A', 'B'] },
    limits: { minutes: 5 },
    cursor: { unknown_calls: 'allow' },
    egress: { default: 'deny', allow: ['a.example:443'] },
  })
})

test('default rules stand beside those of the repository, unless it has one of that name', () => {
  const { policy } = resolve(
    `rules: [${denyRule('one', 'a')}]`,
    `rules: [${denyRule('One', 'b')}, ${denyRule('two', 'c')}]`,
  )
  expect(policy.rules.map(({ name, source }) => [name, source])).toEqual([
    ['one', undefined],
    ['two', 'organisation'],
  ])
})

test('a repository without a file has the built-in rules and those of its organisation', () => {
  const { policy } = resolve(
    undefined,
    `rules: [${denyRule('one', 'a')}]\nbranches: [{ match: dev }]`,
  )
  expect(policy.rules.map(({ source }) => source)).toEqual(['built-in', 'organisation'])
  expect(policy.branches.map(({ match }) => match[0])).toEqual(['~DEFAULT_BRANCH', 'dev'])
})

/** For each key: what a repository says, what the floor says, and what stands. */
test.each<{ key: string; own: string; floor: string; stands: unknown; loose: boolean }>([
  { key: 'enforcement', own: 'audit', floor: 'enforce', stands: 'enforce', loose: true },
  { key: 'enforcement', own: 'enforce', floor: 'audit', stands: 'enforce', loose: false },
  { key: 'secrets.inline', own: 'warn', floor: 'mask', stands: 'mask', loose: true },
  { key: 'secrets.inline', own: 'mask', floor: 'warn', stands: 'mask', loose: false },
  { key: 'secrets.push', own: 'warn', floor: 'hold', stands: 'hold', loose: true },
  { key: 'secrets.push', own: 'deny', floor: 'hold', stands: 'deny', loose: false },
  { key: 'secrets.pushed', own: 'warn', floor: 'block', stands: 'block', loose: true },
  { key: 'secrets.pushed', own: 'quarantine', floor: 'block', stands: 'quarantine', loose: false },
  { key: 'secrets.allow_inline', own: 'true', floor: 'false', stands: false, loose: true },
  { key: 'secrets.allow_inline', own: 'false', floor: 'true', stands: false, loose: false },
  { key: 'secrets.known', own: '[A]', floor: '[B]', stands: ['B', 'A'], loose: false },
  { key: 'limits.minutes', own: '90', floor: '60', stands: 60, loose: true },
  { key: 'limits.minutes', own: '30', floor: '60', stands: 30, loose: false },
  { key: 'limits.pushes', own: '20', floor: '0', stands: 0, loose: true },
  { key: 'limits.tokens', own: '2M', floor: '500k', stands: 500_000, loose: true },
  { key: 'limits.tool_calls', own: '1', floor: '5', stands: 1, loose: false },
  { key: 'limits.reached', own: 'hold', floor: 'end', stands: 'end', loose: true },
  { key: 'limits.reached', own: 'end', floor: 'hold', stands: 'end', loose: false },
  { key: 'git.push_options', own: 'allow', floor: 'deny', stands: 'deny', loose: true },
  { key: 'git.push_options', own: 'deny', floor: 'allow', stands: 'deny', loose: false },
  { key: 'git.refs_per_push', own: '80', floor: '60', stands: 60, loose: true },
  { key: 'git.refs_per_push', own: '5', floor: '60', stands: 5, loose: false },
  { key: 'git.repositories', own: '[a/b]', floor: '[]', stands: [], loose: true },
  { key: 'git.repositories', own: '[a/b]', floor: '[c/d, A/B]', stands: ['a/b'], loose: false },
  { key: 'git.repositories', own: '[]', floor: '[a/b]', stands: [], loose: false },
  { key: 'agents.cloud', own: 'allow', floor: 'hold', stands: 'hold', loose: true },
  { key: 'agents.cloud', own: 'deny', floor: 'hold', stands: 'deny', loose: false },
  { key: 'agents.identities', own: '[a]', floor: '[b]', stands: ['b', 'a'], loose: false },
  { key: 'recording.retention', own: '30d', floor: '90d', stands: 7_776_000, loose: true },
  { key: 'recording.retention', own: '180d', floor: '90d', stands: 15_552_000, loose: false },
  { key: 'recording.require', own: 'false', floor: 'true', stands: true, loose: true },
  { key: 'recording.require', own: 'true', floor: 'false', stands: true, loose: false },
  { key: 'recording.artifact', own: 'full', floor: 'summary', stands: 'summary', loose: true },
  { key: 'approval.wait', own: '10m', floor: '5m', stands: 300, loose: true },
  { key: 'approval.wait', own: '1m', floor: '5m', stands: 60, loose: false },
  { key: 'approval.expires', own: '2d', floor: '1d', stands: 86_400, loose: true },
  { key: 'approval.self', own: 'true', floor: 'false', stands: false, loose: true },
  { key: 'approval.self', own: 'false', floor: 'true', stands: false, loose: false },
])('$key: $own under a floor of $floor is $stands', ({ key, own, floor, stands, loose }) => {
  const [section = '', name] = key.split('.')
  const text = (value: string) =>
    name === undefined ? `${section}: ${value}` : `${section}: { ${name}: ${value} }`
  const { policy, messages, floorApplied } = resolve(text(own), `floor: { ${text(floor)} }`)
  const value = key
    .split('.')
    .reduce<unknown>((object, part) => (object as Record<string, unknown>)[part], policy)
  expect(value).toEqual(stands)
  expect(floorApplied).toBe(true)
  expect(messages).toEqual(loose ? [expect.stringContaining(`${key}: `)] : [])
})

test('a floor says nothing about keys it leaves out, and its own defaults tighten nothing', () => {
  const own =
    'secrets: { inline: warn, push: warn }\napproval: { self: true }\nagents: { cloud: allow }'
  const { policy, messages } = resolve(own, 'floor: { limits: { minutes: 5 } }')
  expect(policy).toMatchObject({
    secrets: { inline: 'warn', push: 'warn' },
    approval: { self: true },
    agents: { cloud: 'allow' },
    limits: { minutes: 5 },
  })
  expect(messages).toEqual([])
})

test('exceptions for secrets count only if the floor lists them, and no longer than it says', () => {
  const allow = (entries: string) => `secrets: { allow: [${entries}] }`
  const { policy, messages } = resolve(
    allow('{ fingerprint: aaaaaaaa, reason: x }, { fingerprint: bbbbbbbb, reason: y }'),
    `floor: { ${allow('{ fingerprint: aaaaaaaa, reason: z, until: 2027-01-01 }')} }`,
  )
  expect(policy.secrets.allow).toEqual([
    { fingerprint: 'aaaaaaaa', reason: 'x', until: '2027-01-01' },
  ])
  expect(messages).toEqual([expect.stringContaining('bbbbbbbb')])
})

/** An exception of a repository, what the floor lists, and what is left of it. */
test.each<{ own: string; floor: string; stands: 'yes' | 'no' | string }>([
  { own: 'path: test/a.txt', floor: '', stands: 'no' },
  { own: 'path: test/a.txt', floor: '{ path: "test/**", reason: z }', stands: 'yes' },
  { own: 'path: "test/*"', floor: '{ path: "test/*", reason: z }', stands: 'yes' },
  { own: 'path: "test/**"', floor: '{ path: "test/*", reason: z }', stands: 'no' },
  { own: 'path: test/a/b.txt', floor: '{ path: "test/*", reason: z }', stands: 'no' },
  { own: 'path: test/a.txt', floor: '{ fingerprint: aaaaaaaa, reason: z }', stands: 'no' },
  { own: 'fingerprint: aaaaaaaa', floor: '{ path: "test/**", reason: z }', stands: 'no' },
  {
    own: 'fingerprint: aaaaaaaa, path: test/a.txt',
    floor: '{ fingerprint: aaaaaaaa, reason: z }',
    stands: 'yes',
  },
  {
    own: 'fingerprint: aaaaaaaa',
    floor: '{ fingerprint: aaaaaaaa, path: test/a.txt, reason: z }',
    stands: 'no',
  },
  {
    own: 'fingerprint: aaaaaaaa, path: test/a.txt',
    floor:
      '{ path: "test/**", reason: z, until: 2027-01-01 }, { fingerprint: aaaaaaaa, reason: z, until: 2027-02-01 }',
    stands: '2027-02-01',
  },
])('an exception for $own under a floor with [$floor]: $stands', ({ own, floor, stands }) => {
  const { policy, messages } = resolve(
    `secrets: { allow: [{ ${own}, reason: x }] }`,
    `floor: { secrets: { allow: [${floor}] } }`,
  )
  expect(policy.secrets.allow.map(({ until }) => until ?? 'yes')).toEqual(
    stands === 'no' ? [] : [stands],
  )
  expect(messages).toHaveLength(stands === 'no' ? 1 : 0)
})

test('exceptions of a repository and its organisation are joined by what they name', () => {
  const { policy } = resolve(
    'secrets: { allow: [{ path: a, reason: own }, { fingerprint: aaaaaaaa, reason: own }] }',
    'secrets: { allow: [{ path: a, reason: x }, { path: b, reason: x }, { fingerprint: aaaaaaaa, path: a, reason: x }] }',
  )
  expect(policy.secrets.allow).toEqual([
    { path: 'a', reason: 'own' },
    { fingerprint: 'aaaaaaaa', reason: 'own' },
    { path: 'b', reason: 'x' },
    { fingerprint: 'aaaaaaaa', path: 'a', reason: 'x' },
  ])
})

test.each<{ own: string; floor: string; allow: string[]; told: number }>([
  { own: '{ default: allow }', floor: '{ allow: ["a.test:443"] }', allow: ['a.test:443'], told: 1 },
  {
    own: '{ allow: ["x.a.test:443"] }',
    floor: '{ allow: ["*.a.test:443"] }',
    allow: ['x.a.test:443'],
    told: 0,
  },
  {
    own: '{ allow: ["*.a.test:443"] }',
    floor: '{ allow: ["x.a.test:443"] }',
    allow: ['x.a.test:443'],
    told: 0,
  },
  {
    own: '{ allow: ["*:443", "b.test:22"] }',
    floor: '{ allow: ["a.test:443"] }',
    allow: ['a.test:443'],
    told: 1,
  },
  {
    own: '{ allow: ["a.test:443"] }',
    floor: '{ allow: ["*:443", "!a.test:443"] }',
    allow: ['a.test:443', '!a.test:443'],
    told: 0,
  },
  { own: '{ allow: ["a.test:443"] }', floor: '{ default: allow }', allow: ['a.test:443'], told: 0 },
])('egress $own under a floor of $floor permits $allow', ({ own, floor, allow, told }) => {
  const { policy, messages } = resolve(`egress: ${own}`, `floor: { egress: ${floor} }`)
  expect(policy.egress).toEqual({ default: 'deny', allow })
  expect(messages).toHaveLength(told)
})

test("a rule of the floor stands, even against the repository's rule of that name and its audit", () => {
  const { policy, messages } = resolve(
    `enforcement: audit\nrules: [${denyRule('one', 'terraform', 'warn')}, ${denyRule('two', 'kubectl')}]`,
    `floor: { rules: [${denyRule('one', 'terraform')}] }`,
  )
  expect(evaluate(policy, shell('terraform destroy'), facts)).toMatchObject({
    verdict: 'deny',
    effective: 'deny',
    rule: 'one',
  })
  expect(evaluate(policy, shell('kubectl get pods'), facts)).toMatchObject({
    verdict: 'deny',
    effective: 'allow',
  })
  expect(messages).toEqual([expect.stringContaining('"one" says warn')])
})

test.each<{ what: string; floor: string; subject: Subject }>([
  {
    what: 'a branch',
    floor: 'branches: [{ match: main }]',
    subject: { kind: 'push', ref: 'refs/heads/main', update: 'rewrite', paths: [] },
  },
  {
    what: 'secrets',
    floor: 'secrets: { push: deny }',
    subject: { kind: 'push', ref: 'refs/heads/x', update: 'create', paths: [], secrets: true },
  },
  {
    what: 'cloud agents',
    floor: 'agents: { cloud: deny }',
    subject: { kind: 'cloud-agent', action: 'create', path: '/' },
  },
  { what: 'hosts', floor: 'egress: {}', subject: { kind: 'egress', host: 'a.test', port: 443 } },
])('a floor for $what is carried out while the repository audits', ({ floor, subject }) => {
  const own =
    'enforcement: audit\nbranches: [{ match: main, force_push: allow }]\nsecrets: { push: warn }\nagents: { cloud: allow }'
  expect(evaluate(resolve(own, `floor: { ${floor} }`).policy, subject, facts).effective).toBe(
    'deny',
  )
  const auditing = resolve(own, `floor: { enforcement: audit, ${floor} }`).policy
  expect(evaluate(auditing, subject, facts)).toMatchObject({ verdict: 'deny', effective: 'allow' })
})

test('a milder branch rule is reported', () => {
  const { messages } = resolve(
    'branches: [{ match: main, force_push: allow }]',
    'floor: { branches: [{ match: main }] }',
  )
  expect(messages).toEqual([expect.stringContaining('branches: main is looser')])
})

test('what either file says and nothing carries out is named with its file, and changes no digest', () => {
  const read = (text: string, organisation = false) =>
    parsePolicy(Buffer.from(`version: 1\n${text}`), 'p.yml', { organisation, inForce: true })
  const repository = read('egress: {}\nlimits: { pushes: 1 }')
  const organisation = read('approval: { park: ref }', true)
  expect(resolvePolicy({ repository }).policy.ignored).toEqual([
    'p.yml:2:1: egress: not in this version; ignored',
  ])
  const { policy } = resolvePolicy({ repository, organisation })
  expect(policy.ignored).toEqual([
    'p.yml:2:1: egress: not in this version; ignored',
    "the organisation's file: p.yml:2:13: approval.park: not in this version; ignored",
  ])
  expect(policyDigest(policy)).toBe(policyDigest(read('limits: { pushes: 1 }')))
  const alone = resolvePolicy({ repository: organisation, organisation })
  expect(alone.policy.ignored).toHaveLength(1)
})

test('a digest is about what can change a verdict, and about nothing else', () => {
  const digest = (text: string) => policyDigest(policyOf(text))
  expect(digest('approval: { wait: 8m }')).toBe(digest(''))
  expect(digest('cases: [x.yml]')).toBe(digest('# nothing'))
  expect(digest('limits: { minutes: 1, pushes: 2 }')).toBe(
    digest('limits: { pushes: 2, minutes: 1 }'),
  )
  expect(digest('enforcement: audit')).not.toBe(digest(''))
  const withFloor = policyDigest(resolve('', 'floor: { secrets: { push: deny } }').policy)
  expect(withFloor).not.toBe(digest(''))
  expect(digest('')).toMatch(/^[0-9a-f]{64}$/)
})

test('a resolved policy survives JSON unchanged, verdicts included', () => {
  const { policy } = resolve(`rules: [${denyRule('one', 'terraform')}]`, 'floor: { egress: {} }')
  const copy = JSON.parse(JSON.stringify(policy))
  expect(copy).toEqual(policy)
  expect(evaluate(copy, shell('terraform x'), facts)).toEqual(
    evaluate(policy, shell('terraform x'), facts),
  )
})
