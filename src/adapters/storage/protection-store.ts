import {
  type ProtectionStore,
  protectionRecordSchema,
} from '../../core/protection/protection-record.ts'
import type { Database } from './database.ts'
import { readJsonColumn } from './read-column.ts'

/** Protection records in the database. */
export function createProtectionStore(db: Database): ProtectionStore {
  return {
    async read(repositoryId) {
      const row = await db
        .selectFrom('protection')
        .select('record')
        .where('repository_id', '=', repositoryId)
        .executeTakeFirst()
      return row && readJsonColumn('protection.record', protectionRecordSchema, row.record)
    },
    async write(repositoryId, record) {
      const written = { record: JSON.stringify(record) }
      await db
        .insertInto('protection')
        .values({ repository_id: repositoryId, ...written })
        .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(written))
        .execute()
    },
    async remove(repositoryId) {
      await db.deleteFrom('protection').where('repository_id', '=', repositoryId).execute()
    },
  }
}
