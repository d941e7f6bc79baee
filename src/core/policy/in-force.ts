import type { Policy } from './policy.ts'

/** What the App knows of a repository's policy at one moment. */
export type LoadedPolicy = NoPolicy | PolicyInForce

/** The default branch has no policy file: the App writes nothing to the forge. */
export interface NoPolicy {
  state: 'absent'
  /** There was one before: what the App set up for it is to be taken away. */
  wasPresent?: boolean
}

export interface PolicyInForce {
  state: 'in-force'
  /** Resolved: the repository's file, the organisation's defaults, the floor. */
  policy: Policy
  /** `policyDigest` of `policy`: what approvals are bound to. */
  digest: string
  /**
   * The file as it is now; the last version of it that could be read; or the built-in default: the
   * file was never valid, or it was removed and the organisation's floor stays.
   */
  source: 'file' | 'last-good' | 'built-in'
  /** The blob of the file that is in force; absent for the built-in default. */
  blob?: string
  /** Why the file as it is now is not in force: one line a problem, `path:line:column: key: text`. */
  problems: readonly string[]
  floor: FloorState
  /** Where the repository's file is looser than the floor. */
  messages: readonly string[]
}

/** `unreadable`: the last floor that was read stays in force; `unknown`: none was ever read. */
export type FloorState = 'none' | 'applied' | 'unreadable' | 'unknown'
