import type { Decision } from '../policy/decision.ts'
import type { HeldChange } from './request.ts'
import type { Tally } from './tally.ts'

/** Where a pull request stands with its approval. */
export type Phase =
  /** No rule holds it, or the policy only audits. */
  | 'free'
  | 'refused'
  | 'waiting'
  | 'approved'
  | 'denied'
  /** Nobody is left who may decide. */
  | 'impossible'
  | 'expired'
  /** Merged as approved. */
  | 'merged'
  /** Merged although it was not approved. */
  | 'merged unapproved'
  | 'closed'
  /** Other commits, another base or another policy have taken the place of what was asked about. */
  | 'void'

/**
 * What the check run concludes. While anybody may still decide it is `action_required`: `neutral` and
 * `skipped` satisfy a required check, and an unfinished run shows no buttons.
 */
export const conclusions: Readonly<Record<Phase, 'success' | 'failure' | 'action_required'>> = {
  free: 'success',
  refused: 'failure',
  waiting: 'action_required',
  approved: 'success',
  denied: 'failure',
  impossible: 'failure',
  expired: 'failure',
  merged: 'success',
  'merged unapproved': 'failure',
  closed: 'failure',
  void: 'failure',
}

/** The phase of an open pull request. What is not known to be approved is not. */
export function phaseOf(
  { effective }: Decision,
  request: HeldChange | undefined,
  counted: Tally | undefined,
  now: number,
): Phase {
  if (effective === 'deny') return 'refused'
  if (effective !== 'hold') return 'free'
  if (request === undefined) return 'waiting'
  if (request.state === 'expired' || now >= request.expiresAt) return 'expired'
  if (request.state !== 'waiting') return 'void'
  if (counted?.outcome === 'denied') return 'denied'
  if (counted?.outcome === 'approved') return 'approved'
  return request.impossible === undefined ? 'waiting' : 'impossible'
}
