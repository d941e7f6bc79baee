import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'
import { mistakesIn, policyOf } from '../policy-text.ts'

test('a file that states everything is read with seconds, numbers and lists', () => {
  const policy = policyOf(`
enforcement: audit
branches:
  - match: main
    force_push: hold
    pull_request: { approvals: 2 }
    required_checks: [build]
    bypass: [{ actor: "release-bot[bot]", reason: cuts releases, until: 2027-01-01 }, { actor: octocat, reason: x }]
secrets:
  inline: warn
  pushed: quarantine
  push: hold
  known: [DEPLOY_TOKEN]
  rules: [{ id: acme-key, pattern: 'acme_[a-z0-9]{32}', keywords: [acme_] }]
  allow: [{ fingerprint: 3f9c0a1b2c3d, reason: test fixture, until: 2027-03-01 }]
rules:
  - name: production
    when: { push: { paths: "deploy/**", larger_than: 10M }, branch: [main, "release/**"] }
    then: hold
    approve: { by: { teams: [platform-leads] }, count: 2 }
  - { name: shells, when: { command: terraform destroy }, then: deny, reason: No. }
limits: { minutes: 60, tokens: 2M, tool_calls: 500k, pushes: 20, reached: hold }
git: { repositories: [acme/docs], push_options: allow, refs_per_push: 5 }
agents: { cloud: deny, identities: ["deploy-bot[bot]"] }
recording: { retention: 2d, require: false, artifact: full }
approval: { wait: 90s, expires: 2h, self: true }
cases: [cases.yml]
`)
  expect(policy).toMatchObject({
    enforcement: 'audit',
    branches: [
      {
        match: ['main'],
        force_push: 'hold',
        delete: 'deny',
        pull_request: { approvals: 2, dismiss_stale: true },
        bypass: [
          { actor: 'release-bot[bot]', reason: 'cuts releases', until: '2027-01-01' },
          { actor: 'octocat', reason: 'x' },
        ],
      },
    ],
    secrets: {
      inline: 'warn',
      push: 'hold',
      pushed: 'quarantine',
      allow: [{ until: '2027-03-01' }],
    },
    rules: [
      {
        when: {
          push: { paths: ['deploy/**'], larger_than: 10_000_000 },
          branch: ['main', 'release/**'],
        },
        approve: { by: { teams: ['platform-leads'], users: [] }, count: 2 },
      },
      { when: { tool: ['shell'], command: ['terraform destroy'] }, reason: 'No.' },
    ],
    limits: { minutes: 60, tokens: 2_000_000, tool_calls: 500_000, pushes: 20, reached: 'hold' },
    git: { repositories: ['acme/docs'], push_options: 'allow', refs_per_push: 5 },
    recording: { retention: 172_800, artifact: 'full' },
    approval: { wait: 90, expires: 7200, self: true },
    cases: ['cases.yml'],
  })
  expect(policy.rules[0]?.approve?.by).not.toHaveProperty('permission')
  expect(JSON.parse(JSON.stringify(policy))).toEqual(policy)
})

test('a file that states nothing has every default', () => {
  expect(policyOf('')).toEqual({
    version: 1,
    enforcement: 'enforce',
    branches: [],
    secrets: {
      inline: 'mask',
      push: 'deny',
      pushed: 'block',
      known: [],
      rules: [],
      allow: [],
      allow_inline: false,
    },
    rules: [],
    limits: { reached: 'end' },
    git: { repositories: [], push_options: 'deny', refs_per_push: 50 },
    agents: { cloud: 'hold', identities: [] },
    cursor: { unknown_calls: 'deny' },
    egress: { default: 'allow', allow: [] },
    recording: { retention: 7_776_000, require: true },
    approval: { wait: 480, expires: 86_400, self: false },
    cases: [],
    stated: [],
  })
})

test('a hold that names nobody is released by anyone who may write', () => {
  const [rule] = policyOf('rules: [{ name: x, when: { push: {} }, then: hold }]').rules
  expect(rule?.approve).toEqual({ by: { teams: [], users: [], permission: 'write' }, count: 1 })
})

const rule = (text: string) => `version: 1\nrules:\n  - ${text}\n`

