// Cuts what test/support/github/operations.ts lists out of GitHub's OpenAPI description:
//   node scripts/openapi-subset.ts PATH    where PATH is api.github.com.json of @octokit/openapi
// What is written is JSON Schema (2019-09) an operation, and one example of its answer.
import { readFileSync, writeFileSync } from 'node:fs'
import { operations } from '../test/support/github/operations.ts'
import type { Operation, Subset } from '../test/support/github/subset.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Fields = { [key: string]: Json }

const target = new URL('../test/support/github/openapi-subset.json', import.meta.url)
/** Members shown of a list in an example. */
const maxExampleItems = 1

const [, , source] = process.argv
if (source === undefined) throw new Error('expected the path of api.github.com.json')
const description = JSON.parse(readFileSync(source, 'utf8')) as Fields
const schemas: Fields = {}

function readOperation(id: string): Operation {
  for (const [path, methods] of Object.entries(fields(description.paths))) {
    for (const [method, given] of Object.entries(fields(methods))) {
      const operation = fields(given)
      if (operation.operationId !== id) continue
      const body = operation.requestBody === undefined ? undefined : deref(operation.requestBody)
      return {
        id,
        method: method.toUpperCase(),
        path,
        parameters: list(operation.parameters).map(deref).map(toParameter),
        ...(body === undefined
          ? {}
          : { body: { required: body.required === true, schema: toSchema(jsonOf(body).schema) } }),
        answers: answersOf(operation),
        ...exampleOf(operation),
      } as Operation
    }
  }
  throw new Error(`GitHub's description has no operation ${id}`)
}

const toParameter = ({ name, in: place, required, schema }: Fields) => ({
  name,
  in: place,
  ...(required === true ? { required } : {}),
  schema: toSchema(schema),
})

function answersOf(operation: Fields): Fields {
  const answers: Fields = {}
  for (const [status, given] of Object.entries(fields(operation.responses))) {
    const { schema } = jsonOf(deref(given))
    answers[status] = schema === undefined ? null : toSchema(schema)
  }
  return answers
}

/** An example of the first answer that is not an error. */
function exampleOf(operation: Fields): { example?: Json } {
  for (const [status, given] of Object.entries(fields(operation.responses))) {
    if (!status.startsWith('2')) continue
    const [first] = Object.values(fields(jsonOf(deref(given)).examples ?? {}))
    if (first !== undefined) return { example: shorten(deref(first).value ?? null) }
  }
  return {}
}

function jsonOf({ content }: Fields): Fields {
  const types = fields(content ?? {})
  return fields(types['application/json'] ?? Object.values(types)[0] ?? {})
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, what only people read goes. */
function toSchema(given: Json | undefined): Json {
  if (Array.isArray(given)) return given.map(toSchema)
  if (given === null || typeof given !== 'object') return given ?? true
  const schema: Fields = {}
  for (const [key, value] of Object.entries(given)) {
    if (unread.has(key) || key.startsWith('x-')) continue
    if (key === '$ref') schema.$ref = `#/schemas/${addSchema(String(value))}`
    else if (key === 'properties') schema.properties = mapValues(fields(value), toSchema)
    else if (nested.has(key)) schema[key] = toSchema(value)
    else schema[key] = value
  }
  return given.nullable === true ? orNull(schema) : schema
}

const unread = new Set(
  'description example examples title default deprecated nullable discriminator externalDocs readOnly'.split(
    ' ',
  ),
)
const nested = new Set('items additionalProperties allOf anyOf oneOf not'.split(' '))

function orNull(schema: Fields): Fields {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const { enum: values } = schema
  return {
    ...schema,
    type: [schema.type, 'null'],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  }
}

function addSchema(reference: string): string {
  const name = reference.replace('#/components/schemas/', '')
  if (!(name in schemas)) {
    schemas[name] = null
    schemas[name] = toSchema(resolve(reference))
  }
  return name
}

function resolve(reference: string): Json {
  return reference
    .slice(2)
    .split('/')
    .reduce<Json>((at, key) => fields(at)[key] ?? null, description)
}

function deref(given: Json): Fields {
  const found = fields(given)
  return typeof found.$ref === 'string' ? deref(resolve(found.$ref)) : found
}

function shorten(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, maxExampleItems).map(shorten)
  return value === null || typeof value !== 'object' ? value : mapValues(value, shorten)
}

function mapValues(of: Fields, change: (value: Json) => Json): Fields {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]))
}

function fields(value: Json | undefined): Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`expected an object, found ${JSON.stringify(value)?.slice(0, 80)}`)
  }
  return value
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

const subset: Subset = {
  operations: operations.map(readOperation),
  schemas: schemas as Subset['schemas'],
}
const lines = subset.operations.map((one) => `    ${JSON.stringify(one)}`)
const named = Object.keys(schemas)
  .sort()
  .map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(schemas[name])}`)
writeFileSync(
  target,
  `{\n  "operations": [\n${lines.join(',\n')}\n  ],\n  "schemas": {\n${named.join(',\n')}\n  }\n}\n`,
)
