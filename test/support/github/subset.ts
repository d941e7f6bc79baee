import { readFileSync } from 'node:fs'
import type { AnySchemaObject } from 'ajv/dist/2019.js'
import type { OperationId } from './operations.ts'

/** What GitHub says of one operation, as `scripts/openapi-subset.ts` writes it. */
export interface Operation {
  id: OperationId
  method: string
  path: string
  parameters: { name: string; in: string; required?: true; schema: AnySchemaObject }[]
  body?: { required: boolean; schema: AnySchemaObject }
  /** By status; `null` where the answer has no JSON. */
  answers: Record<string, AnySchemaObject | null>
  /** An answer as GitHub's own documentation shows it. */
  example?: unknown
}

export interface Subset {
  operations: Operation[]
  schemas: Record<string, AnySchemaObject>
}

export const subset = JSON.parse(
  readFileSync(new URL('./openapi-subset.json', import.meta.url), 'utf8'),
) as Subset

/** GitHub's own example of an operation's answer, with some fields replaced. */
export function exampleAnswer(
  id: OperationId,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const example = subset.operations.find((one) => one.id === id)?.example
  if (example === undefined) throw new Error(`GitHub's description has no example of ${id}`)
  const [one] = Array.isArray(example) ? example : [example]
  return { ...structuredClone(one), ...changes }
}
