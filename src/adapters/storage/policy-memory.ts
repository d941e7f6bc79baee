import { z } from 'zod'
import { fileTroubles } from '../../core/policy/file/file-trouble.ts'
import type { KnownFile, PolicyMemory } from '../../core/policy/policy-memory.ts'
import type { Database } from './database.ts'
import { readColumn } from './read-column.ts'
import type { PolicyFilesTable } from './tables/policy-tables.ts'

const troubleSchema = z.enum(fileTroubles)

/** Keeps policy files and what was said about them in the database. */
export function createPolicyMemory(db: Database): PolicyMemory {
  return {
    async find(kind, id) {
      const row = await db
        .selectFrom('policy_files')
        .selectAll()
        .where('kind', '=', kind)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && toFile(row)
    },
    async save(kind, id, file) {
      const written = toColumns(file)
      await db
        .insertInto('policy_files')
        .values({ kind, id, ...written })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(written))
        .execute()
    },
    async expire(kind, id) {
      await db
        .updateTable('policy_files')
        .set({ checked_at: 0 })
        .where('kind', '=', kind)
        .where('id', '=', id)
        .execute()
    },
    async lastReport(repositoryId) {
      const row = await db
        .selectFrom('policy_reports')
        .select(['version', 'content'])
        .where('repository_id', '=', repositoryId)
        .executeTakeFirst()
      return (
        row && { version: row.version, ...(row.content === null ? {} : { content: row.content }) }
      )
    },
    async saveReport(repositoryId, { version, content }) {
      const written = { version, content: content ?? null }
      await db
        .insertInto('policy_reports')
        .values({ repository_id: repositoryId, ...written })
        .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(written))
        .execute()
    },
    async lastAuditReport(repositoryId) {
      const row = await db
        .selectFrom('audit_reports')
        .select('at')
        .where('repository_id', '=', repositoryId)
        .executeTakeFirst()
      return row?.at
    },
    async saveAuditReport(repositoryId, at) {
      await db
        .insertInto('audit_reports')
        .values({ repository_id: repositoryId, at })
        .onConflict((conflict) => conflict.column('repository_id').doUpdateSet({ at }))
        .execute()
    },
  }
}

const toColumns = ({ etag, blob, content, trouble, good, checkedAt }: KnownFile) => ({
  etag: etag ?? null,
  blob: blob ?? null,
  content: content ?? null,
  trouble: trouble ?? null,
  good_blob: good?.blob ?? null,
  good_content: good?.content ?? null,
  checked_at: checkedAt,
})

function toFile(row: PolicyFilesTable): KnownFile {
  const { etag, blob, content, trouble, good_blob, good_content, checked_at } = row
  return {
    ...(etag === null ? {} : { etag }),
    ...(blob === null ? {} : { blob }),
    ...(content === null ? {} : { content }),
    ...(trouble === null
      ? {}
      : { trouble: readColumn('policy_files.trouble', troubleSchema, trouble) }),
    ...(good_blob === null || good_content === null
      ? {}
      : { good: { blob: good_blob, content: good_content } }),
    checkedAt: checked_at,
  }
}
