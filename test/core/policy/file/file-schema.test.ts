import { expect, test } from '@jest/globals'
import { mistakesIn, policyOf } from '../policy-text.ts'

const list = (count: number, one: (at: number) => string) =>
  `[${Array.from({ length: count }, (_, at) => one(at)).join(', ')}]`

/** The smallest and the largest of everything that has a size: read, and one step beyond refused. */
test.each<{ key: string; fits: string[]; beyond: string[]; says: string }>([
  {
    key: 'limits: { minutes: $ }',
    fits: ['1', '10080'],
    beyond: ['0', '10081'],
    says: 'limits.minutes: expected a whole number from 1 to 10080',
  },
  {
    key: 'limits: { tokens: $ }',
    fits: ['1', '1000000G'],
    beyond: ['0', '1000001G'],
    says: 'limits.tokens: expected a whole number from 1 on',
  },
  {
    key: 'limits: { tool_calls: $ }',
    fits: ['0'],
    beyond: ['-1'],
    says: 'limits.tool_calls: expected a whole number from 0 on',
  },
  {
    key: 'limits: { pushes: $ }',
    fits: ['0'],
    beyond: ['-1'],
    says: 'limits.pushes: expected a whole number from 0 on',
  },
  {
    key: 'git: { refs_per_push: $ }',
    fits: ['1', '1000'],
    beyond: ['0', '1001'],
    says: 'git.refs_per_push: expected a whole number from 1 to 1000',
  },
  {
    key: 'recording: { retention: $ }',
    fits: ['1d', '3650d', '24h'],
    beyond: ['23h', '3651d'],
    says: 'recording.retention: expected a duration from 1d to 3650d',
  },
  {
    key: 'approval: { wait: $ }',
    fits: ['0s', '6h'],
    beyond: ['361m'],
    says: 'approval.wait: expected a duration from 0s to 6h',
  },
  {
    key: 'approval: { expires: $ }',
    fits: ['1m', '30d'],
    beyond: ['59s', '31d'],
    says: 'approval.expires: expected a duration from 1m to 30d',
  },
  {
    key: 'branches: [{ match: main, pull_request: { approvals: $ } }]',
    fits: ['0', '10'],
    beyond: ['-1', '11'],
    says: 'approvals: expected a whole number from 0 to 10',
  },
  {
    key: 'rules: [{ name: x, when: { push: {} }, then: hold, approve: { count: $ } }]',
    fits: ['1', '10'],
    beyond: ['0', '11'],
    says: 'count: expected a whole number from 1 to 10',
  },
  {
    key: 'rules: [{ name: "$", when: { push: {} }, then: deny }]',
    fits: ['x', 'x'.repeat(120)],
    beyond: ['x'.repeat(121)],
    says: 'name: expected at most 120 characters',
  },
  {
    key: 'rules: [{ name: x, when: { push: {} }, then: deny, reason: "$" }]',
    fits: ['x'.repeat(500)],
    beyond: ['x'.repeat(501)],
    says: 'reason: expected at most 500 characters',
  },
  {
    key: 'branches: [{ match: main, required_checks: ["$"] }]',
    fits: ['x'.repeat(100)],
    beyond: ['x'.repeat(101)],
    says: 'required_checks[0]: expected at most 100 characters',
  },
  {
    key: 'branches: [{ match: main, bypass: [{ actor: x, reason: "$" }] }]',
    fits: ['x'.repeat(300)],
    beyond: ['x'.repeat(301)],
    says: 'reason: expected at most 300 characters',
  },
  {
    key: 'secrets: { rules: [{ id: a, pattern: abc, keywords: ["$"] }] }',
    fits: ['abc', 'x'.repeat(100)],
    beyond: ['ab', 'x'.repeat(101)],
    says: 'keywords[0]: expected at ',
  },
  {
    key: 'cases: ["$"]',
    fits: ['x'.repeat(300)],
    beyond: ['x'.repeat(301)],
    says: 'cases[0]: expected at most 300 characters',
  },
  {
    key: 'rules: $',
    fits: [list(200, (at) => `{ name: r${at}, when: { push: {} }, then: deny }`)],
    beyond: [list(201, (at) => `{ name: r${at}, when: { push: {} }, then: deny }`)],
    says: 'rules: expected at most 200 entries',
  },
  {
    key: 'secrets: { rules: $ }',
    fits: [list(50, (at) => `{ id: r${at}, pattern: abc, keywords: [abc] }`)],
    beyond: [list(51, (at) => `{ id: r${at}, pattern: abc, keywords: [abc] }`)],
    says: 'secrets.rules: expected at most 50 rules',
  },
  {
    key: 'secrets: { known: $ }',
    fits: [list(200, (at) => `K${at}`)],
    beyond: [list(201, (at) => `K${at}`)],
    says: 'secrets.known: expected at most 200 entries',
  },
])('$key has its limits', ({ key, fits, beyond, says }) => {
  for (const value of fits) expect(mistakesIn(`version: 1\n${key.replace('$', value)}`)).toEqual([])
  for (const value of beyond) {
    expect(mistakesIn(`version: 1\n${key.replace('$', value)}`).join('\n')).toContain(says)
  }
})

