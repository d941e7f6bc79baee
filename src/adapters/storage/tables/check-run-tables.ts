import type { Migration } from 'kysely/migration'

/** The check run a report was last written to. */
export interface CheckRunsTable {
  repository_id: number
  head_sha: string
  name: string
  check_run_id: number
  digest: string
  annotated: boolean
  /** Milliseconds since the epoch. */
  written_at: number
}

export const createCheckRuns: Migration = {
  async up(database) {
    await database.schema
      .createTable('check_runs')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('head_sha', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('check_run_id', 'bigint', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('annotated', 'boolean', (column) => column.notNull())
      .addColumn('written_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('check_runs_key', ['repository_id', 'head_sha', 'name'])
      .execute()
  },
}
