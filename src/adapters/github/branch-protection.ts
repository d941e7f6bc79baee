import type { Octokit } from './octokit.ts'
import { type Refusal, refusalOf } from './refusal.ts'
import { at, type Repository } from './repository.ts'

/** What stands at the default branch. */
export interface BranchState {
  headSha: string
  /** Whether anything protects it, rulesets included. */
  isProtected: boolean
}

/** `undefined` when there is no such branch, as in an empty repository. */
export async function readBranch(
  octokit: Octokit,
  repository: Repository,
  branch: string,
): Promise<BranchState | undefined> {
  try {
    const { data } = await octokit.rest.repos.getBranch({ ...at(repository), branch })
    return { headSha: data.commit.sha, isProtected: data.protected !== false }
  } catch (error) {
    if (refusalOf(error)?.kind === 'absent') return undefined
    throw error
  }
}

/**
 * What the classic protection of a branch asks for, a few words each; `undefined` when there is none.
 *
 * @see https://docs.github.com/en/rest/branches/branch-protection#get-branch-protection
 */
export async function classicProtection(
  octokit: Octokit,
  repository: Repository,
  branch: string,
): Promise<readonly string[] | Refusal | undefined> {
  try {
    const { data } = await octokit.rest.repos.getBranchProtection({ ...at(repository), branch })
    const checks = data.required_status_checks?.contexts ?? []
    const reviews = data.required_pull_request_reviews
    const words: [boolean | undefined, string][] = [
      [reviews !== undefined, `${reviews?.required_approving_review_count ?? 0} approvals`],
      [checks.length > 0, `checks ${checks.join(', ')}`],
      [data.required_signatures?.enabled, 'signed commits'],
      [data.required_linear_history?.enabled, 'linear history'],
      [data.enforce_admins?.enabled, 'administrators included'],
      [data.restrictions !== undefined, 'only some may push'],
      [data.allow_force_pushes?.enabled, 'force pushes allowed'],
      [data.allow_deletions?.enabled, 'deletion allowed'],
    ]
    return words.filter(([holds]) => holds === true).map(([, text]) => text)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    return refusal.kind === 'absent' ? undefined : refusal
  }
}
