import { createApprovalStores } from '../adapters/storage/approval-store.ts'
import { createAuditStore } from '../adapters/storage/audit-store.ts'
import { createCheckMemory } from '../adapters/storage/check-memory.ts'
import type { Database } from '../adapters/storage/database.ts'
import { createDeliveryStore } from '../adapters/storage/delivery-store.ts'
import { createKnownRepositories } from '../adapters/storage/known-repositories.ts'
import { createPolicyMemory } from '../adapters/storage/policy-memory.ts'
import { createProtectionStore } from '../adapters/storage/protection-store.ts'
import { createAgentPushes, createSessionIndex } from '../adapters/storage/provenance-store.ts'
import type { Queue } from '../adapters/storage/queue.ts'
import { createRefMemory } from '../adapters/storage/ref-memory.ts'
import { createRememberedPullStore } from '../adapters/storage/remembered-pull-store.ts'
import { createScanMemory } from '../adapters/storage/scan-memory.ts'

/** What the database remembers, a store for each subject. */
export const openStores = (db: Database, queue: Queue, now: () => number) => ({
  deliveries: createDeliveryStore(db, queue, now),
  checks: createCheckMemory(db, now),
  known: createKnownRepositories(db),
  policyMemory: createPolicyMemory(db),
  audit: createAuditStore(db),
  refs: createRefMemory(db),
  protection: createProtectionStore(db),
  sessions: createSessionIndex(db),
  agentPushes: createAgentPushes(db),
  scans: createScanMemory(db),
  rememberedPulls: createRememberedPullStore(db),
  approvals: createApprovalStores(db),
})
