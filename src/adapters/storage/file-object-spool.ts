import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectSpool } from '../../guard/git/lfs/spool.ts'
import { makeFolder } from '../machine/make-folder.ts'

/** What all objects that wait may take together, in bytes. */
export const maxSpoolBytes = 16 * 2 ** 30

/**
 * Keeps objects of LFS, while they wait, in files under `directory`, readable by its owner alone.
 * The folder is made when the first object comes.
 */
export function createFileObjectSpool(directory: string, maxBytes = maxSpoolBytes): ObjectSpool {
  let made: Promise<unknown> | undefined
  let used = 0
  return {
    async open() {
      made ??= makeFolder(directory)
      await made
      const path = join(directory, randomUUID())
      const file = await open(path, 'wx', 0o600)
      let bytes = 0
      let isGone = false
      let closed: Promise<void> | undefined
      const complete = () => {
        closed ??= file.close()
        return closed
      }
      return {
        async write(chunk) {
          if (used + chunk.length > maxBytes) throw new RangeError('no room for more objects')
          used += chunk.length
          bytes += chunk.length
          await file.writeFile(chunk)
        },
        complete,
        read: () => createReadStream(path, { highWaterMark: 262_144 }),
        async [Symbol.asyncDispose]() {
          if (isGone) return
          isGone = true
          used -= bytes
          await complete()
          await rm(path, { force: true })
        },
      }
    },
  }
}
