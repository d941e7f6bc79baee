import type { Policy } from '../policy.ts'
import { withDefaults } from './defaults.ts'
import { checkFile } from './file-checks.ts'
import { fileSchema } from './file-schema.ts'
import { readFileWith } from './read-file.ts'

/**
 * Reads a policy file.
 *
 * @param path stands in messages
 * @param options.organisation the file may set a floor
 * @throws {GuardError} `POLICY_INVALID`, one line a problem: `path:line:column: key: what was expected`
 */
export function parsePolicy(
  bytes: Uint8Array,
  path: string,
  { organisation = false }: { organisation?: boolean } = {},
): Policy {
  return withDefaults(
    readFileWith(fileSchema, bytes, path, (file) => checkFile(file, organisation)),
  )
}
