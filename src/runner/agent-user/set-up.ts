import { randomBytes } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { makeOwnFolder } from '../../own-folder.ts'
import { makeHome, makeUser } from './account.ts'
import { makeCgroup, placeForCgroup } from './cgroup.ts'
import { commandFiles, openedFor } from './commands-to-open.ts'
import { endProcesses } from './end-processes.ts'
import { closeHome, type HomeOpenings, homeOpenings, jobHomes } from './job-home.ts'
import {
  type AccessEntry,
  commandPlaces,
  existing,
  hide,
  mergeEntries,
  privatePlaces,
  readingOf,
  wayTo,
} from './plan.ts'
import type { Privilege } from './privilege.ts'
import { probeUser } from './probe-user.ts'
import { findKept, type LeftAlone, type OwnedRecord, readAccessLists, share } from './sharing.ts'
import { isWithin, type Slot, type SlotRecord } from './slots.ts'
import { type AgentUser, type NoAgentUser, userOf } from './user.ts'
import type { Workspace } from './workspace.ts'

export interface AgentUserOptions {
  /** The folder the command works in; the repository around it is handed over. */
  workspace: string
  /** The command that will be started, to make sure that it can be. */
  command: readonly string[]
  /** PATH of the command. */
  path: string
  /** Must be readable for it: the shims, a script, … */
  readable?: readonly string[]
  /** Are handed over like the workspace: the client's settings, the shims' notes, … */
  writable?: readonly string[]
  /** Must be closed to it, besides the usual places of credentials: the recording, … */
  hidden?: readonly string[]
  /** The guard's environment: tells where the runner keeps its files. */
  env: NodeJS.ProcessEnv
  /** Where sessions write down what has to be undone; the same for all of a user's sessions. */
  stateDirectory?: string
}

/** Besides what was asked for: the job's home, what is handed over, and what leads to the guard's files. */
export type SetUpOptions = AgentUserOptions &
  Workspace & { home: string; ownSteps: readonly string[] }

/** Makes the user and hands everything over; writes each change down before making it. */
export async function setUp(
  privilege: Privilege,
  slot: Slot,
  options: SetUpOptions,
): Promise<AgentUser | NoAgentUser> {
  const { record } = slot
  const { folder, gitFolder = folder } = options
  const sharing = await planSharing(options)
  if ('reason' in sharing) return sharing
  const work = [...new Set([folder, gitFolder])]
  const { commands, readable, writable, hidden } = sharing
  const ids = await claimUser(privilege, record)
  const before = await readAccessLists(privilege, [...work, ...writable], { ...record, ...ids })
  const session = await makeOwnFolder('cursor-guard-agent-', work)
  await chmod(session, 0o755)
  const { places, closed, entries } = await planEntries(sharing, options, session)
  const inside = hidden.filter((place) => work.some((one) => isWithin(place, one)))
  const home = join(session, 'home')
  Object.assign(record, ids, {
    session,
    shared: [...work, ...writable, home],
    excluded: inside,
    kept: await findKept(work, inside),
    entries: entries.map(({ path }) => path),
    before,
  })
  await slot.save()
  await Promise.all([useCgroup(privilege, slot), makeHome(home, options.home)])
  const left = await share(privilege, record as OwnedRecord, entries)
  const { failures, weaknesses, own } = await probeUser(privilege, {
    user: ids,
    guardPid: process.pid,
    workspace: folder,
    commands,
    readable,
    writable: [...writable, gitFolder, home],
    hidden: [...new Set([...hidden, ...closed])],
    path: places.filter((place) => !isWithin(place, folder)),
    own: options.ownSteps,
  })
  if (failures[0] !== undefined) return no(failures.join('; '))
  if (own[0] !== undefined) return noOwn(`${own[0]} can be written`)
  const remarks = [...options.remarks, ...remarksOn(left, folder)]
  return userOf(privilege, slot, { weaknesses, remarks })
}

const no = (reason: string): NoAgentUser => ({ available: false, reason, liesIn: 'workspace' })

/** @param problem what of the guard's own files the command's user could write, as one clause */
export const noOwn = (problem: string): NoAgentUser => ({
  available: false,
  reason: `it could change the guard itself: ${problem}`,
  liesIn: 'guard',
})

const maxShownNames = 5

const why = 'since they have a second name or raise rights (setuid or setgid)'

/** What a person has to know of files that are left alone: an earlier command may have made them so. */
function remarksOn({ readable, closed }: LeftAlone, folder: string): string[] {
  const list = (paths: readonly string[]) => {
    const names = paths
      .slice(0, maxShownNames)
      .map((path) => (isWithin(path, folder) ? path.slice(folder.length + 1) : path))
    return names.join(', ') + (paths.length > maxShownNames ? ' and more' : '')
  }
  return [
    ...(closed.length > 0
      ? [`left as they are, ${why}, and closed to the command: ${list(closed)}`]
      : []),
    ...(readable.length > 0 ? [`left as they are, ${why}: ${list(readable)}`] : []),
  ]
}

/** Where the machine has none, the user's number alone tells its processes. */
async function useCgroup(privilege: Privilege, slot: Slot): Promise<void> {
  // Names of slots repeat in containers, which may share one tree of cgroups.
  const cgroup = await placeForCgroup(`${slot.record.name}-${randomBytes(6).toString('hex')}`)
  if (cgroup === undefined) return
  slot.record.cgroup = cgroup
  await slot.save()
  if (await makeCgroup(privilege, cgroup)) return
  slot.record.cgroup = undefined
  await slot.save()
}

/** What the user must reach, and what is closed to it. */
interface Sharing {
  /** All that will be executed. */
  commands: readonly string[]
  /** Those of them for which closed places are opened. */
  opened: readonly string[]
  readable: readonly string[]
  writable: readonly string[]
  hidden: readonly string[]
  /** All of it that must be reached, and the way there. */
  needed: readonly string[]
  homes: readonly HomePlan[]
}

/** Nothing is changed here: a command that cannot be started so gets no user. */
async function planSharing(options: SetUpOptions): Promise<Sharing | NoAgentUser> {
  const files = await commandFiles(options, isHandedOver(options))
  const commands = files.map(({ path }) => path)
  if (commands.length === 0) {
    const reason = `${options.command[0] ?? 'the command'} was not found`
    return { available: false, reason, liesIn: 'machine' }
  }
  const writable = await existing(options.writable ?? [])
  const readable = await existing(options.readable ?? [])
  const hidden = await existing([
    ...(options.hidden ?? []),
    ...(await privatePlaces(options.env, options.home, options.folder)),
  ])
  const { folder, gitFolder = folder } = options
  const work = [folder, gitFolder, ...writable, ...readable]
  const all = [...work, ...(await existing(commands))]
  const covered = hidden.flatMap((place) => all.filter((path) => isWithin(path, place)))
  if (covered[0] !== undefined) {
    return no(`${covered[0]} is needed, and lies in a folder that must be closed`)
  }
  const homes = await planHomes(options, hidden)
  const closed = await closedNeed(options, commands, homes)
  if (closed !== undefined) return no(`${closed} is needed, and lies in the closed home`)
  const toolchains = homes.flatMap(({ openings }) => [...openings.granted, ...openings.kept])
  const opened = await openedFor(files, toolchains)
  const needed = [...work, ...(await existing(opened))]
  return { commands, opened, readable, writable, hidden, needed, homes }
}

/**
 * The slot's user, which nobody else may be at work as.
 *
 * @throws {Error} when it has processes
 */
async function claimUser(
  privilege: Privilege,
  record: SlotRecord,
): Promise<{ uid: number; gid: number }> {
  const ids = await makeUser(privilege, record.name, record.job.uid)
  const left = await endProcesses(privilege, { name: record.name, ...ids })
  if (left.length > 0) {
    throw new Error(`processes of the user ${record.name} may be running: ${left[0]}`)
  }
  return ids
}

/** Access entries that are needed outside what is handed over, and the places of commands among them. */
async function planEntries(
  { opened, readable, hidden, needed, homes }: Sharing,
  options: SetUpOptions,
  session: string,
): Promise<{ places: string[]; closed: string[]; entries: AccessEntry[] }> {
  const isWork = isHandedOver(options)
  const isAtHome = (place: string) => homes.some(({ home }) => isWithin(place, home))
  const found = (await existing(await commandPlaces(options.path, isWork))).filter(
    (place) => !isAtHome(place) && !hidden.some((closed) => isWithin(place, closed)),
  )
  const places = [...found, ...homes.flatMap(({ openings }) => openings.granted)]
  const wanted = [...needed, session]
  const atHomes = await Promise.all(
    homes.map(({ home, openings }) => closeHome(home, openings, wanted)),
  )
  const entries = mergeEntries([
    ...(await wayTo([...needed, ...places, ...opened.map((file) => dirname(file)), session])),
    ...(await readingOf([...readable, ...places, ...opened])),
    ...(await hide(hidden)),
    ...atHomes.flat(),
  ]).filter(({ rights, path: at }) => rights === '---' || !isWork(at))
  const closed = entries.flatMap(({ path, rights }) => (rights === '---' ? [path] : []))
  return { places, closed, entries }
}

/** Whether a place is handed over: an earlier command may have put anything there. */
const isHandedOver =
  ({ folder, gitFolder = folder }: SetUpOptions) =>
  (place: string) =>
    [folder, gitFolder].some((work) => isWithin(place, work))

interface HomePlan {
  home: string
  openings: HomeOpenings
}

async function planHomes(options: SetUpOptions, hidden: readonly string[]): Promise<HomePlan[]> {
  const { env, path } = options
  const isWork = isHandedOver(options)
  const isClosed = (place: string) =>
    isWork(place) || hidden.some((closed) => isWithin(place, closed))
  const toolCache = [env.RUNNER_TOOL_CACHE, env.AGENT_TOOLSDIRECTORY].filter(
    (folder) => folder !== undefined && isAbsolute(folder),
  ) as string[]
  return Promise.all(
    (await jobHomes([options.home, homeOfUser()])).map(async (home) => ({
      home,
      openings: await homeOpenings({ home, path, toolCache, isClosed }),
    })),
  )
}

/** As the machine's list of users has it, whatever `HOME` says; `HOME` where it has none. */
function homeOfUser(): string {
  try {
    return userInfo().homedir
  } catch {
    return homedir()
  }
}

/**
 * What the command needs of a home beside its openings. What was asked for by its path is opened; a link
 * in the workspace, or a script's first line, may be an earlier command's.
 */
async function closedNeed(
  { command, ...options }: SetUpOptions,
  commands: readonly string[],
  homes: readonly HomePlan[],
): Promise<string | undefined> {
  const isWork = isHandedOver({ command, ...options })
  for (const file of commands) {
    const [real = file] = await existing([file])
    const isOpen = ({ openings }: HomePlan) =>
      [...openings.granted, ...openings.kept].some((place) => isWithin(real, place))
    const isClosed = homes.some((plan) => isWithin(real, plan.home) && !isOpen(plan))
    if (isClosed && !isWork(real) && command[0] !== real) return real
  }
  return undefined
}
