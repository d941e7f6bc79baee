import { z } from 'zod'

const id = z.number().int()

/** One field in which a ruleset is not as it should be; an absent side is a field that is not there. */
const differenceSchema = z.object({
  what: z.string(),
  wanted: z.string().optional(),
  live: z.string().optional(),
})
export type Difference = z.output<typeof differenceSchema>

const appliedSchema = z.object({
  id,
  /** The name it has on the forge; another than wanted where that one was taken. */
  name: z.string(),
  /** Digest of what was asked for. */
  wanted: z.string(),
  /** What the forge then had, field by field. */
  live: z.record(z.string(), z.string()),
})

/** A ruleset as it was last written and read back. */
export type AppliedRuleset = z.output<typeof appliedSchema>

const driftSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  ruleset: z.string(),
  /** Absent when no webhook named anybody. */
  actor: z.object({ id, login: z.string() }).optional(),
  differences: z.array(differenceSchema),
  /** Differences that are not listed. */
  more: z.number(),
  outcome: z.enum(['pending', 'undone', 'refused', 'left']),
  times: z.number(),
})

/** Somebody changed one of the App's rulesets. */
export type Drift = z.output<typeof driftSchema>

const incidentSchema = z.object({
  /** Milliseconds since the epoch; names the incident. */
  openedAt: z.number(),
  lastAt: z.number(),
  issue: id.optional(),
  /** The latest; older ones are only counted. */
  drifts: z.array(driftSchema),
  earlier: z.number(),
  /** Whether people have been told of all of it. */
  told: z.boolean(),
})
export type DriftIncident = z.output<typeof incidentSchema>

/** What this server knows of one repository's rulesets. */
export const protectionRecordSchema = z.object({
  /** The policy that was last carried out, by digest and source. */
  policy: z.string().optional(),
  /** By wanted name. */
  applied: z.record(z.string(), appliedSchema),
  /** When drift was undone, in milliseconds since the epoch; the latest only. */
  reverts: z.array(z.number()),
  /** Given up for now, because somebody or something keeps changing it back. */
  stopped: z.object({ at: z.number(), policy: z.string() }).optional(),
  incident: incidentSchema.optional(),
  /** The check run that was last written. */
  published: z.object({ headSha: z.string(), digest: z.string() }).optional(),
})
export type ProtectionRecord = z.output<typeof protectionRecordSchema>

export const emptyRecord: ProtectionRecord = { applied: {}, reverts: [] }

/** Where records are kept, by the repository's id. */
export interface ProtectionStore {
  read(repositoryId: number): Promise<ProtectionRecord | undefined>
  write(repositoryId: number, record: ProtectionRecord): Promise<void>
  remove(repositoryId: number): Promise<void>
}
