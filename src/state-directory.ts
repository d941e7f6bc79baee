import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Where this user keeps what outlives a process: below `XDG_STATE_HOME`, else `~/.local/state`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const stateDirectory = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_STATE_HOME ?? join(env.HOME ?? tmpdir(), '.local', 'state'), 'cursor-guard')

/** Folder of the requests which wait for a person, the same for every session on this machine. */
export const approvalsDirectory = (env: NodeJS.ProcessEnv): string =>
  join(stateDirectory(env), 'approvals')

/** Where a recording goes when nobody says: outside the folder the agent works in. */
export const recordingsDirectory = (env: NodeJS.ProcessEnv): string =>
  join(stateDirectory(env), 'recordings')
