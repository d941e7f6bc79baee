import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Kysely, sql } from 'kysely'
import { createCheckMemory } from '../../../src/adapters/storage/check-memory.ts'
import { type OpenDatabase, openDatabase } from '../../../src/adapters/storage/database.ts'
import type { Release } from '../../../src/adapters/storage/migrate.ts'
import { migrations, type Tables } from '../../../src/adapters/storage/tables/index.ts'
import type { SchemaStep } from '../../../src/adapters/storage/tables/schema-compat-table.ts'
import { isOlder } from '../../../src/core/is-older.ts'
import { version } from '../../../src/version.ts'
import { usePostgres } from '../../support/postgres.ts'
import { prepareDatabase } from '../../support/prepared-database.ts'
import { until } from '../../support/until.ts'

const postgres = usePostgres()
const sha = 'a'.repeat(40)

/** In these tests this version is the older one: the newer has one step more. */
const addNote: SchemaStep = {
  async up({ schema }) {
    await schema.alterTable('check_runs').addColumn('note', 'text').execute()
  },
}
const newerWith = (steps: Release['steps']): Release => ({
  version: '99.1.0',
  steps: { ...migrations, ...steps },
})
const newer = newerWith({ '9999-01-01-note': addNote })
const asNewer = { migratedBy: '99.1.0', minVersion: '0.1.0', steps: ['9999-01-01-note'] }

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'migrate-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Opens it, does something, and closes it as a server does that ends. */
async function visit<Result>(
  options: Parameters<typeof openDatabase>[0],
  work: (opened: OpenDatabase) => Promise<Result>,
): Promise<Result> {
  const opened = await openDatabase(options)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

const readCompat = ({ db }: OpenDatabase) => db.selectFrom('schema_compat').selectAll().execute()

/** Both kinds of database, with today's tables. */
const kinds: { storage: string; prepare: () => Promise<string | undefined> }[] = [
  {
    storage: 'PostgreSQL',
    async prepare() {
      const url = await postgres.server.createDatabase()
      await visit({ url, directory }, async () => {})
      return url
    },
  },
  {
    storage: 'the embedded database',
    async prepare() {
      await prepareDatabase(directory)
      return undefined
    },
  },
]

test.each(kinds)(
  '$storage: a roll-back to the version before, and forward again',
  async ({ prepare }) => {
    const options = { url: await prepare(), directory }
    const check = { id: 7, digest: 'd', annotated: false }
    await visit({ ...options, release: newer }, async (opened) => {
      expect(opened.newer).toBeUndefined()
      expect(await readCompat(opened)).toEqual([{ min_version: '0.1.0', migrated_by: '99.1.0' }])
    })
    await visit(options, async (opened) => {
      expect(opened.newer).toEqual(asNewer)
      await createCheckMemory(opened.db, Date.now).save(1, sha, 'policy', check)
      expect((await readCompat(opened))[0]?.migrated_by).toBe('99.1.0')
    })
    await visit({ ...options, release: newer }, async ({ db, newer: other }) => {
      expect(other).toBeUndefined()
      expect(await createCheckMemory(db, Date.now).find(1, sha, 'policy')).toEqual(check)
    })
  },
)

test.each(kinds)(
  '$storage of before there was schema_compat goes on, and has it then',
  async ({ prepare }) => {
    const options = { url: await prepare(), directory }
    await visit(options, async ({ db }) => {
      await db.schema.dropTable('schema_compat').execute()
      await sql`delete from kysely_migration where name = '2026-11-30-schema-compat'`.execute(db)
    })
    const compat = await visit(options, readCompat)
    expect(compat).toEqual([{ min_version: '0.1.0', migrated_by: version }])
  },
)

const dropAnnotated: SchemaStep = {
  minVersion: '98.0.0',
  async up({ schema }) {
    await schema.alterTable('check_runs').dropColumn('annotated').execute()
  },
}

test.each<{ when: string; release: Release; says: string }>([
  {
    when: 'it works with later versions alone',
    release: newerWith({ '9999-01-01-drop': dropAnnotated, '9999-01-02-note': addNote }),
    says: `the database was migrated by 99.1.0, which says it works with ≥ 98.0.0; this is ${version}`,
  },
  {
    when: 'it says no version',
    release: newerWith({ '9999-01-01-odd': { ...addNote, minVersion: 'all' } }),
    says: `the database was migrated by 99.1.0, which says it works with ≥ all; this is ${version}`,
  },
])('of a newer version nothing is used when $when', async ({ release, says }) => {
  const options = { url: await postgres.server.createDatabase(), directory }
  await visit({ ...options, release }, async () => {})
  await expect(openDatabase(options)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: says,
  })
})

test('of another version that says nothing, nothing is used', async () => {
  const options = { url: await postgres.server.createDatabase(), directory }
  await visit({ ...options, release: newer }, ({ db }) => db.deleteFrom('schema_compat').execute())
  await expect(openDatabase(options)).rejects.toThrow(/another version, which does not say/)
  await visit({ ...options, release: newer }, ({ db }) =>
    db.schema.dropTable('schema_compat').execute(),
  )
  await expect(openDatabase(options)).rejects.toThrow(/another version, which does not say/)
})

test('of two versions that each lack a step of the other, the second does not start', async () => {
  const options = { url: await postgres.server.createDatabase(), directory }
  await visit({ ...options, release: newer }, async () => {})
  const patched: Release = {
    version: '99.0.1',
    steps: { ...migrations, '9998-12-31-patch': { async up() {} } },
  }
  await expect(openDatabase({ ...options, release: patched })).rejects.toThrow(
    'the database was migrated by 99.1.0, which lacks what 99.0.1 needs: 9998-12-31-patch',
  )
})

