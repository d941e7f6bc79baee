import type { SecretEngine } from '../secrets/engine.ts'
import type { ChangedPath, PushedCommit, PushedSecret, UpdateFacts } from './ref-update.ts'
import type { RepositoryName } from './repository-name.ts'

/** Where git objects of one repository are read. */
export interface GitSource {
  /** The forge's numeric id: what is kept on the disk goes by it, since names change hands. */
  id: number
  name: RepositoryName
  /** The token that reads contents of this repository; asked for when it is needed. */
  token(): Promise<string | undefined>
}

/**
 * Changes that have arrived at the forge, read from git's own objects: nothing is cut off as it is in
 * answers of an API. Every method is safe to call at any time, from several workers at once.
 *
 * What a limit cuts off, and what the forge no longer has, is `unknown`: the worse case. A forge that
 * cannot be reached, or does not let us read, throws `UPSTREAM_FAILED`: try again later.
 */
export interface ChangeReader {
  /** Branches and tags as the forge shows them now: full name → object id. */
  readTips(source: GitSource): Promise<ReadonlyMap<string, string>>
  /**
   * Whether a commit is in the history of another (or is that commit). Also for commits that no ref
   * reaches any more, as long as the forge still gives them out.
   */
  isAncestor(
    source: GitSource,
    ancestor: string,
    descendant: string,
  ): Promise<'yes' | 'no' | 'unknown'>
  /** What a push brought. With an engine its objects are searched for secrets. */
  readUpdate(source: GitSource, update: ArrivedUpdate, engine?: SecretEngine): Promise<Changes>
  /** What a pull request brings: commits of `head` that `base` has not, and how its files differ. */
  readPullRequest(source: GitSource, pull: PullRange, engine?: SecretEngine): Promise<PullChanges>
  /** Commits in the history of `head` and in none of `excluded`; `unknown` when they are too many. */
  commitsBetween(
    source: GitSource,
    head: string,
    excluded: readonly string[],
  ): Promise<ReadonlySet<string> | 'unknown'>
  /** The same with who made them and what they say first; newest first. */
  readCommits(
    source: GitSource,
    head: string,
    excluded: readonly string[],
  ): Promise<readonly PushedCommit[] | 'unknown'>
  /** The commit that a tag points to, through tags of tags; `unknown` when it is none. */
  peel(source: GitSource, id: string): Promise<string>
  /** Where findings of earlier commits stand in the files of `commit`, in the order of `wanted`. */
  locate(
    source: GitSource,
    commit: string,
    wanted: readonly PushedSecret[],
    engine: SecretEngine,
  ): Promise<readonly Location[]>
  /** Ends what runs and waits for it. What is kept on the disk stays. */
  close(): Promise<void>
}

/** A ref update that has happened. */
export interface ArrivedUpdate {
  ref: string
  /** Where the ref was; zeros for a ref that was created. */
  before: string
  after: string
  /** Commits whose history is not to be looked at again, such as the tips of other branches. */
  known: readonly string[]
}

export interface PullRange {
  /** The commit of the branch it goes into. */
  base: string
  head: string
  /** Further commits whose history need not be searched for secrets again; paths are complete. */
  known?: readonly string[]
}

export interface Changes {
  facts: UpdateFacts
  /** Absent without an engine. */
  secrets?: readonly PushedSecret[] | 'unknown'
  /** Size of the new objects once they are inflated, in bytes; absent where they were not all read. */
  bytes?: number
  /** What could not be looked at, one sentence each; empty when everything was. */
  problems: readonly string[]
}

export interface PullChanges extends Changes {
  /** Where the two histories part; absent when they have nothing in common, or it is not known. */
  mergeBase?: string
  /** Files that differ between the merge base and the head: what merging would change. */
  paths: readonly ChangedPath[] | 'unknown'
}

/** In a file of the tree at a line, from 1; not there; or nobody could find out. */
export type Location = { line: number } | 'gone' | 'unknown'
