import { rm, writeFile } from 'node:fs/promises'
import { readPlainFile } from '../src/adapters/machine/plain-file.ts'
import { GuardError } from '../src/core/errors.ts'
import {
  type MeddledFile,
  removeCredentials,
  restoreFiles,
  saveFiles,
} from '../src/runner/checkout-credentials/clear-credentials.ts'
import {
  findPersistedCredentials,
  type PersistedCredential,
  refusal,
} from '../src/runner/checkout-credentials/find-credentials.ts'
import type { CheckoutPlace } from '../src/runner/checkout-credentials/git-files.ts'
import type { Inputs } from './inputs.ts'
import { openFiles, sealFiles } from './sealed-backup.ts'

export interface ClearOptions {
  place: CheckoutPlace
  mode: Inputs['checkoutCredentials']
  /** Where the sealed backup is kept until the files are put back. */
  backup: string
  /** A value that post is given again; it opens the backup. */
  secret: string
}

/**
 * Sees to it that git on this runner gives the agent no credential, before the agent starts.
 *
 * @returns what was found, and taken out or, with `keep`, left there
 * @throws {GuardError} `MACHINE_UNSUITABLE` naming every place, after undoing what was done
 */
export async function clearCheckout(options: ClearOptions): Promise<PersistedCredential[]> {
  const { place, mode, backup, secret } = options
  const found = await findPersistedCredentials(place)
  if (found.length === 0 || mode === 'keep') return found
  if (mode === 'refuse' || found.some(({ ours }) => !ours)) throw refusal(found, place)
  const files = await saveFiles(found, place)
  await writeFile(backup, sealFiles(files, secret), { mode: 0o600, flag: 'wx' })
  try {
    await removeCredentials(files, place)
  } catch (error) {
    await restoreCheckout({ backup, secret, env: place.env })
    throw error
  }
  return found
}

/**
 * Puts the files back, if there is something to put back; safe to call again.
 *
 * @returns one sentence for every file that somebody changed meanwhile, or that had to be left
 * @throws {GuardError} `INPUT_INVALID` when the backup cannot be opened
 */
export async function restoreCheckout(options: {
  backup: string
  secret: string
  env: NodeJS.ProcessEnv
}): Promise<string[]> {
  const read = readPlainFile(options.backup, maxBackupBytes)
  const sealed = await read.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new GuardError('INPUT_INVALID', 'the saved git configuration cannot be read', {
      cause: error,
    })
  })
  if (sealed === undefined) return []
  const files = openFiles(sealed.toString('latin1'), options.secret)
  const meddled = await restoreFiles(files, options.env)
  await rm(options.backup)
  return meddled.map(meddledLine)
}

const meddledLine = ({ path, keys, left }: MeddledFile): string =>
  left === undefined
    ? `${path} was changed while the agent ran${keys.length > 0 ? ` (${keys.join(', ')})` : ''}; it is as it was before.`
    : `${path} is not as it was before: its place was changed while the agent ran (${left}), so it was left as it is. Check the workspace out again if later steps need it.`

/** Of all that `saveFiles` may have saved, sealed. */
const maxBackupBytes = 256 * 1_048_576
