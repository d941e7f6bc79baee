import type { Migration } from 'kysely/migration'

/** The policy file of a repository, or of an organisation, as it was read last. */
export interface PolicyFilesTable {
  /** `repository` or `organisation`; `id` is the repository's or the owner's. */
  kind: string
  id: number
  /** For a conditional request; null when the file is not there. */
  etag: string | null
  /** The blob as it is now, if there is one. */
  blob: string | null
  /** Its bytes in base64, since not every text may stand in a column; null when there is none. */
  content: string | null
  /** Why there is no content: a link, a folder, too large, no permission, not seen. */
  trouble: string | null
  /** The last version that was valid. */
  good_blob: string | null
  good_content: string | null
  /** Milliseconds since the epoch; 0 when it is to be read again at once. */
  checked_at: number
}

/** What was last said about a repository's policy, on its default branch. */
export interface PolicyReportsTable {
  repository_id: number
  /** Names what was told of. */
  version: string
  /** The valid file that was in force then, in base64; null when there was none. */
  content: string | null
}

/** When a repository's audit was last summed up; milliseconds since the epoch. */
export interface AuditReportsTable {
  repository_id: number
  at: number
}

export const createPolicyFiles: Migration = {
  async up(database) {
    await database.schema
      .createTable('policy_files')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', 'bigint', (column) => column.notNull())
      .addColumn('etag', 'text')
      .addColumn('blob', 'text')
      .addColumn('content', 'text')
      .addColumn('trouble', 'text')
      .addColumn('good_blob', 'text')
      .addColumn('good_content', 'text')
      .addColumn('checked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('policy_files_key', ['kind', 'id'])
      .execute()
    await database.schema
      .createTable('policy_reports')
      .addColumn('repository_id', 'bigint', (column) => column.notNull().primaryKey())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('content', 'text')
      .execute()
    await database.schema
      .createTable('audit_reports')
      .addColumn('repository_id', 'bigint', (column) => column.notNull().primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
