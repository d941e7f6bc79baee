import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { ChangeFindings } from '../../../core/approval/change-findings.ts'
import type { Excluded } from '../../../core/approval/eligibility.ts'
import { asHeldChange, end, expire, type HeldChange } from '../../../core/approval/request.ts'
import { type ChangeBinding, requestKey } from '../../../core/approval/request-key.ts'
import { GuardError } from '../../../core/errors.ts'
import type { ApprovalNeed } from '../../../core/policy/decision.ts'
import { isSameNeed } from '../../../core/policy/decision-schema.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { whyImpossible } from '../../people/who-may-decide.ts'
import type { Scope } from '../scope.ts'
import { heardBefore } from './heard-before.ts'

/** Requests of one pull request that are looked at; all that are older have ended. */
const maxListed = 50
/** Times one and the same change can be asked about. */
const maxRounds = 1_000

export interface OpenRequest {
  /** The request that is open now, or has run out; `undefined` when nothing holds the change. */
  request: HeldChange | undefined
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
    judgedChange: ChangeFindings
    excluded: Excluded
    askAgain: boolean
  },
): Promise<OpenRequest> {
  const approvals = scope.services.approvals(scope.repository.id)
  const { decision } = given.judgedChange
  const request =
    decision.effective === 'hold' && decision.approve !== undefined
      ? await openRequest(scope, pull, { ...given, need: decision.approve })
      : undefined
  const all = await approvals.listOfPull({ number: pull.number, limit: maxListed })
  for (const one of all) {
    if (one.key === request?.key) continue
    await replaceWith(scope, one, end(one, 'withdrawn', whyWithdrawn(one, pull, request)))
  }
  const heads = new Set(all.map(({ headSha }) => headSha))
  heads.delete(pull.headSha)
  return { request, earlierHeads: [...heads] }
}

function whyWithdrawn(one: HeldChange, pull: PullRequest, now: HeldChange | undefined): string {
  if (one.headSha !== pull.headSha) return 'the pull request has other commits now'
  if (now === undefined) return 'no rule holds the change any more'
  return isSameBound(one.bound, now.bound)
    ? 'other people must agree to the change now'
    : 'the base of the pull request, or the policy, has changed'
}

const isSameBound = (one: HeldChange['bound'], other: HeldChange['bound']): boolean =>
  one?.baseRef === other?.baseRef &&
  one?.mergeBase === other?.mergeBase &&
  one?.policyDigest === other?.policyDigest

interface Asking {
  loaded: PolicyInForce
  judgedChange: ChangeFindings
  excluded: Excluded
  askAgain: boolean
  need: ApprovalNeed
}

async function openRequest(scope: Scope, pull: PullRequest, asking: Asking): Promise<HeldChange> {
  const { repository } = scope
  const binding: Omit<ChangeBinding, 'round'> = {
    about: 'pull-request',
    repository: repository.id,
    number: pull.number,
    baseRef: pull.baseRef,
    mergeBase: asking.judgedChange.mergeBase,
    headSha: pull.headSha,
    policyDigest: asking.loaded.digest,
  }
  for (let round = 0; round < maxRounds; round += 1) {
    const stored = await find(scope, { ...binding, round })
    if (stored === undefined) return ask(scope, { ...binding, round }, asking)
    const current = await replaceWith(scope, stored, expire(stored, scope.services.now()))
    if (current.state === 'waiting') {
      // People whom other rules name by now were never asked: the next round asks them.
      if (!isSameNeed(current.need, asking.need)) continue
      return asking.askAgain ? lookAgain(scope, current, asking) : current
    }
    // Run out stays run out until somebody asks again; what was withdrawn and is back is asked anew.
    const isLast = current.state === 'expired' && !asking.askAgain
    const next = isLast ? await find(scope, { ...binding, round: round + 1 }) : undefined
    if (isLast && next === undefined) return current
  }
  throw conflict(`about pull request ${pull.number}`)
}

/** The request with this very key, and never one that only looks like it. */
async function find(scope: Scope, binding: ChangeBinding): Promise<HeldChange | undefined> {
  const key = requestKey(binding)
  const stored = await scope.services.approvals(scope.repository.id).get(key)
  if (stored === undefined) return undefined
  const change = asHeldChange(stored)
  if (change?.key === key && change.number === binding.number) return change
  throw conflict(key)
}

async function ask(scope: Scope, binding: ChangeBinding, asking: Asking): Promise<HeldChange> {
  const { services, repository } = scope
  const { loaded, judgedChange, excluded, need } = asking
  const { number, headSha, baseRef, mergeBase, policyDigest } = binding
  const askedAt = services.now()
  const after = await heardBefore(scope, binding)
  const impossible = judgedChange.blind ?? (await whyImpossible(scope, need, excluded))
  const fresh: HeldChange = {
    about: 'pull-request',
    key: requestKey(binding),
    repository: repository.id,
    number,
    headSha,
    bound: { baseRef, mergeBase, policyDigest },
    state: 'waiting',
    need,
    askedAt,
    expiresAt: askedAt + loaded.policy.approval.expires * 1_000,
    after,
    kept: [],
    ...(impossible === undefined ? {} : { impossible }),
  }
  return replace(scope, undefined, fresh)
}

/** Somebody asks for another look: people may have been given access meanwhile. */
async function lookAgain(
  scope: Scope,
  request: HeldChange,
  { judgedChange, excluded, need }: Asking,
): Promise<HeldChange> {
  if (request.impossible === undefined) return request
  const { impossible: _, ...open } = request
  const impossible = judgedChange.blind ?? (await whyImpossible(scope, need, excluded))
  if (impossible === request.impossible) return request
  return replace(scope, request, impossible === undefined ? open : { ...open, impossible })
}

/** What is over is written down by whoever looks first. */
const replaceWith = async (
  scope: Scope,
  previous: HeldChange,
  next: HeldChange,
): Promise<HeldChange> => (next === previous ? previous : replace(scope, previous, next))

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
  if (await scope.services.approvals(scope.repository.id).replace(previous, next)) return next
  throw conflict(next.key)
}

const conflict = (what: string): GuardError =>
  new GuardError('APPROVAL_CONFLICT', `request ${what} was changed by somebody else meanwhile`)
