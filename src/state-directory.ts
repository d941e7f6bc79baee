import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Where this user keeps what outlives a process: below `XDG_STATE_HOME`, else `~/.local/state`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const stateDirectory = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_STATE_HOME ?? join(env.HOME ?? tmpdir(), '.local', 'state'), 'cursor-guard')