test.each<{ what: string; file: string; says: string }>([
  {
    what: 'an unknown key',
    file: 'version: 1\nenforcment: audit',
    says: '2:1: enforcment: unknown key; did you mean "enforcement"?',
  },
  {
    what: 'an unknown key deep down',
    file: rule('{ name: a, when: { push: { path: x } }, then: deny }'),
    says: '3:32: rules[0].when.push.path: unknown key; did you mean "paths"?',
  },
  {
    what: 'a key like no other',
    file: 'version: 1\nfrobnicate: 1',
    says: '2:1: frobnicate: unknown key; expected one of version, enforcement',
  },
  {
    what: 'another version',
    file: 'version: 2',
    says: '1:10: version: expected 1, the only version there is',
  },
  { what: 'no version', file: 'enforcement: audit', says: 'version: is missing; expected 1' },
  {
    what: 'text for a truth value',
    file: 'version: 1\napproval: { self: maybe }',
    says: '2:19: approval.self: expected true or false',
  },
  {
    what: 'a word that is not offered',
    file: 'version: 1\nenforcement: maybe',
    says: '2:14: enforcement: expected one of "enforce", "audit"',
  },
  {
    what: 'a list for keys and values',
    file: 'version: 1\nlimits: [1]',
    says: '2:9: limits: expected keys and values',
  },
  {
    what: 'nothing where something belongs',
    file: 'version: 1\nlimits:\n',
    says: '2:8: limits: expected keys and values',
  },
  {
    what: 'a duration without a unit',
    file: 'version: 1\napproval: { wait: 90 }',
    says: '2:19: approval.wait: expected a duration such as "90s", "8m", "2h" or "90d"',
  },
  {
    what: 'a duration in words',
    file: 'version: 1\napproval: { wait: 5 minutes }',
    says: 'approval.wait: expected a duration such as',
  },
  {
    what: 'an impossible duration',
    file: 'version: 1\napproval: { wait: 99h }',
    says: 'approval.wait: expected a duration from 0s to 6h',
  },
  {
    what: 'a negative duration',
    file: 'version: 1\napproval: { wait: -5m }',
    says: 'approval.wait: expected a duration such as',
  },
  {
    what: 'a wait longer than the request lives',
    file: 'version: 1\napproval: { wait: 2h, expires: 1h }',
    says: 'approval.wait: expected no longer than approval.expires',
  },
  {
    what: 'a count that is none',
    file: 'version: 1\nlimits: { tokens: 2Q }',
    says: 'limits.tokens: expected a whole number from 1 on, such as 500, "500k" or "2M"',
  },
  {
    what: 'half a minute',
    file: 'version: 1\nlimits: { minutes: 0.5 }',
    says: 'limits.minutes: expected a whole number from 1 to 10080',
  },
  {
    what: 'a character class',
    file: rule('{ name: a, when: { command: "rm [0-9]" }, then: deny }'),
    says: 'has a character class, which is not supported',
  },
  {
    what: 'an open brace',
    file: rule('{ name: a, when: { push: { paths: "{a,b" } }, then: deny }'),
    says: 'has an opening brace without its closing brace',
  },
  {
    what: 'a path from the root of the disk',
    file: rule('{ name: a, when: { push: { paths: /deploy } }, then: deny }'),
    says: 'leave out the leading /',
  },
  {
    what: 'a folder without what is in it',
    file: rule('{ name: a, when: { push: { paths: deploy/ } }, then: deny }'),
    says: 'write /** for everything in a folder',
  },
  {
    what: 'a host without a port',
    file: 'version: 1\negress: { allow: [example.com] }',
    says: '2:19: egress.allow[0]: the pattern "example.com" is not host:port',
  },
  {
    what: 'a call that is none',
    file: rule('{ name: a, when: { github: merge }, then: deny }'),
    says: 'is neither a REST call such as',
  },
  {
    what: 'an empty list',
    file: rule('{ name: a, when: { tool: [] }, then: deny }'),
    says: 'expected at least one entry; use {} for any',
  },
  {
    what: 'two rules of one name',
    file: 'version: 1\nrules:\n  - { name: One, when: { push: {} }, then: deny }\n  - { name: "one", when: { tool: {} }, then: deny }\n',
    says: '4:13: rules[1].name: another rule is called that (number 1); names must differ',
  },
  {
    what: 'a rule about nothing',
    file: rule('{ name: a, when: { branch: main }, then: deny }'),
    says: 'rules[0].when: expected the kind of action: one of prompt, response, tool',
  },
  {
    what: 'a rule about two kinds',
    file: rule('{ name: a, when: { tool: {}, push: {} }, then: deny }'),
    says: 'expected one kind of action, found tool and push; write a rule for each',
  },
  {
    what: 'a command of a tool that has none',
    file: rule('{ name: a, when: { tool: [shell, write], command: x }, then: deny }'),
    says: 'rules[0].when.command: belongs to the tools shell',
  },
  {
    what: 'a path beside a process of the client',
    file: rule('{ name: a, when: { process: {}, path: x }, then: deny }'),
    says: 'rules[0].when.path: belongs to tool calls, and this rule is about process',
  },
  {
    what: 'a kind of process that there is not',
    file: rule('{ name: a, when: { process: daemon }, then: deny }'),
    says: 'rules[0].when.process',
  },
  {
    what: 'a masked process',
    file: rule('{ name: a, when: { process: {} }, then: mask }'),
    says: 'only prompts, responses and tool calls can be masked',
  },
  {
    what: 'a path beside a push',
    file: rule('{ name: a, when: { push: {}, path: x }, then: deny }'),
    says: 'for a push write push: { paths: … }',
  },
  {
    what: 'approval of a denial',
    file: rule('{ name: a, when: { push: {} }, then: deny, approve: {} }'),
    says: 'only a rule with "then: hold" is approved',
  },
  {
    what: 'a masked push',
    file: rule('{ name: a, when: { push: {} }, then: mask }'),
    says: 'only prompts, responses and tool calls can be masked',
  },
  {
    what: 'a rule without a verdict',
    file: rule('{ name: a, when: { push: {} } }'),
    says: '3:5: rules[0].then: is missing; expected one of "allow", "warn", "mask", "hold", "deny"',
  },
  {
    what: 'a name over two lines',
    file: rule('{ name: "a\\nb", when: { push: {} }, then: deny }'),
    says: 'rules[0].name: expected a single line',
  },
  {
    what: 'a secret rule that looks ahead',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "a(?=b)", keywords: [abc] }] }',
    says: 'looks ahead or behind',
  },
  {
    what: 'a secret rule that refers back',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "(a)\\\\1", keywords: [abc] }] }',
    says: 'refers back to a group',
  },
  {
    what: 'a secret rule that repeats too often',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "a{600}b{3,600}", keywords: [abc] }] }',
    says: 'repeats more than 1000 times in all',
  },
  {
    what: 'a secret rule that does not parse',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "a(b", keywords: [abc] }] }',
    says: 'is not a valid RE2 pattern',
  },
  {
    what: 'a secret rule that matches nothing at all',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "a*", keywords: [abc] }] }',
    says: 'matches the empty text',
  },
  {
    what: 'a secret rule without a keyword',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "abc", keywords: [] }] }',
    says: 'expected at least one keyword',
  },
  {
    what: 'a short keyword',
    file: 'version: 1\nsecrets: { rules: [{ id: a, pattern: "abc", keywords: [ab] }] }',
    says: 'expected at least 3 characters',
  },
  {
    what: 'a long secret pattern',
    file: `version: 1\nsecrets: { rules: [{ id: a, pattern: "${'x'.repeat(501)}", keywords: [abc] }] }`,
    says: 'is longer than 500 characters',
  },
  {
    what: 'a fingerprint that YAML takes for a number',
    file: 'version: 1\nsecrets: { allow: [{ fingerprint: 12345678, reason: x }] }',
    says: 'expected a fingerprint as reported, in quotes',
  },
  {
    what: 'an exception that names nothing',
    file: 'version: 1\nsecrets: { allow: [{ reason: x }] }',
    says: 'expected a fingerprint, a path, or both',
  },
  {
    what: 'an exception for all paths but one',
    file: 'version: 1\nsecrets: { allow: [{ path: "!src/**", reason: x }] }',
    says: 'starts with !',
  },
  {
    what: 'an exception for a folder',
    file: 'version: 1\nsecrets: { allow: [{ path: test/, reason: x }] }',
    says: 'ends with /',
  },
  {
    what: 'an exception for a path that begins outside',
    file: 'version: 1\nsecrets: { allow: [{ path: ../test, reason: x }] }',
    says: 'does not start at the root of the repository',
  },
  {
    what: 'a day that does not exist',
    file: 'version: 1\nsecrets: { allow: [{ fingerprint: abcdefgh, reason: x, until: 2027-02-30 }] }',
    says: 'expected a day of the calendar',
  },
  {
    what: 'a floor in a repository',
    file: 'version: 1\nfloor: { enforcement: enforce }',
    says: "2:8: floor: only the organisation's file can set a floor",
  },
  {
    what: 'a key twice',
    file: 'version: 1\nversion: 1',
    says: '2:1: file: this key is there twice',
  },
  {
    what: 'an anchor',
    file: 'version: &v 1',
    says: '1:13: file: an anchor; write the value out where it is used',
  },
  {
    what: 'an alias',
    file: 'version: &v 1\nlimits: { minutes: *v }',
    says: 'an alias; write the value out',
  },
  {
    what: 'an exclusion without quotes',
    file: rule('{ name: a, when: { push: {}, runner: { workflow: !nightly.yml } }, then: deny }'),
    says: 'a tag; put text that starts with ! in quotes, as in "!nightly.yml"',
  },
  { what: 'a tag', file: 'version: !!int "1"', says: 'a tag; leave it out' },
  {
    what: 'two documents',
    file: 'version: 1\n---\nversion: 1',
    says: '3:1: file: a second document starts here; expected one',
  },
  { what: 'a list as file', file: '- 1', says: '1:1: file: expected keys and values' },
  { what: 'an empty file', file: '', says: '1:1: file: the file is empty' },
  { what: 'broken YAML', file: 'version: 1\nrules: [', says: 'file: ' },
  { what: 'a list as key', file: '? [a]\n: b', says: '1:3: file: expected a plain word as key' },
  {
    what: 'a direction override',
    file: 'version: 1 # \u202e',
    says: '1:14: file: an invisible control character (U+202E); remove it',
  },
  {
    what: 'a merge key',
    file: 'version: 1\n<<: { enforcement: audit }',
    says: '2:1: <<: unknown key',
  },
  {
    what: 'a key of objects',
    file: 'version: 1\n__proto__: { a: 1 }',
    says: '2:1: __proto__: unknown key',
  },
  ...['acme', 'acme/*', 'acme/..', 'a/b/c', 'https://github.com/a/b', '~/x', 'acme/a%2fb'].map(
    (name) => ({
      what: `${name} as a repository`,
      file: `version: 1\ngit: { repositories: ["${name}"] }`,
      says: '2:23: git.repositories[0]: expected owner/name',
    }),
  ),
  ...['acme/site.git', 'acme/site.wiki', 'acme/site.GIT'].map((name) => ({
    what: `${name} as a repository`,
    file: `version: 1\ngit: { repositories: ["${name}"] }`,
    says: '2:23: git.repositories[0]: expected the name without .git',
  })),
  {
    what: 'a push without refs',
    file: 'version: 1\ngit: { refs_per_push: 0 }',
    says: '2:23: git.refs_per_push: expected a whole number from 1 to 1000',
  },
])('$what is told about in place', ({ file, says }) => {
  const mistakes = mistakesIn(file)
  expect(mistakes.join('\n')).toContain(says)
  expect(mistakes.every((line) => /^\d+:\d+: [^ ]+: ./.test(line))).toBe(true)
})

