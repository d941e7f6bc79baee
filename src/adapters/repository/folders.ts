import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import type { GitPlace } from './git-process.ts'
import type { ObjectFormat } from './upload-pack.ts'

/** Folders of one session, readable by their owner alone. */
export interface Folders {
  /** A repository without refs, settings or hooks for one push; removed by its owner. */
  newPush(objectFormat: ObjectFormat): Promise<{ folder: string; place: GitPlace }>
  /** The folder of a repository's cache: its name says nothing and holds no colon. */
  cacheOf(name: string, objectFormat: ObjectFormat): Promise<{ folder: string; place: GitPlace }>
  /** Removes what pushes left, and the caches unless they are to stay. */
  remove(): Promise<void>
}

/**
 * Makes the folders and removes what a session that crashed left in them.
 *
 * @param keepCaches whether caches outlive the session
 * @throws {GuardError} `MACHINE_UNSUITABLE` when they cannot be made
 */
export async function openFolders(directory: string, keepCaches: boolean): Promise<Folders> {
  const root = resolve(directory)
  if (root.includes(':')) {
    throw new GuardError(
      'MACHINE_UNSUITABLE',
      `git cannot work in a folder with a colon: ${root}`,
      {
        hint: 'Choose another folder for the guard.',
      },
    )
  }
  const spool = join(root, 'spool')
  const caches = join(root, 'cache')
  try {
    for (const folder of [root, spool, caches]) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    }
    for (const left of await readdir(spool)) await removeFolder(join(spool, left))
    if (!keepCaches)
      for (const left of await readdir(caches)) await removeFolder(join(caches, left))
  } catch (cause) {
    throw new GuardError('MACHINE_UNSUITABLE', `${root} cannot be used for git objects`, { cause })
  }
  return {
    newPush: (objectFormat) => makeRepository(join(spool, randomUUID()), objectFormat),
    cacheOf: (name, objectFormat) =>
      makeRepository(join(caches, `${hashOf(`${objectFormat} ${name}`)}.git`), objectFormat),
    async remove() {
      await removeFolder(spool)
      if (!keepCaches) await removeFolder(caches)
    },
  }
}

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 3 })

/** @see https://git-scm.com/docs/gitrepository-layout */
export async function makeRepository(folder: string, objectFormat: ObjectFormat) {
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

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
