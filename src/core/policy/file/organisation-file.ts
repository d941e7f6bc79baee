import type { FloorState } from '../in-force.ts'
import type { Policy } from '../policy.ts'

/** What an organisation says for all of its repositories. */
export interface OrganisationFile {
  /** The last version that could be read. */
  policy?: Policy
  floor: FloorState
  /** Why the file as it is now does not count. */
  problems: readonly string[]
}
