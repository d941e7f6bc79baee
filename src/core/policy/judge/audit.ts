/** Something the App would have done, had the policy been enforced. */
export interface AuditNote {
  repositoryId: number
  /**
   * Names what happened, so that a delivery that comes twice counts once: `push refs/heads/x <commit>`.
   * Only its hash is kept.
   */
  key: string
  /** The rule or key that decided, as in `branches.force_push`. */
  rule: string
  subject: AuditSubject
  would: AuditEffect
  /** Milliseconds since the epoch. */
  at: number
}

export const auditSubjects = ['push', 'pull request', 'ruleset'] as const
export type AuditSubject = (typeof auditSubjects)[number]

/** What is said of the subject: "2 pushes would have been restored". */
export const auditEffects = [
  'denied',
  'held',
  'restored',
  'blocked',
  'quarantined',
  'created',
  'corrected',
] as const
export type AuditEffect = (typeof auditEffects)[number]

export interface AuditCount {
  subject: AuditSubject
  would: AuditEffect
  rule: string
  count: number
}

/** Remembers what an audited policy would have done. */
export interface AuditStore {
  /** The same key and rule count once. */
  note(note: AuditNote): Promise<void>
  /** Notes from `since` on (milliseconds since the epoch), the most frequent first; at most 200 rules. */
  counts(repositoryId: number, since: number): Promise<AuditCount[]>
  /** Removes what is older than `before`, of all repositories. */
  forget(before: number): Promise<void>
}
