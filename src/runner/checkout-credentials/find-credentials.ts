import { access, constants, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { NotOurs } from '../../adapters/machine/held-folder.ts'
import { readPlainFile } from '../../adapters/machine/plain-file.ts'
import { type FileRights, replaceFile } from '../../adapters/machine/write-below.ts'
import { GuardError } from '../../core/errors.ts'
import { configText, type GitSetting, readSettings } from '../../core/git/config-text.ts'
import { makeOwnFolder } from '../../own-folder.ts'
import { isolatedGit, nobodys, parseConfig, readConfigFile } from '../isolated-git.ts'
import {
  credentialIn,
  isHelper,
  passwordFiles,
  shownKey,
  withoutCredential,
} from './credential-rules.ts'
import { type CheckoutPlace, configFiles, isJobs } from './git-files.ts'

/** A credential that an earlier step left behind. Never carries the value. */
export interface PersistedCredential {
  /** Absolute path; `environment` for variables that configure git; a helper's name. */
  where: string
  /** Key in that file, passwords cut out; empty for files that are no configuration. */
  key: string
  what: string
  /** Whether the file belongs to this job alone, so that it can be changed and put back. */
  ours: boolean
}

/** A file as it was before its credentials were taken out. */
export interface SavedFile extends FileRights {
  /** Absolute and resolved. */
  path: string
  bytes: Buffer
}

const maxFileBytes = 4 * 1024 * 1024

/** Every place where a token for the forge is kept so that git, and so the agent, can use it. */
export async function findPersistedCredentials(
  place: CheckoutPlace,
): Promise<PersistedCredential[]> {
  const inFiles: PersistedCredential[] = []
  const operators: GitSetting[] = []
  for (const { file, isOperators } of await configFiles(place)) {
    const ours = await isOurs(file, place)
    const entries = await readConfigFile(file, place.env)
    if (isOperators) operators.push(...(entries ?? []))
    if (entries === undefined) {
      inFiles.push({ where: file, key: '', what: 'a configuration git cannot read', ours: false })
    }
    const held = credentialsOf(entries ?? [], isOperators)
    inFiles.push(...held.map((found) => ({ where: file, ...found, ours })))
  }
  const found = [...inFiles, ...(await inEnvironment(place)), ...(await inPasswordFiles(place))]
  // A helper may well read one of the files above: ask it only once those are out of the way.
  return found.length > 0 ? found : fromHelpers(place, operators)
}

const credentialsOf = (entries: readonly GitSetting[], isOperators = false) =>
  entries.flatMap((entry) => {
    const what = credentialIn(entry, isOperators)
    return what === undefined ? [] : [{ key: shownKey(entry.key), what }]
  })

/** Reads the files with credentials that belong to this job, before anything is changed. */
export async function saveFiles(found: readonly PersistedCredential[]): Promise<SavedFile[]> {
  const paths = [...new Set(found.filter(({ ours }) => ours).map(({ where }) => where))]
  return Promise.all(
    paths.map(async (path) => {
      const { mode, uid, gid } = await lstat(path)
      const bytes = await readPlainFile(path, maxFileBytes).catch((error) => {
        throw cannotEdit(path, error instanceof Error ? error.message : String(error))
      })
      return { path, mode: mode & 0o7777, uid, gid, bytes }
    }),
  )
}

/** Takes the credentials out of `files`, then looks again: nothing may be left. */
export async function removeCredentials(
  files: readonly SavedFile[],
  place: CheckoutPlace,
): Promise<void> {
  for (const { path, bytes, ...rights } of files) {
    const cleared = await clearedOf(path, bytes, place)
    await replaceFile(path, cleared, rights).catch((error) => {
      throw cannotEdit(path, whyLeft(error))
    })
  }
  const left = await findPersistedCredentials(place)
  if (left.length > 0) throw refusal(left, place)
}

/** The file without its credentials; git edits a copy in a folder of our own. */
async function clearedOf(
  path: string,
  bytes: Buffer,
  { env, workspace }: CheckoutPlace,
): Promise<Buffer> {
  const entries = (await parseConfig(bytes.toString('utf8'), env)) ?? []
  const keys = new Set(entries.filter((entry) => credentialIn(entry)).map(({ key }) => key))
  const scratch = await makeOwnFolder('cursor-guard-config-', [workspace])
  try {
    const copy = join(scratch, 'config')
    await writeFile(copy, bytes, { mode: 0o600 })
    for (const key of keys) await rewriteKey(copy, key, entries, env)
    return await readFile(copy)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cannotEdit(path, why)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function rewriteKey(
  file: string,
  key: string,
  entries: readonly GitSetting[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const kept = entries
    .filter((entry) => entry.key === key)
    .map((entry) => (credentialIn(entry) === undefined ? entry.value : withoutCredential(entry)))
    .filter((value) => value !== undefined)
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
  for (const { path, bytes, ...rights } of files) {
    const now = await readPlainFile(path, maxFileBytes).catch(() => undefined)
    try {
      await replaceFile(path, bytes, rights)
    } catch (error) {
      meddled.push({ path, keys: [], left: whyLeft(error) })
      continue
    }
    const [before, after] = await Promise.all([bytes, now].map((text) => entriesOf(text, env)))
    const keys = differingKeys(before ?? [], after ?? [])
    if (keys.length > 0) meddled.push({ path, keys })
  }
  return meddled
}

const whyLeft = (error: unknown): string =>
  error instanceof NotOurs
    ? `/${error.message} is a link or no folder by now`
    : ((error as NodeJS.ErrnoException).code ?? 'it cannot be written')

const entriesOf = async (bytes: Buffer | undefined, env: NodeJS.ProcessEnv) =>
  bytes === undefined ? [] : await parseConfig(bytes.toString('utf8'), env)

/** Keys whose values are neither those from before nor those without the credentials. */
function differingKeys(before: readonly GitSetting[], now: readonly GitSetting[]): string[] {
  const left = before.flatMap((entry) => {
    const value = credentialIn(entry) === undefined ? entry.value : withoutCredential(entry)
    return value === undefined ? [] : [`${entry.key}\n${value}`]
  })
  const lines = [left, now.map(({ key, value }) => `${key}\n${value}`)] as const
  const only = (a: readonly string[], b: readonly string[]) => a.filter((line) => !b.includes(line))
  const differing = [...only(lines[0], lines[1]), ...only(lines[1], lines[0])]
  return [...new Set(differing.map((line) => shownKey(line.slice(0, line.indexOf('\n')))))]
}

/** What stands in the way, for a person, with the two ways out. */
export function refusal(found: readonly PersistedCredential[], place: CheckoutPlace): GuardError {
  const lines = found.map(
    ({ where, key, what }) =>
      `- ${shownPath(where, place)}${key === '' ? '' : `, ${key}`}: ${what}`,
  )
  return new GuardError(
    'MACHINE_UNSUITABLE',
    `git on this runner holds credentials the agent could use beside the guard:\n${lines.join('\n')}`,
    {
      hint: 'Set persist-credentials: false on actions/checkout and remove what the other lines name, or set checkout-credentials: keep to go on at a lower level.',
    },
  )
}

function shownPath(where: string, { workspace, home }: CheckoutPlace): string {
  if (where.startsWith(`${workspace}${sep}`)) return where.slice(workspace.length + 1)
  return where.startsWith(`${home}${sep}`) ? `~${where.slice(home.length)}` : where
}

async function isOurs(file: string, place: CheckoutPlace): Promise<boolean> {
  if (!(await isJobs(file, place))) return false
  return access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** `GIT_CONFIG_COUNT` and its relatives reach every git that later steps start. */
async function inEnvironment({ env }: CheckoutPlace): Promise<PersistedCredential[]> {
  if (env.GIT_CONFIG_COUNT === undefined && env.GIT_CONFIG_PARAMETERS === undefined) return []
  const variables = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      /^GIT_CONFIG_(?:COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)$/.test(name) && value !== undefined
        ? [[name, value]]
        : [],
    ),
  )
  const { code, stdout } = await isolatedGit(['config', '--list', '-z'], {
    env,
    variables: { ...nobodys, ...variables },
  })
  const entries = readSettings(stdout)
  const found = code === 0 ? credentialsOf(entries) : [{ key: '', what: 'git cannot read it' }]
  return found.map((one) => ({ where: 'environment', ...one, ours: false }))
}

async function inPasswordFiles({ home }: CheckoutPlace): Promise<PersistedCredential[]> {
  const found: PersistedCredential[] = []
  for (const { path, holds } of passwordFiles) {
    const where = join(home, ...path)
    const text = await readFile(where, 'utf8').catch(() => '')
    if (holds.test(text)) found.push({ where, key: '', what: 'a stored password', ours: false })
  }
  return found
}

/**
 * Asks the credential helpers that the user or the machine has set up, as git would; one that answers,
 * hangs or cannot be asked is in the way. What a repository sets up is not run.
 */
async function fromHelpers(
  { server, env, home, workspace }: CheckoutPlace,
  operators: readonly GitSetting[],
): Promise<PersistedCredential[]> {
  const url = new URL(server)
  const settings = operators.filter(({ key }) => key.startsWith('credential.'))
  if (!settings.some(({ key, value }) => isHelper(key) && value !== '')) return []
  await using undo = new AsyncDisposableStack()
  const scratch = await makeOwnFolder('cursor-guard-config-', [workspace])
  undo.defer(() => rm(scratch, { recursive: true, force: true }))
  const config = join(scratch, 'config')
  await writeFile(config, configText(settings), { mode: 0o600 })
  const { code, stdout, complaint } = await isolatedGit(['credential', 'fill'], {
    env,
    input: `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\n\n`,
    variables: {
      ...nobodys,
      ...pick(env, ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR']),
      HOME: home,
      GIT_CONFIG_GLOBAL: config,
    },
  })
  const where = `git credential fill for ${url.origin}`
  const inTheWay = (what: string) => [{ where, key: 'credential.helper', what, ours: false }]
  if (code === 0 && /^password=./m.test(stdout)) return inTheWay('a helper that gives a password')
  if (code === 124 || code === 127) return inTheWay('git or a helper that does not answer')
  return /is not a git command|not found/i.test(complaint)
    ? inTheWay('a helper that is not in a folder of the system, and so cannot be asked')
    : []
}

const pick = (env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))

function cannotEdit(path: string, why: string): GuardError {
  return new GuardError('MACHINE_UNSUITABLE', `cannot take the credential out of ${path}: ${why}`, {
    hint: 'Set persist-credentials: false on actions/checkout.',
  })
}
