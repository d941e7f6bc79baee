import type { Migration } from 'kysely/migration'

/** Pull requests as they were last judged. */
export interface JudgedPullsTable {
  repository_id: number
  number: number
  head_sha: string
  is_open: boolean
  /** Digest of the policy it was judged by. */
  policy: string
  /** JSON. */
  document: string
  /** Milliseconds since the epoch. */
  at: number
}

/** Who pushed a commit as the head of a branch. */
export interface HeadPushersTable {
  repository_id: number
  head_sha: string
  account_id: number
  login: string
  type: string
  at: number
}

export const createPullRequests: Migration = {
  async up({ schema }) {
    await schema
      .createTable('judged_pulls')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('head_sha', 'text', (column) => column.notNull())
      .addColumn('is_open', 'boolean', (column) => column.notNull())
      .addColumn('policy', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('judged_pulls_key', ['repository_id', 'number'])
      .execute()
    await schema
      .createIndex('judged_pulls_by_head')
      .on('judged_pulls')
      .columns(['repository_id', 'head_sha'])
      .execute()
    // Until `createApprovalRequests`, which moves what is in it.
    await schema
      .createTable('held_changes')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('held_changes_key', ['repository_id', 'id'])
      .execute()
    await schema
      .createIndex('held_changes_by_pull')
      .on('held_changes')
      .columns(['repository_id', 'number', 'asked_at'])
      .execute()
    await schema
      .createTable('head_pushers')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('head_sha', 'text', (column) => column.notNull())
      .addColumn('account_id', 'bigint', (column) => column.notNull())
      .addColumn('login', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('head_pushers_key', ['repository_id', 'head_sha', 'account_id'])
      .execute()
  },
}
