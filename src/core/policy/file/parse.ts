import type { Policy } from '../policy.ts'
import { withDefaults } from './defaults.ts'
import { checkFile } from './file-checks.ts'
import { fileSchema } from './file-schema.ts'
import { isDuration } from './file-values.ts'
import { readWithSource } from './read-file.ts'
import type { YamlSource } from './yaml-source.ts'

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
  const { value, source } = readWithSource(fileSchema, bytes, path, (file) =>
    checkFile(file, organisation),
  )
  return { ...withDefaults(value), ...writtenDurations(source) }
}

/** The schema makes seconds of them; people are shown what they wrote. */
function writtenDurations({ value }: YamlSource): Pick<Policy, 'written'> {
  const sections = value as Record<string, object | undefined>
  const written = ['approval', 'recording'].flatMap((section) =>
    Object.entries(sections[section] ?? {}).flatMap(([key, text]) =>
      typeof text === 'string' && isDuration(text) ? [[`${section}.${key}`, text]] : [],
    ),
  )
  return written.length === 0 ? {} : { written: Object.fromEntries(written) }
}
