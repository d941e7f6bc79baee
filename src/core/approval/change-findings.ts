import * as z from 'zod'
import type { Decision } from '../policy/decision.ts'
import { decisionSchema } from '../policy/decision-schema.ts'
import type { Fields } from '../schema-fields.ts'
import { type Participant, parts } from './eligibility.ts'

/** What was found out about the change of a pull request. */
export interface ChangeFindings {
  /** Where the histories part; the base's tip where that is not known. */
  mergeBase: string
  decision: Decision
  /** The people its commits name, as the forge resolves them. */
  participants: readonly Participant[]
  /** Why nobody can say who took part: then nobody can be trusted not to have. */
  blind?: string
  unresolved: readonly string[]
  risks: readonly string[]
  notes: readonly string[]
}

const participant = z.strictObject({
  id: z.number(),
  login: z.string(),
  as: z.enum(parts),
  type: z.string(),
} satisfies Fields<Participant>) satisfies z.ZodType<Participant>

const changeFindingsSchema = z.strictObject({
  mergeBase: z.string(),
  decision: decisionSchema,
  participants: z.array(participant),
  blind: z.string().exactOptional(),
  unresolved: z.array(z.string()),
  risks: z.array(z.string()),
  notes: z.array(z.string()),
} satisfies Fields<ChangeFindings>) satisfies z.ZodType<ChangeFindings>

/** Largest description of a change that is remembered, in characters. */
const maxRemembered = 512 * 1_024

/** As it is remembered; empty when that is too much. */
export function writeChangeFindings(change: ChangeFindings): string {
  const text = JSON.stringify(change)
  return text.length > maxRemembered ? '' : text
}

/**
 * What was remembered; `undefined` when it was too much, or another version of this server wrote it
 * in a form that this one does not know as a whole. Then the change is read again.
 */
export function readChangeFindings(text: string): ChangeFindings | undefined {
  if (text === '') return undefined
  try {
    return changeFindingsSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
