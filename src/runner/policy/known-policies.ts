import { createHash, randomBytes } from 'node:crypto'
import { readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { makeFolder } from '../../adapters/machine/make-folder.ts'
import { GuardError } from '../../core/errors.ts'
import { printableLine } from '../../core/recording/visible.ts'
import { stateDirectory } from '../../state-directory.ts'

/** Digest of a policy as its file has it: SHA-256 in hex of its bytes, `none` where there is none. */
export const fileDigest = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? 'none' : createHash('sha256').update(bytes).digest('hex')

/** What is kept of one workspace, in a file of its own. */
const knownSchema = z.strictObject({
  version: z.literal(1),
  folder: z.string(),
  /** Digests a policy of this workspace may have, newest first. */
  digests: z.array(z.string().regex(/^(?:none|[0-9a-f]{64})$/)),
})

/** Digests kept of one workspace: a policy read from the forge may change often. */
const maxDigests = 20

/**
 * Which policies were in force in the workspaces of this machine. A guarded session could have
 * written what the next one would find there as its policy; so from then on only what was known
 * before, or what the operator has named, is taken from there.
 */
export interface KnownPolicies {
  /**
   * The digests that count in a folder: those of the nearest folder upwards, itself included, in
   * which a session was; `undefined` where none was.
   *
   * @throws {GuardError} `INPUT_INVALID` when they cannot be read
   */
  find(folder: string): Promise<readonly string[] | undefined>
  /** Whether a session was in this very folder; throws as `find` does. */
  has(folder: string): Promise<boolean>
  /** Adds digests for a folder. @throws {GuardError} `INPUT_INVALID` when they cannot be written */
  add(folder: string, digests: readonly string[]): Promise<void>
}

/** Where this user's are kept. */
export const knownPoliciesOf = (environment: NodeJS.ProcessEnv): KnownPolicies =>
  createKnownPolicies(join(stateDirectory(environment), 'policies'))

/** @param directory in the user's state folder; made when it is needed */
export function createKnownPolicies(directory: string): KnownPolicies {
  const fileOf = (folder: string) =>
    join(directory, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`)

  const readOne = async (folder: string): Promise<string[] | undefined> => {
    const file = fileOf(folder)
    try {
      const known = knownSchema.parse(JSON.parse(await readFile(file, 'utf8')))
      if (known.folder !== folder) throw new Error('it is about another folder')
      return known.digests
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new GuardError('INPUT_INVALID', `${file}: the known policies cannot be read`, {
        hint: 'Look at the file; remove it if nobody but you has worked in that folder.',
        cause,
      })
    }
  }

  return {
    async find(folder) {
      for (let at = await realpath(folder); ; at = dirname(at)) {
        const digests = await readOne(at)
        if (digests !== undefined || at === dirname(at)) return digests
      }
    },
    has: async (folder) => (await readOne(folder)) !== undefined,
    async add(folder, digests) {
      const real = await realpath(folder)
      const known = (await readOne(real)) ?? []
      const all = [...new Set([...digests, ...known])].slice(0, maxDigests)
      const file = fileOf(real)
      const beside = `${file}.${randomBytes(6).toString('hex')}`
      try {
        await makeFolder(directory)
        const text = JSON.stringify({ version: 1, folder: real, digests: all })
        await writeFile(beside, `${text}\n`, { mode: 0o600, flag: 'wx' })
        await rename(beside, file)
      } catch (cause) {
        throw new GuardError(
          'INPUT_INVALID',
          `${file}: the policy in force cannot be written down`,
          { hint: 'Make your state folder writable (XDG_STATE_HOME says where it is).', cause },
        )
      }
    },
  }
}

/** @throws {GuardError} `POLICY_INVALID` when `digest` is none of those known */
export function refuseUnknown(
  known: readonly string[] | undefined,
  digest: string,
  workspace: string,
): void {
  if (known === undefined || known.includes(digest)) return
  const where = printableLine(workspace, 300)
  throw new GuardError(
    'POLICY_INVALID',
    `the policy of ${where} is another one than at the last guarded session there, which could have changed it`,
    {
      hint: 'Look at what changed in .github/cursor-guard.yml; then pass the file to go by with --policy FILE once. Where GITHUB_REPOSITORY is set, the forge is asked instead.',
    },
  )
}
