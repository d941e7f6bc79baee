import type { Context, Probot } from 'probot'
import { withUrgency } from '../../adapters/github/call-budget/urgency.ts'
import { namedRepository } from '../../adapters/github/read-repository.ts'
import { sweepPullRequests } from './approval/sweep-pull-requests.ts'
import {
  onCheckRun,
  onCheckSuite,
  onComment,
  onMergeGroup,
  onPullRequest,
  onPush,
  onReview,
} from './handlers/approval-events.ts'
import { onInstalled, onRepositoriesAdded } from './handlers/installation-events.ts'
import { onPolicyCheckRun, onPolicyCheckSuite } from './handlers/policy-events.ts'
import {
  onBranchCreated,
  onClassicProtection,
  onPermissions,
  onPolicyPush,
  onRepositoryChanged,
  onRuleset,
} from './handlers/protection-events.ts'
import { guardGoneTag, guardNewTag, guardPush } from './handlers/ref-events.ts'
import {
  rescan,
  rescanAll,
  scanMergeGroup,
  scanPull,
  scanPush,
  scanTag,
  sweepScans,
} from './handlers/scan-events.ts'
import {
  type InstallationEvent,
  type InstallationPayload,
  installationPayloads,
  type Payload,
  type RepositoryEvent,
  repositoryPayloads,
} from './payloads.ts'
import { sweepAudit } from './policy/audit-summary.ts'
import { offerPolicy } from './policy/offer-policy.ts'
import { reviewPolicyPull, reviewPolicyPush, sweepPolicyCheck } from './policy/policy-check.ts'
import { keepProtection } from './protection/keep-protection.ts'
import { sweepRefs } from './restore/sweep-refs.ts'
import { createScope, type InstallationScope, type Scope } from './scope.ts'
import type { Services } from './services.ts'

export type RepositoryHandler<Name extends RepositoryEvent> = (
  payload: Payload<Name>,
  scope: Scope,
) => Promise<void>
export type InstallationHandler<Name extends InstallationEvent> = (
  payload: InstallationPayload<Name>,
  scope: InstallationScope,
) => Promise<void>

/** Who answers an event, one after the other. */
const repositoryHandlers: { [Name in RepositoryEvent]: readonly RepositoryHandler<Name>[] } = {
  push: [guardPush, onPolicyPush, onPush, reviewPolicyPush, scanPush],
  create: [guardNewTag, onBranchCreated, scanTag],
  delete: [guardGoneTag],
  pull_request: [onPullRequest, reviewPolicyPull, scanPull],
  pull_request_review: [onReview],
  issue_comment: [onComment, offerPolicy],
  check_run: [onCheckRun, onPolicyCheckRun, rescan],
  check_suite: [onCheckSuite, onPolicyCheckSuite, rescanAll],
  merge_group: [onMergeGroup, scanMergeGroup],
  repository_ruleset: [onRuleset],
  branch_protection_rule: [onClassicProtection],
  branch_protection_configuration: [onClassicProtection],
  repository: [onRepositoryChanged],
}

const installationHandlers: {
  [Name in InstallationEvent]: readonly InstallationHandler<Name>[]
} = {
  installation: [onInstalled, onPermissions],
  installation_repositories: [onRepositoriesAdded],
}

/** Those who put something back: what they must read for it is as urgent. */
const restoring: ReadonlySet<unknown> = new Set([
  guardPush,
  guardNewTag,
  guardGoneTag,
  onRuleset,
  onClassicProtection,
])

/** What a sweep does with one repository: everything a missed webhook may have left undone. */
export const sweepers: readonly ((scope: Scope) => Promise<void>)[] = [
  sweepRefs,
  keepProtection,
  sweepPullRequests,
  sweepPolicyCheck,
  sweepAudit,
  sweepScans,
]

/** The App: every event it hears, and who answers it. */
export const createApp = (services: Services) => (probot: Probot) => {
  for (const name of Object.keys(repositoryHandlers) as RepositoryEvent[]) {
    probot.on(name, (context) => onRepository(name, context, services))
  }
  for (const name of Object.keys(installationHandlers) as InstallationEvent[]) {
    probot.on(name, (context) => onInstallation(name, context, services))
  }
}

async function onRepository<Name extends RepositoryEvent>(
  name: Name,
  { payload: given, octokit, log }: Received,
  services: Services,
): Promise<void> {
  const payload = repositoryPayloads[name].parse(given) as Payload<Name>
  const installation = payload.installation.id
  const named = () => namedRepository(octokit, payload.repository)
  const repository = await withUrgency('restore', named)
  if (repository === undefined) return log.info('the repository is gone: nothing to be done')
  const scope = createScope({ octokit, installation, repository, log, services })
  await inTurn(name, repositoryHandlers[name], (handle) => handle(payload, scope))
}

async function onInstallation<Name extends InstallationEvent>(
  name: Name,
  { payload: given, octokit, log }: Received,
  services: Services,
): Promise<void> {
  const payload = installationPayloads[name].parse(given) as InstallationPayload<Name>
  const scope = { octokit, log, services, installation: payload.installation.id }
  await inTurn(name, installationHandlers[name], (handle) => handle(payload, scope))
}

type Received = Pick<Context, 'payload' | 'octokit' | 'log'>

/**
 * One failure does not keep the other handlers from their work; the delivery fails with all of them
 * and is tried again, which every handler must take without harm.
 */
async function inTurn<Handle>(
  name: string,
  handlers: readonly Handle[],
  run: (handle: Handle) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  for (const handle of handlers) {
    const urgency = restoring.has(handle) ? 'restore' : 'usual'
    await withUrgency(urgency, () => run(handle)).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw new AggregateError(failures, `${name} was not fully handled`)
}
