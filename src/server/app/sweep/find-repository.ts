import { isStatus, type Octokit } from '../../../adapters/github/octokit.ts'
import {
  type Repository,
  repositorySchema,
  toRepository,
} from '../../../adapters/github/repository.ts'

/** Where repositories were last seen. */
export interface KnownRepositories {
  find(id: number): Promise<{ owner: string; name: string } | undefined>
  save(
    repositories: readonly { id: number; installation: number; owner: string; name: string }[],
  ): Promise<void>
  forget(id: number): Promise<void>
  forgetInstallation(installation: number): Promise<void>
  count(installation: number): Promise<number>
}

const perPage = 100
/** Pages of an installation's repositories read at most. */
const maxPages = 200

/**
 * A repository as it is now; `undefined` when the installation has none of this id (any more). One
 * call where it was seen before and has kept its name.
 *
 * @throws when the forge could not be asked
 */
export async function findRepository(
  octokit: Octokit,
  installation: number,
  id: number,
  known: KnownRepositories,
): Promise<Repository | undefined> {
  const place = await known.find(id)
  const seen = place && (await readRepository(octokit, place))
  // A repository can take the name which another one had.
  if (seen?.id === id) {
    if (seen.owner !== place?.owner || seen.name !== place.name) await remember(seen)
    return seen
  }
  for await (const page of repositoriesOf(octokit)) {
    const found = page.find((one) => one.id === id)
    if (found === undefined) continue
    await remember(found)
    return found
  }
  await known.forget(id)
  return undefined

  async function remember({ owner, name }: Repository) {
    await known.save([{ id, installation, owner, name }])
  }
}

async function readRepository(
  octokit: Octokit,
  { owner, name }: { owner: string; name: string },
): Promise<Repository | undefined> {
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo: name })
    return toRepository(repositorySchema.parse(data))
  } catch (error) {
    if (isStatus(error, 404, 451)) return undefined
    throw error
  }
}

/** Everything the installation of this client covers, page by page. */
export async function* repositoriesOf(octokit: Octokit): AsyncGenerator<Repository[]> {
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation({
      per_page: perPage,
      page,
    })
    yield data.repositories.map((one) => toRepository(repositorySchema.parse(one)))
    if (data.repositories.length < perPage) return
  }
}
