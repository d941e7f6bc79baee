import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { comparePolicies } from '../../../../src/core/policy/compare/compare.ts'
import { applyFloor } from '../../../../src/core/policy/compare/floor.ts'
import { permits } from '../../../../src/core/policy/compare/narrow-allowances.ts'
import { compileAllowedHosts } from '../../../../src/core/policy/judge/match.ts'
import type { Floor, SecretAllowance } from '../../../../src/core/policy/policy.ts'
import { laterPolicyOf as policyOf } from '../policy-text.ts'

const floorOf = (text: string): Floor => policyOf(`floor: { ${text} }`, true).floor ?? {}

/** What a policy file becomes under a floor, and what its authors are told. */
const under = (floor: string, own: string) => {
  const policy = policyOf(own)
  return applyFloor(policy, floorOf(floor), policy.stated)
}

/** The values of each key from the loosest to the tightest, as they stand in a file and in a policy. */
test.each<{ key: string; order: [file: string, value: unknown][] }>([
  {
    key: 'enforcement',
    order: [
      ['audit', 'audit'],
      ['enforce', 'enforce'],
    ],
  },
  {
    key: 'secrets.inline',
    order: [
      ['warn', 'warn'],
      ['mask', 'mask'],
    ],
  },
  {
    key: 'secrets.push',
    order: [
      ['warn', 'warn'],
      ['hold', 'hold'],
      ['deny', 'deny'],
    ],
  },
  {
    key: 'secrets.pushed',
    order: [
      ['warn', 'warn'],
      ['block', 'block'],
      ['quarantine', 'quarantine'],
    ],
  },
  {
    key: 'secrets.allow_inline',
    order: [
      ['true', true],
      ['false', false],
    ],
  },
  {
    key: 'limits.minutes',
    order: [
      ['90', 90],
      ['60', 60],
      ['1', 1],
    ],
  },
  {
    key: 'limits.tokens',
    order: [
      ['2M', 2_000_000],
      ['500k', 500_000],
    ],
  },
  {
    key: 'limits.tool_calls',
    order: [
      ['5', 5],
      ['0', 0],
    ],
  },
  {
    key: 'limits.pushes',
    order: [
      ['5', 5],
      ['0', 0],
    ],
  },
  {
    key: 'limits.reached',
    order: [
      ['hold', 'hold'],
      ['end', 'end'],
    ],
  },
  {
    key: 'git.push_options',
    order: [
      ['allow', 'allow'],
      ['deny', 'deny'],
    ],
  },
  {
    key: 'git.refs_per_push',
    order: [
      ['80', 80],
      ['1', 1],
    ],
  },
  {
    key: 'agents.cloud',
    order: [
      ['allow', 'allow'],
      ['hold', 'hold'],
      ['deny', 'deny'],
    ],
  },
  {
    key: 'cursor.unknown_calls',
    order: [
      ['allow', 'allow'],
      ['deny', 'deny'],
    ],
  },
  {
    key: 'egress.default',
    order: [
      ['allow', 'allow'],
      ['deny', 'deny'],
    ],
  },
  {
    key: 'recording.retention',
    order: [
      ['30d', 2_592_000],
      ['90d', 7_776_000],
    ],
  },
  {
    key: 'recording.require',
    order: [
      ['false', false],
      ['true', true],
    ],
  },
  {
    key: 'approval.wait',
    order: [
      ['10m', 600],
      ['5m', 300],
      ['0s', 0],
    ],
  },
  {
    key: 'approval.expires',
    order: [
      ['2d', 172_800],
      ['1d', 86_400],
    ],
  },
  {
    key: 'approval.self',
    order: [
      ['true', true],
      ['false', false],
    ],
  },
])('of two values of $key the tighter one stands, and a looser one is told', ({ key, order }) => {
  const [section = '', name] = key.split('.')
  const line = (text: string) =>
    name === undefined ? `${section}: ${text}` : `${section}: { ${name}: ${text} }`
  const read = (policy: unknown): unknown =>
    key.split('.').reduce((value, part) => (value as Record<string, unknown>)[part], policy)
  for (const [ownPlace, [own, ownValue]] of order.entries()) {
    for (const [leastPlace, [least, leastValue]] of order.entries()) {
      const { policy, messages } = under(line(least), line(own))
      const isLooser = ownPlace < leastPlace
      expect(read(policy)).toEqual(isLooser ? leastValue : ownValue)
      expect(messages).toEqual(
        isLooser
          ? [`${key}: ${ownValue} is looser than the organisation's floor, so ${leastValue} stands`]
          : [],
      )
    }
  }
})

