import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import { readChangeFindings } from '../../../core/approval/change-findings.ts'
import { excludedFrom } from '../../../core/approval/eligibility.ts'
import type { Phase } from '../../../core/approval/phase.ts'
import type { RememberedPull } from '../../../core/approval/remembered-pull.ts'
import {
  type ApprovalView,
  renderApproval,
  summaryOf,
} from '../../../core/approval/render-approval.ts'
import { asHeldChange, end, type HeldChange } from '../../../core/approval/request.ts'
import { shownId } from '../../../core/approval/store.ts'
import { deciders, type Tally } from '../../../core/approval/tally.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { countVotes } from '../../people/count-votes.ts'
import { hearVotes } from '../../people/hear-votes.ts'
import type { Scope } from '../scope.ts'
import { replace } from './open-request.ts'
import { participantsOf } from './participants.ts'
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
  known: RememberedPull | undefined,
  pull: PullRequest | undefined,
): Promise<RememberedPull | undefined> {
  if (known === undefined) return undefined
  const { repository, services } = scope
  const approvals = services.approvals(repository.id)
  const stored = asHeldChange(
    known.request === undefined ? undefined : await approvals.get(known.request),
  )
  const closed: RememberedPull = { ...known, isOpen: false, at: services.now() }
  if (stored === undefined) {
    if (known.isOpen) await services.rememberedPulls.save(closed)
    await publishApproval(scope, known.headSha)
    return closed
  }
  const { request, counted } = await endRequest(scope, loaded, { known, pull, stored })
  const id = await shownId(approvals, request.key)
  const view = viewOf(known, { phase: phaseOfClosed(request, pull), request, id, counted })
  const next: RememberedPull = { ...closed, report: renderApproval(view) }
  if (known.isOpen) await services.rememberedPulls.save(next)
  await publishApproval(scope, known.headSha, known.isOpen ? next.report : known.report)
  if (known.comment === undefined || !known.isOpen) return next
  const body = commentBody(summaryOf(view), [])
  const comment = await keepStatusComment(scope, known.number, body, {
    known: known.comment,
    comments: [],
  })
  const told = comment === undefined ? next : { ...next, comment }
  await services.rememberedPulls.save(told)
  return told
}

function phaseOfClosed({ state }: HeldChange, pull: PullRequest | undefined): Phase {
  if (state === 'used') return 'merged'
  return pull?.mergedAt === undefined ? 'closed' : 'merged unapproved'
}

async function endRequest(
  scope: Scope,
  loaded: PolicyInForce,
  given: { known: RememberedPull; pull: PullRequest | undefined; stored: HeldChange },
): Promise<{ request: HeldChange; counted: Tally | undefined }> {
  const { known, pull, stored } = given
  if (stored.state !== 'waiting') return { request: stored, counted: undefined }
  if (pull?.mergedAt === undefined) {
    const ended = end(stored, 'withdrawn', 'the pull request was closed')
    return { request: await replace(scope, stored, ended), counted: undefined }
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
        decidedBy: deciders(counted),
      }
    : end(stored, 'withdrawn', 'merged without the approval it needed')
  return { request: await replace(scope, stored, ended), counted }
}

async function countAtMerge(
  scope: Scope,
  loaded: PolicyInForce,
  given: { known: RememberedPull; pull: PullRequest; mergedAt: number; stored: HeldChange },
): Promise<Tally | undefined> {
  const { known, pull, mergedAt, stored } = given
  const judgedChange = readChangeFindings(known.change)
  if (judgedChange === undefined) return undefined
  const pushers = await scope.services.rememberedPulls.pushersOf(scope.repository.id, known.headSha)
  const participants = participantsOf(pull, judgedChange, pushers)
  const excluded = excludedFrom(participants, loaded.policy.approval.self)
  const heard = await hearVotes(scope, scope.services.approvals(scope.repository.id), stored)
  const votes = heard.votes.filter(({ at }) => at <= mergedAt + mergeSlackMs)
  const { blind } = judgedChange
  return countVotes(scope, { request: stored, heard: { ...heard, votes }, excluded, blind })
}

function viewOf(
  known: RememberedPull,
  found: { phase: Phase; request: HeldChange; id: string; counted: Tally | undefined },
): ApprovalView {
  const { phase, request, id, counted } = found
  return {
    number: known.number,
    baseRef: known.baseRef,
    headSha: known.headSha,
    phase,
    decision: readChangeFindings(known.change)?.decision ?? {
      verdict: 'hold',
      effective: 'hold',
      rules: [],
    },
    request,
    id,
    tally: counted,
    participants: [],
    unresolved: [],
    risks: [],
    notes: [],
  }
}
