import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { readSmall } from '../../adapters/repository/locate-repository.ts'
import { GuardError } from '../../core/errors.ts'
import { readConfigFile } from '../isolated-git.ts'

/** Where a job keeps its files. */
export interface CheckoutPlace {
  workspace: string
  /** `RUNNER_TEMP`. */
  temp: string
  home: string
  /** Origin of the forge, such as `https://github.com`. */
  server: string
  /** Values of the job's tokens, which are looked for wherever a checkout can have left them. */
  tokens: readonly string[]
  env: NodeJS.ProcessEnv
}

const maxDirectories = 50_000
const maxFiles = 500
/** How deep below the workspace a second checkout may lie. */
const maxDepth = 4
const maxIncludeDepth = 10

export interface ConfigFile {
  /** Absolute and resolved. */
  file: string
  /** The user's or the machine's, and neither in the workspace nor named by anything there. */
  isOperators: boolean
}

/** Whether a file lies where the job, and so an agent in it, works. */
export async function isJobs(file: string, { workspace, temp }: CheckoutPlace): Promise<boolean> {
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root).catch(() => '')))
  return roots.some((root) => root !== '' && file.startsWith(`${root}${sep}`))
}

/**
 * Every configuration file git could read for a repository below the workspace: main, worktrees,
 * submodules, bare copies, the user's, the system's and checkout's own, and all they include,
 * whether or not the condition of an include holds right now.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when there are too many places to look at
 */
export async function configFiles(place: CheckoutPlace): Promise<ConfigFile[]> {
  const found = new Map<string, ConfigFile>()
  const jobs = [
    ...(await repositoryConfigs(place.workspace)),
    ...(await checkoutConfigs(place.temp)),
  ]
  const queue = [
    ...userConfigs(place).map((file) => ({ file, depth: 0, isOperators: true })),
    ...jobs.map((file) => ({ file, depth: 0, isOperators: false })),
  ]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const file = await realFile(next.file)
    if (file === undefined || found.has(file)) continue
    const isOperators = next.isOperators && !(await isJobs(file, place))
    found.set(file, { file, isOperators })
    if (found.size > maxFiles) throw tooMany(`${maxFiles} git configuration files`)
    if (next.depth === maxIncludeDepth) continue
    const depth = next.depth + 1
    for (const include of await includesOf(file, place)) {
      // What the user's own files include comes before what the job's do.
      if (isOperators) queue.unshift({ file: include, depth, isOperators })
      else queue.push({ file: include, depth, isOperators })
    }
  }
  return [...found.values()]
}

function userConfigs({ home, env }: CheckoutPlace): string[] {
  return [
    env.GIT_CONFIG_SYSTEM ?? '/etc/gitconfig',
    '/usr/local/etc/gitconfig',
    '/opt/homebrew/etc/gitconfig',
    join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config'),
    env.GIT_CONFIG_GLOBAL ?? join(home, '.gitconfig'),
  ].filter((file) => file !== '')
}

/** Newer versions of actions/checkout keep the token in files of their own. */
async function checkoutConfigs(temp: string): Promise<string[]> {
  const names = await readdir(temp).catch(() => [])
  return names
    .filter((name) => /^git-credentials-.*\.config$/.test(name))
    .map((name) => join(temp, name))
}

async function includesOf(file: string, { home, env }: CheckoutPlace): Promise<string[]> {
  const entries = (await readConfigFile(file, env)) ?? []
  return entries
    .filter(({ key }) => key === 'include.path' || /^includeif\..*\.path$/s.test(key))
    .map(({ value }) => value.replace(/^~(?=\/)/, home))
    .map((path) => (isAbsolute(path) ? path : resolve(dirname(file), path)))
}

async function repositoryConfigs(workspace: string): Promise<string[]> {
  const files: string[] = []
  let seen = 0
  const queue = [{ directory: workspace, depth: 0, inGit: false }]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    seen += 1
    if (seen > maxDirectories) throw tooMany(`${maxDirectories} directories`)
    const { directory, depth, inGit } = next
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
    const names = new Set(entries.map((entry) => entry.name))
    const isGit = names.has('HEAD') && names.has('config') && names.has('objects')
    if (isGit) files.push(join(directory, 'config'))
    if (names.has('config.worktree')) files.push(join(directory, 'config.worktree'))
    for (const entry of entries) {
      const path = join(directory, entry.name)
      if (entry.name === '.git' && !entry.isDirectory()) files.push(...(await linkedConfigs(path)))
      if (!entry.isDirectory() || entry.name === 'node_modules') continue
      // Inside a git directory only submodules and worktrees keep configuration of their own.
      if (isGit && !['modules', 'worktrees'].includes(entry.name)) continue
      const within = inGit || isGit || entry.name === '.git'
      if (within || depth < maxDepth)
        queue.push({ directory: path, depth: depth + 1, inGit: within })
    }
  }
  return files
}

/** A worktree or submodule has a file `.git` that names the directory with its configuration. */
async function linkedConfigs(path: string): Promise<string[]> {
  const text = await readOrEmpty(path)
  const target = /^gitdir: (.+)/.exec(text)?.[1]?.trim()
  if (target === undefined) return []
  const directory = resolve(dirname(path), target)
  const common = (await readOrEmpty(join(directory, 'commondir'))) || '.'
  return [
    join(directory, 'config'),
    join(directory, 'config.worktree'),
    join(resolve(directory, common.trim()), 'config'),
  ]
}

/** Git takes neither a pipe nor a very long file for one of these. */
const readOrEmpty = (path: string): Promise<string> =>
  readSmall(path).then(
    (bytes) => bytes?.toString('utf8') ?? '',
    () => '',
  )

async function realFile(path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => undefined)
  if (real === undefined) return undefined
  const isFile = await stat(real).then(
    (found) => found.isFile(),
    () => false,
  )
  return isFile ? real : undefined
}

/** There is more to look at than would be done in time. */
export function tooMany(what: string): GuardError {
  return new GuardError(
    'MACHINE_UNSUITABLE',
    `checkout credentials: more than ${what} to look at`,
    {
      hint: 'Set persist-credentials: false on actions/checkout and checkout-credentials: keep here.',
    },
  )
}