/** The sentence for what a floor takes away. */
test.each<{ own: string; floor: string; says: string[] }>([
  {
    own: 'recording: { artifact: full }',
    floor: 'recording: { artifact: off }',
    says: ["recording.artifact: full is looser than the organisation's floor, so off stands"],
  },
  {
    own: 'git: { repositories: [acme/tools, acme/site] }',
    floor: 'git: { repositories: [ACME/Tools] }',
    says: [
      "git.repositories: acme/site is not among those the organisation's floor permits, and is not reached",
    ],
  },
  {
    own: 'egress: { allow: ["a.test:443", "b.test:443"] }',
    floor: 'egress: { allow: ["A.test:443"] }',
    says: ["egress.allow: b.test:443 is not within the organisation's floor, and is not permitted"],
  },
  {
    own: 'secrets: { allow: [{ path: a.txt, reason: x }] }',
    floor: 'secrets: { allow: [] }',
    says: [
      "secrets.allow: a.txt is not among the exceptions the organisation's floor permits, and does not count",
    ],
  },
  {
    own: 'secrets: { rules: [{ id: key, pattern: "abc[0-9]", keywords: [abc] }] }',
    floor: 'secrets: { rules: [{ id: key, pattern: "abc[0-8]", keywords: [abc] }] }',
    says: ["secrets.rules: key is set by the organisation's floor, whose pattern stands"],
  },
  {
    own: 'rules: [{ name: Merge, when: { push: {} }, then: hold }]',
    floor: 'rules: [{ name: merge, when: { push: {} }, then: deny }]',
    says: ['rules: "Merge" says hold; the organisation\'s floor says deny, which stands'],
  },
  {
    own: 'branches: [{ match: [main, dev], delete: hold }]',
    floor: 'branches: [{ match: [prod, dev] }]',
    says: ["branches: main, dev is looser than the organisation's floor, which stands"],
  },
])('$own under a floor of $floor is told to its authors', ({ own, floor, says }) => {
  expect(under(floor, own).messages).toEqual(says)
})

/** Nobody wrote these values, or they are not looser: there is nobody to tell. */
test.each<{ what: string; own: string; floor: string }>([
  { what: 'a default', own: '', floor: 'approval: { wait: 1m }, limits: { pushes: 1 }' },
  { what: 'an open egress by default', own: '', floor: 'egress: { default: deny }' },
  { what: 'an artifact by visibility', own: '', floor: 'recording: { artifact: full }' },
  {
    what: 'a stricter rule of the same name',
    own: 'rules: [{ name: a, when: { push: {} }, then: deny }]',
    floor: 'rules: [{ name: a, when: { push: {} }, then: hold }]',
  },
  {
    what: 'a milder rule of another name',
    own: 'rules: [{ name: b, when: { push: {} }, then: warn }]',
    floor: 'rules: [{ name: a, when: { push: {} }, then: deny }]',
  },
  {
    what: 'a branch as strict as the floor',
    own: 'branches: [{ match: main }]',
    floor: 'branches: [{ match: main, force_push: hold, delete: hold }]',
  },
  {
    what: 'a milder rule for another branch',
    own: 'branches: [{ match: dev, delete: allow }]',
    floor: 'branches: [{ match: main }]',
  },
  {
    what: 'the same pattern under the same id',
    own: 'secrets: { rules: [{ id: key, pattern: "abc[0-9]", keywords: [abc] }] }',
    floor: 'secrets: { rules: [{ id: key, pattern: "abc[0-9]", keywords: [bcd] }] }',
  },
])('$what is not reported', ({ own, floor }) => {
  expect(under(floor, own).messages).toEqual([])
})

test('every entry of the floor for a branch is held against an own one, not the first alone', () => {
  const floor =
    'branches: [{ match: main, force_push: allow, delete: deny }, { match: main, force_push: deny }]'
  const { messages } = under(floor, 'branches: [{ match: main, force_push: hold }]')
  expect(messages).toEqual(["branches: main is looser than the organisation's floor, which stands"])
})

test('rules and branches of the floor come first and keep their mark; own ones stay', () => {
  const { policy } = under(
    'rules: [{ name: a, when: { push: {} }, then: deny }], branches: [{ match: main }]',
    'rules: [{ name: A, when: { push: {} }, then: warn }]\nbranches: [{ match: dev }]',
  )
  expect(policy.rules.map(({ name, source }) => [name, source])).toEqual([
    ['a', 'floor'],
    ['A', undefined],
  ])
  expect(policy.branches.map(({ match, source }) => [match, source])).toEqual([
    [['main'], 'floor'],
    [['dev'], undefined],
  ])
})

