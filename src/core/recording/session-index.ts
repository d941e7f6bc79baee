import type { Facts } from '../policy/subject.ts'

/** What is known of the guarded session that made a commit. */
export interface SessionOfCommit {
  session: string
  /** Whether its recording has an end and lacks nothing. */
  recording: 'complete' | 'partial' | 'unknown'
  /** The level of assurance it reached, as `L1`. */
  level?: string
  /** Where people see it. */
  url?: string
  /** The run it belonged to, where its claims were verified. */
  run?: SessionRun
}

export interface SessionRun {
  /** Who started it, or started it again. */
  people: readonly { id: number; login: string; as: 'actor' | 'triggering actor' }[]
  runner: Facts['runner']
}

/** Which guarded session made a commit, by whoever knows: the gateway, above all. */
export interface SessionIndex {
  /** Those of the commits that a session is known for; of several sessions the one noted last. */
  find(
    repositoryId: number,
    commits: readonly string[],
  ): Promise<ReadonlyMap<string, SessionOfCommit>>
  note(repositoryId: number, commits: readonly string[], session: SessionOfCommit): Promise<void>
}

/** Which listed account brought a commit to the forge; pushes of others are not remembered. */
export interface AgentPushes {
  find(repositoryId: number, commits: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** @param identity as it is listed */
  note(repositoryId: number, commits: readonly string[], identity: string): Promise<void>
}
