import type { Migration } from 'kysely/migration'

/**
 * A step of the schema. Servers of earlier versions may be at work on the same tables, before, while and
 * after it is made: `docs/decisions/016-versions-side-by-side.md` says what it may change.
 */
export interface SchemaStep extends Migration {
  /** The oldest version that works with the tables after this step; absent when no version is shut out. */
  minVersion?: string
}

/** One row: which versions may work with the tables as they are. */
export interface SchemaCompatTable {
  /** The oldest one. */
  min_version: string
  /** The version that changed the tables last. */
  migrated_by: string
}

export const createSchemaCompat: SchemaStep = {
  async up({ schema }) {
    await schema
      .createTable('schema_compat')
      .addColumn('min_version', 'text', (column) => column.notNull())
      .addColumn('migrated_by', 'text', (column) => column.notNull())
      .execute()
  },
}
