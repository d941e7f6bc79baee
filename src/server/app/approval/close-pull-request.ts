import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import { excludedFrom } from '../../../core/approval/eligibility.ts'
import { end, type HeldChange } from '../../../core/approval/held-change.ts'
import type { JudgedPull } from '../../../core/approval/judged-pull.ts'
import type { Phase } from '../../../core/approval/phase.ts'
import { type ApprovalView, renderApproval, summaryOf } from '../../../core/approval/render.ts'
import type { Tally } from '../../../core/approval/tally.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import type { Scope } from '../scope.ts'
import { countVotes, participantsOf } from './count-votes.ts'
import { hearVotes } from './hear-votes.ts'
import type { JudgedChange } from './judged-change.ts'
import { replace } from './open-request.ts'
import { publishApproval } from './publish-approval.ts'
import { commentBody, keepStatusComment } from './status-comment.ts'

/** What was said within this time after the merge was under way before it, in milliseconds. */
const mergeSlackMs = 60_000

/**
 * A pull request that is no longer open: its question ends, as used when it was merged with the
 * approval it needed, else as withdrawn; the check on its head says which.
 *
 * @param pull `undefined` when the forge knows it no more
 */
export async function closePullRequest(
  scope: Scope,
  loaded: PolicyInForce,
  known: JudgedPull | undefined,
  pull: PullRequest | undefined,
): Promise<JudgedPull | undefined> {
  if (known === undefined) return undefined
  const { repository, services } = scope
  const stored =
    known.request === undefined
      ? undefined
      : await services.heldChanges.get(repository.id, known.request)
  const closed: JudgedPull = { ...known, isOpen: false, at: services.now() }
  if (stored === undefined) {
    if (known.isOpen) await services.judgedPulls.save(closed)
    await publishApproval(scope, known.headSha)
    return closed
  }
  const { change, counted } = await endRequest(scope, loaded, { known, pull, stored })
  const view = viewOf(known, phaseOfClosed(change, pull), change, counted)
  const next: JudgedPull = { ...closed, report: renderApproval(view) }
  if (known.isOpen) await services.judgedPulls.save(next)
  await publishApproval(scope, known.headSha, known.isOpen ? next.report : known.report)
  if (known.comment === undefined || !known.isOpen) return next
  const body = commentBody(summaryOf(view), [])
  const comment = await keepStatusComment(scope, known.number, body, {
    known: known.comment,
    comments: [],
  })
  const told = comment === undefined ? next : { ...next, comment }
  await services.judgedPulls.save(told)
  return told
}

function phaseOfClosed({ state }: HeldChange, pull: PullRequest | undefined): Phase {
  if (state === 'used') return 'merged'
  return pull?.mergedAt === undefined ? 'closed' : 'merged unapproved'
}

async function endRequest(
  scope: Scope,
  loaded: PolicyInForce,
  given: { known: JudgedPull; pull: PullRequest | undefined; stored: HeldChange },
): Promise<{ change: HeldChange; counted: Tally | undefined }> {
  const { known, pull, stored } = given
  if (stored.state !== 'waiting') return { change: stored, counted: undefined }
  if (pull?.mergedAt === undefined) {
    const ended = end(stored, 'withdrawn', 'the pull request was closed')
    return { change: await replace(scope, stored, ended), counted: undefined }
  }
  const counted = await countAtMerge(scope, loaded, {
    known,
    pull,
    mergedAt: pull.mergedAt,
    stored,
  })
  const isApproved =
    counted?.outcome === 'approved' &&
    pull.headSha === stored.headSha &&
    pull.mergedAt < stored.expiresAt
  const ended = isApproved
    ? {
        ...end(stored, 'used', 'merged as approved'),
        decidedBy: counted.approvals.map(({ by: { id, login }, surface, at, self }) => ({
          id,
          login,
          surface,
          at,
          self,
        })),
      }
    : end(stored, 'withdrawn', 'merged without the approval it needed')
  return { change: await replace(scope, stored, ended), counted }
}

async function countAtMerge(
  scope: Scope,
  loaded: PolicyInForce,
  given: { known: JudgedPull; pull: PullRequest; mergedAt: number; stored: HeldChange },
): Promise<Tally | undefined> {
  const { known, pull, mergedAt, stored } = given
  if (known.material === '') return undefined
  const judgedChange = JSON.parse(known.material) as JudgedChange
  const pushers = await scope.services.judgedPulls.pushersOf(scope.repository.id, known.headSha)
  const participants = participantsOf(pull, judgedChange, pushers)
  const excluded = excludedFrom(participants, loaded.policy.approval.self)
  const heard = await hearVotes(scope, stored, [stored.id])
  const votes = heard.votes.filter(({ at }) => at <= mergedAt + mergeSlackMs)
  return countVotes(scope, { change: stored, heard: { ...heard, votes }, excluded, judgedChange })
}

function viewOf(
  known: JudgedPull,
  phase: Phase,
  change: HeldChange,
  counted: Tally | undefined,
): ApprovalView {
  const judgedChange =
    known.material === '' ? undefined : (JSON.parse(known.material) as JudgedChange)
  return {
    number: known.number,
    baseRef: known.baseRef,
    headSha: known.headSha,
    phase,
    decision: judgedChange?.decision ?? { verdict: 'hold', effective: 'hold', rules: [] },
    change,
    tally: counted,
    participants: [],
    unresolved: [],
    risks: [],
    notes: [],
  }
}
