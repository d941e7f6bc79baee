import { lstat, readdir, readlink, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { findCredentialFiles } from './find-credential-files.ts'
import { type AccessEntry, existing } from './plan.ts'
import { isWithin } from './slots.ts'

/** What the command may use of the job's home: everything else there is closed to it. */
export interface HomeOpenings {
  /** Folders of PATH with what their programs need: they are opened where they are closed. */
  granted: readonly string[]
  /** Toolchains and caches: they keep the rights they have. */
  kept: readonly string[]
}

/** Where managers of toolchains keep them, below a home: no credential belongs there. */
const toolchains = [
  ...[
    '.nvm',
    '.fnm',
    '.volta',
    '.nodenv',
    '.bun',
    '.deno',
    '.local/share/fnm',
    '.local/share/pnpm',
  ],
  ...[
    '.rustup',
    '.cargo/bin',
    '.pyenv',
    '.rbenv',
    '.asdf',
    '.sdkman',
    '.dotnet',
    '.local/share/mise',
  ],
  ...['.local/share/uv', '.local/share/pipx', '.local/pipx', '.local/share/cursor-agent'],
  ...['miniconda3', 'anaconda3', 'miniforge3', '.linuxbrew', '.nix-profile'],
]
const caches = [
  ...['.cache', '.npm', '.yarn/cache', '.yarn/berry/cache', '.pnpm-store', '.cargo/registry'],
  ...['.cargo/git', 'go/pkg', '.gradle/caches', '.gradle/wrapper', '.m2/repository', '.m2/wrapper'],
  ...['.nuget/packages', '.ivy2/cache', '.composer/cache', '.gem/ruby'],
]

const maxLinks = 500
const maxHops = 10

/**
 * What stays open of a home.
 *
 * @param home absolute and resolved
 * @param isClosed places that are never opened: the workspace, which an earlier command may have filled
 *   with links, and the usual places of credentials
 */
export async function homeOpenings(options: {
  home: string
  path: string
  toolCache: readonly string[]
  isClosed(place: string): boolean
}): Promise<HomeOpenings> {
  const { home, path, toolCache, isClosed } = options
  const isInside = (place: string) => place !== home && isWithin(place, home) && !isClosed(place)
  const folders = [...path.split(':').filter(isAbsolute), dirname(process.execPath)]
  const programs = (await existing(folders)).filter(isInside)
  const behind = await Promise.all(programs.map((folder) => behindLinks(folder)))
  const places = [...programs, ...behind.flat().filter(isInside)]
  const granted = await Promise.all(places.map((place) => toolchainOf(place, home)))
  const known = [...toolchains, ...caches].map((name) => join(home, name))
  return {
    granted: (await existing(granted.flat())).filter(isInside),
    kept: (await existing([...known, ...toolCache])).filter(isInside),
  }
}

/** Where links in a folder of programs lead, each step of the way: so clients are installed at home. */
async function behindLinks(folder: string): Promise<string[]> {
  const places = new Set<string>()
  for (const name of (await readdir(folder).catch(() => [])).slice(0, maxLinks)) {
    let at = join(folder, name)
    for (let hop = 0; hop < maxHops; hop += 1) {
      const target = await readlink(at).catch(() => undefined)
      if (target === undefined) break
      at = resolve(dirname(at), target)
      places.add(dirname(at))
    }
  }
  return existing([...places])
}

/** A folder of programs with what they need beside them. */
async function toolchainOf(folder: string, home: string): Promise<string[]> {
  const inHome = relative(home, folder)
  if (inHome === '.cargo/bin') return [folder, join(home, '.rustup')]
  const manager = toolchains.find((name) => isWithin(inHome, name))
  if (manager !== undefined) return [folder, join(home, manager)]
  const prefix = dirname(folder)
  const isPrefix = ['bin', 'sbin'].includes(basename(folder)) && prefix !== join(home, '.local')
  if (!isPrefix || !isWithin(prefix, home) || prefix === home) return [folder]
  const names = await readdir(prefix).catch(() => [])
  return names.some((name) => ['lib', 'libexec', 'lib64'].includes(name))
    ? [folder, prefix]
    : [folder]
}

/** Names that are closed one by one; past this many something is wrong. */
const maxClosed = 10_000

/**
 * Access entries that close a home but for its openings and for what is needed in it: folders on the
 * way to those can be passed and not listed, everything beside the way is closed, and so are files of
 * credentials inside the openings.
 *
 * @throws {Error} when there are too many names
 */
export async function closeHome(
  home: string,
  { granted, kept }: HomeOpenings,
  needed: readonly string[],
): Promise<AccessEntry[]> {
  const entries: AccessEntry[] = []
  const add = (path: string, rights: AccessEntry['rights']) => {
    entries.push({ path, rights })
    if (entries.length > maxClosed) throw new Error(`${home} has too many names to close`)
  }
  const wanted = [...granted, ...needed]
  const open = [...wanted, ...kept]
  const close = async (path: string): Promise<void> => {
    if (open.some((place) => isWithin(path, place))) return
    const found = await lstat(path).catch(ifGone)
    if (found === undefined || found.isSymbolicLink()) return
    const others = found.mode & 0o007
    const leadsTo = (places: readonly string[]) => places.some((place) => isWithin(place, path))
    const isWay = leadsTo(wanted) || ((others & 0o001) !== 0 && leadsTo(kept))
    if (!isWay) {
      if (others !== 0) add(path, '---')
      return
    }
    if (others !== 0o001) add(path, '--x')
    for (const name of await readdir(path)) await close(join(path, name))
  }
  await close(home)
  const inside = [...granted, ...kept]
  for (const file of findCredentialFiles(inside)) add(file, '---')
  return entries
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The homes of a job: what `HOME` says, and the user's own, each resolved; none is the system's. */
export async function jobHomes(homes: readonly string[]): Promise<string[]> {
  const found = await existing(homes)
  const folders = await Promise.all(
    found.map(async (home) => ((await stat(home)).isDirectory() ? home : undefined)),
  )
  const shared = ['/', '/home', '/usr', '/etc', '/var', '/opt', '/tmp', '/bin', '/sbin', '/run']
  return folders.filter((home) => home !== undefined && !shared.includes(home)) as string[]
}
