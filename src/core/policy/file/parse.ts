import type { Policy } from '../policy.ts'
import { withDefaults } from './defaults.ts'
import { checkFile } from './file-checks.ts'
import { fileSchema } from './file-schema.ts'
import { isDuration } from './file-values.ts'
import { readFileWith } from './read-file.ts'
import { type Mistake, readYaml, type YamlSource } from './yaml-source.ts'

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
  const file = readFileWith(fileSchema, bytes, path, (file) => checkFile(file, organisation))
  return { ...withDefaults(file), ...writtenDurations(readYaml(bytes)) }
}

/** The schema makes seconds of them; people are shown what they wrote. */
function writtenDurations(source: YamlSource | Mistake[]): Pick<Policy, 'written'> {
  const sections = Array.isArray(source) ? {} : (source.value as Record<string, object | undefined>)
  const written = ['approval', 'recording'].flatMap((section) =>
    Object.entries(sections[section] ?? {}).flatMap(([key, value]) =>
      typeof value === 'string' && isDuration(value) ? [[`${section}.${key}`, value]] : [],
    ),
  )
  return written.length === 0 ? {} : { written: Object.fromEntries(written) }
}
