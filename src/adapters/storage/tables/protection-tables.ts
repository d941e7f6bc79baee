import type { Migration } from 'kysely/migration'

/** What is known of a repository's rulesets: one document, so that it changes as a whole. */
export interface ProtectionTable {
  repository_id: number
  /** JSON of `ProtectionRecord`. */
  record: string
}

export const createProtection: Migration = {
  async up(database) {
    await database.schema
      .createTable('protection')
      .addColumn('repository_id', 'bigint', (column) => column.primaryKey())
      .addColumn('record', 'text', (column) => column.notNull())
      .execute()
  },
}
