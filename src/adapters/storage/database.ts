import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely'
import { fromPglite } from 'pg-boss'
import { GuardError } from '../../core/errors.ts'
import { version } from '../../version.ts'
import { prepareDataDirectory, unusable } from './data-directory.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate, type NewerSchema, type Release } from './migrate.ts'
import { migrations, type Tables } from './tables/index.ts'

export type Database = Kysely<Tables>

export interface OpenDatabase {
  db: Database
  /** How pg-boss reaches the same database. */
  queue: { backend: 'postgres' | 'pglite'; db: ReturnType<typeof fromPglite> }
  /** Set when a newer version has changed the tables, and this one works with them. */
  newer?: NewerSchema
  /** @throws when it does not answer */
  ping(): Promise<true>
  close(): Promise<void>
}

/** Connections of one replica at most; every handler holds one only for single statements. */
const maxConnections = 10
/** The whole database of one process is a few MB; by default its cache alone has 128 MB. */
const smallMemory = ['-c', 'shared_buffers=8MB', '-c', 'wal_buffers=1MB']
/**
 * V8 compiles a function of WebAssembly when it is first called, and once: to compile the busy ones
 * again, better, takes half a gigabyte and more time than an embedded database ever gets back.
 */
const plainWasm = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--wasm-lazy-compilation']
/** How long a server that is being replaced may take to leave its embedded database, in milliseconds. */
const takeOverMs = 15_000
const thisRelease: Release = { version, steps: migrations }

/**
 * Opens the database and brings its tables up to date.
 *
 * @param options.url `postgres://…`; without it PostgreSQL runs embedded, below `options.directory`
 * @param options.waitMs how long another process may still use the embedded one, in milliseconds
 * @param options.release whose tables are wanted; without it those of this version
 * @throws {GuardError} `INPUT_INVALID` when it cannot be opened, or a newer version
 * made it unfit for this one; the address is never in the text;
 * `MACHINE_UNSUITABLE` when another process uses the embedded one
 */
export async function openDatabase(options: {
  url?: string | undefined
  directory: string
  waitMs?: number
  release?: Release
}): Promise<OpenDatabase> {
  const opened =
    options.url === undefined
      ? await openEmbedded(options.directory, options.waitMs ?? takeOverMs)
      : await openServer(options.url)
  async function ping(): Promise<true> {
    await sql`select 1`.execute(opened.db)
    return true
  }
  try {
    return { ...opened, ...(await prepare(opened.db, options.release ?? thisRelease)), ping }
  } catch (error) {
    // The first error says what is wrong.
    await opened.close().catch(() => {})
    throw error
  }
}

type UncheckedDatabase = Omit<OpenDatabase, 'ping' | 'newer'>

/** Both are large, so only the one that is used is loaded. */
async function openEmbedded(directory: string, waitMs: number): Promise<UncheckedDatabase> {
  const folder = join(directory, 'database')
  await prepareDataDirectory(folder)
  // Two of them at once would ruin it.
  const lock = await lockFolder(join(directory, 'database.lock'), waitMs).catch(
    (error: unknown) => {
      throw error instanceof GuardError ? error : unusable(directory, error)
    },
  )
  try {
    const pglite = await openFolder(folder)
    return {
      db: new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) }),
      queue: { backend: 'pglite', db: fromPglite(pglite) },
      close: () => pglite.close().finally(lock.release),
    }
  } catch (error) {
    lock.release()
    throw unusable(folder, error)
  }
}

/**
 * A new folder is unpacked from one that was prepared: to make it here (`initdb`) takes seconds of the
 * processor and a gigabyte of memory. One whose unpacking did not end holds nothing yet, and is made anew.
 */
async function openFolder(folder: string) {
  for (const flag of plainWasm) setFlagsFromString(flag)
  const { PGlite } = await import('@electric-sql/pglite')
  const options = {
    parsers: { 20: readBigint },
    startParams: [...PGlite.defaultStartParams, ...smallMemory],
  }
  const unfinished = `${folder}.unfinished`
  if (await isThere(unfinished)) await rm(folder, { recursive: true, force: true })
  if (await isThere(join(folder, 'PG_VERSION'))) return PGlite.create(folder, options)
  const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs')
  await writeFile(unfinished, '')
  const pglite = await PGlite.create(folder, { ...options, loadDataDir: await dataDir() })
  await rm(unfinished)
  return pglite
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

async function openServer(url: string): Promise<UncheckedDatabase> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types: { getTypeParser },
  })
  // A connection that breaks while idle is replaced; whoever uses it next gets the error.
  pool.on('error', () => {})
  function getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === 20) return readBigint
    return format === 'binary'
      ? pg.types.getTypeParser(oid, 'binary')
      : pg.types.getTypeParser(oid, 'text')
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    queue: {
      backend: 'postgres',
      db: { executeSql: (text, values) => pool.query(text, values) },
    },
    close: () => db.destroy(),
  }
}

/** GitHub's ids are below 2^53, so numbers carry them. */
const readBigint = (text: string): number => Number(text)

/** Whether the tables are a newer version's, once they can be worked with. */
async function prepare(db: Database, release: Release): Promise<{ newer?: NewerSchema }> {
  try {
    const newer = await migrate(db, release)
    return newer === undefined ? {} : { newer }
  } catch (error) {
    if (error instanceof GuardError) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new GuardError(
      'INPUT_INVALID',
      `the database could not be prepared${code === undefined ? '' : ` (${code})`}`,
      { hint: 'Check DATABASE_URL, and that its user may create tables.', cause: error },
    )
  }
}
