import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder where it is missing, with its parents, each for its owner alone. Node's own `recursive`
 * never ends where the system says ENOENT again and again, as below `/proc`.
 *
 * @throws the system's error: `EEXIST` where there is something else than a folder
 */
export async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const parent = dirname(directory)
    if (code === 'ENOENT' && parent !== directory && (await isMissing(parent))) {
      await makeFolder(parent)
      return makeFolder(directory)
    }
    if (code !== 'EEXIST' || !(await stat(directory)).isDirectory()) throw error
  }
}

const isMissing = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
