import { isAbsolute } from 'node:path'
import { isolatedGit, usersSettings } from '../isolated-git.ts'

/**
 * The files which git on this machine reads as the system's configuration; ours takes their place
 * and includes them.
 */
export async function systemConfiguration(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const args = ['config', '--system', '--no-includes', '--list', '--show-origin', '-z']
  const variables = usersSettings(environment)
  const { code, stdout } = await isolatedGit(args, { env: environment, variables })
  // Without git, or without such a file, there is nothing to include.
  const origins = code === 0 ? stdout.split('\0') : []
  const files = origins
    .filter((field) => field.startsWith('file:'))
    .map((field) => field.slice('file:'.length))
  return [...new Set(files)].filter(isAbsolute)
}
