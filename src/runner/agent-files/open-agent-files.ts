import { type ChildProcess, spawn } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import type { AgentUser } from '../agent-user/user.ts'
import { repositoryAround } from '../repository-around.ts'
import { type AgentFiles, createAgentFiles } from './agent-files.ts'

interface AgentPlace {
  workspace: string
  user?: AgentUser | undefined
  /** The guard's own environment: tells the home of a command without a user of its own. */
  environment: NodeJS.ProcessEnv
}

/** The repository around the workspace (else the workspace), without links, and the agent's home. */
export async function agentFolders({ workspace, user, environment }: AgentPlace) {
  const start = await realpath(workspace).catch(() => workspace)
  const repository = (await repositoryAround(start)) ?? start
  return { repository, home: user?.home ?? environment.HOME ?? homedir() }
}

/**
 * Files below the repository around `workspace`, the agent's home and its folder for temporary files,
 * as the agent's user reads them; as this process's own user where the agent has no other.
 *
 * @param options.further folders of the machine in which the agent's programs have their settings
 */
export async function openAgentFiles(
  options: AgentPlace & { further?: readonly string[] },
): Promise<AgentFiles> {
  const { workspace, user, environment, further = [] } = options
  const { repository, home } = await agentFolders(options)
  const temporary = user?.temporaryDirectory ?? environment.TMPDIR ?? tmpdir()
  return createAgentFiles({
    workspace,
    folders: [repository, workspace, home, temporary, ...further],
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
