import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GuardError } from '../../core/errors.ts'

/**
 * Makes the data folder where it is missing, and sees that it can be used.
 *
 * @throws {GuardError} `INPUT_INVALID` when it is no folder, or not this user's to read and write
 */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    await makeFolder(directory)
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(directory, error)
  }
}

/** With its parents. Node's own `recursive` never ends where the system says ENOENT again and again. */
async function makeFolder(directory: string): Promise<void> {
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

/** The one line for a data folder, or what is in it, that cannot be used. */
export function unusable(directory: string, error: unknown): GuardError {
  const { code, message } = error as NodeJS.ErrnoException
  const why = reasons[code ?? ''] ?? code ?? message?.split('\n')[0] ?? 'unexpected'
  return new GuardError('INPUT_INVALID', `DATA_DIR: ${directory} cannot be used: ${why}`, {
    hint: 'Set DATA_DIR to a folder that the user of this process may read and write.',
    cause: error,
  })
}

const reasons: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'it may not be read and written',
  EPERM: 'it may not be read and written',
  EROFS: 'it is on a file system that cannot be written',
  ENOENT: 'it cannot be made there',
}
