import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Somebody put a link, or something else that is no folder or file, where one of ours would be. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

/** A folder that is held open: names are looked up in it, whatever its own name leads to by now. */
export interface HeldFolder extends AsyncDisposable {
  /** A path to `name` in the folder, for calls that take a path; the last part is not resolved. */
  at(name: string): string
}

/** `O_PATH` of Linux, which needs no right to list the folder; node has no name for it. */
const pathOnly = process.platform === 'linux' ? 0o10000000 : constants.O_RDONLY
const folderFlags = constants.O_DIRECTORY | pathOnly

/**
 * Opens a folder below `root` step by step and follows no link on the way. Each folder is held open while
 * the next one is looked up in it, so that it cannot become a link in between; where the system has no
 * `/proc`, by its name.
 *
 * @param root absolute; links in it are followed
 * @param names the folders below it, in order
 * @param make whether missing folders are made
 * @throws {NotOurs} with the path below `root`, at a link or where a folder is expected and is none
 */
export async function holdFolder(
  root: string,
  names: readonly string[],
  { make }: { make: boolean },
): Promise<HeldFolder> {
  let folder = await open(root, folderFlags)
  for (const [index, name] of names.entries()) {
    const above = names.slice(0, index)
    try {
      const path = join(placeOf(folder, join(root, ...above)), name)
      const inner = await openInner(path, [...above, name].join('/'), make)
      await folder.close()
      folder = inner
    } catch (error) {
      await folder.close()
      throw error
    }
  }
  const place = placeOf(folder, join(root, ...names))
  return {
    at: (name) => join(place, name),
    [Symbol.asyncDispose]: () => folder.close(),
  }
}

const placeOf = ({ fd }: FileHandle, path: string): string =>
  process.platform === 'linux' ? `/proc/self/fd/${fd}` : path

async function openInner(path: string, shown: string, make: boolean): Promise<FileHandle> {
  if (make) {
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  return open(path, folderFlags | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOOP' && error.code !== 'ENOTDIR') throw error
    throw new NotOurs(shown)
  })
}
