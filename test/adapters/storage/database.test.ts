import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { createCheckMemory } from '../../../src/adapters/storage/check-memory.ts'
import { openDatabase } from '../../../src/adapters/storage/database.ts'
import { usePostgres } from '../../support/postgres.ts'

const postgres = usePostgres()
const sha = 'a'.repeat(40)

test.each<{ storage: string; url: () => Promise<string> | undefined }>([
  { storage: 'PostgreSQL', url: () => postgres.server.createDatabase() },
  { storage: 'the embedded database', url: () => undefined },
])('$storage keeps what was written over a restart', async ({ url }) => {
  const directory = await mkdtemp(join(tmpdir(), 'database-'))
  try {
    const options = { url: await url(), directory }
    const first = await openDatabase(options)
    const check = { id: 2 ** 52, digest: 'd', annotated: false }
    await createCheckMemory(first.db, Date.now).save(1, sha, 'policy', check)
    await first.close()
    const second = await openDatabase(options)
    expect(await createCheckMemory(second.db, Date.now).find(1, sha, 'policy')).toEqual(check)
    await second.close()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('an embedded database whose making was cut off is made anew', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'database-'))
  try {
    await mkdir(join(directory, 'database'))
    await writeFile(join(directory, 'database', 'PG_VERSION'), '18\n')
    // What is cut off says so; a folder that only looks like a database is nobody's to remove.
    await expect(openDatabase({ directory })).rejects.toThrow(/cannot be used/)
    await writeFile(join(directory, 'database.unfinished'), '')
    const opened = await openDatabase({ directory })
    await opened.ping()
    await opened.close()
    expect(await readdir(directory)).not.toContain('database.unfinished')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('replicas that start together prepare the database once', async () => {
  const url = await postgres.server.createDatabase()
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url, directory: '/' })))
  await Promise.all(opened.map(({ close }) => close()))
})

test('a database that is away is named without its address', async () => {
  const url = 'postgres://guard:hidden-word@127.0.0.1:1/none'
  const opening = openDatabase({ url, directory: '/' })
  await expect(opening).rejects.toThrow(/database/)
  await expect(opening).rejects.not.toThrow(/hidden-word/)
})

test('after a crash of the server the same client goes on', async () => {
  const { server } = postgres
  const { db, close } = await openDatabase({ url: await server.createDatabase(), directory: '/' })
  const ask = () => sql<{ one: number }>`select 1 as one`.execute(db)
  await ask()
  await server.crash()
  await expect(ask()).rejects.toThrow()
  await server.start()
  expect((await ask()).rows).toEqual([{ one: 1 }])
  await close()
})
