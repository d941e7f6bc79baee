import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A file for what is too large for memory: it has no name, so nothing is left of it, however the process ends. */
export interface NamelessFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>
  /** All that was written. */
  read(): Promise<Buffer>
}

/** Makes one on the disk of `directory`, which must be there; readable by its owner alone. */
export async function openNamelessFile(directory: string): Promise<NamelessFile> {
  const path = join(directory, `incoming-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  let size = 0
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size)
        done += bytesWritten
        size += bytesWritten
      }
    },
    async read() {
      const whole = Buffer.alloc(size)
      for (let done = 0; done < size; ) {
        const { bytesRead } = await file.read(whole, done, size - done, done)
        if (bytesRead === 0) throw new Error('a file ended early')
        done += bytesRead
      }
      return whole
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}
