import type { Database } from './database.ts'

/** Where a repository was last seen. */
export interface KnownRepository {
  id: number
  installation: number
  owner: string
  name: string
}

const maxRowsPerWrite = 500

/** Remembers repositories by id, so that a job need not list all of them to find one. */
export function createKnownRepositories(db: Database) {
  return {
    async find(id: number): Promise<KnownRepository | undefined> {
      const row = await db
        .selectFrom('known_repositories')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row && { id, installation: row.installation_id, owner: row.owner, name: row.name }
    },
    async save(repositories: readonly KnownRepository[]): Promise<void> {
      for (let start = 0; start < repositories.length; start += maxRowsPerWrite) {
        const rows = repositories
          .slice(start, start + maxRowsPerWrite)
          .map(({ installation, ...rest }) => ({ ...rest, installation_id: installation }))
          .toSorted((a, b) => a.id - b.id)
        await db
          .insertInto('known_repositories')
          .values(rows)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet(({ ref }) => ({
              installation_id: ref('excluded.installation_id'),
              owner: ref('excluded.owner'),
              name: ref('excluded.name'),
            })),
          )
          .execute()
      }
    },
    async forget(id: number): Promise<void> {
      await db.deleteFrom('known_repositories').where('id', '=', id).execute()
    },
    async forgetInstallation(installation: number): Promise<void> {
      await db
        .deleteFrom('known_repositories')
        .where('installation_id', '=', installation)
        .execute()
    },
    async count(installation: number): Promise<number> {
      const row = await db
        .selectFrom('known_repositories')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('installation_id', '=', installation)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}
