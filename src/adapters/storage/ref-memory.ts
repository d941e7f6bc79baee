import { z } from 'zod'
import {
  type Incident,
  incidentKinds,
  incidentOutcomes,
  type RefMemory,
} from '../../core/protection/ref-memory.ts'
import type { AcceptedTip } from '../../core/protection/ref-push.ts'
import type { Database } from './database.ts'
import { readColumn } from './read-column.ts'

const kindSchema = z.enum(incidentKinds)
const outcomeSchema = z.enum(incidentOutcomes)

/** Most backups of one repository that are looked after: the latest. */
const maxBackups = 1_000

/** Accepted tips, backups and incidents in the database. */
export function createRefMemory(db: Database): RefMemory {
  return {
    async accepted(repositoryId, ref) {
      const row = await db
        .selectFrom('accepted_tips')
        .select(['oid', 'deleted_at'])
        .where('repository_id', '=', repositoryId)
        .where('ref', '=', ref)
        .executeTakeFirst()
      return row && toTip(row)
    },
    async accept(repositoryId, ref, { oid, deletedAt }) {
      const written = { oid, deleted_at: deletedAt ?? null }
      await db
        .insertInto('accepted_tips')
        .values({ repository_id: repositoryId, ref, ...written })
        .onConflict((conflict) => conflict.columns(['repository_id', 'ref']).doUpdateSet(written))
        .execute()
    },
    async acceptedTips(repositoryId) {
      const rows = await db
        .selectFrom('accepted_tips')
        .select(['ref', 'oid', 'deleted_at'])
        .where('repository_id', '=', repositoryId)
        .execute()
      return rows.map((row) => ({ ref: row.ref, ...toTip(row) }))
    },
    async keep(repositoryId, backups) {
      if (backups.length === 0) return
      await db
        .insertInto('backups')
        .values(
          backups.map(({ ref, oid, at }) => ({
            repository_id: repositoryId,
            ref,
            oid,
            kept_at: at,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async backups(repositoryId) {
      const rows = await db
        .selectFrom('backups')
        .select(['ref', 'oid', 'kept_at'])
        .where('repository_id', '=', repositoryId)
        .orderBy('kept_at', 'desc')
        .limit(maxBackups)
        .execute()
      return rows.map(({ ref, oid, kept_at }) => ({ ref, oid, at: kept_at }))
    },
    async incident(repositoryId, { ref, lost, pushed }) {
      const row = await db
        .selectFrom('incidents')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .where('ref', '=', ref)
        .where('lost', '=', lost)
        .where('pushed', '=', pushed)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const incident: Incident = {
        ref,
        lost,
        pushed,
        kind: readColumn('incidents.kind', kindSchema, row.kind),
        actor:
          row.actor_id === null ? undefined : { id: row.actor_id, login: row.actor_login ?? '' },
        outcome: readColumn('incidents.outcome', outcomeSchema, row.outcome),
        times: row.times,
        told: row.told,
        at: row.happened_at,
      }
      return row.issue === null ? incident : { ...incident, issue: row.issue }
    },
    async saveIncident(repositoryId, incident) {
      const written = {
        kind: incident.kind,
        actor_id: incident.actor?.id ?? null,
        actor_login: incident.actor?.login ?? null,
        outcome: incident.outcome,
        times: incident.times,
        told: incident.told,
        happened_at: incident.at,
        issue: incident.issue ?? null,
      }
      const { ref, lost, pushed } = incident
      await db
        .insertInto('incidents')
        .values({ repository_id: repositoryId, ref, lost, pushed, ...written })
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'ref', 'lost', 'pushed']).doUpdateSet(written),
        )
        .execute()
    },
  }
}

const toTip = ({ oid, deleted_at }: { oid: string; deleted_at: number | null }): AcceptedTip =>
  deleted_at === null ? { oid } : { oid, deletedAt: deleted_at }
