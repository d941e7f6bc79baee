import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { type PathStep, pathSteps } from '../adapters/machine/path-steps.ts'
import { runProgram } from '../adapters/machine/run-program.ts'
import { isAgentId } from './agent-user/account.ts'
import { isWithin } from './agent-user/slots.ts'
import type { OwnProgram } from './own-program.ts'

/** Where commands of this and of earlier sessions work. */
export interface HandedOver {
  /** Folders that will be the command's in this session, resolved. */
  folders: readonly string[]
  /** Whether an earlier guarded command had a folder to work in. */
  wasHandedOver(folder: string): Promise<boolean>
}

export interface OwnFiles {
  /** The first that the command's user can or could write, and why, as one clause. */
  problem?: string
  /** Every folder and file on the way to them, to be tried as that user. */
  steps: readonly string[]
}

/** What to do about a problem. */
export const outOfReach =
  'Have node and the guard outside every workspace, in folders that others cannot write: install its archive there (npm run archive), or use the action.'

/** What one look has to know and what it has found so far. */
interface Look {
  handedOver(step: PathStep): string | undefined
  wasHandedOver: HandedOver['wasHandedOver']
  steps: Set<string>
  /** What a group may write: an access list may stand behind that. */
  groups: string[]
}

/**
 * Looks for what of the guard the command's user can or could write: node, the guard's code, its
 * packages, and every folder and link on the way to them. Such a user would be the guard, with the
 * guard's rights, at the next start. What could not be read counts as written.
 *
 * Users of commands have no groups but their own. Their rights come from everybody's, from an owner
 * or group with a number of such users, from access lists, and with folders that are handed over.
 */
export async function checkOwnFiles(program: OwnProgram, handed: HandedOver): Promise<OwnFiles> {
  const look: Look = {
    handedOver: await handedOverTest(handed.folders),
    wasHandedOver: handed.wasHandedOver,
    steps: new Set(),
    groups: [],
  }
  const problem = await firstProblem(program, look)
  return { ...(problem === undefined ? {} : { problem }), steps: [...look.steps] }
}

async function firstProblem(program: OwnProgram, look: Look): Promise<string | undefined> {
  const [loose] = program.looseOptions
  if (loose !== undefined) return `node looks for \`${loose}\` in the folder it is started in`
  const links: string[] = []
  for (const entry of [...program.files, ...program.folders]) {
    const problem = await wayProblem(entry, look)
    if (problem !== undefined) return problem
  }
  for (const folder of program.folders) {
    const problem = treeProblem(folder, links, look)
    if (problem !== undefined) return problem
  }
  for (const link of links) {
    const problem = await wayProblem(link, look)
    if (problem !== undefined) return problem
  }
  return listProblem(look.groups)
}

/** A folder may be mounted a second time under another name: it is the same folder all the same. */
async function handedOverTest(folders: readonly string[]): Promise<Look['handedOver']> {
  const known = await Promise.all(
    folders.map(async (folder) => ({ folder, stats: await lstat(folder).catch(() => undefined) })),
  )
  return ({ path, stats }) =>
    known.find(
      (one) =>
        isWithin(path, one.folder) || (one.stats?.ino === stats.ino && one.stats.dev === stats.dev),
    )?.folder
}

/** Every folder that is passed, every link that is followed, and what stands at the end. */
async function wayProblem(entry: string, look: Look): Promise<string | undefined> {
  const way = await pathSteps(entry).catch(() => undefined)
  const last = way?.at(-1)
  if (way === undefined || last === undefined) return `${entry} cannot be looked at`
  const through = (path: string) => (isWithin(entry, path) ? entry : `${entry}, by way of ${path},`)
  for (const step of way) {
    const folder = look.handedOver(step)
    if (folder !== undefined) {
      return `${through(step.path)} lies in ${folder}, which is handed over to the command`
    }
    if (look.steps.has(step.path)) continue
    // In a folder with the sticky bit nobody touches what others have there: it may be passed.
    const isPassed = step !== last && step.stats.isDirectory()
    const isSticky = isPassed && (step.stats.mode & 0o1000) !== 0
    const problem = rightsProblem(step.path, step.stats, { isSticky, groups: look.groups })
    if (problem !== undefined) return step === last ? problem : `${entry} is reached by ${problem}`
    if (await look.wasHandedOver(step.path)) {
      return `${through(step.path)} lies in ${step.path}, where an earlier guarded command worked`
    }
    look.steps.add(step.path)
  }
  return undefined
}

function rightsProblem(
  path: string,
  stats: Stats,
  { isSticky, groups }: { isSticky: boolean; groups: string[] },
): string | undefined {
  const { uid, gid, mode } = stats
  if (isAgentId(uid)) return `${path}, which belongs to a user of commands`
  if (stats.isSymbolicLink()) return undefined
  if ((mode & 0o002) !== 0 && !isSticky) return `${path}, which everybody can write`
  if ((mode & 0o020) === 0) return undefined
  if (isAgentId(gid)) return `${path}, which a group of commands can write`
  groups.push(path)
  return undefined
}

/** The kernel answers at once: waiting for a thread for each file would take ten times as long. */
function treeProblem(
  folder: string,
  links: string[],
  { groups }: Pick<Look, 'groups'>,
): string | undefined {
  const queue = [folder]
  try {
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const name of readdirSync(at)) {
        const path = join(at, name)
        const stats = lstatSync(path)
        const problem = rightsProblem(path, stats, { isSticky: false, groups })
        if (problem !== undefined) return problem
        if (stats.isSymbolicLink()) links.push(path)
        if (stats.isDirectory()) queue.push(path)
      }
    }
    return undefined
  } catch (error) {
    return `${folder} cannot be looked through (${(error as NodeJS.ErrnoException).code})`
  }
}

/** So many names fit into one command line. */
const maxNames = 1_000

/** Those of the paths to which an access list lets a user of commands write. */
async function listProblem(paths: readonly string[]): Promise<string | undefined> {
  for (let from = 0; from < paths.length; from += maxNames) {
    const some = paths.slice(from, from + maxNames)
    const command = ['getfacl', '-p', '-n', '--skip-base', '--', ...some]
    const { code, stdout, complaint } = await runProgram(command)
    if (code !== 0) return `the access list of ${some[0]} cannot be read (${complaint})`
    for (const block of stdout.split('\n\n')) {
      const ids = [...block.matchAll(/^(?:default:)?(?:user|group):(\d+):.w/gm)]
      if (!ids.some(([, id]) => isAgentId(Number(id)))) continue
      const path = block.split('\n')[0]?.slice('# file: '.length)
      return `${path}, which a user of commands can write by its access list`
    }
  }
  return undefined
}
