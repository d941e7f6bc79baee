import { GuardError } from '../errors.ts'
import type { Approval } from './request.ts'

export interface Vote {
  /** Who decides: on this machine the login name, on the forge a numeric account id. */
  by: string
  approve: boolean
  /** Milliseconds since the epoch. */
  at: number
  why?: string
  surface: string
}

/**
 * Applies one vote. One refusal denies; enough different voices approve.
 *
 * @throws {GuardError} `APPROVAL_CONFLICT` when the request is no longer waiting
 */
export function vote(approval: Approval, cast: Vote): Approval {
  const current = expire(approval, cast.at)
  if (current.state !== 'waiting') {
    throw new GuardError('APPROVAL_CONFLICT', `request ${approval.id} is already ${current.state}`)
  }
  const decided = {
    decidedBy: cast.by,
    decidedAt: cast.at,
    surface: cast.surface,
    ...(cast.why === undefined ? {} : { why: cast.why }),
  }
  if (!cast.approve) return { ...current, ...decided, state: 'denied' }
  const votes = [...new Set([...current.votes, cast.by])]
  if (votes.length < current.need.count) return { ...current, votes }
  return { ...current, ...decided, votes, state: 'approved' }
}

/** The deadline is the same function of state and time: past it, a waiting request has expired. */
export function expire(approval: Approval, at: number): Approval {
  const undecided = approval.state === 'waiting' || approval.state === 'approved'
  return undecided && at >= approval.expiresAt ? { ...approval, state: 'expired' } : approval
}

/** An approval counts once: the action it released may not be repeated under it. */
export function use(approval: Approval, at: number): Approval {
  const current = expire(approval, at)
  if (current.state !== 'approved') {
    throw new GuardError('APPROVAL_CONFLICT', `request ${approval.id} is ${current.state}`)
  }
  return { ...current, state: 'used' }
}