test("a secret rule of the floor replaces an own one of that id, and a repository's others stay", () => {
  const rule = (id: string, pattern: string) =>
    `{ id: ${id}, pattern: "${pattern}", keywords: [abc] }`
  const { policy } = under(
    `secrets: { rules: [${rule('a', 'abc1')}] }`,
    `secrets: { rules: [${rule('a', 'abc.')}, ${rule('b', 'abc2')}] }`,
  )
  expect(policy.secrets.rules.map(({ id, pattern }) => `${id} ${pattern}`)).toEqual([
    'a abc1',
    'b abc2',
  ])
})

test('a limit that only the floor states stands; one that nobody states stays away', () => {
  const { policy, messages } = under('limits: { tool_calls: 0 }', 'limits: { minutes: 5 }')
  expect(policy.limits).toStrictEqual({ reached: 'end', minutes: 5, tool_calls: 0 })
  expect(messages).toEqual([])
})

test('the artifact of the floor stands, else the own one; where nobody states it, it stays away', () => {
  const artifact = (own: string, floor: string) =>
    under(`recording: { ${floor} }`, `recording: { ${own} }`).policy.recording
  expect(artifact('artifact: summary', 'artifact: full')).toHaveProperty('artifact', 'full')
  expect(artifact('artifact: summary', 'require: true')).toHaveProperty('artifact', 'summary')
  expect(artifact('require: true', 'artifact: off')).toHaveProperty('artifact', 'off')
  expect(artifact('require: true', 'require: true')).not.toHaveProperty('artifact')
})

test('what a floor does not speak of stays as it is', () => {
  const own = policyOf(
    'cases: [a.yml]\nsecrets: { allow: [{ path: a, reason: x }] }\nrecording: { artifact: full }\ngit: { repositories: [a/b] }\negress: { allow: ["a.test:443"] }',
  )
  expect(applyFloor(own, {}, own.stated)).toEqual({ policy: { ...own, floor: {} }, messages: [] })
})

test('a host that takes in one of the floor gives that one, and is not told', () => {
  const { policy, messages } = under(
    'egress: { allow: ["a.test:443"] }',
    'egress: { allow: ["*.test:443", "b.test:443"] }',
  )
  expect(policy.egress.allow).toEqual(['a.test:443'])
  expect(messages).toEqual([
    "egress.allow: b.test:443 is not within the organisation's floor, and is not permitted",
  ])
})

test('an exception that may last as long as the floor says keeps its own end', () => {
  const allow = (until: string) => `secrets: { allow: [{ path: a, reason: x${until} }] }`
  const endOf = (own: string, floor: string) =>
    under(allow(floor), allow(own)).policy.secrets.allow[0]?.until
  expect(endOf(', until: 2027-01-01', '')).toBe('2027-01-01')
  expect(endOf(', until: 2027-01-01', ', until: 2027-01-01')).toBe('2027-01-01')
  expect(endOf(', until: 2027-01-02', ', until: 2027-01-01')).toBe('2027-01-01')
  expect(endOf('', '')).toBeUndefined()
})

/** What one exception of the floor takes in. Paths are those of files, so case matters. */
test.each<{ listed: Partial<SecretAllowance>; own: Partial<SecretAllowance>; takes: boolean }>([
  { listed: { path: 'test/**' }, own: { path: 'test/a/b.txt' }, takes: true },
  { listed: { path: 'test/**' }, own: { path: 'test/**' }, takes: true },
  { listed: { path: 'test/**' }, own: { path: 'test/{a,b}.txt' }, takes: false },
  { listed: { path: 'test/**' }, own: { path: 'test/?.txt' }, takes: false },
  { listed: { path: '**' }, own: { path: 'a\\*' }, takes: false },
  { listed: { path: 'test/**' }, own: { path: 'Test/a' }, takes: false },
  { listed: { path: 'test/**' }, own: { fingerprint: 'aaaaaaaa' }, takes: false },
  { listed: { path: 'test/**' }, own: { fingerprint: 'aaaaaaaa', path: 'test/a' }, takes: true },
  { listed: { fingerprint: 'aaaaaaaa' }, own: { fingerprint: 'aaaaaaaa' }, takes: true },
  { listed: { fingerprint: 'aaaaaaaa' }, own: { fingerprint: 'AAAAAAAA' }, takes: false },
  {
    listed: { fingerprint: 'aaaaaaaa' },
    own: { fingerprint: 'aaaaaaaa', path: '**' },
    takes: true,
  },
  { listed: { fingerprint: 'aaaaaaaa' }, own: { path: 'a' }, takes: false },
  {
    listed: { fingerprint: 'aaaaaaaa', path: 'test/*' },
    own: { fingerprint: 'aaaaaaaa', path: 'test/a' },
    takes: true,
  },
  {
    listed: { fingerprint: 'aaaaaaaa', path: 'test/*' },
    own: { fingerprint: 'bbbbbbbb', path: 'test/a' },
    takes: false,
  },
])('an exception for $listed takes in $own: $takes', ({ listed, own, takes }) => {
  expect(permits({ reason: 'x', ...listed }, { reason: 'y', ...own })).toBe(takes)
})

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const hosts = pick(
  'a.test:443',
  'A.test:443',
  'x.a.test:443',
  '*.a.test:443',
  '*:443',
  'a.test:*',
  'a.*:443',
  '*.test:443',
  '!a.test:443',
  '!*.a.test:443',
)
const hostLists = fc.array(hosts, { maxLength: 4 })
const asked = fc.tuple(pick('a.test', 'x.a.test', 'y.x.a.test', 'b.test'), pick(443, 22))

