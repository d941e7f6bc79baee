import { z } from 'zod'
import { fileSchema } from './file-schema.ts'

/**
 * The policy file as JSON Schema (draft 2020-12), for editors: indented text, ended by a newline.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export function policyJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(fileSchema, { io: 'input' })
  return `${JSON.stringify({ $schema, $id: 'cursor-guard.schema.json', ...schema }, null, 2)}\n`
}
