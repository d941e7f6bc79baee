import { execFile } from 'node:child_process'
import type { RepositoryName } from '../core/git/repository-name.ts'
import { gitPrefix, readGitPath } from '../guard/git/repository-path.ts'
import { leadsToForge, readGitAddress } from './git-routing/git-url.ts'

const timeoutMs = 10_000
const maxOutputBytes = 65_536

/**
 * The repository that `origin` of a folder means, where it is one of the forge: `owner/name`.
 *
 * Git itself is asked, so that the user's own rules for addresses hold. Whoever can write in the
 * folder can write this: it is a fact of the workspace, and nothing that was verified.
 *
 * @returns `undefined` without git, without an origin, or where it leads anywhere else
 */
export async function findWorkspaceRepository(
  workspace: string,
  forge: URL,
  environment: NodeJS.ProcessEnv,
): Promise<RepositoryName | undefined> {
  const lines = (await askGit(workspace, environment)).split('\n').filter((line) => line !== '')
  const names = new Set(lines.map((url) => repositoryOf(url, forge)))
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

/** Addresses of `origin`, one a line; empty where there is none. Nothing is run that a file names. */
function askGit(workspace: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { GIT_DIR: _, GIT_WORK_TREE: __, ...env } = environment
  const args = ['-c', 'safe.directory=*', '-C', workspace, 'remote', 'get-url', '--all', 'origin']
  const options = { env, timeout: timeoutMs, maxBuffer: maxOutputBytes }
  return new Promise((resolve) => {
    const child = execFile('git', args, options, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    )
    child.stdin?.end()
  })
}
