import { access, constants, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { readSmall } from '../../adapters/repository/locate-repository.ts'
import { GuardError } from '../../core/errors.ts'
import { configText, type GitSetting, readSettings } from '../../core/git/config-text.ts'
import { makeOwnFolder } from '../../own-folder.ts'
import { isolatedGit, nobodys, readConfigFile } from '../isolated-git.ts'
import { credentialIn, isHelper, passwordFiles, shownKey } from './credential-rules.ts'
import { type CheckoutPlace, configFiles, isJobs } from './git-files.ts'
import { type ReadConfig, tokenFiles } from './token-files.ts'
import { createTokenSearch, type TokenSearch } from './token-search.ts'

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

/** Of one file that is looked into or changed. */
export const maxHeldBytes = 4 * 1_048_576

/** Every place where a token for the forge is kept so that git, and so the agent, can use it. */
export async function findPersistedCredentials(
  place: CheckoutPlace,
): Promise<PersistedCredential[]> {
  const inFiles: PersistedCredential[] = []
  const search = createTokenSearch(place.tokens)
  const configs = await readConfigs(place)
  for (const { file, isOperators, entries } of configs) {
    const ours = await isOurs(file, place)
    if (entries === undefined) {
      inFiles.push({ where: file, key: '', what: 'a configuration git cannot read', ours: false })
    }
    const held = credentialsOf(entries ?? [], search, isOperators)
    inFiles.push(...held.map((found) => ({ where: file, ...found, ours })))
  }
  const named = new Set(inFiles.map(({ where }) => where))
  const shown = await showingTokens(configs, place, search)
  const found = [
    ...inFiles,
    ...shown.filter(({ where }) => !named.has(where)),
    ...(await inEnvironment(place, search)),
    ...(await inPasswordFiles(place)),
  ]
  const operators = configs.filter(({ isOperators }) => isOperators)
  // A helper may well read one of the files above: ask it only once those are out of the way.
  return found.length > 0
    ? found
    : fromHelpers(
        place,
        operators.flatMap(({ entries = [] }) => entries),
      )
}

const readConfigs = async (place: CheckoutPlace): Promise<ReadConfig[]> => {
  const read = (await configFiles(place)).map(async (config) => ({
    ...config,
    entries: await readConfigFile(config.file, place.env),
  }))
  return Promise.all(read)
}

/** What of these entries is a credential. */
export const credentialsOf = (
  entries: readonly GitSetting[],
  search: TokenSearch,
  isOperators = false,
): Pick<PersistedCredential, 'key' | 'what'>[] =>
  entries.flatMap((entry) => {
    const what = credentialIn(entry, isOperators) ?? tokenIn(entry, search)
    if (what === undefined) return []
    const key = shownKey(entry.key)
    return [{ key: search.isIn(key) ? '' : key, what }]
  })

const theToken = 'a token of this job'

const tokenIn = ({ key, value }: GitSetting, search: TokenSearch): string | undefined =>
  search.isIn(value) || search.isIn(key) ? theToken : undefined

/** Files that show a token of the job, and those that are too large to tell. */
async function showingTokens(
  configs: readonly ReadConfig[],
  place: CheckoutPlace,
  search: TokenSearch,
): Promise<PersistedCredential[]> {
  if (place.tokens.length === 0) return []
  const found: PersistedCredential[] = []
  const files = new Set([...configs.map(({ file }) => file), ...(await tokenFiles(configs, place))])
  for (const where of files) {
    const shows = await search.isInFile(where)
    if (shows === false) continue
    const ours = shows === true && (await isOurs(where, place))
    const what = shows === true ? theToken : 'a file that could not be looked through'
    found.push({ where, key: '', what, ours })
  }
  return found
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
async function inEnvironment(
  { env }: CheckoutPlace,
  search: TokenSearch,
): Promise<PersistedCredential[]> {
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
  const found =
    code === 0 ? credentialsOf(entries, search) : [{ key: '', what: 'git cannot read it' }]
  return found.map((one) => ({ where: 'environment', ...one, ours: false }))
}

async function inPasswordFiles({ home }: CheckoutPlace): Promise<PersistedCredential[]> {
  const found: PersistedCredential[] = []
  for (const { path, holds } of passwordFiles) {
    const where = join(home, ...path)
    const bytes = await readSmall(where, maxHeldBytes).catch(() => 'unread' as const)
    const what = bytes === 'unread' ? 'a file that cannot be read' : 'a stored password'
    if (bytes === 'unread' || holds.test(bytes?.toString('utf8') ?? ''))
      found.push({ where, key: '', what, ours: false })
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
