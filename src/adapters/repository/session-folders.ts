import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { makeBareRepository, removeFolder } from './bare-repository.ts'
import type { GitPlace } from './git-process.ts'
import type { ObjectFormat } from './upload-pack.ts'

/** Folders of one session, readable by their owner alone. */
export interface SessionFolders {
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
export async function openSessionFolders(
  directory: string,
  keepCaches: boolean,
): Promise<SessionFolders> {
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
    newPush: (objectFormat) => makeBareRepository(join(spool, randomUUID()), objectFormat),
    cacheOf: (name, objectFormat) =>
      makeBareRepository(join(caches, `${hashOf(`${objectFormat} ${name}`)}.git`), objectFormat),
    async remove() {
      await removeFolder(spool)
      if (!keepCaches) await removeFolder(caches)
    },
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
