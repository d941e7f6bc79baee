import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  hasEnded,
  identifyProcess,
  nameOfProcess,
  processNamed,
} from '../adapters/machine/process-life.ts'
import type { FindProgram } from '../adapters/machine/system-programs.ts'
import { createGitRepositories } from '../adapters/repository/git-repositories.ts'
import { createFileObjectSpool } from '../adapters/storage/file-object-spool.ts'
import { createFilePushJournal } from '../adapters/storage/file-push-journal.ts'
import { createLazyRepositories } from '../guard/git/lazy-repositories.ts'
import type { GitParts } from '../guard/open-session.ts'
import { createUpstreamClient } from '../http/upstream.ts'
import { createForgeCredential } from './forge-credential.ts'
import { defaultForge } from './git-routing.ts'

/**
 * What the git lane of a session on this machine works with: the job's token, the real git in a
 * folder of this process, a journal that outlives it.
 *
 * @param repository the session's own, `owner/name`; absent where nobody knows
 * @param stateDirectory the guard's own folder, the same for every session on this machine
 */
export async function standaloneGit(options: {
  findProgram: FindProgram
  environment: NodeJS.ProcessEnv
  gitUpstream: string | undefined
  repository: string | undefined
  stateDirectory: string
}): Promise<GitParts> {
  const { findProgram, environment, gitUpstream, repository, stateDirectory } = options
  const base = forgeOf(environment, gitUpstream)
  const token = environment.GITHUB_TOKEN || environment.GH_TOKEN || undefined
  const client = createUpstreamClient(environment)
  const gitFolders = join(stateDirectory, 'repositories')
  const objects = join(stateDirectory, 'lfs')
  const own = nameOfProcess(await identifyProcess(process.pid))
  const gitRepositories = createLazyRepositories(async () => {
    await Promise.all([sweep(gitFolders), sweep(objects)])
    const directory = join(gitFolders, own)
    return createGitRepositories({
      directory,
      findProgram,
      upstream: base,
      credential: async () => token,
      client,
      environment,
    })
  })
  return {
    base,
    credential: createForgeCredential({ token, api: apiOf(base, environment), client }),
    gitRepositories: {
      ...gitRepositories,
      async close() {
        await gitRepositories.close()
        for (const folder of [gitFolders, objects]) {
          await rm(join(folder, own), { recursive: true, force: true })
        }
        client.close()
      },
    },
    spool: createFileObjectSpool(join(objects, own)),
    journal: await createFilePushJournal(join(stateDirectory, 'journal')),
    repositories: repository === undefined ? [] : [repository],
  }
}

/** Where the forge is: `--git-upstream`, else what the runner says, else GitHub itself. */
export const forgeOf = (environment: NodeJS.ProcessEnv, gitUpstream: string | undefined): URL =>
  new URL(gitUpstream ?? (environment.GITHUB_SERVER_URL || defaultForge))

/** The forge's API: the runner says where it is; for GitHub itself everybody knows. */
export function apiOf(base: URL, { GITHUB_API_URL: api }: NodeJS.ProcessEnv): URL | undefined {
  if (base.hostname === 'github.com') return new URL(api || 'https://api.github.com')
  return (api && URL.parse(api)) || undefined
}

/** Removes what guards that died have left: each has a folder named for its process. */
async function sweep(folders: string): Promise<void> {
  const names = await readdir(folders).catch(() => [])
  for (const name of names) {
    const owner = processNamed(name)
    if (owner === undefined || !(await hasEnded(owner))) continue
    await rm(join(folders, name), { recursive: true, force: true })
  }
}