/** Names and ids: what one may look like, and what is refused. */
test.each<{ key: string; fits: string[]; refused: string[]; says: string }>([
  {
    key: 'secrets: { known: ["$"] }',
    fits: ['TOKEN', '_x9', 'a'.repeat(128)],
    refused: ['', '9A', 'A-B', 'A B', 'Ä', 'a'.repeat(129), '*'],
    says: 'expected the name of an environment variable',
  },
  {
    key: 'secrets: { rules: [{ id: "$", pattern: abc, keywords: [abc] }] }',
    fits: ['a', '9-x', 'a'.repeat(64)],
    refused: ['', 'A', '-a', 'a_b', 'a'.repeat(65)],
    says: 'expected lower-case letters, digits and -',
  },
  {
    key: 'secrets: { allow: [{ fingerprint: "$", reason: x }] }',
    fits: ['abcdef', 'a:b.c+/=-_1', 'a'.repeat(200)],
    refused: ['abcde', 'abc def', 'a'.repeat(201), 'abcdéf'],
    says: 'expected a fingerprint as reported',
  },
  {
    key: 'branches: [{ match: main, bypass: [{ actor: "$", reason: x }] }]',
    fits: ['octocat', 'a-b_c', '9', 'deploy[bot]', 'a'.repeat(100)],
    refused: ['', '-a', 'a b', '*', '@a', 'a[bot]x', '[bot]', 'a'.repeat(101), 'a/b'],
    says: 'expected a login, or an app as "name[bot]"',
  },
  {
    key: 'rules: [{ name: x, when: { push: {} }, then: hold, approve: { by: { teams: ["$"] } } }]',
    fits: ['platform-leads', 'a.b_c', 'a'.repeat(100)],
    refused: ['', 'acme/leads', '@leads', 'a b', '*', 'a'.repeat(101)],
    says: 'expected the slug of a team',
  },
  {
    key: 'rules: [{ name: x, when: { push: {} }, then: hold, approve: { by: { users: ["$"] } } }]',
    fits: ['octocat', 'a_acme', 'a'.repeat(100)],
    refused: ['', '@octocat', 'a.b', 'bot[bot]', '*', 'a'.repeat(101)],
    says: 'expected the login of a person',
  },
  {
    key: 'secrets: { allow: [{ path: a, reason: x, until: "$" }] }',
    fits: ['2027-01-01', '2028-02-29', '9999-12-31'],
    refused: ['2027-02-29', '2027-13-01', '2027-00-10', '2027-01-32', '0000-00-00'],
    says: 'expected a day of the calendar',
  },
  {
    key: 'secrets: { allow: [{ path: a, reason: x, until: "$" }] }',
    fits: [],
    refused: ['2027-1-1', '01.01.2027', '2027-01-01T00:00:00Z', 'never', ''],
    says: 'expected a day such as 2027-03-01',
  },
])('of $key: $says', ({ key, fits, refused, says }) => {
  for (const name of fits) expect(mistakesIn(`version: 1\n${key.replace('$', name)}`)).toEqual([])
  for (const name of refused) {
    expect(mistakesIn(`version: 1\n${key.replace('$', name)}`).join('\n')).toContain(says)
  }
})

/** Words of the file: every one that is offered is read as it stands. */
test.each<{ key: string; words: string[]; read: (policy: ReturnType<typeof policyOf>) => unknown }>(
  [
    { key: 'enforcement: $', words: ['enforce', 'audit'], read: (policy) => policy.enforcement },
    {
      key: 'secrets: { inline: $ }',
      words: ['mask', 'warn'],
      read: ({ secrets }) => secrets.inline,
    },
    {
      key: 'secrets: { push: $ }',
      words: ['deny', 'hold', 'warn'],
      read: ({ secrets }) => secrets.push,
    },
    {
      key: 'secrets: { pushed: $ }',
      words: ['warn', 'block', 'quarantine'],
      read: ({ secrets }) => secrets.pushed,
    },
    {
      key: 'agents: { cloud: $ }',
      words: ['deny', 'hold', 'allow'],
      read: ({ agents }) => agents.cloud,
    },
    { key: 'limits: { reached: $ }', words: ['end', 'hold'], read: ({ limits }) => limits.reached },
    {
      key: 'git: { push_options: $ }',
      words: ['deny', 'allow'],
      read: ({ git }) => git.push_options,
    },
    {
      key: 'cursor: { unknown_calls: $ }',
      words: ['deny', 'allow'],
      read: ({ cursor }) => cursor.unknown_calls,
    },
    {
      key: 'recording: { artifact: $ }',
      words: ['full', 'summary', 'off'],
      read: ({ recording }) => recording.artifact,
    },
    {
      key: 'rules: [{ name: x, when: { prompt: {} }, then: $ }]',
      words: ['allow', 'warn', 'mask', 'hold', 'deny'],
      read: ({ rules }) => rules[0]?.then,
    },
    {
      key: 'rules: [{ name: x, when: { push: {} }, then: hold, approve: { by: { permission: $ } } }]',
      words: ['read', 'triage', 'write', 'maintain', 'admin'],
      read: ({ rules }) => rules[0]?.approve?.by.permission,
    },
  ],
)('$key takes $words and no other word', ({ key, words, read }) => {
  for (const word of words) expect(read(policyOf(key.replace('$', word)))).toBe(word)
  for (const word of ['ALLOW', 'yes', 'block-all', 'null']) {
    expect(mistakesIn(`version: 1\n${key.replace('$', word)}`)).toHaveLength(1)
  }
})

test('a floor has the sections of the file, and neither a version, cases nor a floor of its own', () => {
  const mistakes = (inner: string) => mistakesIn(`version: 1\nfloor: { ${inner} }`, true).join()
  expect(mistakes('rules: [], branches: [], approval: { wait: 1m }')).toBe('')
  for (const inner of ['version: 1', 'cases: [a]', 'floor: {}']) {
    expect(mistakes(inner)).toContain('unknown key')
  }
  expect(mistakes('limits: { minutes: 0 }')).toContain('floor.limits.minutes: expected a whole')
})
