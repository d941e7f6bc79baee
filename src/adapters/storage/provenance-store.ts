import { z } from 'zod'
import type {
  AgentPushes,
  SessionIndex,
  SessionOfCommit,
  SessionRun,
} from '../../core/recording/session-index.ts'
import type { Database } from './database.ts'
import { readJsonColumn } from './read-column.ts'

const text = z.string()
const runSchema = z.object({
  people: z.array(
    z.object({ id: z.number(), login: text, as: z.enum(['actor', 'triggering actor']) }),
  ),
  runner: z.object({
    workflow: text,
    workflowRef: text,
    environment: text,
    event: text,
    kind: text,
  } satisfies Record<keyof SessionRun['runner'], z.ZodType>),
} satisfies Record<keyof SessionRun, z.ZodType>)

/** Commits in one statement: PostgreSQL takes at most 65,535 values. */
const batch = 5_000

export function createSessionIndex(db: Database): SessionIndex {
  return {
    async find(repositoryId, commits) {
      const found = new Map<string, SessionOfCommit>()
      for (const ids of inBatches(commits)) {
        const rows = await db
          .selectFrom('session_commits')
          .selectAll()
          .where('repository_id', '=', repositoryId)
          .where('commit_id', 'in', ids)
          .execute()
        for (const { commit_id, session, recording, level, url, run } of rows) {
          found.set(commit_id, {
            session,
            recording: recordingOf(recording),
            ...(level === null ? {} : { level }),
            ...(url === null ? {} : { url }),
            ...(run === null ? {} : { run: readJsonColumn('session_commits.run', runSchema, run) }),
          })
        }
      }
      return found
    },
    async note(repositoryId, commits, { session, recording, level, url, run }) {
      const written = {
        session,
        recording,
        level: level ?? null,
        url: url ?? null,
        run: run === undefined ? null : JSON.stringify(runSchema.parse(run)),
      }
      for (const ids of inBatches(commits)) {
        await db
          .insertInto('session_commits')
          .values(ids.map((id) => ({ repository_id: repositoryId, commit_id: id, ...written })))
          .onConflict((conflict) =>
            conflict.columns(['repository_id', 'commit_id']).doUpdateSet(written),
          )
          .execute()
      }
    },
  }
}

export function createAgentPushes(db: Database): AgentPushes {
  return {
    async find(repositoryId, commits) {
      const found = new Map<string, string>()
      for (const ids of inBatches(commits)) {
        const rows = await db
          .selectFrom('agent_pushes')
          .select(['commit_id', 'identity'])
          .where('repository_id', '=', repositoryId)
          .where('commit_id', 'in', ids)
          .execute()
        for (const { commit_id, identity } of rows) found.set(commit_id, identity)
      }
      return found
    },
    async note(repositoryId, commits, identity) {
      for (const ids of inBatches(commits)) {
        await db
          .insertInto('agent_pushes')
          .values(ids.map((id) => ({ repository_id: repositoryId, commit_id: id, identity })))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
    },
  }
}

/** Each commit once: one statement may not write a row twice. */
function* inBatches(commits: readonly string[]): Generator<string[]> {
  const unique = [...new Set(commits)]
  for (let at = 0; at < unique.length; at += batch) yield unique.slice(at, at + batch)
}

const recordingOf = (text: string): SessionOfCommit['recording'] =>
  text === 'complete' || text === 'partial' ? text : 'unknown'
