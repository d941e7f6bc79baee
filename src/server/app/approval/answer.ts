import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { ChangeFindings } from '../../../core/approval/change-findings.ts'
import {
  type Excluded,
  excludedFrom,
  type Participant,
} from '../../../core/approval/eligibility.ts'
import { type Phase, phaseOf } from '../../../core/approval/phase.ts'
import type { Pusher } from '../../../core/approval/remembered-pull.ts'
import type { ApprovalView } from '../../../core/approval/render-approval.ts'
import { type HeldChange, keepVote } from '../../../core/approval/request.ts'
import { shownId } from '../../../core/approval/store.ts'
import type { Tally } from '../../../core/approval/tally.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { countVotes } from '../../people/count-votes.ts'
import { type HeardVotes, hearVotes } from '../../people/hear-votes.ts'
import type { Scope } from '../scope.ts'
import { findOpenRequest, replace } from './open-request.ts'
import { participantsOf } from './participants.ts'

/** What there is to say about one pull request, and from whom it was heard. */
export interface Answer {
  view: ApprovalView
  excluded: Excluded
  tally: Tally | undefined
  heard: HeardVotes | undefined
  earlierHeads: readonly string[]
}

/** What is to be said: who was asked, what they said, and what that comes to. */
export async function answerFor(
  scope: Scope,
  pull: PullRequest,
  given: {
    loaded: PolicyInForce
    judgedChange: ChangeFindings
    pushers: readonly Pusher[]
    askAgain: boolean
  },
): Promise<Answer> {
  const { loaded, judgedChange, pushers, askAgain } = given
  const participants = participantsOf(pull, judgedChange, pushers)
  const excluded = excludedFrom(participants, loaded.policy.approval.self)
  const found = await findOpenRequest(scope, pull, {
    loaded,
    judgedChange,
    excluded,
    askAgain,
  })
  const approvals = scope.services.approvals(scope.repository.id)
  let { request } = found
  const heard =
    request?.state === 'waiting' ? await hearVotes(scope, approvals, request) : undefined
  const { blind } = judgedChange
  const counted =
    request !== undefined && heard !== undefined
      ? await countVotes(scope, { request, heard, excluded, blind })
      : undefined
  if (request !== undefined && counted !== undefined)
    request = await keepRefusals(scope, request, counted)
  const phase = phaseOf(judgedChange.decision, request, counted, scope.services.now())
  await noteAudit(scope, pull, judgedChange)
  const id = request === undefined ? undefined : await shownId(approvals, request.key)
  const view = viewOf(pull, {
    phase,
    judgedChange,
    request,
    id,
    counted,
    participants,
    excluded,
    heard,
  })
  return { view, excluded, tally: counted, heard, earlierHeads: found.earlierHeads }
}

function viewOf(
  pull: PullRequest,
  found: {
    phase: Phase
    judgedChange: ChangeFindings
    request: HeldChange | undefined
    id: string | undefined
    counted: Tally | undefined
    participants: readonly Participant[]
    excluded: Excluded
    heard: HeardVotes | undefined
  },
): ApprovalView {
  const { phase, judgedChange, request, id, counted, participants, excluded, heard } = found
  const { decision, unresolved, risks, notes } = judgedChange
  return {
    number: pull.number,
    baseRef: pull.baseRef,
    headSha: pull.headSha,
    phase,
    decision,
    request,
    id,
    tally: counted,
    participants,
    barred: participants.filter((one) => !excluded.selfIds.has(one.id)).map(({ login }) => login),
    unresolved,
    risks: phase === 'free' ? [] : risks,
    notes: [...notes, ...(heard?.deaf === undefined ? [] : [`Not approved: ${heard.deaf}.`])],
  }
}

/** A refusal in a comment stands, also when somebody edits or deletes the comment. */
async function keepRefusals(
  scope: Scope,
  request: HeldChange,
  counted: Tally,
): Promise<HeldChange> {
  let next = request
  for (const { by, at, surface, source = 0 } of counted.denials) {
    if (surface !== 'comment') continue
    const { id, login } = by
    next = keepVote(next, { by: { id, login }, approve: false, at, surface, mark: source })
  }
  return next === request ? request : replace(scope, request, next)
}

async function noteAudit(
  scope: Scope,
  pull: PullRequest,
  { decision }: ChangeFindings,
): Promise<void> {
  const { verdict, effective, rule = 'policy' } = decision
  if (effective !== 'allow' || (verdict !== 'hold' && verdict !== 'deny')) return
  await scope.services.audit.note({
    repositoryId: scope.repository.id,
    key: `pull request ${pull.number} ${pull.headSha}`,
    rule,
    subject: 'pull request',
    would: verdict === 'hold' ? 'held' : 'denied',
    at: scope.services.now(),
  })
}
