import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectFormat } from './upload-pack.ts'

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 })

/**
 * A bare repository without refs, settings or hooks, readable by its owner alone.
 *
 * @see https://git-scm.com/docs/gitrepository-layout
 */
export async function makeBareRepository(folder: string, objectFormat: ObjectFormat) {
  const place = { gitDir: folder, objects: join(folder, 'objects') }
  await mkdir(join(folder, 'objects', 'pack'), { recursive: true, mode: 0o700 })
  await mkdir(join(folder, 'refs'), { recursive: true, mode: 0o700 })
  const extension = objectFormat === 'sha256' ? '[extensions]\n\tobjectformat = sha256\n' : ''
  const version = objectFormat === 'sha256' ? 1 : 0
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n', { mode: 0o600 })
  await writeFile(
    join(folder, 'config'),
    `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n${extension}`,
    { mode: 0o600 },
  )
  return { folder, place }
}
