import type { Migration } from 'kysely/migration'

/** What would have been done under a policy that only audits. */
export interface AuditNotesTable {
  repository_id: number
  /** SHA-256 of what happened: the same event counts once. */
  key: string
  rule: string
  subject: string
  would: string
  /** Milliseconds since the epoch. */
  at: number
}

export const createAuditNotes: Migration = {
  async up(database) {
    await database.schema
      .createTable('audit_notes')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('would', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_notes_key', ['repository_id', 'key', 'rule'])
      .execute()
    await database.schema
      .createIndex('audit_notes_at')
      .on('audit_notes')
      .columns(['repository_id', 'at'])
      .execute()
  },
}
