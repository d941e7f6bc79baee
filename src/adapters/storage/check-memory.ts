import type { Database } from './database.ts'

/** Which check run says what already; implements `CheckMemory` of `src/adapters/github`. */
export function createCheckMemory(db: Database, now: () => number) {
  return {
    async find(repositoryId: number, headSha: string, name: string) {
      const row = await db
        .selectFrom('check_runs')
        .select(['check_run_id', 'digest', 'annotated'])
        .where('repository_id', '=', repositoryId)
        .where('head_sha', '=', headSha)
        .where('name', '=', name)
        .executeTakeFirst()
      return row && { id: row.check_run_id, digest: row.digest, annotated: row.annotated }
    },
    async save(
      repositoryId: number,
      headSha: string,
      name: string,
      { id, digest, annotated }: { id: number; digest: string; annotated: boolean },
    ) {
      const written = { check_run_id: id, digest, annotated, written_at: now() }
      await db
        .insertInto('check_runs')
        .values({ repository_id: repositoryId, head_sha: headSha, name, ...written })
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'head_sha', 'name']).doUpdateSet(written),
        )
        .execute()
    },
    /** Removes what was written before that time (milliseconds since the epoch). */
    async forget(before: number) {
      await db.deleteFrom('check_runs').where('written_at', '<', before).execute()
    },
  }
}
