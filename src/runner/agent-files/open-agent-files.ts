import { type ChildProcess, spawn } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import type { AgentUser } from '../agent-user/user.ts'
import { repositoryAround } from '../repository-around.ts'
import { type AgentFiles, createAgentFiles } from './agent-files.ts'

/**
 * Files below the repository around `workspace`, the agent's home and its folder for temporary files,
 * as the agent's user reads them; as this process's own user where the agent has no other.
 */
export async function openAgentFiles(options: {
  workspace: string
  user?: AgentUser | undefined
  /** The guard's own environment: tells the home of a command without a user of its own. */
  environment: NodeJS.ProcessEnv
}): Promise<AgentFiles> {
  const { workspace, user, environment } = options
  const start = await realpath(workspace).catch(() => workspace)
  const repository = (await repositoryAround(start)) ?? start
  const home = user?.home ?? environment.HOME ?? homedir()
  const temporary = user?.temporaryDirectory ?? environment.TMPDIR ?? tmpdir()
  return createAgentFiles({
    workspace,
    folders: [repository, workspace, home, temporary],
    async start([file = '', ...args]) {
      const launched = await user?.launch([file, ...args], {})
      return startReader(launched ?? { file, args, env: {} })
    },
  })
}

/** In a group of its own, so that what a terminal sends to the guard's does not meet it. */
const startReader = (program: {
  file: string
  args: string[]
  env: Record<string, string>
}): ChildProcess =>
  spawn(program.file, program.args, {
    cwd: '/',
    env: program.env,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
