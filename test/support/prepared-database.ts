import { cp, mkdtemp, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/adapters/storage/database.ts'
import { openQueue } from '../../src/adapters/storage/queue.ts'

/**
 * Puts an embedded database below `directory` that has today's tables already: making one takes
 * seconds of the processor, so each run of the tests makes one and copies it.
 */
export async function prepareDatabase(directory: string): Promise<void> {
  const run = process.env.TEST_RUN_FOLDER ?? (await mkdtemp(join(tmpdir(), 'test-run-')))
  const prepared = join(run, 'database')
  if (!(await isThere(prepared))) await prepare(run, prepared)
  await cp(prepared, join(directory, 'database'), { recursive: true })
}

/** Two workers may do this at the same time: the second finds that it is there. */
async function prepare(run: string, prepared: string): Promise<void> {
  const directory = await mkdtemp(join(run, 'making-'))
  const opened = await openDatabase({ directory })
  const onError = (error: unknown) => {
    throw error
  }
  await (await openQueue(opened, { now: Date.now, onError })).close()
  await opened.close()
  await rename(join(directory, 'database'), prepared).catch(async (error: unknown) => {
    if (!(await isThere(prepared))) throw error
  })
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
