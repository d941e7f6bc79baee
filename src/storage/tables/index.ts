import type { Migration } from 'kysely/migration'
import { type CheckRunsTable, createCheckRuns } from './check-runs.ts'

/** Every table this server keeps, by name; one file each in this folder. */
export interface Tables {
  check_runs: CheckRunsTable
}

/** Steps from an empty database to `Tables`, in order; a released step never changes. */
export const migrations: Record<string, Migration> = {
  '2026-11-22-check-runs': createCheckRuns,
}
