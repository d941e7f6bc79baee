import { lstat, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { asRoot, findPrivilege, missingTools, type Privilege } from './agent-user/privilege.ts'
import { type AgentUserOptions, noOwn, type SetUpOptions, setUp } from './agent-user/set-up.ts'
import {
  claimSlot,
  findSharing,
  isWithin,
  maxSlots,
  openStateDirectory,
  takeAbandonedSlots,
} from './agent-user/slots.ts'
import { takeBack } from './agent-user/take-back.ts'
import type { AgentUser, NoAgentUser } from './agent-user/user.ts'
import { findWorkspace, type Workspace } from './agent-user/workspace.ts'
import { checkOwnFiles, type OwnFiles } from './own-files.ts'
import { readOwnProgram } from './own-program.ts'
import { knownPoliciesOf } from './policy/known-policies.ts'

/**
 * Makes a user for the command on Linux, where root or passwordless sudo exists, and shares the
 * workspace with it. Everything is tried out as that user before this returns.
 *
 * Nothing is left changed when the answer is no. What a killed guard left is undone first.
 */
export async function prepareAgentUser(
  options: AgentUserOptions,
): Promise<AgentUser | NoAgentUser> {
  const machine = (reason: string) => no(reason, 'machine')
  if (process.platform !== 'linux') return machine('a user of its own for the agent needs Linux')
  const privilege = await findPrivilege()
  if (privilege === undefined) return machine('neither root nor passwordless sudo is available')
  const missing = await missingTools()
  if (missing.length > 0) return machine(missingText(missing))
  const home = options.env.HOME ?? homedir()
  const workspace = await findWorkspace(options.workspace, home)
  if ('reason' in workspace) return no(workspace.reason)
  const { problem, steps: ownSteps } = await ownFiles(options.env, workspace, home)
  if (problem !== undefined) return noOwn(problem)
  try {
    return await makeAgentUser(privilege, { ...options, ...workspace, home, ownSteps })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // Only a file system says so, and no command gives it access lists or takes them away.
    return no(reason, /: Operation not supported$/.test(reason) ? 'machine' : 'workspace')
  }
}

/** What of the guard's own files an agent in a folder can or could write, as one clause; nothing if none. */
export async function ownFilesProblem(
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<string | undefined> {
  const home = environment.HOME ?? homedir()
  const workspace = await findWorkspace(folder, home)
  return 'reason' in workspace ? undefined : (await ownFiles(environment, workspace, home)).problem
}

async function ownFiles(
  environment: NodeJS.ProcessEnv,
  { folder, gitFolder = folder }: Workspace,
  home: string,
): Promise<OwnFiles> {
  const known = knownPoliciesOf(environment)
  const realHome = await realpath(home).catch(() => home)
  return checkOwnFiles(await readOwnProgram(), {
    folders: [...new Set([folder, gitFolder])],
    // Around a home nothing is handed over: only a command with the guard's own user can have been there.
    wasHandedOver: async (place) => !isWithin(realHome, place) && (await known.has(place)),
  })
}

async function makeAgentUser(
  privilege: Privilege,
  options: SetUpOptions,
): Promise<AgentUser | NoAgentUser> {
  const { folder, gitFolder = folder } = options
  const stateDirectory = await openState(privilege, options.stateDirectory)
  await cleanUp(privilege, stateDirectory)
  const slot = await claimSlot(stateDirectory, jobUser())
  if (slot === undefined) return no(`${maxSlots} guarded sessions run on this machine already`)
  try {
    slot.record.shared = [...new Set([folder, gitFolder])]
    await slot.save()
    for (const shared of slot.record.shared) {
      const other = await findSharing(stateDirectory, slot, shared)
      if (other === undefined) continue
      await slot.release()
      const where = `, in another container or on the host; its record is ${other.file}`
      return no(`another guarded session is open in ${shared}${other.isElsewhere ? where : ''}`)
    }
    const user = await setUp(privilege, slot, options)
    if (!user.available) await takeBack(privilege, slot)
    return user
  } catch (error) {
    await takeBack(privilege, slot).catch(() => [])
    throw error
  }
}

const no = (reason: string, liesIn: NoAgentUser['liesIn'] = 'workspace'): NoAgentUser => ({
  available: false,
  reason,
  liesIn,
})

/**
 * Undoes what guards that were killed have left. Called at every start; safe at any time.
 *
 * @returns what could not be undone, one sentence each
 */
export async function recoverAgentUsers(stateDirectory?: string): Promise<string[]> {
  const privilege = process.platform === 'linux' ? await findPrivilege() : undefined
  if (privilege === undefined) return []
  const missing = await missingTools()
  if (missing.length > 0) return [missingText(missing)]
  return cleanUp(privilege, await openState(privilege, stateDirectory))
}

/** Records of system users that were handed out: kept in /var/lib, since both survive a restart. */
async function openState(privilege: Privilege, given: string | undefined): Promise<string> {
  const { uid, gid } = jobUser()
  const directory = given ?? `/var/lib/cursor-guard/agent-users-${uid}`
  const found = await lstat(directory).catch(() => undefined)
  if (given === undefined && found === undefined) {
    const script = 'install -d -m 755 "$4" && install -d -m 700 -o "$2" -g "$3" "$1"'
    const made = await asRoot(privilege, script, [directory, uid, gid, dirname(directory)])
    if (made.code !== 0) throw new Error(`${directory}: ${made.complaint}`)
  }
  await openStateDirectory(directory)
  return directory
}

const jobUser = () => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 })

const missingText = (tools: readonly string[]) =>
  `not installed: ${tools.join(', ')} (folders in which root alone can write are searched)`

async function cleanUp(privilege: Privilege, stateDirectory: string): Promise<string[]> {
  const problems: string[] = []
  for await (const slot of takeAbandonedSlots(stateDirectory)) {
    problems.push(...(await takeBack(privilege, slot)))
  }
  return problems
}