test('every mistake of a file is told about at once, from top to bottom', () => {
  const mistakes = mistakesIn(
    'version: 1\nlimits: { minutes: 0, pushes: -1 }\nagents: { cloud: never }\nwat: 1\n',
  )
  expect(mistakes.map((line) => line.split(': ')[1])).toEqual([
    'limits.minutes',
    'limits.pushes',
    'agents.cloud',
    'wat',
  ])
})

test.each([
  ['a file of 5 MB', new Uint8Array(5_000_000).fill(0x23), 'more than 262144 bytes'],
  ['brackets without end', new TextEncoder().encode('['.repeat(200_000)), 'nested too deeply'],
  ['braces without end', new TextEncoder().encode('{a: '.repeat(60_000)), 'nested too deeply'],
  ['dashes without end', new TextEncoder().encode('- '.repeat(100_000)), 'nested too deeply'],
  [
    'an alias bomb',
    new TextEncoder().encode(
      `a: &a [x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [${'*a, '.repeat(50)}]`).join('\n')}`,
    ),
    'an anchor',
  ],
])('%s is refused in good time', (_, bytes, why) => {
  const spent = cpuMilliseconds()
  expect(mistakesIn(bytes).join('\n')).toContain(why)
  expect(spent()).toBeLessThan(3000)
})

test.each([
  ['in the first line', [0x76, 0xff], '1:2: file: invalid UTF-8'],
  ['in a later line', [0x23, 0x0a, 0x61, 0xc3, 0x28], '2:2: file: invalid UTF-8'],
  ['cut off at the end', [0x23, 0x0a, 0x61, 0xe2, 0x82], '2:2: file: invalid UTF-8'],
])('invalid UTF-8 %s is placed', (_, bytes, says) => {
  expect(mistakesIn(Uint8Array.from(bytes))[0]).toContain(says)
})

test('a key that would act on a terminal is shown without that', () => {
  expect(mistakesIn('version: 1\n"a\\e[31m": 1')[0]).toBe(
    '2:1: a?[31m: unknown key; expected one of version, enforcement, branches, secrets, rules, limits, git, agents, cursor, recording, approval, cases, floor',
  )
})

test('whatever bytes arrive, they are a policy or a clear refusal', () => {
  const words = [
    'version: 1\n',
    'rules:\n',
    '  - name: x\n',
    '    when: ',
    '{push: {}}',
    '\n',
    '!',
    '&a ',
    '*a',
    '[',
    ']',
    '{',
    '}',
    '"',
    '# ',
    '\t',
    'then: deny',
    ': ',
    '- ',
    '|',
    '~',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (parts) => {
      try {
        parsePolicy(new TextEncoder().encode(parts.join('')), 'p')
      } catch (error) {
        expect((error as { code?: string }).code).toBe('POLICY_INVALID')
      }
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(mistakesIn(bytes).length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
})
