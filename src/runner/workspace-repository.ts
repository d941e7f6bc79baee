import type { FindProgram } from '../adapters/machine/system-programs.ts'
import { openForeignRepository } from '../adapters/repository/foreign-repository.ts'
import { readSettings } from '../core/git/config-text.ts'
import type { RepositoryName } from '../core/git/repository-name.ts'
import { gitPrefix, readGitPath } from '../guard/git/repository-path.ts'
import { remoteAddresses } from './git-routing/config-entries.ts'
import { leadsToForge, readGitAddress } from './git-routing/git-url.ts'
import { isolatedGit, usersSettings } from './isolated-git.ts'

/**
 * The repository that `origin` of a folder means, where it is one of the forge: `owner/name`.
 *
 * The user's own rules for addresses hold. Whoever can write in the folder can write this: it is a
 * fact of the workspace, and nothing that was verified.
 *
 * @returns `undefined` without git, without an origin, or where it leads anywhere else
 */
export async function findWorkspaceRepository(
  workspace: string,
  forge: URL,
  environment: NodeJS.ProcessEnv,
  findProgram: FindProgram,
): Promise<RepositoryName | undefined> {
  const addresses = await originOf(workspace, environment, findProgram)
  const names = new Set(addresses.map((url) => repositoryOf(url, forge)))
  return names.size === 1 ? [...names][0] : undefined
}

/**
 * The repository of the forge which an address means; `undefined` where it is written in a way that
 * the guard does not accept.
 */
export function repositoryOf(url: string, forge: URL): RepositoryName | undefined {
  const address = readGitAddress(url)
  if (address.kind !== 'network' || !leadsToForge(address, forge)) return undefined
  const path = `/${url.slice(address.prefix.length).replace(/^\/+|\/+$/g, '')}`
  const root = /^https?:/i.test(url) ? forge.pathname.replace(/\/+$/, '') : ''
  if (!path.startsWith(`${root}/`)) return undefined
  return readGitPath(`${gitPrefix}${path.slice(root.length + 1)}/git-receive-pack`)?.repository
}

/**
 * Addresses of `origin`, as git would follow them: rules of the user for addresses hold, and those of
 * the repository. Settings are read as data; nothing that they name is run.
 */
async function originOf(
  workspace: string,
  environment: NodeJS.ProcessEnv,
  findProgram: FindProgram,
): Promise<readonly string[]> {
  const opened = await openForeignRepository(workspace, { findProgram }).catch(() => undefined)
  if (opened === undefined) return []
  await using repository = opened
  const variables = usersSettings(environment)
  const args = ['config', '--includes', '--list', '-z']
  const users = await isolatedGit(args, { env: environment, variables })
  if (users.code !== 0) return []
  const settings = [...readSettings(users.stdout), ...repository.settings]
  return remoteAddresses(settings).find(({ name }) => name === 'origin')?.fetch ?? []
}
