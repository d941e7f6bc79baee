import * as z from 'zod'
import { GuardError } from '../src/errors.ts'

const stateSchema = z.strictObject({
  version: z.literal(1),
  mode: z.enum(['run', 'steps']),
  /** Absolute path of the folder with `recording.jsonl` and `blobs/`. */
  recording: z.string(),
  /** Absolute path of a folder of our own, for the artifact and the saved git configuration. */
  scratch: z.string(),
  artifact: z.enum(['full', 'summary', 'off']),
  artifactName: z.string().exactOptional(),
  retentionDays: z.int().exactOptional(),
  onViolation: z.enum(['fail', 'warn']),
  /** Whether a recording that is missing, cut off or not uploaded fails the job. */
  recordingRequired: z.boolean(),
  /** Names of variables whose values are secret; the values themselves are not kept. */
  knownNames: z.array(z.string()),
  /** Good for this session alone, and worthless once it has ended. */
  sessionToken: z.string().exactOptional(),
  /** How the process that runs the proxy is told to end; absent with `run`. */
  daemon: z
    .strictObject({ socket: z.string(), secret: z.string(), log: z.string(), pid: z.int() })
    .exactOptional(),
})

/** What main hands to post. */
export type State = z.infer<typeof stateSchema>

export const stateName = 'cursor-guard'

export const writeState = (state: State): string => JSON.stringify(state)

/**
 * Reads what main handed over; `undefined` when main never got that far.
 *
 * @throws {GuardError} `INPUT_INVALID` when somebody else wrote it
 */
export function readState(text: string): State | undefined {
  if (text === '') return undefined
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', 'the state that main left for post cannot be read', {
      hint: 'Look at the log of the step for the recording; nothing was uploaded.',
      cause,
    })
  }
}
