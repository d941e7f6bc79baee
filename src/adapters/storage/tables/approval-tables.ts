import { sql } from 'kysely'
import type { SchemaStep } from './schema-compat-table.ts'

/** Requests for approval, by their whole keys. */
export interface ApprovalRequestsTable {
  repository_id: number
  /** Compared byte by byte, whatever the database's own order is. */
  key: string
  about: string
  /** Of a pull request. */
  number: number | null
  head_sha: string | null
  state: string
  /** JSON; compared as a whole when it is replaced. */
  document: string
  /** Whether the document says who voted. */
  has_people: boolean
  asked_at: number
}

/**
 * Requests were found by the first ten digits of their keys. Their documents hold the whole key, so
 * each goes on under it with its votes; nothing is found by ten digits any more. Texts are changed in
 * place, because a request is replaced by whoever has seen its text.
 */
export const createApprovalRequests: SchemaStep = {
  minVersion: '0.1.0',
  async up(db) {
    await db.schema
      .createTable('approval_requests')
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('key', sql`text collate "C"`, (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('number', 'integer')
      .addColumn('head_sha', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('has_people', 'boolean', (column) => column.notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('approval_requests_key', ['repository_id', 'key'])
      .execute()
    await db.schema
      .createIndex('approval_requests_by_pull')
      .on('approval_requests')
      .columns(['repository_id', 'number', 'asked_at'])
      .execute()
    await sql`
      insert into approval_requests
      select repository_id, document::json ->> 'key', 'pull-request', number,
        document::json ->> 'headSha', state,
        regexp_replace(document, '^{"id":"[0-9a-f]{10}"', '{"about":"pull-request"'),
        (document::json -> 'kept')::text <> '[]' or document::json -> 'decidedBy' is not null,
        asked_at
      from held_changes
      where document ~ '^{"id":"[0-9a-f]{10}","key":"[0-9a-f]{64}"'`.execute(db)
    await sql`
      update judged_pulls pull
      set document = replace(pull.document, '"' || held.id || '"', '"' || (held.document::json ->> 'key') || '"')
      from held_changes held
      where held.repository_id = pull.repository_id
        and held.id = pull.document::json ->> 'request'`.execute(db)
    await sql`
      update judged_pulls
      set document = replace(document, ',"material":"', ',"change":"')`.execute(db)
    await db.schema.dropTable('held_changes').execute()
  },
}
