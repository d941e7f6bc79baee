import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { holdFolder, NotOurs } from './held-folder.ts'

/**
 * Opens a regular file for reading; follows no link and waits for nothing, such as a pipe's other end.
 *
 * @param path absolute, and without a link in it when it was resolved
 * @throws {NotOurs} where something on the way is a link by now, or the file is no regular one
 */
export async function openPlainFile(path: string): Promise<FileHandle> {
  const names = path.split('/').filter((name) => name !== '')
  const name = names.pop() ?? ''
  await using folder = await holdFolder('/', names, { make: false })
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
  const file = await open(folder.at(name), flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOOP' && error.code !== 'ENXIO') throw error
    throw new NotOurs(path)
  })
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new NotOurs(path)
}

/**
 * A regular file, whole.
 *
 * @throws {RangeError} when it holds more than `maxBytes`, of which no more is read
 * @throws {NotOurs} as `openPlainFile` does
 */
export async function readPlainFile(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await openPlainFile(path)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
    chunks.push(chunk)
    length += chunk.length
  }
  if (length > maxBytes) throw new RangeError(`${path}: more than ${maxBytes} bytes`)
  return Buffer.concat(chunks)
}
