import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { GuardError } from '../../core/errors.ts'

const fingerprint = z.string().min(6)
const baselineSchema = z.union([
  z.array(fingerprint),
  z.object({ findings: z.array(z.object({ fingerprint: z.string() })) }),
])

/**
 * The fingerprints of a baseline file.
 *
 * @throws {GuardError} `INPUT_INVALID` when it is neither a list of fingerprints nor a report
 */
export function readBaseline(
  path: string | undefined,
  read: (path: string) => Uint8Array,
): ReadonlySet<string> {
  if (path === undefined) return new Set()
  const baseline = baselineSchema.safeParse(parse(Buffer.from(read(path)).toString('utf8')))
  if (!baseline.success) {
    throw new GuardError(
      'INPUT_INVALID',
      `${path}: expected a JSON list of fingerprints, or a report of scan --format json`,
    )
  }
  const listed = Array.isArray(baseline.data)
    ? baseline.data
    : baseline.data.findings.map((finding) => finding.fingerprint)
  return new Set(listed.filter((one) => one !== '').map((one) => one.toLowerCase()))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
