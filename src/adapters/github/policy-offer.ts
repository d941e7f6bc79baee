import { policyPath } from '../../core/policy/file/file-trouble.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { readRef } from './refs.ts'
import { at, type Repository } from './repository.ts'

/** The branch of the pull request that offers a policy; always this one, so that there is one. */
export const offerBranch = 'cursor-guard/init'

export interface Offer {
  title: string
  /** Markdown. */
  body: string
  /** The file's text. */
  text: string
}

/**
 * Opens the pull request that adds a policy file, or finds the one that is open. Every step finds what
 * an earlier attempt has left, and a branch somebody has gone on with stays as it is.
 *
 * @returns the pull request's number; `empty` for a repository without a commit
 */
export async function offerPolicyFile(
  octokit: Octokit,
  repository: Repository,
  { title, body, text }: Offer,
): Promise<{ number: number; isNew: boolean } | 'empty'> {
  const open = await findOffer(octokit, repository)
  if (open !== undefined) return { number: open, isNew: false }
  const base = await readRef(octokit, repository, `refs/heads/${repository.defaultBranch}`)
  if (base === undefined) return 'empty'
  await keepBranch(octokit, repository, base)
  await keepFile(octokit, repository, { text, message: title })
  try {
    const { data } = await octokit.rest.pulls.create({
      ...at(repository),
      head: offerBranch,
      base: repository.defaultBranch,
      title,
      body,
    })
    return { number: data.number, isNew: true }
  } catch (error) {
    // Somebody was faster, or the first answer was lost.
    const found = isStatus(error, 422) ? await findOffer(octokit, repository) : undefined
    if (found === undefined) throw error
    return { number: found, isNew: false }
  }
}

async function findOffer(octokit: Octokit, repository: Repository): Promise<number | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...at(repository),
    head: `${repository.owner}:${offerBranch}`,
    state: 'open',
    per_page: 1,
  })
  return data[0]?.number
}

async function keepBranch(octokit: Octokit, repository: Repository, sha: string): Promise<void> {
  const ref = `refs/heads/${offerBranch}`
  if ((await readRef(octokit, repository, ref)) !== undefined) return
  try {
    await octokit.rest.git.createRef({ ...at(repository), ref, sha })
  } catch (error) {
    // 422: it is there by now.
    const isThere = isStatus(error, 422) && (await readRef(octokit, repository, ref)) !== undefined
    if (!isThere) throw error
  }
}

async function keepFile(
  octokit: Octokit,
  repository: Repository,
  { text, message }: { text: string; message: string },
): Promise<void> {
  try {
    await octokit.rest.repos.createOrUpdateFileContents({
      ...at(repository),
      path: policyPath,
      branch: offerBranch,
      message,
      content: Buffer.from(text).toString('base64'),
    })
  } catch (error) {
    // Without a `sha` the forge writes a new file alone: the file is there already.
    if (!isStatus(error, 422, 409)) throw error
  }
}
