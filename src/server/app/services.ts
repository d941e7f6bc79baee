import type { CheckMemory } from '../../adapters/github/check-runs.ts'
import type { GitTokens } from '../../adapters/github/git-token.ts'
import type { Grants } from '../../adapters/github/grants.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import type { RememberedPullStore } from '../../core/approval/remembered-pull.ts'
import type { RepositoryApprovals } from '../../core/approval/store.ts'
import type { ChangeReader } from '../../core/git/change-reader.ts'
import type { PushReport } from '../../core/git/receive-pack.ts'
import type { RefCommand } from '../../core/git/ref-update.ts'
import type { AuditStore } from '../../core/policy/judge/audit.ts'
import type { PolicyMemory } from '../../core/policy/policy-memory.ts'
import type { ProtectionStore } from '../../core/protection/protection-record.ts'
import type { RefMemory } from '../../core/protection/ref-memory.ts'
import type { AgentPushes, SessionIndex } from '../../core/recording/session-index.ts'
import type { ScanMemory } from '../../core/secrets/scan-memory.ts'
import type { PolicyReader } from '../policy/policy-reader.ts'
import type { Jobs } from '../work/job.ts'

/** What handlers work with; opened once at the start, by `src/server/open-services.ts`. */
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
  /** What the installation may do. */
  grants: Grants
  /** Which guarded session made a commit, and which agent's account pushed it. */
  sessions: SessionIndex
  agentPushes: AgentPushes
  scans: ScanMemory
  /** Pull requests as they were last judged. */
  rememberedPulls: RememberedPullStore
  /** The requests of one repository. */
  approvals(repository: number): RepositoryApprovals
}

/**
 * Moves refs by a push, for a forge whose GraphQL cannot: all or none, each only if it is still at
 * `old`.
 *
 * @throws when the forge did not say what it has done
 */
export type RefPusher = (
  repository: Repository,
  installation: number,
  commands: readonly RefCommand[],
) => Promise<PushReport>
