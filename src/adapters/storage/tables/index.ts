import { type ApprovalRequestsTable, createApprovalRequests } from './approval-tables.ts'
import { type AuditNotesTable, createAuditNotes } from './audit-tables.ts'
import { type CheckRunsTable, createCheckRuns } from './check-run-tables.ts'
import {
  type BookmarksTable,
  createDeliveries,
  type DeadLettersTable,
  type DeliveriesTable,
  type KnownRepositoriesTable,
  type RedeliveriesTable,
} from './delivery-tables.ts'
import {
  type AuditReportsTable,
  createPolicyFiles,
  type PolicyFilesTable,
  type PolicyReportsTable,
} from './policy-tables.ts'
import { createProtection, type ProtectionTable } from './protection-tables.ts'
import {
  type AgentPushesTable,
  createProvenance,
  type SessionCommitsTable,
} from './provenance-tables.ts'
import {
  createPullRequests,
  type HeadPushersTable,
  type JudgedPullsTable,
} from './pull-request-tables.ts'
import {
  type AcceptedTipsTable,
  type BackupsTable,
  createRefs,
  type IncidentsTable,
} from './ref-tables.ts'

import {
  type ArrivalsTable,
  type ArrivedSecretsTable,
  createScans,
  type LookedCommitsTable,
  type LookedTipsTable,
} from './scan-tables.ts'
import {
  createSchemaCompat,
  type SchemaCompatTable,
  type SchemaStep,
} from './schema-compat-table.ts'

/** Every table this server keeps, by name; one file each in this folder. */
export interface Tables {
  looked_tips: LookedTipsTable
  looked_commits: LookedCommitsTable
  arrivals: ArrivalsTable
  arrived_secrets: ArrivedSecretsTable
  session_commits: SessionCommitsTable
  agent_pushes: AgentPushesTable
  check_runs: CheckRunsTable
  audit_notes: AuditNotesTable
  policy_files: PolicyFilesTable
  policy_reports: PolicyReportsTable
  audit_reports: AuditReportsTable
  deliveries: DeliveriesTable
  dead_letters: DeadLettersTable
  redeliveries: RedeliveriesTable
  bookmarks: BookmarksTable
  known_repositories: KnownRepositoriesTable
  accepted_tips: AcceptedTipsTable
  backups: BackupsTable
  incidents: IncidentsTable
  protection: ProtectionTable
  judged_pulls: JudgedPullsTable
  approval_requests: ApprovalRequestsTable
  head_pushers: HeadPushersTable
  schema_compat: SchemaCompatTable
}

/**
 * Steps from an empty database to `Tables`. They are made in the order of their names, so a new one comes
 * after all that were released; a released step never changes.
 */
export const migrations: Record<string, SchemaStep> = {
  '2026-11-22-check-runs': createCheckRuns,
  '2026-11-22-audit-notes': createAuditNotes,
  '2026-11-22-policy-files': createPolicyFiles,
  '2026-11-22-deliveries': createDeliveries,
  '2026-11-22-refs': createRefs,
  '2026-11-22-protection': createProtection,
  '2026-11-22-provenance': createProvenance,
  '2026-11-22-pull-requests': createPullRequests,
  '2026-11-22-scans': createScans,
  '2026-11-29-approval-requests': createApprovalRequests,
  '2026-11-30-schema-compat': createSchemaCompat,
}
