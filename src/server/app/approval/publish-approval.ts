import { publishCheck } from '../../../adapters/github/check-runs.ts'
import { isStatus } from '../../../adapters/github/octokit.ts'
import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import { isMissingPermission } from '../../../adapters/github/refusal.ts'
import {
  type ApprovalView,
  joinApprovals,
  type RenderedApproval,
  renderApproval,
} from '../../../core/approval/render-approval.ts'
import type { Scope } from '../scope.ts'

/**
 * Writes `cursor-guard / approval` on a commit, for all open pull requests whose head it is: the check
 * belongs to the commit, so it says the strictest of their answers.
 *
 * @param otherwise what it says when no open pull request has it any more; by default nothing
 */
export async function publishApproval(
  scope: Scope,
  headSha: string,
  otherwise?: RenderedApproval,
): Promise<void> {
  const { repository, services } = scope
  const pulls = await services.rememberedPulls.openWithHead(repository.id, headSha)
  const report = pulls.length === 0 ? otherwise : joinApprovals(pulls)
  if (report !== undefined) await publishReport(scope, headSha, report)
}

/** Writes one report; a permission that is missing is named, and does not fail the delivery. */
export async function publishReport(
  { octokit, repository, services, log }: Scope,
  headSha: string,
  { text, actions = [], ...report }: RenderedApproval,
): Promise<void> {
  // Buttons that are not taken away stay.
  const check = { name: 'approval' as const, headSha, ...report, actions }
  try {
    await publishCheck(
      octokit,
      repository,
      text === '' ? check : { ...check, text },
      services.checks,
    )
  } catch (error) {
    // Another push has taken the commit away; its event leads to the one that took its place.
    if (isStatus(error, 422) && /no commit found/i.test(String(error))) return
    if (!isMissingPermission(error)) throw error
    log.error(
      { repository: repository.id, commit: headSha, permission: 'checks: write' },
      'the approval check cannot be published: the App lacks the permission "Checks: write"',
    )
  }
}

/** Heads of before that are looked after. */
const maxEarlierHeads = 5

/** A head of before is nobody's any more: buttons under it would decide nothing. */
export async function voidEarlierHeads(
  scope: Scope,
  { number, baseRef }: Pick<PullRequest, 'number' | 'baseRef'>,
  heads: readonly string[],
): Promise<void> {
  for (const headSha of heads.slice(0, maxEarlierHeads)) {
    const view: ApprovalView = {
      number,
      baseRef,
      headSha,
      phase: 'void',
      decision: { verdict: 'hold', effective: 'hold', rules: [] },
      participants: [],
      unresolved: [],
      risks: [],
      notes: ['The pull request has other commits now; what was said about these is void.'],
    }
    await publishApproval(scope, headSha, renderApproval(view))
  }
}
