import { lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NotOurs } from '../../adapters/machine/held-folder.ts'
import { readPlainFile } from '../../adapters/machine/plain-file.ts'
import { type FileRights, replaceFile } from '../../adapters/machine/write-below.ts'
import { GuardError } from '../../core/errors.ts'
import type { GitSetting } from '../../core/git/config-text.ts'
import { makeOwnFolder } from '../../own-folder.ts'
import { isolatedGit, parseConfig } from '../isolated-git.ts'
import { credentialIn, shownKey, withoutCredential } from './credential-rules.ts'
import {
  credentialsOf,
  findPersistedCredentials,
  maxHeldBytes,
  type PersistedCredential,
  refusal,
} from './find-credentials.ts'
import type { CheckoutPlace } from './git-files.ts'
import { createTokenSearch, type TokenSearch } from './token-search.ts'

/** A file as it was before its credentials were taken out. */
export interface SavedFile extends FileRights {
  /** Absolute and resolved. */
  path: string
  bytes: Buffer
  /** Without them. */
  cleared: Buffer
}

/** Reads the files with credentials that belong to this job, before anything is changed. */
export async function saveFiles(
  found: readonly PersistedCredential[],
  place: CheckoutPlace,
): Promise<SavedFile[]> {
  const search = createTokenSearch(place.tokens)
  const paths = [...new Set(found.filter(({ ours }) => ours).map(({ where }) => where))]
  return Promise.all(
    paths.map(async (path) => {
      const { mode, uid, gid } = await lstat(path)
      const bytes = await readPlainFile(path, maxHeldBytes).catch((error) => {
        throw cannotEdit(path, error instanceof Error ? error.message : String(error))
      })
      const cleared = await clearedOf({ path, bytes }, place, search)
      return { path, mode: mode & 0o7777, uid, gid, bytes, cleared }
    }),
  )
}

/** Takes the credentials out of `files`, then looks again: nothing may be left. */
export async function removeCredentials(
  files: readonly SavedFile[],
  place: CheckoutPlace,
): Promise<void> {
  for (const { path, bytes: _, cleared, ...rights } of files) {
    await replaceFile(path, cleared, rights).catch((error) => {
      throw cannotEdit(path, whyLeft(error))
    })
  }
  const left = await findPersistedCredentials(place)
  if (left.length > 0) throw refusal(left, place)
}

/** The file without its credentials; git edits a copy of its configuration in a folder of our own. */
async function clearedOf(
  { path, bytes }: Pick<SavedFile, 'path' | 'bytes'>,
  { env, workspace }: CheckoutPlace,
  search: TokenSearch,
): Promise<Buffer> {
  const cut = search.cut(bytes)
  const entries = (await parseConfig(cut.toString('utf8'), env)) ?? []
  const isHeld = (entry: GitSetting) => credentialsOf([entry], search).length > 0
  const keys = new Set(entries.filter(isHeld).map(({ key }) => key))
  if (keys.size === 0) return cut
  const scratch = await makeOwnFolder('cursor-guard-config-', [workspace])
  try {
    const copy = join(scratch, 'config')
    await writeFile(copy, cut, { mode: 0o600 })
    for (const key of keys) {
      const ofKey = entries.filter((entry) => entry.key === key)
      await rewriteKey(
        copy,
        key,
        ofKey.map((entry) => keptOf(entry, search)),
        env,
      )
    }
    return search.cut(await readFile(copy))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cannotEdit(path, why)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The value as it may stay, if any of it may. */
function keptOf(entry: GitSetting, search: TokenSearch): string | undefined {
  if (search.isIn(entry.key)) return undefined
  const value = credentialIn(entry) === undefined ? entry.value : withoutCredential(entry)
  return value === undefined ? undefined : search.cut(Buffer.from(value)).toString('utf8')
}

async function rewriteKey(
  file: string,
  key: string,
  values: readonly (string | undefined)[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const kept = values.filter((value) => value !== undefined)
  const steps = [['--unset-all', key], ...kept.map((value) => ['--add', key, value])]
  for (const step of steps) {
    const { code } = await isolatedGit(['config', '--file', file, ...step], { env })
    if (code !== 0) throw new Error(`git config ended with ${code}`)
  }
}

/** What somebody did to a file while its credentials were out of it. */
export interface MeddledFile {
  path: string
  /** Keys of the configuration that were changed; empty where nobody could tell. */
  keys: string[]
  /** Why the file was left as it is: nothing is written where a link leads by now. */
  left?: string
}

/**
 * Puts every file back, byte for byte. What was written to a file in the meantime is dropped: it
 * could be a hook or an alias that waits for the credential to return. Where a folder on the way has
 * become a link, the file is left as it is, and named.
 *
 * @returns the files that somebody changed meanwhile, for the log
 */
export async function restoreFiles(
  files: readonly SavedFile[],
  env: NodeJS.ProcessEnv,
): Promise<MeddledFile[]> {
  const meddled: MeddledFile[] = []
  for (const { path, bytes, cleared, ...rights } of files) {
    const now = await readPlainFile(path, maxHeldBytes).catch(() => undefined)
    try {
      await replaceFile(path, bytes, rights)
    } catch (error) {
      meddled.push({ path, keys: [], left: whyLeft(error) })
      continue
    }
    if (now?.equals(cleared)) continue
    const [before, after] = await Promise.all([cleared, now].map((text) => entriesOf(text, env)))
    const keys = differingKeys(before ?? [], after ?? [])
    // Git may have written the same settings in another way.
    if (keys.length > 0 || before === undefined || after === undefined) meddled.push({ path, keys })
  }
  return meddled
}

const whyLeft = (error: unknown): string =>
  error instanceof NotOurs
    ? `/${error.message} is a link or no folder by now`
    : ((error as NodeJS.ErrnoException).code ?? 'it cannot be written')

const entriesOf = async (bytes: Buffer | undefined, env: NodeJS.ProcessEnv) =>
  bytes === undefined ? undefined : await parseConfig(bytes.toString('utf8'), env)

/** Keys whose values are others than before. */
function differingKeys(before: readonly GitSetting[], now: readonly GitSetting[]): string[] {
  const line = ({ key, value }: GitSetting) => `${key}\n${value}`
  const lines = [before.map(line), now.map(line)] as const
  const only = (a: readonly string[], b: readonly string[]) => a.filter((one) => !b.includes(one))
  const differing = [...only(lines[0], lines[1]), ...only(lines[1], lines[0])]
  return [...new Set(differing.map((one) => shownKey(one.slice(0, one.indexOf('\n')))))]
}

function cannotEdit(path: string, why: string): GuardError {
  return new GuardError('MACHINE_UNSUITABLE', `cannot take the credential out of ${path}: ${why}`, {
    hint: 'Set persist-credentials: false on actions/checkout.',
  })
}
