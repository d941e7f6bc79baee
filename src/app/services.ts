import type { HeldChangeStore } from '../approval/held-change.ts'
import type { JudgedPullStore } from '../approval/judged-pull.ts'
import type { PushReport } from '../git/receive-pack.ts'
import type { RefCommand } from '../git/ref-update.ts'
import type { CheckMemory } from '../github/check-runs.ts'
import type { GitTokens } from '../github/git-token.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Repository } from '../github/repository.ts'
import type { ChangeReader } from '../guard/change-reader.ts'
import type { AuditStore } from '../policy/audit.ts'
import type { LoadedPolicy } from '../policy/in-force.ts'
import type { OrganisationFile } from '../policy/organisation-file.ts'
import type { PolicyMemory } from '../policy/policy-memory.ts'
import type { ProtectionStore } from '../protection/protection-record.ts'
import type { RefMemory } from '../protection/ref-memory.ts'
import type { AgentPushes, SessionIndex } from '../recording/session-index.ts'
import type { ScanMemory } from '../secrets/scan-memory.ts'
import type { Jobs } from './work/jobs.ts'

/** What handlers work with; made once at the start, by `src/main.ts` alone. */
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
