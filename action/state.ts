import * as core from '@actions/core'
import * as z from 'zod'
import { GuardError } from '../src/core/errors.ts'
import type { Policy } from '../src/core/policy/policy.ts'

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
  /** The policy's own words about secrets, for the last look before the upload; no values. */
  secrets: z.custom<Policy['secrets']>((value) => typeof value === 'object' && value !== null),
  /** The command has ended and main has said what came of it. */
  reported: z.boolean(),
  /** Good for this session alone, and worthless once it has ended. */
  sessionToken: z.string().exactOptional(),
  /** How the process that runs the proxy is told to end; absent with `run`. */
  daemon: z
    .strictObject({ socket: z.string(), secret: z.string(), log: z.string(), pid: z.int() })
    .exactOptional(),
})

/** What main hands to post. */
export type State = z.infer<typeof stateSchema>

const stateName = 'cursor-guard'

/** Hands over what is known now; the last call wins. */
export const saveState = (state: State): void => core.saveState(stateName, JSON.stringify(state))

/**
 * Reads what main handed over; `undefined` when main never got that far.
 *
 * @throws {GuardError} `INPUT_INVALID` when somebody else wrote it
 */
export function readState(text = core.getState(stateName)): State | undefined {
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
