import { homedir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where this user keeps what outlives a process: below `XDG_STATE_HOME`, else `~/.local/state`. Paths
 * that are not absolute do not count: they would lead into the folder that an agent works in.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const stateDirectory = (env: NodeJS.ProcessEnv): string =>
  join(
    absolute(env.XDG_STATE_HOME) ?? join(absolute(env.HOME) ?? home(), '.local', 'state'),
    'cursor-guard',
  )

/** `homedir` alone believes a `HOME` that is empty or not absolute. */
const home = () => absolute(homedir()) ?? userInfo().homedir

const absolute = (path: string | undefined) =>
  path !== undefined && isAbsolute(path) ? path : undefined

/** Folder of the requests which wait for a person, the same for every session on this machine. */
export const approvalsDirectory = (env: NodeJS.ProcessEnv): string =>
  join(stateDirectory(env), 'approvals')

/** Where a recording goes when nobody says: outside the folder the agent works in. */
export const recordingsDirectory = (env: NodeJS.ProcessEnv): string =>
  join(stateDirectory(env), 'recordings')
