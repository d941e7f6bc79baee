import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type AuditCount,
  type AuditStore,
  auditEffects,
  auditSubjects,
} from '../../core/policy/judge/audit.ts'
import type { Database } from './database.ts'
import { readColumn } from './read-column.ts'

const subjectSchema = z.enum(auditSubjects)
const effectSchema = z.enum(auditEffects)

/** Most different rules of one summary. */
const maxCounts = 200
const maxRuleLength = 200

/** Keeps what an audited policy would have done. */
export function createAuditStore(db: Database): AuditStore {
  return {
    async note({ repositoryId, key, rule, subject, would, at }) {
      const hash = createHash('sha256').update(key).digest('hex')
      const row = { repository_id: repositoryId, key: hash, rule: rule.slice(0, maxRuleLength) }
      await db
        .insertInto('audit_notes')
        .values({ ...row, subject, would, at })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async counts(repositoryId, since) {
      const rows = await db
        .selectFrom('audit_notes')
        .select(({ fn }) => ['subject', 'would', 'rule', fn.countAll<number>().as('count')])
        .where('repository_id', '=', repositoryId)
        .where('at', '>=', since)
        .groupBy(['subject', 'would', 'rule'])
        .orderBy('count', 'desc')
        .orderBy('rule')
        .limit(maxCounts)
        .execute()
      return rows.map(
        ({ subject, would, rule, count }): AuditCount => ({
          subject: readColumn('audit_notes.subject', subjectSchema, subject),
          would: readColumn('audit_notes.would', effectSchema, would),
          rule,
          count: Number(count),
        }),
      )
    },
    async forget(before) {
      await db.deleteFrom('audit_notes').where('at', '<', before).execute()
    },
  }
}
