import { pino } from 'pino'
import type { Octokit } from '../../../src/adapters/github/octokit.ts'
import type { Repository } from '../../../src/adapters/github/repository.ts'
import { policyDigest } from '../../../src/core/policy/digest.ts'
import { parsePolicy } from '../../../src/core/policy/file/parse.ts'
import type { LoadedPolicy } from '../../../src/core/policy/in-force.ts'
import { resolvePolicy } from '../../../src/core/policy/resolve.ts'
import { createScope, type Scope } from '../../../src/server/app/scope.ts'
import type { Services } from '../../../src/server/app/services.ts'
import type { PolicyReader } from '../../../src/server/policy/policy-reader.ts'
import { testOctokit } from '../github/test-octokit.ts'
import {
  memoryAgentPushes,
  memoryApprovals,
  memoryAudit,
  memoryChanges,
  memoryChecks,
  memoryJobs,
  memoryJudgedPulls,
  memoryPolicies,
  memoryProtection,
  memoryRefs,
  memoryScans,
  memorySessions,
} from './memory-services.ts'

export interface FakeScopeOptions {
  /** The policy file's text; a `LoadedPolicy`; or nothing for a repository without one. */
  policy?: string | LoadedPolicy
  repository?: Partial<Repository>
  octokit?: Octokit
  installation?: number
  /** Milliseconds since the epoch. */
  now?: number
  services?: Partial<Services>
}

/** A scope on services in memory, which a test may look into. */
export interface FakeScope extends Scope {
  services: Services & {
    checks: ReturnType<typeof memoryChecks>
    jobs: ReturnType<typeof memoryJobs>
    audit: ReturnType<typeof memoryAudit>
    refs: ReturnType<typeof memoryRefs>
    protection: ReturnType<typeof memoryProtection>
    approvals: ReturnType<typeof memoryApprovals>
    rememberedPulls: ReturnType<typeof memoryJudgedPulls>
    sessions: ReturnType<typeof memorySessions>
    agentPushes: ReturnType<typeof memoryAgentPushes>
    scans: ReturnType<typeof memoryScans>
  }
  /** Everything that was logged. */
  logged: { level: number; msg?: string; [field: string]: unknown }[]
  /** The clock; a test sets it on. */
  clock: { now: number }
  /** The same world in another delivery: the policy is asked for again. */
  again(policy?: string | LoadedPolicy): FakeScope
}

export const acmeShop: Repository = {
  id: 42,
  nodeId: 'R_42',
  owner: 'acme',
  ownerId: 1,
  ownerType: 'Organization',
  name: 'shop',
  defaultBranch: 'main',
  visibility: 'private',
  archived: false,
  fork: false,
}

/** What a handler is given: services in memory, GitHub behind `testOctokit`. */
export function fakeScope(options: FakeScopeOptions = {}): FakeScope {
  const clock = { now: options.now ?? Date.parse('2026-11-22T12:00:00Z') }
  const logged: FakeScope['logged'] = []
  const log = pino({ level: 'trace' }, { write: (line) => logged.push(JSON.parse(line)) })
  const shared = servicesInMemory(clock, options.services ?? {})

  const inDelivery = (policy: FakeScopeOptions['policy']): FakeScope => {
    const services = { ...shared, policies: options.services?.policies ?? reader(policy) }
    const scope = createScope({
      octokit: options.octokit ?? testOctokit(),
      installation: options.installation ?? 7,
      repository: { ...acmeShop, ...options.repository },
      log,
      services: demanding(services),
    })
    const again: FakeScope['again'] = (changed) => inDelivery(changed ?? policy)
    return { ...scope, logged, clock, again } as FakeScope
  }
  return inDelivery(options.policy)
}

function servicesInMemory(clock: { now: number }, given: Partial<Services>): Partial<Services> {
  return {
    app: { id: 1_000, slug: 'cursor-guard' },
    now: () => clock.now,
    changes: memoryChanges(),
    checks: memoryChecks(),
    jobs: memoryJobs(),
    audit: memoryAudit(),
    policyMemory: memoryPolicies(),
    refs: memoryRefs(),
    protection: memoryProtection(),
    approvals: memoryApprovals(),
    rememberedPulls: memoryJudgedPulls(),
    sessions: memorySessions(),
    agentPushes: memoryAgentPushes(),
    scans: memoryScans(),
    grants: { mayWrite: async () => true, renew: async () => {} },
    gitTokens: { read: async () => 'read-token', write: async () => 'write-token' },
    ...given,
  }
}

/** What a test did not give is missed by name, not as "undefined is not a function". */
function demanding(services: Partial<Services>): Services {
  return new Proxy(services, {
    get(from, name) {
      if (name in from) return Reflect.get(from, name)
      throw new Error(`this test gave no services.${String(name)}`)
    },
  }) as Services
}

/** A mistake in a test's policy is thrown at once, not taken for what a handler made of it. */
function reader(policy: FakeScopeOptions['policy']): PolicyReader {
  const loaded = typeof policy === 'string' ? inForce(policy) : (policy ?? { state: 'absent' })
  return {
    load: async () => loaded,
    organisation: async () => ({ floor: 'none', problems: [] }),
  }
}

/** A policy file's text, in force as the repository's own. */
export function inForce(text: string): LoadedPolicy {
  const file = parsePolicy(Buffer.from(text), '.github/cursor-guard.yml')
  const { policy } = resolvePolicy({ repository: file })
  return {
    state: 'in-force',
    policy,
    digest: policyDigest(policy),
    source: 'file',
    blob: 'b'.repeat(40),
    problems: [],
    floor: 'none',
    messages: [],
  }
}
