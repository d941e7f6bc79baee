import { z } from 'zod'
import type { Problem } from './file-checks.ts'

/** A key that should not be there, beside what is wrong with values. */
export interface KeyProblem extends Problem {
  key?: string
}

type Issue = z.core.$ZodIssue

/** Most problems that are put into words; anybody can propose a file full of them. */
const maxExplained = 500

/** What a person needs to hear about the first pass over a file: one problem a place. */
export function toProblems(issues: readonly Issue[], schema: z.ZodType): KeyProblem[] {
  const problems: KeyProblem[] = []
  for (const issue of issues) {
    problems.push(...explain(issue, [], schema))
    if (problems.length >= maxExplained) break
  }
  return problems.slice(0, maxExplained)
}

function explain(issue: Issue, at: Problem['path'], schema: z.ZodType): KeyProblem[] {
  const path = [...at, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))]
  if (issue.code === 'unrecognized_keys') {
    const known = [...new Set(knownKeys(path, schema))]
    const keys = issue.keys.slice(0, maxExplained)
    return keys.map((key) => ({ path, key, message: unknownKey(key, known) }))
  }
  if (issue.code === 'invalid_union') return explainUnion(issue, path, schema)
  return [{ path, message: messageOf(issue) }]
}

/** Of the forms a value may have, the one it comes nearest to. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Problem['path'],
  schema: z.ZodType,
): KeyProblem[] {
  if ('discriminator' in issue) {
    return [{ path, message: 'expected a kind of action, such as "tool", "push" or "prompt"' }]
  }
  if (issue.message !== 'Invalid input') return [{ path, message: issue.message }]
  const [nearest = []] = issue.errors
    .filter((errors) => errors.every((error) => !isWrongKind(error)))
    .sort((a, b) => remoteness(a) - remoteness(b))
  if (nearest.length > 0) return nearest.flatMap((error) => explain(error, path, schema))
  const kinds = issue.errors.flatMap((errors) => errors.slice(0, 1).map(kindOf))
  return [{ path, message: `expected ${[...new Set(kinds)].join(' or ')}` }]
}

/** The form that has the right `kind`, then the one with the fewest mistakes. */
const remoteness = (errors: readonly Issue[]): number =>
  errors.length + (errors.some(({ path }) => path[0] === 'kind') ? 1000 : 0)

const isWrongKind = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_union')

const words: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
}

function kindOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return words[issue.expected] ?? issue.expected
  return messageOf(issue).replace(/^expected /, '')
}

function messageOf(issue: Issue): string {
  // A message of our own says more than the general one.
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => JSON.stringify(value))
    return `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`
  }
  if (issue.code === 'invalid_type') {
    return `expected ${words[issue.expected] ?? issue.expected}`
  }
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}`
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}`
  return 'expected something else; see docs/policy.md'
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestKey(key, known)
  if (near !== undefined) return `unknown key; did you mean "${near}"?`
  return known.length === 0 ? 'unknown key' : `unknown key; expected one of ${known.join(', ')}`
}

interface JsonSchema {
  deprecated?: boolean
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
}

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>()

/** The keys that may stand at a place of the file. */
function knownKeys(path: Problem['path'], schema: z.ZodType): string[] {
  const whole = jsonSchemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input' }) as JsonSchema)
  jsonSchemas.set(schema, whole)
  let schemas = alternativesOf(whole)
  for (const key of path) {
    schemas = schemas.flatMap((schema) => {
      const next = typeof key === 'number' ? schema.items : schema.properties?.[key]
      return next === undefined ? [] : alternativesOf(next)
    })
  }
  return schemas.flatMap(({ properties = {} }) =>
    Object.keys(properties).filter((key) => properties[key]?.deprecated !== true),
  )
}

const alternativesOf = (schema: JsonSchema): JsonSchema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(alternativesOf),
]

/** The key most like the one written, if it is like one at all. */
function nearestKey(key: string, known: readonly string[]): string | undefined {
  const spelled = key.slice(0, 40).toLowerCase().replaceAll('-', '_')
  const [nearest] = known
    .map((candidate) => ({
      candidate,
      distance: distance(spelled, candidate.replaceAll('-', '_')),
    }))
    .filter((entry) => entry.distance <= Math.max(1, Math.floor(entry.candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return nearest?.candidate
}

/** Levenshtein's distance: how many letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
