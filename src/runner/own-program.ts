import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What this process runs as the guard. Whoever can write one of these is the guard next time. */
export interface OwnProgram {
  /** Files, as they were named: node with its libraries, the command, what node loads before it. */
  files: readonly string[]
  /** Folders of code, of which every file counts. */
  folders: readonly string[]
  /** What node was told to load first and looks for from the folder it is started in. */
  looseOptions: readonly string[]
}

/** Packages that a session loads from `node_modules` when it runs from sources; bundles have none. */
export const loadedPackages = ['diff', 're2js', 'unbash', 'yaml', 'zod'] as const

/** The guard as it runs here: from sources, from the archive, or as the action. */
export async function readOwnProgram(): Promise<OwnProgram> {
  const [command] = process.argv.slice(1)
  const given = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ')
  const { files, looseOptions } = preloadsIn(given)
  const code = await ownCode()
  return {
    files: [
      ...(command !== undefined && isAbsolute(command) ? [command] : []),
      ...code.files,
      process.execPath,
      ...programFilesIn(await readFile('/proc/self/maps', 'utf8').catch(() => '')),
      ...files,
    ],
    folders: code.folders,
    looseOptions,
  }
}

/** A bundle lies in one folder, with all it needs; sources have a manifest and packages around them. */
async function ownCode(): Promise<{ files: string[]; folders: string[] }> {
  const here = import.meta.dirname
  if (!import.meta.filename.endsWith('.ts')) return { files: [], folders: [here] }
  const sources = dirname(here)
  const root = dirname(sources)
  const packages = loadedPackages.map((name) => join(root, 'node_modules', name))
  return { files: [join(root, 'package.json')], folders: [sources, ...packages] }
}

/** Files with code in the format of proc(5): `FROM-TO r-xp OFFSET DEVICE INODE      PATH`. */
export const programFilesIn = (maps: string): string[] => [
  ...new Set(
    [...maps.matchAll(/^\S+ \S\Sx\S \S+ \S+ \d+ +(\/.+)$/gm)].flatMap(([, path = '']) =>
      path.endsWith(' (deleted)') ? [] : [path],
    ),
  ),
]

const preload =
  /(?:^|[\s"])(-r|--require|--import|--loader|--experimental-loader)"?(?:=|\s+)("(?:\\.|[^"])*"|[^\s"]+)/g

/** What options of node have it load before the program. */
export function preloadsIn(options: string): Pick<OwnProgram, 'files' | 'looseOptions'> {
  const found = [...options.matchAll(preload)].map(([, option = '', value = '']) => {
    const name = value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1')
    if (name.startsWith('file:')) return { path: fileURLToPath(name) }
    return isAbsolute(name) ? { path: name } : { loose: `${option} ${name}` }
  })
  return {
    files: found.flatMap(({ path }) => path ?? []),
    looseOptions: found.flatMap(({ loose }) => loose ?? []),
  }
}
