import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Somebody put a link, or something else that is no folder or file, where we would write. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

/**
 * Writes a file below a folder, and nowhere else: no link is followed below it, and a file with a
 * second name elsewhere is replaced, not changed in place. Missing folders are made.
 *
 * Each folder is held open while the next one is looked up in it, so that it cannot become a link in
 * between; where the system has no `/proc`, by its name.
 *
 * @param path with slashes, without `..`
 * @param overwrite without it a file that is there already is an `EEXIST`
 * @throws {NotOurs} at a link, or where a folder or a regular file is expected and is none
 */
export async function writeBelow(
  root: string,
  path: string,
  text: string,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  await mkdir(root, { recursive: true })
  const names = path.split('/')
  const file = names.pop() ?? ''
  let folder = await open(root, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    for (const [index, name] of names.entries()) {
      const inner = await openFolder(folder, root, names.slice(0, index), name)
      await folder.close()
      folder = inner
    }
    await writeIn(placeOf(folder, join(root, ...names)), file, text, overwrite)
  } finally {
    await folder.close()
  }
}

const placeOf = ({ fd }: FileHandle, path: string): string =>
  process.platform === 'linux' ? `/proc/self/fd/${fd}` : path

async function openFolder(
  parent: FileHandle,
  root: string,
  above: readonly string[],
  name: string,
): Promise<FileHandle> {
  const path = join(placeOf(parent, join(root, ...above)), name)
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  return open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOOP' && error.code !== 'ENOTDIR') throw error
    throw new NotOurs([...above, name].join('/'))
  })
}

/** Under a name of its own first: half a file is never there, and nothing is written through. */
async function writeIn(
  folder: string,
  name: string,
  text: string,
  overwrite: boolean,
): Promise<void> {
  const path = join(folder, name)
  if (!overwrite) {
    await writeNew(path, text)
    return
  }
  const before = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  if (before !== undefined && !before.isFile()) throw new NotOurs(name)
  const next = join(folder, `.${name}.${process.pid}`)
  try {
    await writeNew(next, text)
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  await using file = await open(path, flags, 0o666)
  await file.writeFile(text)
}
