import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { Excluded } from '../../../core/approval/eligibility.ts'
import {
  askAbout,
  type Binding,
  end,
  type HeldChange,
  heldChangeKey,
} from '../../../core/approval/held-change.ts'
import { approvalId } from '../../../core/approval/request.ts'
import { GuardError } from '../../../core/errors.ts'
import type { ApprovalNeed } from '../../../core/policy/decision.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { whyImpossible } from '../../people/who-may-decide.ts'
import type { Scope } from '../scope.ts'
import { hearLast } from './hear-votes.ts'
import type { JudgedChange } from './judged-change.ts'

/** Requests of one pull request that a comment may name. */
const maxListed = 50
/** Times one and the same change can be asked about. */
const maxRounds = 1_000

export interface OpenRequest {
  /** The request that is open now, or has run out; `undefined` when nothing holds the change. */
  change: HeldChange | undefined
  /** Ids of all requests of this pull request, the open one among them. */
  ids: readonly string[]
  /** Other heads of this pull request that were asked about, the newest first. */
  earlierHeads: readonly string[]
}

/**
 * Finds the one request that is open about this very change under this very policy, makes it when
 * there is none, and ends every other one of the pull request.
 *
 * @param given.askAgain a request that has run out, or that nobody could decide, is asked anew
 */
export async function findOpenRequest(
  scope: Scope,
  pull: PullRequest,
  given: {
    loaded: PolicyInForce
    judgedChange: JudgedChange
    excluded: Excluded
    askAgain: boolean
  },
): Promise<OpenRequest> {
  const { heldChanges } = scope.services
  const earlier = await heldChanges.list(scope.repository.id, pull.number, maxListed)
  const { decision } = given.judgedChange
  const change =
    decision.effective === 'hold' && decision.approve !== undefined
      ? await openRequest(scope, pull, { ...given, need: decision.approve, earlier })
      : undefined
  for (const one of earlier) {
    if (one.state !== 'waiting' || one.id === change?.id) continue
    await replace(scope, one, end(one, 'withdrawn', whyWithdrawn(one, pull, change)))
  }
  const ids = new Set([
    ...(change === undefined ? [] : [change.id]),
    ...earlier.map(({ id }) => id),
  ])
  const heads = new Set(earlier.map(({ headSha }) => headSha))
  heads.delete(pull.headSha)
  return { change, ids: [...ids], earlierHeads: [...heads] }
}

function whyWithdrawn(one: HeldChange, pull: PullRequest, now: HeldChange | undefined): string {
  if (one.headSha !== pull.headSha) return 'the pull request has other commits now'
  return now === undefined
    ? 'no rule holds the change any more'
    : 'the base of the pull request, or the policy, has changed'
}

interface Asking {
  loaded: PolicyInForce
  judgedChange: JudgedChange
  excluded: Excluded
  askAgain: boolean
  need: ApprovalNeed
  earlier: readonly HeldChange[]
}

async function openRequest(scope: Scope, pull: PullRequest, asking: Asking): Promise<HeldChange> {
  const { repository, services } = scope
  const about: Omit<Binding, 'round'> = {
    repository: repository.id,
    number: pull.number,
    baseRef: pull.baseRef,
    mergeBase: asking.judgedChange.mergeBase,
    headSha: pull.headSha,
    policyDigest: asking.loaded.digest,
  }
  for (let round = 0; round < maxRounds; round += 1) {
    const binding = { ...about, round }
    const key = heldChangeKey(binding)
    const stored = await services.heldChanges.get(repository.id, approvalId(key))
    if (stored === undefined) return ask(scope, binding, asking)
    if (stored.key !== key) throw conflict(stored.id)
    const current = await expireNow(scope, stored)
    if (current.state === 'waiting') {
      return asking.askAgain ? lookAgain(scope, current, asking) : current
    }
    // Run out stays run out until somebody asks again; what was withdrawn and is back is asked anew.
    const isLast = current.state === 'expired' && !asking.askAgain
    if (isLast && !(await hasNext(scope, binding))) return current
  }
  throw conflict(`${pull.number}`)
}

async function hasNext(scope: Scope, binding: Binding): Promise<boolean> {
  const key = heldChangeKey({ ...binding, round: binding.round + 1 })
  const { heldChanges } = scope.services
  return (await heldChanges.get(scope.repository.id, approvalId(key))) !== undefined
}

async function ask(scope: Scope, binding: Binding, asking: Asking): Promise<HeldChange> {
  const { services } = scope
  const { loaded, judgedChange, excluded, need, earlier } = asking
  const now = services.now()
  const sameHead = earlier.filter(({ headSha }) => headSha === binding.headSha)
  const after =
    sameHead.length === 0
      ? { review: 0, comment: 0 }
      : await hearLast(scope, binding.number, Math.min(...sameHead.map(({ askedAt }) => askedAt)))
  const impossible = judgedChange.blind ?? (await whyImpossible(scope, need, excluded))
  const fresh: HeldChange = {
    ...askAbout(binding, {
      need,
      askedAt: now,
      expiresAt: now + loaded.policy.approval.expires * 1_000,
      after,
    }),
    ...(impossible === undefined ? {} : { impossible }),
  }
  return replace(scope, undefined, fresh)
}

/** Somebody asks for another look: people may have been given access meanwhile. */
async function lookAgain(
  scope: Scope,
  change: HeldChange,
  { judgedChange, excluded, need }: Asking,
): Promise<HeldChange> {
  if (change.impossible === undefined) return change
  const { impossible: _, ...open } = change
  const impossible = judgedChange.blind ?? (await whyImpossible(scope, need, excluded))
  if (impossible === change.impossible) return change
  return replace(scope, change, impossible === undefined ? open : { ...open, impossible })
}

/** The deadline is a fact of time: whoever looks first writes it down. */
async function expireNow(scope: Scope, change: HeldChange): Promise<HeldChange> {
  if (change.state !== 'waiting' || scope.services.now() < change.expiresAt) return change
  return replace(scope, change, end(change, 'expired', 'nobody decided in time'))
}

/**
 * Writes a request that nobody else has changed meanwhile.
 *
 * @throws {GuardError} `APPROVAL_CONFLICT` when somebody has; the delivery is then tried again
 */
export async function replace(
  scope: Scope,
  previous: HeldChange | undefined,
  next: HeldChange,
): Promise<HeldChange> {
  if (await scope.services.heldChanges.replace(previous, next)) return next
  throw conflict(next.id)
}

const conflict = (id: string): GuardError =>
  new GuardError('APPROVAL_CONFLICT', `request ${id} was changed by somebody else meanwhile`)