test('a host that is reached under a floor is one that both lists permit', () => {
  let reached = 0
  const law = fc.property(hostLists, hostLists, asked, (own, floor, [host, port]) => {
    const policy = { ...policyOf(''), egress: { default: 'deny' as const, allow: own } }
    const { egress } = applyFloor(policy, { egress: { default: 'deny', allow: floor } }, []).policy
    expect(egress.default).toBe('deny')
    if (!compileAllowedHosts(egress.allow)(host, port)) return
    reached += 1
    expect([own, floor].map((list) => compileAllowedHosts(list)(host, port))).toEqual([true, true])
  })
  fc.assert(law, { numRuns: 3_000 })
  expect(reached).toBeGreaterThan(100)
})

const maybe = <T>(key: string, values: readonly T[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined }).map((value) => ({ key, value }))

/** Sections of a file, each with some of its keys. */
const sections = fc
  .tuple(
    maybe('enforcement', ['enforce', 'audit']),
    maybe('secrets.inline', ['mask', 'warn']),
    maybe('secrets.push', ['deny', 'hold', 'warn']),
    maybe('secrets.pushed', ['warn', 'block', 'quarantine']),
    maybe('secrets.known', ['[A]', '[B, C]']),
    maybe('secrets.allow', ['[]', '[{ path: a, reason: x }]', '[{ path: "**", reason: x }]']),
    maybe('secrets.allow_inline', [true, false]),
    maybe('limits.minutes', [1, 60]),
    maybe('limits.tokens', ['1k', '2M']),
    maybe('limits.tool_calls', [0, 9]),
    maybe('limits.pushes', [0, 9]),
    maybe('limits.reached', ['end', 'hold']),
    maybe('git.repositories', ['[]', '[a/b]', '[A/b, c/d]']),
    maybe('git.push_options', ['deny', 'allow']),
    maybe('git.refs_per_push', [1, 500]),
    maybe('agents.cloud', ['deny', 'hold', 'allow']),
    maybe('agents.identities', ['[a]', '[b]']),
    maybe('cursor.unknown_calls', ['deny', 'allow']),
    maybe('egress.default', ['deny', 'allow']),
    maybe('egress.allow', ['["a.test:443"]', '["*.test:443", "!b.test:443"]']),
    maybe('recording.retention', ['1d', '365d']),
    maybe('recording.require', [true, false]),
    maybe('approval.wait', ['1m', '1h']),
    maybe('approval.expires', ['1h', '7d']),
    maybe('approval.self', [true, false]),
  )
  .map((entries) => {
    const keys = new Map<string, string[]>()
    for (const { key, value } of entries) {
      if (value === undefined) continue
      const [section = '', name] = key.split('.')
      if (name === undefined) keys.set(section, [String(value)])
      else keys.set(section, [...(keys.get(section) ?? []), `${name}: ${value}`])
    }
    return [...keys].map(([section, inner]) =>
      section === 'enforcement' ? `${section}: ${inner}` : `${section}: { ${inner.join(', ')} }`,
    )
  })

test('under a floor nothing is looser than before, and nothing is left to tighten', () => {
  const law = fc.property(sections, sections, (own, floor) => {
    const before = policyOf(own.join('\n'))
    const least = floorOf(floor.join(', '))
    const { policy: after } = applyFloor(before, least, before.stated)
    const { floor: _, ...free } = after
    const loosened = comparePolicies(before, free).filter(({ effect }) => effect === 'loosened')
    expect(loosened).toEqual([])
    expect(applyFloor(after, least, before.stated)).toEqual({ policy: after, messages: [] })
  })
  fc.assert(law, { numRuns: 400 })
})
