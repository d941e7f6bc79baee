import type { CheckMemory } from '../../adapters/github/check-runs.ts'
import type { GitTokens } from '../../adapters/github/git-token.ts'
import type { Octokit } from '../../adapters/github/octokit.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import type { HeldChangeStore } from '../../core/approval/held-change.ts'
import type { JudgedPullStore } from '../../core/approval/judged-pull.ts'
import type { ChangeReader } from '../../core/git/change-reader.ts'
import type { PushReport } from '../../core/git/receive-pack.ts'
import type { RefCommand } from '../../core/git/ref-update.ts'
import type { OrganisationFile } from '../../core/policy/file/organisation-file.ts'
import type { LoadedPolicy } from '../../core/policy/in-force.ts'
import type { AuditStore } from '../../core/policy/judge/audit.ts'
import type { PolicyMemory } from '../../core/policy/policy-memory.ts'
import type { ProtectionStore } from '../../core/protection/protection-record.ts'
import type { RefMemory } from '../../core/protection/ref-memory.ts'
import type { AgentPushes, SessionIndex } from '../../core/recording/session-index.ts'
import type { ScanMemory } from '../../core/secrets/scan-memory.ts'
import type { Jobs } from '../work/jobs.ts'

/** What handlers work with; made once at the start, by `src/server/start-server.ts` alone. */
export interface Services {
  /** The App itself: `id` stands in rulesets and required checks. */
  app: { id: number; slug: string }
  /** Milliseconds since the epoch. */
  now(): number
  policies: PolicyReader
  policyMemory: PolicyMemory
  /** What would have been done while the policy only audits. */
  audit: AuditStore
  checks: CheckMemory
  jobs: Jobs
  refs: RefMemory
  protection: ProtectionStore
  pushRefs: RefPusher
  /** Changes that have arrived, read from git objects; see `gitSource`. */
  changes: ChangeReader
  gitTokens: GitTokens
  /** Which guarded session made a commit, and which agent's account pushed it. */
  sessions: SessionIndex
  agentPushes: AgentPushes
  scans: ScanMemory
  /** Pull requests as they were last judged, and the questions asked about them. */
  judgedPulls: JudgedPullStore
  heldChanges: HeldChangeStore
}

export interface PolicyReader {
  /**
   * The policy in force now, with at most one conditional request when nothing has changed.
   *
   * @throws when the forge could not be asked; an answer that says nothing is never "no policy"
   */
  load(octokit: Octokit, repository: Repository): Promise<LoadedPolicy>
  /** The organisation's file, as `load` counts it in; read at most once a minute. */
  organisation(octokit: Octokit, repository: Repository): Promise<OrganisationFile>
}

/**
 * Moves refs as a push does, for a forge whose GraphQL cannot: all or none, each from its `old` alone.
 *
 * @throws when the forge did not say what it has done
 */
export type RefPusher = (
  repository: Repository,
  installation: number,
  commands: readonly RefCommand[],
) => Promise<PushReport>
