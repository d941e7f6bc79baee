import { join } from 'node:path'
import { withEnvironmentFile } from './account.ts'
import { endProcesses } from './end-processes.ts'
import { dropTo, type Privilege } from './privilege.ts'
import { groupsOf, nearestOf, signalAs } from './processes.ts'
import type { OwnedRecord } from './sharing.ts'
import type { Slot } from './slots.ts'
import { takeBack } from './take-back.ts'

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
  /** What of the workspace stays as it is or will not work, one sentence each, for people. */
  remarks: readonly string[]
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
   * Ends what is left of the user's processes. Whether that succeeded is told by `end`, which does it
   * again: what is looked at meanwhile is looked at as this user.
   */
  endProcesses(): Promise<void>
  /**
   * Ends what is left of the user's processes and takes everything back. Safe to call twice.
   *
   * @returns what could not be undone, one sentence each
   */
  end(): Promise<string[]>
}

/** Why the command cannot have a user of its own. */
export interface NoAgentUser {
  available: false
  reason: string
  /**
   * What lies in the machine is no command's doing: the session can go on as the guard's own user. What
   * lies in the workspace an earlier command may have brought about. Of the guard's own files the user
   * could write some.
   */
  liesIn: 'machine' | 'workspace' | 'guard'
}

/** The user that a slot's record tells of, once it is set up. */
export function userOf(
  privilege: Privilege,
  slot: Slot,
  found: Pick<AgentUser, 'weaknesses' | 'remarks'>,
): AgentUser {
  const record = slot.record as OwnedRecord
  const { name, uid, gid, session = '' } = record
  const home = join(session, 'home')
  let ended: Promise<string[]> | undefined
  return {
    available: true,
    ...{ name, uid, gid, home, privilege, ...found },
    temporaryDirectory: join(home, 'tmp'),
    async launch(command, environment) {
      const wrapped = await withEnvironmentFile(session, command, environment)
      const [file = '', ...args] = dropTo(privilege, record, wrapped)
      return { file, args, env: {} }
    },
    async signal(pid, signal) {
      const groups = await groupsOf(await nearestOf(pid, uid))
      if (groups.length > 0) await signalAs(privilege, record, signal, groups)
    },
    async note({ contained, entries = [] }) {
      record.contained ||= contained ?? false
      record.entries.push(...entries)
      await slot.save()
    },
    async endProcesses() {
      await endProcesses(privilege, record)
    },
    end() {
      ended ??= takeBack(privilege, slot)
      return ended
    },
  }
}
