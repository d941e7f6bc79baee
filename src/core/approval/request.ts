import type { ApprovalNeed } from '../policy/decision.ts'

/**
 * What a rule holds waits for people. One model serves pushes, tool calls and pull requests:
 *
 * - A **request** asks about one exact thing under one exact policy. Its `key` (`request-key.ts`) is
 *   the digest of all of that, and is compared as a whole wherever two requests could be mistaken for
 *   each other. People read and type an **id**: a beginning of the key which no other request has.
 * - For a pull request, what the change is and who made it is a **judged change** (`change-findings.ts`).
 *   Its **basis** is the digest of all it was judged on: the same basis needs no second look. Whether
 *   agents had a part is their **involvement** (`server/app/approval/agent-involvement.ts`).
 * - A **vote** is one answer of one person. Most are **heard** anew at each look, from reviews and
 *   comments on the forge (`server/people/hear-votes.ts`); those the forge does not keep are **kept**
 *   in the request: buttons, the command line, and refusals in comments that somebody may delete.
 * - Who may vote is asked for each need of the rule (`eligibility.ts`): what **access** a person has
 *   now, and whether they are **excluded** because they took part in the change.
 * - The **tally** (`tally.ts`) counts votes; `approved` and `denied` are counts and never stored.
 * - A stored request has a **state**; together with the tally it gives the **phase** that a check run
 *   shows (`phase.ts`), or the word that `cursor-guard approvals` prints (`operator.ts`).
 */
export type ApprovalRequest = HeldAction | HeldChange

/** What a guarded session may have to ask for. */
export const heldKinds = ['push', 'tool', 'prompt', 'cloud-agent'] as const
export type HeldKind = (typeof heldKinds)[number]

/** What a request about a pull request is bound to besides its head. */
export interface ChangeBounds {
  /** Full ref. */
  baseRef: string
  /** Where the two histories part: the change is what lies between it and the head. */
  mergeBase: string
  policyDigest: string
}

/** Something a guarded session wants to do. */
export interface HeldAction extends Asked {
  about: HeldKind
  session: string
  title: string
  /** What would happen, masked. */
  detail: string
  rule: string
  reason?: string
}

/** A pull request, at one head. */
export interface HeldChange extends Asked {
  about: 'pull-request'
  repository: number
  number: number
  headSha: string
  /** What else it is bound to; not known of requests that earlier versions made. */
  bound?: ChangeBounds
  /** Reviews and comments up to these ids were given to another request. */
  after: { review: number; comment: number }
}

/**
 * `waiting` while it can still be decided, whatever the votes say at the moment; the others are final.
 * docs/approvals.md has every exit.
 */
export const requestStates = ['waiting', 'used', 'expired', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]

/** What every request has. */
interface Asked {
  /** SHA-256, in hex, of everything it is bound to: see `requestKey`. */
  key: string
  state: RequestState
  need: ApprovalNeed
  /** Milliseconds since the epoch. */
  askedAt: number
  expiresAt: number
  /** Votes that the forge does not keep for us: one for each person and surface. */
  kept: readonly KeptVote[]
  /** Why nobody can decide it, when that is so. */
  impossible?: string
  /** Why it ended, for a final state. */
  why?: string
  /** Of one that was used: whose approvals released it. */
  decidedBy?: readonly Decider[]
}

/** Where people speak. */
export const surfaces = ['review', 'button', 'comment', 'command line'] as const
export type Surface = (typeof surfaces)[number]

export interface Decider {
  /** The account's number on the forge; on one machine the user's. */
  id: number
  login: string
  surface: Surface
  /** Milliseconds since the epoch. */
  at: number
  /** They took part in the change themselves, and the policy let them. */
  self: boolean
}

export interface KeptVote {
  by: { id: number; login: string }
  approve: boolean
  /** Milliseconds since the epoch. */
  at: number
  surface: Exclude<Surface, 'review'>
  /** Of a comment: its id. Else the revision of the request that was answered: see `nextMark`. */
  mark: number
  /** What the person wrote; kept on one machine alone. */
  why?: string
}

/** What a session asked for; a request about a pull request is none of those. */
export const asHeldAction = (request: ApprovalRequest | undefined): HeldAction | undefined =>
  request?.about === 'pull-request' ? undefined : request

/** A request about a pull request; what a session asked for is none of those. */
export const asHeldChange = (request: ApprovalRequest | undefined): HeldChange | undefined =>
  request?.about === 'pull-request' ? request : undefined

/** What ends a request: used up, out of time, or no longer asked. What has ended stays ended. */
export function end<Request extends ApprovalRequest>(
  request: Request,
  state: Exclude<RequestState, 'waiting'>,
  why: string,
): Request {
  return request.state === 'waiting' ? { ...request, state, why } : request
}

/** The deadline is a fact of time: past it, a waiting request has expired, approved or not. */
export function expire<Request extends ApprovalRequest>(request: Request, at: number): Request {
  return at >= request.expiresAt ? end(request, 'expired', 'nobody decided in time') : request
}

/** Votes kept at most for one request. */
export const maxKeptVotes = 200

/**
 * Keeps one vote: the newest of a person and surface, and never an older press of a button again,
 * however late it is delivered.
 */
export function keepVote<Request extends ApprovalRequest>(
  request: Request,
  vote: KeptVote,
): Request {
  const isSame = (one: KeptVote) => one.by.id === vote.by.id && one.surface === vote.surface
  const earlier = request.kept.find(isSame)
  if (earlier !== undefined && earlier.mark >= vote.mark) return request
  const others = request.kept.filter((one) => !isSame(one))
  if (others.length >= maxKeptVotes) return request
  return { ...request, kept: [...others, vote] }
}

/** Stands in the buttons: a press carries the revision that its page was made from. */
export const nextMark = (
  { kept }: ApprovalRequest,
  surface: Exclude<KeptVote['surface'], 'comment'>,
): number =>
  1 + Math.max(0, ...kept.filter((one) => one.surface === surface).map(({ mark }) => mark))

/** An ended request without people in it: its key, and that it was asked, are kept for good. */
export function forgetPeople<Request extends ApprovalRequest>(request: Request): Request {
  const { decidedBy: _, ...rest } = request
  return { ...(rest as Request), kept: [] }
}
