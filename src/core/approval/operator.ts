import { GuardError } from '../errors.ts'
import {
  type ApprovalRequest,
  end,
  expire,
  keepVote,
  nextMark,
  type RequestState,
} from './request.ts'
import { deciders, keptVotes, type Tally, tally } from './tally.ts'

/** What somebody says on the command line. */
export interface OperatorVote {
  by: { id: number; login: string }
  approve: boolean
  /** Milliseconds since the epoch. */
  at: number
  why?: string
}

/**
 * Counts a request on one machine, where whoever can reach the store is the operator: everybody who
 * has voted may.
 */
export const countHere = (request: ApprovalRequest): Tally =>
  tally(keptVotes(request), request, () => ({ may: true, self: false }))

/** How a request stands, in one word. */
export function stateHere(
  request: ApprovalRequest,
  at: number,
): RequestState | 'approved' | 'denied' {
  const { state } = expire(request, at)
  if (state !== 'waiting') return state
  const { outcome } = countHere(request)
  return outcome === 'undecided' ? 'waiting' : outcome
}

/**
 * Keeps what the operator says. One refusal denies; enough different voices approve.
 *
 * @param id what people call the request
 * @throws {GuardError} `APPROVAL_CONFLICT` when the request is no longer waiting
 */
export function decideHere<Request extends ApprovalRequest>(
  request: Request,
  { by, approve, at, why }: OperatorVote,
  id: string,
): Request {
  const state = stateHere(request, at)
  if (state !== 'waiting') {
    throw new GuardError('APPROVAL_CONFLICT', `request ${id} is already ${state}`)
  }
  const surface = 'command line'
  const vote = { by, approve, at, surface, mark: nextMark(request, surface) } as const
  return keepVote(request, why === undefined ? vote : { ...vote, why })
}

/**
 * An approval counts once: the action it released may not be repeated under it.
 *
 * @throws {GuardError} `APPROVAL_CONFLICT` when the request is not approved
 */
export function useHere<Request extends ApprovalRequest>(request: Request, at: number): Request {
  const state = stateHere(request, at)
  if (state !== 'approved') {
    throw new GuardError('APPROVAL_CONFLICT', `request ${request.key} is ${state}`)
  }
  return {
    ...end(request, 'used', 'released as approved'),
    decidedBy: deciders(countHere(request)),
  }
}
