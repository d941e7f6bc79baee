import { compareAncestry } from '../../../adapters/github/compare-commits.ts'
import { GuardError } from '../../../core/errors.ts'
import type { Ancestry } from '../../../core/protection/ref-push.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'

/**
 * Whether a commit is in the history of another: by git, which costs no call of the API; by the
 * forge's own comparison where git cannot say, as for commits that no ref reaches any more.
 */
export async function ancestry(
  scope: Scope,
  ancestor: string,
  descendant: string,
): Promise<Ancestry> {
  const { octokit, repository, services } = scope
  if (ancestor === descendant) return 'yes'
  const answer = await services.changes
    .isAncestor(gitSource(scope), ancestor, descendant)
    .catch((error: unknown) => {
      if (error instanceof GuardError) return 'unknown' as const
      throw error
    })
  return answer === 'unknown' ? compareAncestry(octokit, repository, ancestor, descendant) : answer
}