test('a step that fails leaves no word of its version', async () => {
  const options = { url: await postgres.server.createDatabase(), directory }
  await visit(options, async () => {})
  const failing: SchemaStep = {
    async up(db) {
      await addNote.up(db)
      await sql`select 1 / 0`.execute(db)
    },
  }
  const release = newerWith({ '9999-01-01-failing': failing })
  await expect(openDatabase({ ...options, release })).rejects.toThrow(/could not be prepared/)
  await visit(options, async (opened) => {
    expect(opened.newer).toBeUndefined()
    expect((await readCompat(opened))[0]?.migrated_by).toBe(version)
  })
})

test('replicas of two versions start together on an empty database', async () => {
  const url = await postgres.server.createDatabase()
  const releases = [undefined, newer, undefined, newer]
  const opened = await Promise.all(
    releases.map((release) => openDatabase({ url, directory, ...(release && { release }) })),
  )
  await Promise.all(opened.map(({ close }) => close()))
  expect(await visit({ url, directory }, async (last) => last.newer)).toEqual(asNewer)
})

test('a replica that waited for the lock while a newer version migrated goes on', async () => {
  const url = await postgres.server.createDatabase()
  await visit({ url, directory }, async ({ db }) => {
    const { adapter } = db.getExecutor()
    const lock = { lockTable: '', lockRowId: '' }
    const waiting = async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database
        where locktype = 'advisory' and not granted and datname = current_database()`.execute(db)
      return rows[0]?.count
    }
    await db.connection().execute(async (holder) => {
      await adapter.acquireMigrationLock(holder, lock)
      const first = openDatabase({ url, directory, release: newer })
      await until(async () => (await waiting()) === 1)
      const second = openDatabase({ url, directory })
      await until(async () => (await waiting()) === 2)
      await adapter.releaseMigrationLock(holder, lock)
      const opened = await Promise.all([first, second])
      await Promise.all(opened.map(({ close }) => close()))
      expect(opened.map((one) => one.newer)).toEqual([undefined, asNewer])
    })
  })
})

/** What statements of a version that knows these tables rely on, and what each row must obey. */
async function readSchema(db: Kysely<Tables>) {
  const columns = await sql<{ table: string; text: string; demands: boolean }>`
    select table_name as table, concat_ws(' ', table_name, column_name, data_type) as text,
      is_nullable = 'NO' and column_default is null as demands
    from information_schema.columns where table_schema = 'public'`.execute(db)
  const rules = await sql<{ table: string; text: string }>`
    select relname as table, concat_ws(' ', relname, pg_get_constraintdef(pg_constraint.oid)) as text
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where relnamespace = 'public'::regnamespace and contype <> 'n'
    union all
    select tablename, indexdef from pg_indexes
    where schemaname = 'public' and indexdef like 'CREATE UNIQUE%'`.execute(db)
  const strict = columns.rows.filter(({ demands }) => demands)
  const demanded = strict.map(({ table, text }) => ({ table, text: `${text} not null` }))
  return {
    tables: new Set(columns.rows.map(({ table }) => table)),
    columns: columns.rows.map(({ text }) => text),
    demands: [...demanded, ...rules.rows],
  }
}

/**
 * Whether a step takes away what an earlier version relies on, or asks of the rows of a table that was there
 * what that version does not know of.
 */
async function shutsOut(db: Kysely<Tables>, step: SchemaStep): Promise<boolean> {
  const before = await readSchema(db)
  await step.up(db)
  const after = await readSchema(db)
  const all = ({ columns, demands }: typeof before) => [
    ...columns,
    ...demands.map(({ text }) => text),
  ]
  const lost = all(before).some((text) => !all(after).includes(text))
  const asked = after.demands.some(
    ({ table, text }) => before.tables.has(table) && !all(before).includes(text),
  )
  return lost || asked
}

const change = (up: SchemaStep['up']): SchemaStep => ({ up })
const trials: Record<string, SchemaStep> = {
  'a column that may be empty': addNote,
  'an index': change(({ schema }) =>
    schema.createIndex('by_issue').on('incidents').column('issue').execute(),
  ),
  'a column renamed': change(({ schema }) =>
    schema.alterTable('backups').renameColumn('kept_at', 'at').execute(),
  ),
  'a column that must be filled': change(({ schema }) =>
    schema
      .alterTable('redeliveries')
      .addColumn('why', 'text', (column) => column.notNull())
      .execute(),
  ),
  'a column that was always filled': change(({ schema }) =>
    schema
      .alterTable('dead_letters')
      .alterColumn('problem', (column) => column.dropNotNull())
      .execute(),
  ),
  'an index that refuses rows': change(({ schema }) =>
    schema.createIndex('one_issue').unique().on('incidents').column('issue').execute(),
  ),
}

test('a step that shuts earlier versions out says which version works with the tables', async () => {
  const url = await postgres.server.createDatabase()
  const steps = [...Object.entries(migrations).sort(), ...Object.entries(trials)]
  const found = await visit({ url, directory }, async ({ db }) => {
    await sql`drop schema public cascade`.execute(db)
    await sql`create schema public`.execute(db)
    const shutting: string[] = []
    for (const [name, step] of steps) if (await shutsOut(db, step)) shutting.push(name)
    return shutting
  })
  expect(found).toContain('2026-11-29-approval-requests')
  expect(found.filter((name) => migrations[name]?.minVersion === undefined)).toEqual([
    'a column renamed',
    'a column that must be filled',
    'a column that was always filled',
    'an index that refuses rows',
  ])
})

test('no step says that it works with later versions than this one alone', () => {
  const floors = Object.values(migrations).flatMap(({ minVersion }) => minVersion ?? [])
  expect(floors.filter((floor) => isOlder(version, floor))).toEqual([])
})
