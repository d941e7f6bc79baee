import type { Migration } from 'kysely/migration'

/** Refs up to where their history has been looked through for secrets. */
export interface LookedTipsTable {
  repository_id: number
  digest: string
  ref: string
  oid: string
  at: number
}

/** Commits that were looked at. */
export interface LookedCommitsTable {
  repository_id: number
  digest: string
  commit_id: string
}

/** Commits that are reported on, and why. */
export interface ArrivalsTable {
  repository_id: number
  head: string
  key: string
  /** JSON. */
  document: string
  at: number
}

/** Secrets that arrived; never their values. */
export interface ArrivedSecretsTable {
  repository_id: number
  /** Tells two findings of one repository apart. */
  id: string
  /** JSON. */
  document: string
  at: number
}

export const createScans: Migration = {
  async up({ schema }) {
    await schema
      .createTable('looked_tips')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('oid', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('looked_tips_key', ['repository_id', 'digest', 'ref'])
      .execute()
    await schema
      .createTable('looked_commits')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('commit_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('looked_commits_key', ['repository_id', 'digest', 'commit_id'])
      .execute()
    await schema
      .createTable('arrivals')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('head', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('arrivals_key', ['repository_id', 'head', 'key'])
      .execute()
    await schema.createIndex('arrivals_by_age').on('arrivals').column('at').execute()
    await schema
      .createTable('arrived_secrets')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('arrived_secrets_key', ['repository_id', 'id'])
      .execute()
  },
}
