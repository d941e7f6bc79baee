import type { Migration } from 'kysely/migration'

/** Where protected refs were last found in order. */
export interface AcceptedTipsTable {
  repository_id: number
  ref: string
  oid: string
  /** Milliseconds since the epoch. */
  deleted_at: number | null
}

/** Commits that refs lost; their backup refs are made anew when somebody deletes them. */
export interface BackupsTable {
  repository_id: number
  ref: string
  oid: string
  kept_at: number
}

/** Each time a protected ref lost commits. */
export interface IncidentsTable {
  repository_id: number
  ref: string
  kind: string
  lost: string
  pushed: string
  actor_id: number | null
  actor_login: string | null
  outcome: string
  times: number
  told: number
  happened_at: number
  issue: number | null
}

export const createRefs: Migration = {
  async up(database) {
    await database.schema
      .createTable('accepted_tips')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('oid', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'bigint')
      .addPrimaryKeyConstraint('accepted_tips_key', ['repository_id', 'ref'])
      .execute()
    await database.schema
      .createTable('backups')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('oid', 'text', (column) => column.notNull())
      .addColumn('kept_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('backups_key', ['repository_id', 'ref', 'oid'])
      .execute()
    await database.schema
      .createTable('incidents')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('lost', 'text', (column) => column.notNull())
      .addColumn('pushed', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor_id', 'bigint')
      .addColumn('actor_login', 'text')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('times', 'integer', (column) => column.notNull())
      .addColumn('told', 'integer', (column) => column.notNull())
      .addColumn('happened_at', 'bigint', (column) => column.notNull())
      .addColumn('issue', 'integer')
      .addPrimaryKeyConstraint('incidents_key', ['repository_id', 'ref', 'lost', 'pushed'])
      .execute()
  },
}
