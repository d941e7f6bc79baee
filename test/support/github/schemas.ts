import { Ajv2019, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { subset } from './subset.ts'

/**
 * How closely a value must follow its schema. `text`: a string of a path or a query, which may stand
 * for a number. `whole`: every field that is always there, and none that is unknown. `part`: as
 * `whole`, but fields may be left out.
 */
export type Closeness = 'text' | 'whole' | 'part'

const compiled = {
  text: new WeakMap<AnySchemaObject, ValidateFunction>(),
  whole: new WeakMap<AnySchemaObject, ValidateFunction>(),
  part: new WeakMap<AnySchemaObject, ValidateFunction>(),
}
const validators: Partial<Record<Closeness, Ajv2019>> = {}

/** Why a value does not fit, such as `/output/title must be string`; nothing when it does. */
export function misfit(
  schema: AnySchemaObject,
  value: unknown,
  closeness: Closeness,
): string | undefined {
  const validate = compiled[closeness].get(schema) ?? compile(schema, closeness)
  compiled[closeness].set(schema, validate)
  if (validate(closeness === 'text' ? { value } : value)) return undefined
  const errors = validate.errors ?? []
  // Of the alternatives of an `anyOf`, the one that came furthest says most.
  const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0]
  const detail = Object.values(deepest?.params ?? {}).map((one) => JSON.stringify(one))
  const place = (deepest?.instancePath ?? '').slice(closeness === 'text' ? '/value'.length : 0)
  return `${place} ${deepest?.message} (${detail.join(', ')})`
}

function compile(schema: AnySchemaObject, closeness: Closeness): ValidateFunction {
  validators[closeness] ??= createValidator(closeness)
  const own = withSharedReferences(closed(schema, closeness))
  return validators[closeness].compile(
    closeness === 'text' ? { type: 'object', properties: { value: own } } : own,
  )
}

function createValidator(closeness: Closeness): Ajv2019 {
  const coerceTypes = closeness === 'text' ? 'array' : false
  const ajv = new Ajv2019({ strict: false, logger: false, coerceTypes })
  addFormats.default(ajv)
  ajv.addFormat('repo.nwo', /^[^/\s]+\/[^/\s]+$/)
  const schemas = mapValues(subset.schemas, (schema) => closed(schema, closeness))
  return ajv.addSchema({ $id: 'github', schemas })
}

/** References of a schema that stands outside of the shared ones. */
function withSharedReferences(schema: AnySchemaObject): AnySchemaObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/'))
}

/** The same schema without room for fields it does not name: a misspelt one is what is looked for. */
function closed(schema: AnySchemaObject, closeness: Closeness, isPiece = false): AnySchemaObject {
  if (closeness === 'text' || typeof schema !== 'object') return schema
  if (isPiece && typeof schema.$ref === 'string')
    return closed(shared(schema.$ref), closeness, true)
  const isObject = schema.properties !== undefined || schema.allOf !== undefined
  const result: AnySchemaObject = { ...schema }
  if (closeness === 'part') delete result.required
  // An alternative that is open would open the whole.
  if (isPiece && schema.additionalProperties === true) delete result.additionalProperties
  if (schema.properties !== undefined) {
    result.properties = mapValues(schema.properties, (one) => closed(one, closeness))
  }
  for (const key of ['items', 'additionalProperties']) {
    if (typeof schema[key] === 'object') result[key] = closed(schema[key], closeness)
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    if (schema[key] === undefined) continue
    delete result[key]
    // Without required fields more than one alternative fits.
    result[key === 'oneOf' && closeness === 'part' ? 'anyOf' : key] = schema[key].map(
      (one: AnySchemaObject) => closed(one, closeness, isPiece || isObject),
    )
  }
  if (isObject && !isPiece && schema.additionalProperties === undefined) {
    result.unevaluatedProperties = false
  }
  return result
}

const shared = (reference: string): AnySchemaObject =>
  subset.schemas[reference.replace('#/schemas/', '')] ?? {}

const mapValues = (
  of: Record<string, AnySchemaObject>,
  change: (schema: AnySchemaObject) => AnySchemaObject,
): Record<string, AnySchemaObject> =>
  Object.fromEntries(Object.entries(of).map(([key, schema]) => [key, change(schema)]))
