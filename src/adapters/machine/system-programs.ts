import { realpath } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { type PathStep, pathSteps } from './path-steps.ts'

/** How a program is found by its name: an absolute path, or `undefined` where there is none. */
export type FindProgram = (name: string) => Promise<string | undefined>

/** Where systems keep programs that root installed. NixOS keeps all but `sh` and `env` elsewhere. */
const folders = [
  ...['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'],
  ...['/run/wrappers/bin', '/run/current-system/sw/bin', '/nix/var/nix/profiles/default/bin'],
]

/** What root alone writes does not change while we run. */
const known = new Map<string, Promise<string | undefined>>()
let searched: Promise<readonly string[]> | undefined

/**
 * Finds a program of the system by its name, whatever PATH says: PATH is the job's, and an agent
 * can write into folders of it (`node_modules/.bin` is in front under npm and npx).
 *
 * Root alone can write the program, every folder on the way to it, and every link that is followed.
 */
export const findSystemProgram: FindProgram = (name) => {
  const found = known.get(name) ?? lookUp(name)
  known.set(name, found)
  return found
}

/**
 * Finds a program of the system and, where the system has none, one that the user installed: for
 * what runs with the user's own rights, beside an agent that has the same ones. Of PATH no folder
 * counts that is relative, in which everybody can write, or where an agent works.
 *
 * @param path PATH of the user
 * @param workplaces folders agents work in; packages' folders (`node_modules`) are left out anyway
 */
export const findOwnProgram =
  (path: string | undefined, workplaces: readonly string[]): FindProgram =>
  async (name) =>
    (await findSystemProgram(name)) ?? (await lookAlong(path ?? '', name, workplaces))

async function lookAlong(
  path: string,
  name: string,
  workplaces: readonly string[],
): Promise<string | undefined> {
  const closed = await Promise.all(workplaces.map((folder) => realpath(folder).catch(() => folder)))
  const isWorkplace = ({ path: step }: PathStep) =>
    step.split(sep).includes('node_modules') ||
    closed.some((folder) => step === folder || step.startsWith(`${folder}${sep}`))
  for (const folder of path.split(':').filter(isAbsolute)) {
    const program = join(folder, name)
    const steps = await pathSteps(program).catch(() => undefined)
    if (steps === undefined || !isProgram(steps.at(-1))) continue
    if (!steps.some(isWorkplace) && !steps.some(isEverybodys)) return program
  }
  return undefined
}

/** The folders of the system in which root alone can write, as a value for PATH. */
export const systemPath = async (): Promise<string> => (await systemFolders()).join(':')

function systemFolders(): Promise<readonly string[]> {
  searched ??= Promise.all(
    folders.map(async (folder) => ((await isRoots(folder)) ? [folder] : [])),
  ).then((found) => found.flat())
  return searched
}

async function lookUp(name: string): Promise<string | undefined> {
  if (name.includes('/')) throw new TypeError(`${name} is a path; a program's name was expected`)
  for (const folder of await systemFolders()) {
    const path = join(folder, name)
    const steps = await pathSteps(path).catch(() => undefined)
    if (steps === undefined) continue
    // The first of that name is what a shell runs: if it will not do, none behind it will.
    return steps.every(isRootsAlone) && isProgram(steps.at(-1)) ? path : undefined
  }
  return undefined
}

const isRoots = (folder: string): Promise<boolean> =>
  pathSteps(folder).then(
    (steps) => steps.every(isRootsAlone) && steps.at(-1)?.stats.isDirectory() === true,
    () => false,
  )

const isEverybodys = ({ stats }: PathStep): boolean =>
  !stats.isSymbolicLink() &&
  (stats.mode & 0o002) !== 0 &&
  !(stats.isDirectory() && (stats.mode & 0o1000) !== 0)

/**
 * Whether only root can change this. In a folder with the sticky bit (Nix's store has it) others
 * add names and cannot touch those of root. A link has no rights of its own.
 */
function isRootsAlone({ stats }: PathStep): boolean {
  if (stats.uid !== 0) return false
  if (stats.isSymbolicLink() || (stats.mode & 0o022) === 0) return true
  return stats.isDirectory() && (stats.mode & 0o1000) !== 0
}

const isProgram = (step: PathStep | undefined): boolean =>
  step?.stats.isFile() === true && (step.stats.mode & 0o111) !== 0
