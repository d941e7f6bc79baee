import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { GuardError } from '../../core/errors.ts'
import { isOlder } from '../../core/is-older.ts'
import type { Tables } from './tables/index.ts'
import type { SchemaStep } from './tables/schema-compat-table.ts'

/** A version of this server, as far as the database is concerned. */
export interface Release {
  version: string
  /** From an empty database to the tables it works with, in the order of their names. */
  steps: Readonly<Record<string, SchemaStep>>
}

/** Tables of a newer version, which the older one works with. */
export interface NewerSchema {
  migratedBy: string
  /** The oldest version that works with them. */
  minVersion: string
  /** Those that the older version does not know. */
  steps: string[]
}

/**
 * Brings the tables up to date, all steps or none. Tables that a newer version has changed stay as they
 * are, when it said that this one works with them. Replicas that start together wait for each other: the
 * migrator takes a lock.
 *
 * @returns what the newer version made of the tables, or nothing when they are this one's
 * @throws {GuardError} `INPUT_INVALID` when this version does not work with the tables; any other error
 * is the database's
 */
export async function migrate(
  db: Kysely<Tables>,
  release: Release,
): Promise<NewerSchema | undefined> {
  const newer = await findNewerSchema(db, release)
  if (newer !== undefined) return newer
  const getMigrations = async () => withCompat(release)
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
  if (error === undefined) return undefined
  // Between the look and the lock a replica of a newer version may have changed them.
  const overtaking = await findNewerSchema(db, release)
  if (overtaking !== undefined) return overtaking
  throw error
}

/** Steps are made in their order: whenever any is, the last one is among them, in the same transaction. */
function withCompat({ version, steps }: Release): Record<string, Migration> {
  const name = Object.keys(steps).sort().at(-1)
  const last = name === undefined ? undefined : steps[name]
  if (name === undefined || last === undefined) throw new Error('a release has steps')
  return {
    ...steps,
    [name]: {
      async up(db: Kysely<Tables>) {
        await last.up(db)
        await db.deleteFrom('schema_compat').execute()
        await db
          .insertInto('schema_compat')
          .values({ min_version: minVersionOf(steps), migrated_by: version })
          .execute()
      },
    },
  }
}

/** The oldest version that works with the tables after all these steps. */
const minVersionOf = (steps: Release['steps']): string =>
  Object.values(steps)
    .flatMap(({ minVersion }) => minVersion ?? [])
    .reduce((oldest, next) => (isOlder(oldest, next) ? next : oldest))

async function findNewerSchema(
  db: Kysely<Tables>,
  { version, steps }: Release,
): Promise<NewerSchema | undefined> {
  const made = await readMadeSteps(db)
  const unknown = made.filter((name) => !Object.hasOwn(steps, name))
  if (unknown.length === 0) return undefined
  const compat = (await isThere(db, 'schema_compat'))
    ? await db.selectFrom('schema_compat').selectAll().executeTakeFirst()
    : undefined
  if (compat === undefined) {
    throw unfit(
      `the database was migrated by another version, which does not say that it works with ${version}`,
      `It holds the unknown steps ${unknown.join(', ')}: start the version that made them.`,
    )
  }
  const { min_version: minVersion, migrated_by: migratedBy } = compat
  if (isOlder(version, minVersion)) {
    throw unfit(
      `the database was migrated by ${migratedBy}, which says it works with ≥ ${minVersion}; this is ${version}`,
      `Start ${minVersion} or newer, or go back to a backup of the database from before ${migratedBy}.`,
    )
  }
  const missing = Object.keys(steps).filter((name) => !made.includes(name))
  if (missing.length > 0) {
    throw unfit(
      `the database was migrated by ${migratedBy}, which lacks what ${version} needs: ${missing.join(', ')}`,
      'Start a version that is newer than both.',
    )
  }
  return { migratedBy, minVersion, steps: unknown }
}

async function readMadeSteps(db: Kysely<Tables>): Promise<string[]> {
  if (!(await isThere(db, 'kysely_migration'))) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(({ name }) => name)
}

/** Whether there is a table where statements look for one that is named without its schema. */
async function isThere(db: Kysely<Tables>, table: string): Promise<boolean> {
  const asked = sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`
  const { rows } = await asked.execute(db)
  return rows[0]?.found === true
}

const unfit = (message: string, hint: string) => new GuardError('INPUT_INVALID', message, { hint })
