import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { GuardError } from '../../core/errors.ts'
import { makeFolder } from '../machine/make-folder.ts'

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
