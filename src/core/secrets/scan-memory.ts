import type { PushedSecret } from '../git/ref-update.ts'

/** A secret that arrived, and the commit or tag it arrived with. */
export type ArrivedSecret = PushedSecret & { commit: string }

/** A ref up to where pushes have been looked through, or where it was at some time. */
export interface LookedTip {
  ref: string
  oid: string
}

/** A repository as it was when the App first looked for secrets in it. */
export interface FirstSight {
  /** Where branches stood before the first push whose webhook may still come: never looked at. */
  before: readonly LookedTip[]
  /** Every ref as it was then: no sweep takes it for a push. */
  seen: readonly LookedTip[]
}

export const undoings = ['done', 'moved', 'impossible', 'withdrawn'] as const

/** Why a commit is reported on: it became the head of a ref or of a pull request. */
export interface Arrival {
  /** Full ref, or `pull 12`. */
  key: string
  /** Where the ref was; zeros for one that was created, and for a pull request. */
  before: string
  /** What the ref points to: the commit itself, or a tag of it. */
  after: string
  /** What is in the history of these commits is not this arrival's. */
  excluded: readonly string[]
  /** Of the engine and the rules with which it was looked at. */
  digest: string
  /** The listed agent's account that opened the pull request. */
  openedBy?: string
  /** What could not be looked at, one sentence each; empty when everything was. */
  missed: readonly string[]
  /**
   * What became of putting the ref back, where that was tried; `withdrawn`: whoever may do so has
   * taken the commits from every branch and tag.
   */
  undone?: (typeof undoings)[number]
}

/** What scans have found, so that nothing is looked at twice and nothing is forgotten. */
export interface ScanMemory {
  /** Tips looked through with these rules, the latest first; at most `maxTips`. */
  tips(repositoryId: number, digest: string): Promise<LookedTip[]>
  /** Those of the refs that were looked through with other rules: where each stood the last time. */
  earlierTips(repositoryId: number, digest: string, refs: readonly string[]): Promise<LookedTip[]>
  /** What `begin` was given, whatever the rules are; undefined before that. */
  firstSight(repositoryId: number): Promise<FirstSight | undefined>
  /** Once for each repository; at most `maxTips` of each list are kept. */
  begin(repositoryId: number, sight: FirstSight, at: number): Promise<void>
  /** One scan as a whole: all of it is kept, or nothing. `tip`: only where everything was seen. */
  save(
    repositoryId: number,
    scan: {
      head: string
      arrival: Arrival
      tip?: LookedTip
      /** Commits that were looked at; none where not everything was seen. */
      commits: readonly string[]
      secrets: readonly ArrivedSecret[]
      at: number
    },
  ): Promise<void>
  /** Those of the commits that were never looked at with these rules. */
  unlooked(repositoryId: number, digest: string, commits: readonly string[]): Promise<string[]>
  arrivals(repositoryId: number, head: string): Promise<Arrival[]>
  /** Every secret that arrived, the latest first; at most `maxSecrets`. */
  secrets(repositoryId: number): Promise<ArrivedSecret[]>
  /** Removes arrivals older than `before`, of all repositories; secrets stay. */
  forget(before: number): Promise<void>
}

export const maxTips = 1_000
export const maxSecrets = 20_000
