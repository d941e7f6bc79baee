import { createHash } from 'node:crypto'
import type { ApprovalNeed } from '../policy/decision.ts'

export type ApprovalState = 'waiting' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'used'

/** One question about one exact action; see docs/approvals.md for the states and their exits. */
export interface Approval {
  id: string
  /** What it is bound to: see `approvalKey`. */
  key: string
  session: string
  state: ApprovalState
  title: string
  /** What would happen, masked. */
  detail: string
  rule: string
  reason?: string
  need: ApprovalNeed
  /** Milliseconds since the epoch. */
  askedAt: number
  expiresAt: number
  votes: readonly string[]
  decidedBy?: string
  decidedAt?: number
  why?: string
  surface?: string
}

/**
 * Binds a request to the exact action under the exact policy: SHA-256, in hex, over both digests
 * and the session. The same action under a changed policy is another question.
 */
export function approvalKey(parts: {
  session: string
  policyDigest: string
  subject: unknown
}): string {
  const text = JSON.stringify([parts.session, parts.policyDigest, parts.subject])
  return createHash('sha256').update(text).digest('hex')
}

/** A short name for people to type: the first ten characters of the key. */
export function approvalId(key: string): string {
  return key.slice(0, 10)
}
