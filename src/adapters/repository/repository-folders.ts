import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { makeBareRepository, removeFolder } from './bare-repository.ts'
import type { GitPlace } from './git-process.ts'
import type { ObjectFormat } from './upload-pack.ts'

/** What is kept of many repositories below one folder, shared by every worker on it. */
export interface RepositoryFolders {
  /** The folder of a repository; made if it is not there, and marked as used now. */
  open(id: number, objectFormat: ObjectFormat): Promise<RepositoryPlace>
  /** A folder for one push; removed by its owner. */
  newPush(objectFormat: ObjectFormat): Promise<{ folder: string; place: GitPlace }>
  /** Removes what was not used for longest, until the rest is within the limits. */
  tidy(): Promise<void>
}

export interface RepositoryPlace {
  folder: string
  /** Files and folder listings that were needed once: any of them may go at any time. */
  objects: GitPlace
  /** Commits alone, each with its whole history: all of them go, or none. */
  history: GitPlace
}

export interface FolderLimits {
  /** Most bytes on the disk that all repositories have together. */
  bytes: number
  /** Most bytes of files and folder listings of one repository, and their packs. */
  objectBytes: number
  objectPacks: number
  /** What was used within this time stays, in milliseconds: somebody may be reading it. */
  inUseMs: number
  /** What a push left is removed when it is older than this, in milliseconds. */
  abandonedMs: number
}

export const folderLimits: FolderLimits = {
  bytes: 20 * 1_073_741_824,
  objectBytes: 512 * 1_048_576,
  objectPacks: 100,
  inUseMs: 3_600_000,
  abandonedMs: 24 * 3_600_000,
}

/**
 * @param directory for these folders alone; several processes may share it
 * @throws {GuardError} `MACHINE_UNSUITABLE` when it cannot be used
 */
export async function openRepositoryFolders(
  directory: string,
  limits: FolderLimits,
): Promise<RepositoryFolders> {
  const root = resolve(directory)
  if (root.includes(':')) {
    throw new GuardError('MACHINE_UNSUITABLE', `git cannot work in a folder with a colon: ${root}`)
  }
  const [repositories, spool, trash] = ['repositories', 'spool', 'trash'].map((name) =>
    join(root, name),
  ) as [string, string, string]
  try {
    for (const folder of [repositories, spool, trash]) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    }
  } catch (cause) {
    throw new GuardError('MACHINE_UNSUITABLE', `${root} cannot be used for git objects`, { cause })
  }

  async function discard(folder: string): Promise<void> {
    const away = join(trash, randomUUID())
    // Whoever reads in it sees either all of it or nothing; what cannot be moved now stays until the
    // next tidying.
    await rename(folder, away).catch(() => {})
    await removeFolder(away)
  }

  return {
    async open(id, objectFormat) {
      const folder = join(repositories, `${id}-${objectFormat}`)
      const objects = join(folder, 'objects')
      const history = join(folder, 'history')
      if (!(await isThere(join(folder, 'ready')))) {
        await makeBareRepository(folder, objectFormat)
        await mkdir(join(history, 'pack'), { recursive: true, mode: 0o700 })
        await mkdir(join(objects, 'info'), { recursive: true, mode: 0o700 })
        await writeFile(join(objects, 'info', 'alternates'), `${history}\n`, { mode: 0o600 })
        await writeFile(join(folder, 'ready'), '', { mode: 0o600 })
      }
      const now = new Date()
      await utimes(join(folder, 'ready'), now, now)
      return {
        folder,
        objects: { gitDir: folder, objects },
        history: { gitDir: folder, objects: history },
      }
    },
    newPush: (objectFormat) => makeBareRepository(join(spool, randomUUID()), objectFormat),
    async tidy() {
      const now = Date.now()
      for (const folder of [spool, trash]) {
        for (const name of await readdir(folder)) {
          const left = join(folder, name)
          if (now - (await timeOf(left)) > limits.abandonedMs) await removeFolder(left)
        }
      }
      const kept: { folder: string; bytes: number; used: number }[] = []
      for (const name of await readdir(repositories)) {
        const folder = join(repositories, name)
        await trimObjects(join(folder, 'objects', 'pack'), limits, now)
        kept.push({
          folder,
          bytes: await bytesIn(folder),
          used: await timeOf(join(folder, 'ready')),
        })
      }
      let total = kept.reduce((sum, { bytes }) => sum + bytes, 0)
      for (const { folder, bytes, used } of kept.sort((a, b) => a.used - b.used)) {
        if (total <= limits.bytes || now - used < limits.inUseMs) break
        await discard(folder)
        total -= bytes
      }
    },
  }
}

/** Removes the oldest packs of one repository that are too many or too large together. */
async function trimObjects(folder: string, limits: FolderLimits, now: number): Promise<void> {
  const packs: { path: string; bytes: number; at: number }[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) continue
    if (name.endsWith('.pack')) packs.push({ path, bytes: found.size, at: found.mtimeMs })
    else if (name.startsWith('tmp_') && now - found.mtimeMs > limits.abandonedMs) await rm(path)
  }
  let bytes = packs.reduce((sum, pack) => sum + pack.bytes, 0)
  let count = packs.length
  for (const pack of packs.sort((a, b) => a.at - b.at)) {
    if (bytes <= limits.objectBytes && count <= limits.objectPacks) return
    if (now - pack.at < limits.inUseMs) return
    await removePack(pack.path)
    bytes -= pack.bytes
    count -= 1
  }
}

/**
 * The index goes first: without it git takes no notice of a pack. A file that is gone already, or that
 * cannot be removed, costs room alone and is found again at the next tidying.
 */
export async function removePack(path: string): Promise<void> {
  await unlink(path.replace(/\.pack$/, '.idx')).catch(() => {})
  await unlink(path).catch(() => {})
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0
  }
  return bytes
}

const timeOf = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.mtimeMs ?? 0

const isThere = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined
