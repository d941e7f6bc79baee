import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeHome, makeUser, withEnvironmentFile } from './agent-user/account.ts'
import { removeTable } from './agent-user/packet-filter.ts'
import {
  commandPlaces,
  existing,
  findCommand,
  findWorkspace,
  hide,
  interpretersOf,
  mergeEntries,
  privatePlaces,
  readingOf,
  wayTo,
} from './agent-user/plan.ts'
import { asRoot, dropTo, findPrivilege, type Privilege } from './agent-user/privilege.ts'
import { probe } from './agent-user/probe.ts'
import {
  endProcessesOf,
  groupsOf,
  nearestBelow,
  processesOf,
  signalAs,
} from './agent-user/processes.ts'
import {
  addEntries,
  findKept,
  hasFilesOf,
  type OwnedRecord,
  readAccessLists,
  removeEntries,
  share,
  unshare,
} from './agent-user/sharing.ts'
import {
  claimSlot,
  isShared,
  isWithin,
  maxSlots,
  openStateDirectory,
  type Slot,
  takeAbandonedSlots,
} from './agent-user/slots.ts'

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

/** A user of this session's own, as which the command is started. */
export interface AgentUser {
  available: true
  name: string
  uid: number
  gid: number
  /** A home and a temporary folder of its own; both are removed at the end. */
  home: string
  temporaryDirectory: string
  /** How the guard acts as root here. */
  privilege: Privilege
  /** What weakens the separation on this machine, one phrase each, for the record's coverage. */
  weaknesses: readonly string[]
  /** What to spawn, so that `command` runs as the user with exactly this environment. */
  launch(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<{ file: string; args: string[]; env: Record<string, string> }>
  /**
   * Sends a signal to the process group of what was started with `launch`, as far as it is this
   * user's; a plain `kill` may not be permitted.
   */
  signal(pid: number, signal: NodeJS.Signals): Promise<void>
  /** Writes down what else is about to be changed for this user, so that `end` undoes it. */
  note(change: { contained?: true; entries?: readonly string[] }): Promise<void>
  /**
   * Ends what is left of the user's processes and takes everything back. Safe to call twice.
   *
   * @returns what could not be undone, one sentence each
   */
  end(): Promise<string[]>
}

/** Why the command has to run as the guard's own user. */
export interface NoAgentUser {
  available: false
  reason: string
}

const tools = ['useradd', 'setpriv', 'setfacl', 'getfacl', 'find']

/**
 * Makes a user for the command on Linux, where root or passwordless sudo exists, and shares the
 * workspace with it. Everything is tried out as that user before this returns.
 *
 * Nothing is left changed when the answer is no. What a killed guard left is undone first.
 */
export async function prepareAgentUser(
  options: AgentUserOptions,
): Promise<AgentUser | NoAgentUser> {
  const no = (reason: string): NoAgentUser => ({ available: false, reason })
  if (process.platform !== 'linux') return no('a user of its own for the agent needs Linux')
  const privilege = await findPrivilege()
  if (privilege === undefined) return no('neither root nor passwordless sudo is available')
  const missing = await missingTools(privilege)
  if (missing.length > 0) return no(`not installed: ${missing.join(', ')}`)
  const home = options.env.HOME ?? homedir()
  const workspace = await findWorkspace(options.workspace, home)
  if ('reason' in workspace) return no(workspace.reason)
  let slot: Slot | undefined
  try {
    const stateDirectory = await openState(privilege, options.stateDirectory)
    await cleanUp(privilege, stateDirectory)
    slot = await claimSlot(stateDirectory, jobUser())
    if (slot === undefined) return no(`${maxSlots} guarded sessions run on this machine already`)
    slot.record.shared = [workspace.folder]
    await slot.save()
    if (await isShared(stateDirectory, slot, workspace.folder)) {
      await slot.release()
      return no('another guarded session is using this workspace')
    }
    const user = await setUp(privilege, slot, { ...options, home, folder: workspace.folder })
    if (user.available) return user
    await undo(privilege, slot)
    return user
  } catch (error) {
    if (slot !== undefined) await undo(privilege, slot).catch(() => [])
    return no(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Undoes what guards that were killed have left. Called at every start; safe at any time.
 *
 * @returns what could not be undone, one sentence each
 */
export async function recoverAgentUsers(stateDirectory?: string): Promise<string[]> {
  const privilege = process.platform === 'linux' ? await findPrivilege() : undefined
  if (privilege === undefined) return []
  return cleanUp(privilege, await openState(privilege, stateDirectory))
}

/**
 * The records lie beside the machine's list of users, since they share it out, and outlive a
 * restart, since what they tell does too.
 */
async function openState(privilege: Privilege, given: string | undefined): Promise<string> {
  const { uid, gid } = jobUser()
  const directory = given ?? `/var/lib/cursor-guard/agent-users-${uid}`
  if (given === undefined) {
    const script = 'install -d -m 755 "$4" && install -d -m 700 -o "$2" -g "$3" "$1"'
    const made = await asRoot(privilege, script, [directory, uid, gid, dirname(directory)])
    if (made.code !== 0) throw new Error(`${directory}: ${made.complaint}`)
  }
  await openStateDirectory(directory)
  return directory
}

const jobUser = () => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 })

async function missingTools(privilege: Privilege): Promise<string[]> {
  const script = 'for tool do command -v "$tool" >/dev/null || echo "$tool"; done'
  const outcome = await asRoot(privilege, script, tools)
  return outcome.stdout.split('\n').filter((line) => line !== '')
}

async function cleanUp(privilege: Privilege, stateDirectory: string): Promise<string[]> {
  const problems: string[] = []
  for await (const slot of takeAbandonedSlots(stateDirectory)) {
    problems.push(...(await undo(privilege, slot)))
  }
  return problems
}

type SetUpOptions = AgentUserOptions & { home: string; folder: string }

/** Makes the user and hands everything over; writes each change down before making it. */
async function setUp(
  privilege: Privilege,
  slot: Slot,
  options: SetUpOptions,
): Promise<AgentUser | NoAgentUser> {
  const { record } = slot
  const commands = await commandFiles(options)
  if (commands.length === 0) {
    return { available: false, reason: `${options.command[0] ?? 'the command'} was not found` }
  }
  const writable = await existing(options.writable ?? [])
  const readable = await existing(options.readable ?? [])
  const hidden = await existing([
    ...(options.hidden ?? []),
    ...(await privatePlaces(options.env, options.home, options.folder)),
  ])
  const needed = [options.folder, ...writable, ...readable, ...(await existing(commands))]
  const covered = hidden.flatMap((place) => needed.filter((path) => isWithin(path, place)))
  if (covered[0] !== undefined) {
    return {
      available: false,
      reason: `${covered[0]} is needed, and lies in a folder that must be closed`,
    }
  }
  const ids = await makeUser(privilege, record.name, record.job.uid)
  const running = await processesOf(ids.uid)
  if (running.length > 0)
    throw new Error(`processes of the user ${record.name} are running already`)
  if (await hasFilesOf(privilege, [options.folder, ...writable], ids.uid)) {
    throw new Error(`the workspace has files of the user ${record.name} already`)
  }
  const session = await mkdtemp(join(await realpath(tmpdir()), 'cursor-guard-agent-'))
  await chmod(session, 0o755)
  const places = (await existing(await commandPlaces(options.path))).filter(
    (path) => !hidden.some((place) => isWithin(path, place)),
  )
  const entries = mergeEntries([
    ...(await wayTo([...needed, ...places, ...commands.map((file) => dirname(file)), session])),
    ...(await readingOf([...readable, ...places, ...commands])),
    ...(await hide(hidden)),
  ]).filter(({ path, rights }) => rights === '---' || !isWithin(path, options.folder))
  const inside = hidden.filter((place) => isWithin(place, options.folder))
  const home = join(session, 'home')
  Object.assign(record, ids, {
    session,
    shared: [options.folder, ...writable, home],
    excluded: inside,
    kept: await findKept([options.folder], inside),
    entries: entries.map(({ path }) => path),
    before: await readAccessLists([options.folder, ...writable]),
  })
  await slot.save()
  await makeHome(home)
  await share(privilege, record as OwnedRecord)
  await addEntries(privilege, entries, ids.uid)
  const { failures, weaknesses } = await probe(privilege, {
    user: ids,
    guardPid: process.pid,
    workspace: options.folder,
    commands,
    readable,
    writable: [...writable, home],
    hidden,
    path: places.filter((folder) => !isWithin(folder, options.folder)),
  })
  if (failures[0] !== undefined) return { available: false, reason: failures.join('; ') }
  return agentUser(privilege, slot, weaknesses)
}

/**
 * The file that will be run: the first on PATH, and behind the guard's own shims the one they will
 * find. With it, the interpreters that its first line names, and the guard's own node for probes.
 */
async function commandFiles(options: SetUpOptions): Promise<string[]> {
  const { command, path, workspace } = options
  const own = await existing(options.readable ?? [])
  const matches = await findCommand(command[0] ?? '', path, workspace)
  const first = matches.findIndex((file) => !own.some((folder) => isWithin(file, folder)))
  const files = first === -1 ? matches : matches.slice(0, first + 1)
  const interpreters = (await Promise.all(files.map(interpretersOf))).flat()
  const found = await Promise.all(interpreters.map((name) => findCommand(name, path, workspace)))
  if (files.length === 0) return []
  return [...new Set([...files, ...found.flatMap((list) => list.slice(0, 1)), process.execPath])]
}

function agentUser(privilege: Privilege, slot: Slot, weaknesses: string[]): AgentUser {
  const record = slot.record as OwnedRecord
  const { name, uid, gid, session = '' } = record
  const home = join(session, 'home')
  let ended: Promise<string[]> | undefined
  return {
    available: true,
    ...{ name, uid, gid, home, privilege, weaknesses },
    temporaryDirectory: join(home, 'tmp'),
    async launch(command, environment) {
      const direct = privilege.how === 'root'
      const wrapped = direct
        ? command
        : await withEnvironmentFile(session, uid, command, environment)
      const [file = '', ...args] = dropTo(privilege, record, wrapped)
      const env = direct ? { ...environment } : { PATH: process.env.PATH ?? '/usr/bin:/bin' }
      return { file, args, env }
    },
    async signal(pid, signal) {
      const pids = privilege.how === 'root' ? [pid] : await nearestBelow(pid, uid)
      const groups = await groupsOf(pids)
      if (groups.length > 0) await signalAs(privilege, record, signal, groups)
    },
    async note({ contained, entries = [] }) {
      record.contained ||= contained ?? false
      record.entries.push(...entries)
      await slot.save()
    },
    end() {
      ended ??= undo(privilege, slot)
      return ended
    },
  }
}

/** Undoes everything a record tells; a record that is gone has been undone. */
async function undo(privilege: Privilege, slot: Slot): Promise<string[]> {
  const { record } = slot
  const problems: string[] = []
  if (record.uid !== undefined && record.gid !== undefined) {
    const owned = record as OwnedRecord
    const left = await endProcessesOf(privilege, owned)
    if (left > 0) problems.push(`${left} processes of ${record.name} could not be ended`)
    if (record.contained && left === 0) problems.push(...(await removeTable(privilege, owned.uid)))
    problems.push(...(await unshare(privilege, owned)))
    problems.push(...(await removeEntries(privilege, record.entries, owned.uid)))
    await asRoot(privilege, disownScript, [owned.uid])
  }
  if (record.session !== undefined) {
    await asRoot(privilege, 'rm -rf -- "$1"', [record.session])
    await rm(record.session, { recursive: true, force: true })
  }
  if (problems.length === 0) await slot.release()
  return problems
}

/**
 * What it left in the shared temporary folders becomes nobody's, so that the next session with
 * this user cannot change it. Nothing is deleted: a work tree may have been moved there.
 */
const disownScript =
  'find /tmp /var/tmp /dev/shm -xdev -uid "$1" -exec chown -h 65534:65534 {} + 2>/dev/null; :'
