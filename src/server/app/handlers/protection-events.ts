import { getRuleset } from '../../../adapters/github/rulesets.ts'
import type { AppliedRuleset } from '../../../core/protection/protection-record.ts'
import { rulesetPrefix } from '../../../core/protection/ruleset.ts'
import { rulesetDifferences } from '../../../core/protection/ruleset-fields.ts'
import { sweepInstallation } from '../jobs/sweep-installation.ts'
import { sweepRepository } from '../jobs/sweep-repository.ts'
import type { Account, InstallationPayload, Payload } from '../payloads.ts'
import { keepProtection, policyName } from '../protection/keep-protection.ts'
import type { InstallationScope, Scope } from '../scope.ts'

/**
 * `repository_ruleset`: undoes what somebody did to a ruleset of the App. What the App did itself is
 * passed over only when the ruleset is still what it wrote: else somebody has changed it since, whom
 * their own webhook will name.
 */
export async function onRuleset(
  { repository_ruleset: { id, name }, sender }: Payload<'repository_ruleset'>,
  scope: Scope,
): Promise<void> {
  const { services, repository } = scope
  const record = await services.protection.read(repository.id)
  const applied = Object.values(record?.applied ?? {}).find((one) => one.id === id)
  if (applied === undefined && !name.startsWith(rulesetPrefix)) return
  if (!isApp(sender, services.app.slug)) {
    return keepProtection(scope, { actor: sender, rulesetId: id, name })
  }
  const isSettled = record?.incident?.told !== false
  if (isSettled && (await isAsWritten(scope, id, applied))) return
  await keepProtection(scope)
}

const isApp = ({ login, type }: Account, slug: string): boolean =>
  type === 'Bot' && login === `${slug}[bot]`

async function isAsWritten(
  { octokit, repository }: Scope,
  id: number,
  applied: AppliedRuleset | undefined,
): Promise<boolean> {
  const live = await getRuleset(octokit, repository, id)
  if (applied === undefined || live === undefined) return applied === live
  return rulesetDifferences(applied.live, live.fields).length === 0
}

/** Classic branch protection has changed: it is not the App's, and the check run shows it. */
export const onClassicProtection = (_payload: unknown, scope: Scope): Promise<void> =>
  keepProtection(scope)

/** `push`: a new policy is carried out as soon as it is on the default branch. */
export async function onPolicyPush(_payload: unknown, scope: Scope): Promise<void> {
  const { services, repository } = scope
  if (repository.archived) return
  const loaded = await scope.policy()
  const record = await services.protection.read(repository.id)
  const known = record?.incident?.told === false ? undefined : record?.policy
  const present = loaded.state === 'absent' ? undefined : policyName(loaded)
  if (record === undefined ? present === undefined : known === present) return
  await keepProtection(scope)
}

/**
 * `create`: rulesets go by patterns and hold for a new branch at once. Only with its first branch an
 * empty repository has something to protect.
 */
export async function onBranchCreated(
  { ref, ref_type }: Payload<'create'>,
  scope: Scope,
): Promise<void> {
  if (ref_type === 'branch' && ref === scope.repository.defaultBranch) await keepProtection(scope)
}

const changesEverything = new Set([
  'renamed',
  'transferred',
  'privatized',
  'publicized',
  'unarchived',
])

/**
 * `repository`: another name, owner, default branch or visibility; everything that depends on it is
 * checked.
 */
export async function onRepositoryChanged(
  { action, changes }: Payload<'repository'>,
  { services, installation, repository }: Scope,
): Promise<void> {
  const isOther = action === 'edited' && changes?.default_branch !== undefined
  if (!isOther && !changesEverything.has(action)) return
  const why = isOther ? 'another default branch' : `the repository was ${action}`
  await services.jobs.add(sweepRepository, {
    installation,
    repository: repository.id,
    why,
  })
}

/** `installation`: what failed for lack of a permission is tried again once that is granted. */
export async function onPermissions(
  { action }: InstallationPayload<'installation'>,
  { services, installation }: InstallationScope,
): Promise<void> {
  if (action !== 'new_permissions_accepted' && action !== 'unsuspend') return
  await services.grants.renew(installation)
  await services.jobs.add(sweepInstallation, { installation })
}
