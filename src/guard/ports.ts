import type { HeldKind } from '../core/approval/request.ts'
import type { ApprovalNeed } from '../core/policy/decision.ts'
import type { EntryBody } from '../core/recording/entry.ts'

/** Where a lane writes what happened. Masked before it gets here; order is kept. */
export interface Recorder {
  /**
   * Appends one entry; its place in the order is fixed when this returns.
   *
   * @throws {GuardError} `RECORDING_FAILED` when it could not be written, on every later call too
   */
  append(body: EntryBody): void
  /**
   * Resolves once every entry appended so far would survive this process; `undefined` where nothing
   * is on its way, as in a file. What has an effect outside waits for this, text does not.
   *
   * @throws {GuardError} `RECORDING_FAILED` when an entry is lost
   */
  settled(): Promise<void> | undefined
}

/** A question to a person about one exact action. */
export interface HoldRequest {
  /** A push can come again in another session: its request outlives this one. */
  about: HeldKind
  /** See `requestKey`: the same action later finds the same request. */
  key: string
  title: string
  /** What is about to happen, masked. */
  detail: string
  rule: string
  reason: string | undefined
  need: ApprovalNeed
  run: string
  call: string
}

export type HoldAnswer =
  | { outcome: 'approved'; by: string; why?: string; surface: string; request: string }
  | { outcome: 'denied'; by: string; why?: string; surface: string; request: string }
  | { outcome: 'timeout'; request: string }
  | { outcome: 'impossible'; why: string }

/** Asks people. One adapter decides on this machine; another goes through the forge. */
export interface Approvals {
  /** What people type for the request with this key. */
  idOf(key: string): Promise<string>
  /** Why nobody can ever release this, before anybody is asked; `undefined` where somebody can. */
  whyNobody(request: HoldRequest): string | undefined
  /** Resolves when decided or after `waitMs`; an abort withdraws the question. */
  ask(request: HoldRequest, waitMs: number, signal: AbortSignal): Promise<HoldAnswer>
  /** The session is over: what waits for it alone is withdrawn. */
  close(): Promise<void>
}

/** The key of Cursor's service: it stays on this side of the guard. */
export interface CursorCredential {
  /**
   * The key, asked for at each use, so that it may be replaced while a session runs. Whatever this
   * gives is masked from then on.
   *
   * @throws {GuardError} when it cannot be had now
   */
  key(): Promise<string>
}

/** Where a name of the agent's leads. */
export interface FilePlace {
  /** Absolute, and without a link in it: one name for one file. */
  real: string
  /** Where links lead elsewhere than the name says: that place, as a rule judges it. */
  leadsTo?: string
}

/** Files as the agent's tools name them. They are looked up and read as the agent's own user. */
export interface WorkspaceFiles {
  /** Where a name leads, also of a file that is to be made; undefined when that cannot be told. */
  locate(path: string): Promise<FilePlace | undefined>
  /**
   * The text of the regular file at a place, empty when there is none. Undefined when it cannot be read or
   * is too long, lies outside the folders that are the agent's, or is reached over a link by now.
   */
  read(place: FilePlace): Promise<string | undefined>
}

/** Milliseconds since the epoch: for what outlives this process. It may jump. */
export type Clock = () => number

/** Milliseconds since some moment: for durations. It only goes forward, at its own pace. */
export type Stopwatch = () => number
