import type { Policy } from '../policy.ts'
import { withDefaults } from './defaults.ts'
import { checkFile } from './file-checks.ts'
import { fileSchema } from './file-schema.ts'
import { isDuration } from './file-values.ts'
import { findLaterKeys, withoutLaterKeys } from './later-keys.ts'
import { readWithSource, remarkOn } from './read-file.ts'
import type { YamlSource } from './yaml-source.ts'

/**
 * Reads a policy file. What nothing carries out yet is refused in a new file; a file that is in force
 * stays so without it, and the policy says what is `ignored`.
 *
 * @param path stands in messages
 * @param options.organisation the file may set a floor
 * @param options.inForce the file is the default branch's own, not one that is proposed or named
 * @throws {GuardError} `POLICY_INVALID`, one line a problem: `path:line:column: key: what was expected`
 */
export function parsePolicy(
  bytes: Uint8Array,
  path: string,
  { organisation = false, inForce = false }: PolicyFileKind = {},
): Policy {
  const { value, source } = readWithSource(fileSchema, bytes, path, {
    checkText: (text) => (inForce ? [] : findLaterKeys(text, 'leave it out')),
    check: (file) => checkFile(file, organisation),
  })
  const ignored = remarkOn(source, path, findLaterKeys(source.value, 'ignored'))
  return {
    ...withDefaults(withoutLaterKeys(value)),
    ...writtenDurations(source),
    ...(ignored.length === 0 ? {} : { ignored }),
  }
}

export interface PolicyFileKind {
  organisation?: boolean
  inForce?: boolean
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
