import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { GitRepositories, PushJournal } from '../git-ports.ts'
import type { Session } from '../session.ts'
import type { Forge } from './forge.ts'
import type { Lfs } from './lfs.ts'

/** What every part of the git lane needs. */
export interface GitContext {
  session: Session
  forge: Forge
  gitRepositories: GitRepositories
  journal: PushJournal
  /** Where LFS is served: which objects are at the forge, and which wait for a push. */
  lfs: Pick<Lfs, 'missing' | 'deliver'> | undefined
  timing: GitTiming
  /** What the next push of the session is called in its record. */
  nextPush(): string
  /** A push is likely: what an earlier crash left is found out. */
  prepare(): void
  /** When the session last handed a push to a repository's forge, by its stopwatch. */
  handedOver: Map<RepositoryName, number>
  /** Refs which this session has deleted, and where they pointed: `repository ref` → object id. */
  deleted: Map<string, string>
  /** Approved pushes which the forge did not take: they need no second approval. */
  released: Set<string>
}

export interface GitTiming {
  /** How old the refs may be that a push is first judged on, in milliseconds. */
  recentMs: number
  /** Between signs of life while a push is at work, in milliseconds. */
  keepAliveMs: number
  /** Between lines that say a push still waits, in milliseconds. */
  waitingLineMs: number
  /** Silence of the forge after which a push that was handed over is looked up, in milliseconds. */
  forgeIdleMs: number
  /** When refs are read, after an outcome was lost; each in milliseconds after the one before. */
  lookUpMs: readonly number[]
}

export const gitTiming: GitTiming = {
  recentMs: 5_000,
  keepAliveMs: 1_000,
  waitingLineMs: 60_000,
  forgeIdleMs: 300_000,
  lookUpMs: [0, 1_000, 3_000, 6_000],
}

/** Entries of `deleted` and `released` kept at most; the oldest is forgotten. */
export const maxRemembered = 1_000
