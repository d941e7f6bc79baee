import {
  access,
  chmod,
  constants,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { credentialIn, passwordFiles, shownKey, withoutCredential } from './credential-rules.ts'
import { type CheckoutPlace, configFiles } from './git-files.ts'
import { type GitSetting, git, readConfigFile, readSetting } from './run-git.ts'

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
export interface SavedFile {
  path: string
  mode: number
  bytes: Buffer
}

const maxFileBytes = 4 * 1024 * 1024

/** Every place where a token for the forge is kept so that git, and so the agent, can use it. */
export async function findPersistedCredentials(
  place: CheckoutPlace,
): Promise<PersistedCredential[]> {
  const inFiles: PersistedCredential[] = []
  for (const file of await configFiles(place)) {
    const ours = await isOurs(file, place)
    const entries = await readConfigFile(file, place.env)
    if (entries === undefined) {
      inFiles.push({ where: file, key: '', what: 'a configuration git cannot read', ours: false })
    }
    inFiles.push(...credentialsOf(entries ?? []).map((found) => ({ where: file, ...found, ours })))
  }
  const found = [...inFiles, ...(await inEnvironment(place)), ...(await inPasswordFiles(place))]
  // A helper may well read one of the files above: ask it only once those are out of the way.
  return found.length > 0 ? found : fromHelpers(place)
}

const credentialsOf = (entries: readonly GitSetting[]) =>
  entries.flatMap((entry) => {
    const what = credentialIn(entry)
    return what === undefined ? [] : [{ key: shownKey(entry.key), what }]
  })

/** Reads the files with credentials that belong to this job, before anything is changed. */
export async function saveFiles(found: readonly PersistedCredential[]): Promise<SavedFile[]> {
  const paths = [...new Set(found.filter(({ ours }) => ours).map(({ where }) => where))]
  return Promise.all(
    paths.map(async (path) => {
      const { mode, size } = await stat(path)
      if (size > maxFileBytes) throw cannotEdit(path, `larger than ${maxFileBytes} bytes`)
      return { path, mode: mode & 0o7777, bytes: await readFile(path) }
    }),
  )
}

/** Takes the credentials out of `files`, then looks again: nothing may be left. */
export async function removeCredentials(
  files: readonly SavedFile[],
  place: CheckoutPlace,
): Promise<void> {
  for (const { path } of files) {
    const entries = (await readConfigFile(path, place.env)) ?? []
    const keys = new Set(entries.filter((entry) => credentialIn(entry)).map(({ key }) => key))
    for (const key of keys) await rewriteKey(path, key, entries, place.env)
  }
  const left = await findPersistedCredentials(place)
  if (left.length > 0) throw refusal(left, place)
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
    const { code } = await git(['config', '--file', file, ...step], { env })
    if (code !== 0) throw cannotEdit(file, `git config ended with ${code}`)
  }
}

/**
 * Puts every file back, byte for byte. What was written to a file in the meantime is dropped: it
 * could be a hook or an alias that waits for the credential to return.
 *
 * @returns the keys that somebody changed meanwhile, for the log
 */
export async function restoreFiles(files: readonly SavedFile[], env: NodeJS.ProcessEnv) {
  const changed: { path: string; keys: string[] }[] = []
  for (const { path, mode, bytes } of files) {
    const now = await readConfigFile(path, env)
    // In a new file under the old name, so that a link put in its place is not followed.
    const beside = join(dirname(path), `.cursor-guard-${process.pid}`)
    try {
      await writeFile(beside, bytes, { flag: 'wx', mode: 0o600 })
      await chmod(beside, mode)
      await rename(beside, path)
    } catch (error) {
      await rm(beside, { force: true })
      throw error
    }
    const keys = differingKeys((await readConfigFile(path, env)) ?? [], now ?? [])
    if (keys.length > 0) changed.push({ path, keys })
  }
  return changed
}

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

async function isOurs(file: string, { workspace, temp }: CheckoutPlace): Promise<boolean> {
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root).catch(() => '')))
  if (!roots.some((root) => root !== '' && file.startsWith(`${root}${sep}`))) return false
  return access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** `GIT_CONFIG_COUNT` and its relatives reach every git that later steps start. */
async function inEnvironment({ env }: CheckoutPlace): Promise<PersistedCredential[]> {
  if (env.GIT_CONFIG_COUNT === undefined && env.GIT_CONFIG_PARAMETERS === undefined) return []
  const { code, stdout } = await git(['config', '--show-scope', '--list', '-z'], { env, cwd: '/' })
  const fields = stdout.split('\0')
  const entries = fields.flatMap((field, index) =>
    fields[index - 1] === 'command' && index % 2 === 1 ? [readSetting(field)] : [],
  )
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

/** Asks the credential helpers as git would; one that answers, or hangs, is in the way. */
async function fromHelpers({
  workspace,
  server,
  env,
}: CheckoutPlace): Promise<PersistedCredential[]> {
  const url = new URL(server)
  const { code, stdout } = await git(
    ['-c', 'safe.directory=*', '-c', 'core.askPass=', 'credential', 'fill'],
    { cwd: workspace, env, input: `protocol=${url.protocol.slice(0, -1)}\nhost=${url.host}\n\n` },
  )
  const where = `git credential fill for ${url.origin}`
  if (code === 0 && /^password=./m.test(stdout)) {
    return [
      { where, key: 'credential.helper', what: 'a helper that gives a password', ours: false },
    ]
  }
  if (code !== -1) return []
  return [
    { where, key: 'credential.helper', what: 'git or a helper that does not answer', ours: false },
  ]
}

function cannotEdit(path: string, why: string): GuardError {
  return new GuardError('MACHINE_UNSUITABLE', `cannot take the credential out of ${path}: ${why}`, {
    hint: 'Set persist-credentials: false on actions/checkout.',
  })
}
