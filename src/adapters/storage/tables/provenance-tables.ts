import type { Migration } from 'kysely/migration'

/** The guarded session that made a commit. */
export interface SessionCommitsTable {
  repository_id: number
  commit_id: string
  session: string
  recording: string
  level: string | null
  url: string | null
  /** JSON. */
  run: string | null
}

/** The listed account that brought a commit. */
export interface AgentPushesTable {
  repository_id: number
  commit_id: string
  identity: string
}

export const createProvenance: Migration = {
  async up(database) {
    await database.schema
      .createTable('session_commits')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('commit_id', 'text', (column) => column.notNull())
      .addColumn('session', 'text', (column) => column.notNull())
      .addColumn('recording', 'text', (column) => column.notNull())
      .addColumn('level', 'text')
      .addColumn('url', 'text')
      .addColumn('run', 'text')
      .addPrimaryKeyConstraint('session_commits_key', ['repository_id', 'commit_id'])
      .execute()
    await database.schema
      .createTable('agent_pushes')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('commit_id', 'text', (column) => column.notNull())
      .addColumn('identity', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('agent_pushes_key', ['repository_id', 'commit_id'])
      .execute()
  },
}
