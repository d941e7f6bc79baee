import { compareAncestry } from '../../adapters/github/compare-commits.ts'
import type { Octokit } from '../../adapters/github/octokit.ts'
import { readRef } from '../../adapters/github/refs.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import type { RefMemory } from '../../core/protection/ref-memory.ts'

/**
 * Whether the default branch lacks commits it had when it was last accepted, whatever webhooks have
 * come by now. What the forge cannot compare counts as lost, and so does a branch that is gone.
 *
 * @throws when the forge could not be asked
 */
export const createRewriteCheck =
  (refs: Pick<RefMemory, 'accepted'>) =>
  async (octokit: Octokit, repository: Repository): Promise<boolean> => {
    const ref = `refs/heads/${repository.defaultBranch}`
    const accepted = await refs.accepted(repository.id, ref)
    if (accepted === undefined) return false
    const live = await readRef(octokit, repository, ref)
    if (live === undefined) return true
    if (live === accepted.oid) return false
    return (await compareAncestry(octokit, repository, accepted.oid, live)) !== 'yes'
  }
