import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What one run of the tests keeps for all its files and the processes that they start. */
export default async function setUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'test-run-'))
  process.env.TEST_RUN_FOLDER = folder
  // Sources without their types, compiled: every process would do that anew.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
}
