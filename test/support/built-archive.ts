import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { until } from './until.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** The environment with this node in front, so that npm and what it starts use it. */
export const withThisNode = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
}

/**
 * The path of the archive that `npm run archive` makes. Each run of the tests makes one: it is built in the
 * checkout, where two at the same time would meet.
 */
export async function builtArchive(): Promise<string> {
  const parent = process.env.TEST_RUN_FOLDER ?? (await mkdtemp(join(tmpdir(), 'test-run-')))
  const folder = join(parent, 'archive')
  const isFirst = await mkdir(folder).then(
    () => true,
    () => false,
  )
  if (isFirst) await build(folder)
  return until(async () => {
    const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
    return name !== undefined && join(folder, name)
  })
}

/** Half an archive has no name that is looked for. */
async function build(folder: string): Promise<void> {
  const making = await mkdtemp(join(folder, 'making-'))
  const args = ['run', 'archive', '--', '--pack-destination', making]
  await run('npm', args, { cwd: root, env: withThisNode })
  for (const name of await readdir(making)) await rename(join(making, name), join(folder, name))
}
