import type { AnySchemaObject } from 'ajv/dist/2019.js'
import { misfit } from './schemas.ts'
import { type Operation, subset } from './subset.ts'

/** A call that GitHub would not understand, or an answer it would not give. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation'
}

/** A request that GitHub would understand. */
export interface CheckedCall {
  operation: Operation
  /**
   * @param closeness `whole` when the answer must have every field that GitHub always sends
   * @throws {ContractViolation} for an answer GitHub would not give
   */
  checkAnswer(status: number, body: unknown, closeness: 'whole' | 'part'): void
}

/**
 * Finds the operation of a request and checks its path, query and body against GitHub's own
 * description.
 *
 * @param path from the API's root, with the query: `/repos/acme/shop/pulls?state=open`
 * @throws {ContractViolation} naming the operation, the field and what was expected
 */
export function checkRequest(method: string, path: string, body?: unknown): CheckedCall {
  const url = new URL(path, 'https://api.github.com')
  const { operation, values } = findOperation(method, url.pathname)
  const refuse = (what: string): never => {
    throw new ContractViolation(`${operation.id} (${method} ${path}): ${what}`)
  }
  for (const { name, in: place, schema } of operation.parameters) {
    const why = place === 'path' ? misfit(schema, values[name] ?? '', 'text') : undefined
    if (why !== undefined) refuse(`${name}${why}`)
  }
  for (const [name, value] of url.searchParams) {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name)
    const why = parameter ? misfit(parameter.schema, value, 'text') : ' is not known'
    if (why !== undefined) refuse(`query ${name}${why}`)
  }
  const why = bodyMisfit(operation, body)
  if (why !== undefined) refuse(`body${why}`)
  return {
    operation,
    checkAnswer(status, answer, closeness) {
      const schema = answerSchema(operation, status)
      if (schema === undefined) return refuse(`there is no answer with status ${status}`)
      const why = schema === null ? undefined : misfit(schema, answer, closeness)
      if (why !== undefined) refuse(`answer ${status}${why}`)
    },
  }
}

function bodyMisfit({ body: expected }: Operation, body: unknown): string | undefined {
  const isEmpty = body === undefined || JSON.stringify(body) === '{}'
  if (expected === undefined) return isEmpty ? undefined : ' is not expected'
  if (body === undefined) return expected.required ? ' is missing' : undefined
  return misfit(expected.schema, body, 'whole')
}

/** Any call may fail in these ways, whether the description says so or not. */
const failures = new Set([400, 401, 403, 404, 409, 410, 415, 422, 429])
const failure = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    errors: { type: 'array' },
    documentation_url: { type: 'string' },
    status: { type: 'string' },
  },
}

/** `null` where nothing is said of the body; undefined for a status that never comes. */
function answerSchema({ answers }: Operation, status: number): AnySchemaObject | null | undefined {
  if (failures.has(status)) return failure
  if (status === 304 || status >= 500) return null
  return answers[status]
}

type Values = Record<string, string>

/** @throws {ContractViolation} for a path that is none of the operations */
export function findOperation(
  method: string,
  path: string,
): { operation: Operation; values: Values } {
  const verb = method.toUpperCase() === 'HEAD' ? 'GET' : method.toUpperCase()
  for (const { operation, pattern } of routes) {
    const match = operation.method === verb ? pattern.exec(path) : null
    if (match !== null) return { operation, values: decoded(match.groups ?? {}) }
  }
  throw new ContractViolation(
    `${verb} ${path}: no operation of test/support/github/operations.ts; add its operationId there ` +
      'and run scripts/openapi-subset.ts (CONTRIBUTING.md, "Calls to GitHub")',
  )
}

const decoded = (groups: Values): Values =>
  Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]))

/** Parameters whose value may hold slashes. */
const slashed = new Set(['ref', 'path', 'basehead', 'branch'])

function patternOf(path: string): RegExp {
  const source = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    slashed.has(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  )
  return new RegExp(`^${source}$`)
}

const fixedLength = ({ path }: Operation): number => path.replace(/\{\w+\}/g, '').length

/** The most fixed text first: a branch may be called `main/protection`, but nobody asks for it. */
const routes = subset.operations
  .toSorted((a, b) => fixedLength(b) - fixedLength(a))
  .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
