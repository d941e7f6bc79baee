import type { AcceptedTip } from './ref-push.ts'

/** A commit that is kept for a ref that lost it. */
export interface Backup {
  ref: string
  oid: string
  /** Milliseconds since the epoch. */
  at: number
}

export const incidentKinds = ['rewrite', 'delete'] as const

/** One time a protected ref lost commits, and what came of it. */
export interface Incident {
  ref: string
  kind: (typeof incidentKinds)[number]
  /** The tip that was lost. */
  lost: string
  /** What the ref pointed at instead; zeros for a deletion. */
  pushed: string
  actor: { id: number; login: string } | undefined
  outcome: IncidentOutcome
  /** How often the same was done; each time it was answered. */
  times: number
  /** Up to which time people were told; behind `times` when we died in between. */
  told: number
  /** Milliseconds since the epoch. */
  at: number
  issue?: number
}

/**
 * `left`: later commits stood on top, which are nobody's to drop; `asked`: nobody could tell whether
 * there are such; `impossible`: the forge refused.
 */
export const incidentOutcomes = [
  'open',
  'restored',
  'left',
  'asked',
  'impossible',
  'bypassed',
  'audited',
] as const
export type IncidentOutcome = (typeof incidentOutcomes)[number]

/**
 * What this server knows of protected refs. Backup refs can be deleted by whoever may push, so the
 * ids of what they keep are kept here too.
 */
export interface RefMemory {
  accepted(repositoryId: number, ref: string): Promise<AcceptedTip | undefined>
  accept(repositoryId: number, ref: string, tip: AcceptedTip): Promise<void>
  /** Every ref with an accepted tip, deleted ones included. */
  acceptedTips(repositoryId: number): Promise<(AcceptedTip & { ref: string })[]>
  keep(repositoryId: number, backups: readonly Backup[]): Promise<void>
  backups(repositoryId: number): Promise<Backup[]>
  /** The incident of exactly this loss. */
  incident(
    repositoryId: number,
    about: Pick<Incident, 'ref' | 'lost' | 'pushed'>,
  ): Promise<Incident | undefined>
  saveIncident(repositoryId: number, incident: Incident): Promise<void>
}
