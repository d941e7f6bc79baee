import type { RenderedApproval } from './render-approval.ts'

/** What is remembered of a pull request, so that looking at it again costs little. */
export interface RememberedPull {
  repository: number
  number: number
  headSha: string
  /** Full ref. */
  baseRef: string
  isOpen: boolean
  /** Digest of all that its change was judged on; the same basis gives the same `change`. */
  basis: string
  /** Digest of the policy it was judged by. */
  policy: string
  /** What was found out about the change, as `writeChangeFindings` gives it. */
  change: string
  report: RenderedApproval
  /** Whole key of the request that was asked last, if any rule held it. */
  request?: string
  /** Who was asked for a review on behalf of `request`. */
  asked?: { request: string; users: readonly number[]; teams: readonly string[] }
  /** The status comment, and the digest of what it says. */
  comment?: { id: number; digest: string }
  /** Milliseconds since the epoch. */
  at: number
}

export interface RememberedPullStore {
  get(repository: number, number: number): Promise<RememberedPull | undefined>
  save(pull: RememberedPull): Promise<void>
  /** Open ones whose head is this commit, by number. */
  openWithHead(repository: number, headSha: string): Promise<RememberedPull[]>
  /** Numbers of all that are taken to be open; those not judged by `otherThan`, where it is given. */
  listOpen(repository: number, otherThan?: string): Promise<number[]>
  /** Who pushed a commit as the head of a branch; as webhooks tell it. */
  notePusher(repository: number, headSha: string, pusher: Pusher, at: number): Promise<void>
  pushersOf(repository: number, headSha: string): Promise<Pusher[]>
  /** Forgets what was closed before that moment, in milliseconds since the epoch. */
  forget(repository: number, before: number): Promise<void>
}

export interface Pusher {
  id: number
  login: string
  type: string
}
