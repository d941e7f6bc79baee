import { createPrivateKey } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { GuardError } from '../../core/errors.ts'
import { makeFolder } from '../machine/make-folder.ts'

const schema = z.strictObject({
  appId: z.number().int().positive(),
  privateKey: z.string(),
  webhookSecret: z.string().min(16),
  /** A smee channel, where one was made. */
  webhookProxy: z.string().optional(),
})

/** What the set-up page was given by the forge. */
export type StoredCredentials = z.output<typeof schema>

const fileOf = (directory: string): string => join(directory, 'app-credentials.json')

/**
 * What an earlier set-up has written, if there was one.
 *
 * @throws {GuardError} `INPUT_INVALID` when the file can be read by others, or is not what was written
 */
export async function readCredentialsFile(
  directory: string,
): Promise<StoredCredentials | undefined> {
  const path = fileOf(directory)
  let text: string
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) {
      throw new GuardError('INPUT_INVALID', `${path} can be read by other users`, {
        hint: `Run: chmod 600 ${path}; and make a new private key, for this one may be known.`,
      })
    }
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Whether the folder itself will do is said when it is prepared.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (error instanceof GuardError) throw error
    throw new GuardError('INPUT_INVALID', `DATA_DIR: ${path} cannot be read (${code})`, {
      hint: 'Make it readable for the user of this process, and for nobody else.',
    })
  }
  try {
    const stored = schema.parse(JSON.parse(text))
    createPrivateKey(stored.privateKey)
    return stored
  } catch {
    // What exactly is wrong with it could show some of it.
    throw new GuardError('INPUT_INVALID', `${path} does not hold an App’s credentials`, {
      hint: 'Remove it to set up an App anew, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.',
    })
  }
}

/**
 * Writes the credentials where their owner alone can read them, in one step.
 *
 * @throws {GuardError} `INPUT_INVALID` below a work tree: from there they would be committed one day
 */
export async function writeCredentialsFile(
  directory: string,
  credentials: StoredCredentials,
): Promise<string> {
  await refuseWorkTree(directory)
  await makeFolder(directory)
  const path = fileOf(directory)
  await rm(`${path}.new`, { force: true })
  await writeFile(`${path}.new`, `${JSON.stringify(credentials)}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  })
  await rename(`${path}.new`, path)
  return path
}

/** @throws {GuardError} `INPUT_INVALID` when the folder is, or is in, a work tree of git */
export async function refuseWorkTree(directory: string): Promise<void> {
  for (let at = directory; ; at = dirname(at)) {
    const isTree = await stat(join(at, '.git')).then(
      () => true,
      () => false,
    )
    if (isTree) {
      throw new GuardError('INPUT_INVALID', `DATA_DIR: ${directory} is in the work tree ${at}`, {
        hint: 'Set DATA_DIR to a folder outside it: credentials are kept there.',
      })
    }
    if (dirname(at) === at) return
  }
}
