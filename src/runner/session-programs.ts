import {
  type FindProgram,
  findOwnProgram,
  findSystemProgram,
} from '../adapters/machine/system-programs.ts'
import { findPrivilege } from './agent-user/privilege.ts'
import { repositoryAround } from './repository-around.ts'

/**
 * How the guard finds git for a session.
 *
 * Where the agent can have a user of its own, programs are those of the system, which only root can
 * write. Where it has the guard's own user, by wish or for want of root, that boundary does not exist:
 * a git which the user installed will do, but never one in the workspace or among its packages.
 */
export async function sessionPrograms(options: {
  sameUser: boolean
  workspace: string
  environment: NodeJS.ProcessEnv
}): Promise<FindProgram> {
  const { sameUser, workspace, environment } = options
  if (!sameUser && (await findPrivilege()) !== undefined) return findSystemProgram
  return findOwnProgram(environment.PATH, [(await repositoryAround(workspace)) ?? workspace])
}

/** The same for a command that a person types, beside no session: root gets the system's programs. */
export const commandPrograms = (workspace: string, environment: NodeJS.ProcessEnv) =>
  process.getuid?.() === 0
    ? Promise.resolve(findSystemProgram)
    : sessionPrograms({ sameUser: true, workspace, environment })
