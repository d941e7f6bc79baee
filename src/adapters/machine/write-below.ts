import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { type HeldFolder, holdFolder, NotOurs } from './held-folder.ts'

/**
 * Writes a file below a folder, and nowhere else: no link is followed below it, and a file with a
 * second name elsewhere is replaced, not changed in place. Missing folders are made.
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
  const name = names.pop() ?? ''
  await using folder = await holdFolder(root, names, { make: true })
  if (!overwrite) {
    await writeNew(folder.at(name), text)
    return
  }
  const before = await lstat(folder.at(name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  if (before !== undefined && !before.isFile()) throw new NotOurs(name)
  await putIn(folder, name, text)
}

/** Whose a file is and what may be done with it. */
export interface FileRights {
  /** The permission bits alone. */
  mode: number
  uid: number
  gid: number
}

/**
 * Puts a file in its place again, whatever is there now under its name: it is a new file, so that
 * neither a link nor a second name leads the bytes elsewhere.
 *
 * @param path absolute, and without a link in it when it was resolved
 * @param rights the owner is set where this process may
 * @throws {NotOurs} where a folder on the way is a link by now
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  rights: FileRights,
): Promise<void> {
  const names = path.split('/').filter((name) => name !== '')
  const name = names.pop() ?? ''
  await using folder = await holdFolder('/', names, { make: false })
  await putIn(folder, name, bytes, rights)
}

/** Under a name of its own first: half a file is never there, and nothing is written through. */
async function putIn(
  folder: HeldFolder,
  name: string,
  content: string | Uint8Array,
  rights?: FileRights,
): Promise<void> {
  const next = folder.at(`.${name}.${randomBytes(6).toString('hex')}`)
  try {
    await writeNew(next, content, rights)
    await rename(next, folder.at(name))
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}

async function writeNew(
  path: string,
  content: string | Uint8Array,
  rights?: FileRights,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  await using file = await open(path, flags, rights === undefined ? 0o666 : 0o600)
  await file.writeFile(content)
  if (rights === undefined) return
  if (process.getuid?.() === 0) await file.chown(rights.uid, rights.gid)
  await file.chmod(rights.mode)
}
