import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { z } from 'zod'
import { fileSchema } from '../../../../src/core/policy/file/file-schema.ts'
import { toProblems } from '../../../../src/core/policy/file/problems.ts'
import { subjectSchema } from '../../../../src/core/policy/subject-schema.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'

/** `key: sentence` of every problem a schema has with a value. */
function problems(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value)
  if (result.success) return []
  return toProblems(result.error.issues, schema).map(
    ({ path, key, message }) =>
      `${[...path, ...(key === undefined ? [] : [key])].join('.')}: ${message}`,
  )
}

/** What a value should have been, in words for people who do not know the schema. */
test.each<{ schema: z.ZodType; value: unknown; says: string }>([
  { schema: z.string(), value: 1, says: ': expected text' },
  { schema: z.boolean(), value: 'yes', says: ': expected true or false' },
  { schema: z.int(), value: 'x', says: ': expected a number' },
  { schema: z.int(), value: 1.5, says: ': expected a whole number' },
  { schema: z.number(), value: null, says: ': expected a number' },
  { schema: z.array(z.string()), value: {}, says: ': expected a list' },
  { schema: z.strictObject({}), value: [], says: ': expected keys and values' },
  { schema: z.record(z.string(), z.string()), value: 'x', says: ': expected keys and values' },
  { schema: z.enum(['a', 'b']), value: 'c', says: ': expected one of "a", "b"' },
  { schema: z.literal(1), value: 2, says: ': expected 1' },
  { schema: z.literal('a'), value: 2, says: ': expected "a"' },
  { schema: z.int().max(5), value: 6, says: ': expected at most 5' },
  { schema: z.int().min(5), value: 4, says: ': expected at least 5' },
  { schema: z.string().max(2), value: 'abc', says: ': expected at most 2' },
  { schema: z.email(), value: 'x', says: ': expected something else; see docs/policy.md' },
  { schema: z.date(), value: 'x', says: ': expected date' },
  { schema: z.int({ error: 'expected a port' }), value: 'x', says: ': expected a port' },
  {
    schema: z.strictObject({ a: z.array(z.strictObject({ b: z.boolean() })) }),
    value: { a: [{ b: true }, { b: 1 }] },
    says: 'a.1.b: expected true or false',
  },
])('$says', ({ schema, value, says }) => {
  expect(problems(schema, value)).toEqual([says])
})

const choice = z.union([
  z.string().regex(/^x/, 'expected a word with x'),
  z.array(z.string()).min(1, 'expected at least one entry'),
  z.strictObject({ a: z.int(), b: z.int() }),
])

/** Of several forms, the one that the value comes nearest to says what is wrong. */
test.each<{ value: unknown; says: string[] }>([
  { value: 'y', says: [': expected a word with x'] },
  { value: [], says: [': expected at least one entry'] },
  { value: [1, 'x'], says: ['0: expected text'] },
  { value: { a: 1 }, says: ['b: expected a number'] },
  { value: { a: 1, b: 2, c: 3 }, says: ['c: unknown key; did you mean "a"?'] },
  { value: 5, says: [': expected text or a list or keys and values'] },
  { value: null, says: [': expected text or a list or keys and values'] },
])('of three forms, $value is told: $says', ({ value, says }) => {
  expect(problems(choice, value)).toEqual(says)
})

test('a choice with a sentence of its own says that sentence alone', () => {
  const schema = z.union([z.int(), z.boolean()], { error: 'expected a limit or false' })
  expect(problems(schema, 'x')).toEqual([': expected a limit or false'])
})

test('the same kind is offered once, however many forms have it', () => {
  const schema = z.union([z.int(), z.number(), z.boolean()])
  expect(problems(schema, null)).toEqual([': expected a number or true or false'])
})

/** Subjects: the form with the right `kind` is the one that is explained. */
test.each<{ value: unknown; says: string[] }>([
  {
    value: { kind: 'tool', tool: 'shelf' },
    says: [
      'tool: expected one of "shell", "write", "edit", "delete", "read", "mcp", "fetch", "other", "unknown"',
    ],
  },
  { value: { kind: 'egress', host: 'a', port: 0 }, says: ['port: expected at least 1'] },
  { value: { kind: 'github', verb: 'GET' }, says: ['path: expected text'] },
  {
    value: { kind: 'github', operation: 'mutate', name: 'x' },
    says: ['operation: expected one of "query", "mutation", "subscription"'],
  },
  { value: { kind: 'push', ref: 'x', bytes: -1 }, says: ['bytes: expected at least 0'] },
  { value: 'push', says: [': expected keys and values'] },
])('the subject $value is told: $says', ({ value, says }) => {
  expect(problems(subjectSchema, value)).toEqual(says)
})

test.each([{ kind: 'pusch' }, {}, { tool: 'shell' }])(
  'the subject %j has no kind of action',
  (value) => {
    expect(problems(subjectSchema, value)).toEqual([
      expect.stringContaining('expected a kind of action, such as "tool", "push" or "prompt"'),
    ])
  },
)

/** Which key was meant: at most a third of its letters are wrong. */
test.each<{ path: string; key: string; meant?: string }>([
  { path: '', key: 'enforcment', meant: 'enforcement' },
  { path: '', key: 'ENFORCEMENT', meant: 'enforcement' },
  { path: '', key: 'branch', meant: 'branches' },
  { path: '', key: 'rule', meant: 'rules' },
  { path: '', key: 'aproval', meant: 'approval' },
  { path: '', key: 'xyz' },
  { path: '', key: '' },
  { path: 'limits', key: 'tool-calls', meant: 'tool_calls' },
  { path: 'limits', key: 'minute', meant: 'minutes' },
  { path: 'limits', key: 'seconds' },
  { path: 'secrets', key: 'pusched', meant: 'pushed' },
  { path: 'branches.0', key: 'forcepush', meant: 'force_push' },
  { path: 'branches.0.pull_request', key: 'approval', meant: 'approvals' },
  { path: 'rules.0.when', key: 'cloud_agent', meant: 'cloud-agent' },
  { path: 'rules.0.when.push', key: 'path', meant: 'paths' },
  { path: 'rules.0.approve.by', key: 'team', meant: 'teams' },
  { path: 'floor.limits', key: 'pushs', meant: 'pushes' },
])('in "$path", "$key" was meant to be $meant', ({ path, key, meant }) => {
  const rule = (when: object, rest: object = {}) => ({ rules: [{ name: 'x', when, ...rest }] })
  const places: Record<string, unknown> = {
    '': {},
    limits: { limits: {} },
    secrets: { secrets: {} },
    'branches.0': { branches: [{ match: 'main' }] },
    'branches.0.pull_request': { branches: [{ match: 'main', pull_request: {} }] },
    'rules.0.when': rule({ tool: {} }),
    'rules.0.when.push': rule({ push: {} }),
    'rules.0.approve.by': rule({ tool: {} }, { approve: { by: {} } }),
    'floor.limits': { floor: { limits: {} } },
  }
  const file = structuredClone({ version: 1, ...(places[path] as object) })
  const steps = path === '' ? [] : path.split('.')
  const place = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], file)
  Object.assign(place as object, { [key]: 1 })
  const said = problems(fileSchema, file).find((problem) => problem.includes('unknown key'))
  const where = `${[...steps, key].join('.')}: unknown key; `
  if (meant === undefined) expect(said).toContain(`${where}expected one of `)
  else expect(said).toBe(`${where}did you mean "${meant}"?`)
})

test('a subject that has a key too many is told which key was meant', () => {
  expect(problems(subjectSchema, { kind: 'push', ref: 'x', author: ['a'] })).toEqual([
    'author: unknown key; did you mean "authors"?',
  ])
})

test('where no key is known, none is offered', () => {
  expect(problems(z.strictObject({}), { a: 1 })).toEqual(['a: unknown key'])
})

/** What anybody may propose: long keys, and as many as a file has room for. */
test.each<{ what: string; count: number; key(at: number): string }>([
  { what: 'long keys', count: 20, key: (at) => `${at}${'e'.repeat(1e5)}` },
  { what: 'many keys', count: 500, key: (at) => `k${at}` },
  { what: 'more keys than are told', count: 40_000, key: (at) => `k${at}` },
])('$what are told about in time, and 500 at most', ({ count, key }) => {
  const spent = cpuMilliseconds()
  const file = Object.fromEntries(Array.from({ length: count }, (_, at) => [key(at), 1]))
  expect(problems(fileSchema, { version: 1, ...file })).toHaveLength(Math.min(count, 500))
  const rules = Array.from({ length: Math.min(count, 190) }, () => ({ [key(1)]: 1 }))
  expect(problems(fileSchema, { version: 1, rules }).length).toBeLessThanOrEqual(500)
  expect(spent()).toBeLessThan(4_000)
})

test('whatever a file says, each problem is one line at a place of the file', () => {
  const words = fc.constantFrom('version', 'rules', 'when', 'push', 'a', '0', 'then', 'limits')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(1, 'deny', null, true, '5m'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(words, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  const law = fc.property(value, (given) => {
    const result = fileSchema.safeParse(given)
    if (result.success) return
    const found = toProblems(result.error.issues, fileSchema)
    expect(found.length).toBeGreaterThan(0)
    for (const { path, message } of found) {
      expect(message).toMatch(/^[^\n]+$/)
      // Every step but the last leads to something that is there.
      path.slice(0, -1).reduce<unknown>((at, step) => {
        expect(at).toEqual(expect.anything())
        return (at as Record<string | number, unknown>)[step]
      }, given)
    }
  })
  fc.assert(law, { numRuns: 500 })
})
