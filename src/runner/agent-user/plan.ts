import { open, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'

export type Rights = 'r-x' | '--x' | '---'
export interface AccessEntry {
  path: string
  rights: Rights
}

/** A `--x` entry for each folder on the way to `paths` that others may not pass. */
export async function wayTo(paths: readonly string[]): Promise<AccessEntry[]> {
  const closed = new Set<string>()
  for (const real of await existing(paths)) {
    for (let at = dirname(real); ; at = dirname(at)) {
      if (((await stat(at)).mode & 0o001) === 0) closed.add(at)
      if (at === dirname(at)) break
    }
  }
  return [...closed].map((path) => ({ path, rights: '--x' }))
}

/** An `r-x` entry for each of `paths` that others may not read and execute. */
export async function readingOf(paths: readonly string[]): Promise<AccessEntry[]> {
  const closed: AccessEntry[] = []
  for (const path of await existing(paths)) {
    const { mode } = await stat(path)
    const wanted = 0o004 | (mode & 0o100 ? 0o001 : 0)
    if ((mode & wanted) !== wanted) closed.push({ path, rights: 'r-x' })
  }
  return closed
}

/** One entry a path: closed beats readable, readable beats passable. */
export function mergeEntries(entries: readonly AccessEntry[]): AccessEntry[] {
  const order: Rights[] = ['--x', 'r-x', '---']
  const byPath = new Map<string, Rights>()
  for (const rights of order) {
    for (const entry of entries) if (entry.rights === rights) byPath.set(entry.path, rights)
  }
  return [...byPath].map(([path, rights]) => ({ path, rights }))
}

const maxLinks = 500

/**
 * What the user must be able to reach to find commands: the folders of PATH, and where links in
 * those of them that are closed to others lead. What an earlier command could write leads nowhere.
 */
export async function commandPlaces(
  path: string,
  isHandedOver: (place: string) => boolean,
): Promise<string[]> {
  const places: string[] = []
  for (const folder of path.split(':').filter(isAbsolute)) {
    const found = await stat(folder).catch(() => undefined)
    if (found?.isDirectory() !== true) continue
    places.push(folder)
    const [real = folder] = await existing([folder])
    if (isHandedOver(real)) continue
    if ((await wayTo([join(folder, '.')])).length === 0 && found.mode & 0o001) continue
    for (const name of (await readdir(folder).catch(() => [])).slice(0, maxLinks)) {
      const target = await readlink(join(folder, name)).catch(() => undefined)
      if (target !== undefined) places.push(dirname(resolve(folder, target)))
    }
  }
  return places
}

/** Every file named `command` on `path`, in order; the command itself when it has a slash. */
export async function findCommand(command: string, path: string, cwd: string): Promise<string[]> {
  const candidates = command.includes('/')
    ? [resolve(cwd, command)]
    : path.split(':').map((folder) => join(folder === '' ? cwd : resolve(cwd, folder), command))
  const found: string[] = []
  for (const candidate of candidates) {
    const file = await stat(candidate).catch(() => undefined)
    if (file?.isFile() && (file.mode & 0o111) !== 0) found.push(candidate)
  }
  return found
}

/** The programs a script names in its first line: the interpreter, and what `env` looks up. */
export async function interpretersOf(file: string): Promise<string[]> {
  const start = await firstBytes(file, 256)
  const words = /^#![ \t]*([^\n]+)/.exec(start)?.[1]?.trim().split(/\s+/) ?? []
  const [interpreter, ...rest] = words
  if (interpreter === undefined) return []
  const looked = interpreter.endsWith('/env') ? rest.find((word) => !/^-|=/.test(word)) : undefined
  return looked === undefined ? [interpreter] : [interpreter, looked]
}

async function firstBytes(file: string, count: number): Promise<string> {
  await using handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return ''
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
  return buffer.toString('latin1', 0, bytesRead)
}

const atHome = [
  ...[
    '.aws',
    '.azure',
    '.config',
    '.cursor',
    '.docker',
    '.git-credentials',
    '.gitconfig',
    '.gnupg',
  ],
  ...['.gradle', '.kube', '.m2', '.netrc', '.npmrc', '.pypirc', '.ssh', '.bash_history', '.env'],
  ...[
    '.local/share/keyrings',
    '.local/state',
    '.terraform.d',
    '.vault-token',
    '.cargo/credentials.toml',
  ],
]
const atRunner = ['.credentials', '.credentials_rsaparams', '.runner', '.env', '_diag']
const fileCommands = [
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
]

/** Where credentials and the runner's own files usually are, as far as they exist here. */
export async function privatePlaces(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  workspace: string,
): Promise<string[]> {
  const places = atHome.map((name) => join(home, name))
  if (env.RUNNER_TEMP) places.push(env.RUNNER_TEMP)
  for (const name of [...fileCommands, 'GITHUB_EVENT_PATH']) {
    const file = env[name]
    if (file && isAbsolute(file)) places.push(dirname(file))
  }
  for (let at = dirname(workspace); at !== dirname(at); at = dirname(at)) {
    places.push(...atRunner.map((name) => join(at, name)))
  }
  return existing(places)
}

/** The real paths of those that exist, each once. */
export async function existing(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)))
  return [...new Set(real.filter((path) => path !== undefined))]
}

/** A `---` entry for each place that others may use in any way. */
export async function hide(places: readonly string[]): Promise<AccessEntry[]> {
  const modes = await Promise.all(
    places.map(async (path) => ({ path, mode: (await stat(path)).mode })),
  )
  return modes
    .filter(({ mode }) => (mode & 0o007) !== 0)
    .map(({ path }) => ({ path, rights: '---' as const }))
}
