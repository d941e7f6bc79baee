import { createHash } from 'node:crypto'
import type { ApprovalNeed } from '../policy/decision.ts'
import { approvalId } from './request.ts'

/**
 * `waiting` while the votes are counted anew at every look; the others are final. What the votes of a
 * waiting request say (approved, denied, undecided) is never stored: see `tally`.
 */
export type HeldChangeState = 'waiting' | 'used' | 'expired' | 'withdrawn'

/** One question about one exact change of a pull request, under one exact policy. */
export interface HeldChange {
  /** Short, for people to type: ten hexadecimal digits of `key`. */
  id: string
  key: string
  repository: number
  number: number
  headSha: string
  state: HeldChangeState
  need: ApprovalNeed
  /** Milliseconds since the epoch. */
  askedAt: number
  expiresAt: number
  /** Reviews and comments up to these ids were given to another question. */
  after: { review: number; comment: number }
  /** What was pressed, one a person, and refusals seen in comments; everything else is read anew. */
  kept: readonly KeptVote[]
  /** Why nobody can decide it, when that is so. */
  impossible?: string
  /** Why it ended, for a final state. */
  why?: string
  /** Of one that was used: whose approvals it was merged with. */
  decidedBy?: readonly Decider[]
}

export interface Decider {
  id: number
  login: string
  surface: 'review' | 'button' | 'comment'
  /** Milliseconds since the epoch. */
  at: number
  /** They took part in the change themselves, and the policy let them. */
  self: boolean
}

/** A vote that the forge does not keep for us. */
export interface KeptVote {
  by: { id: number; login: string }
  approve: boolean
  /** Milliseconds since the epoch. */
  at: number
  surface: 'button' | 'comment'
  /** Of a button: its revision. Of a comment: the comment's id. */
  mark: number
}

/** Where requests about pull requests live. */
export interface HeldChangeStore {
  get(repository: number, id: string): Promise<HeldChange | undefined>
  /** Requests about one pull request, the newest first, at most `limit`. */
  list(repository: number, number: number, limit: number): Promise<HeldChange[]>
  /** Writes `next` only if the stored one still equals `previous`; says whether it did. */
  replace(previous: HeldChange | undefined, next: HeldChange): Promise<boolean>
}

/** What one question is bound to: the change, and the policy that asks. */
export interface Binding {
  repository: number
  number: number
  /** Full ref. */
  baseRef: string
  /** Where the two histories part: the change is what lies between it and the head. */
  mergeBase: string
  headSha: string
  policyDigest: string
  /** How many times this was asked before: an answer counts for one asking. */
  round: number
}

/** SHA-256, in hex, over everything a request is bound to. */
export function heldChangeKey(binding: Binding): string {
  const { repository, number, baseRef, mergeBase, headSha, policyDigest, round } = binding
  const text = JSON.stringify([
    'pull-request',
    repository,
    number,
    baseRef,
    mergeBase,
    headSha,
    policyDigest,
    round,
  ])
  return createHash('sha256').update(text).digest('hex')
}

/** A new question. */
export function askAbout(
  binding: Binding,
  given: Pick<HeldChange, 'need' | 'askedAt' | 'expiresAt' | 'after'>,
): HeldChange {
  const key = heldChangeKey(binding)
  const { repository, number, headSha } = binding
  return {
    id: approvalId(key),
    key,
    repository,
    number,
    headSha,
    state: 'waiting',
    ...given,
    kept: [],
  }
}

/** What ends a question: merged as approved, out of time, or no longer asked. */
export function end(
  change: HeldChange,
  state: Exclude<HeldChangeState, 'waiting'>,
  why: string,
): HeldChange {
  return change.state === 'waiting' ? { ...change, state, why } : change
}

/** Votes of buttons and refusals kept at most for one request. */
export const maxKeptVotes = 200

/**
 * Keeps one vote: the newest of a person and surface, and never an older press of a button again,
 * however late it is delivered.
 */
export function keepVote(change: HeldChange, vote: KeptVote): HeldChange {
  const isSame = (one: KeptVote) => one.by.id === vote.by.id && one.surface === vote.surface
  const earlier = change.kept.find(isSame)
  if (earlier !== undefined && earlier.mark >= vote.mark) return change
  const others = change.kept.filter((one) => !isSame(one))
  if (others.length >= maxKeptVotes) return change
  return { ...change, kept: [...others, vote] }
}

/** Stands in the buttons: a press carries the revision its page was made from. */
export const buttonRevision = (change: HeldChange): number =>
  1 +
  Math.max(0, ...change.kept.filter(({ surface }) => surface === 'button').map(({ mark }) => mark))
