import { readRepository } from '../../../adapters/github/read-repository.ts'
import type { Refusal } from '../../../adapters/github/refusal.ts'
import type { Repository } from '../../../adapters/github/repository.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import {
  addDrifts,
  areAwaited,
  type NewDrift,
  nameDrift,
  settleDrifts,
} from '../../../core/protection/drift-incident.ts'
import { isStopped, mayRevert, truceMs } from '../../../core/protection/edit-war.ts'
import { isEnforced } from '../../../core/protection/protected.ts'
import { emptyRecord, type ProtectionRecord } from '../../../core/protection/protection-record.ts'
import {
  type RulesetDocument,
  type WantedRulesets,
  wantedRulesets,
} from '../../../core/protection/ruleset.ts'
import { planRulesets, type RulesetPlan } from '../../../core/protection/ruleset-changes.ts'
import { digestOf, isForeign, rulesetFields } from '../../../core/protection/ruleset-fields.ts'
import { sweepRepository } from '../jobs/sweep-repository.ts'
import type { Account } from '../payloads.ts'
import { sweepRefs } from '../restore/sweep-refs.ts'
import type { Scope } from '../scope.ts'
import { type FoundRulesets, readRulesets } from './read-rulesets.ts'
import { reportProtection } from './report-protection.ts'
import { writeRulesets } from './write-rulesets.ts'

/** What a webhook said about a ruleset; whether anything changed is read from the forge. */
export interface ToldChange {
  actor: Account
  rulesetId: number
  /** What the webhook calls it, for one that has been made anew since. */
  name?: string
}

/**
 * Makes the repository's rulesets what the policy wants, undoes what others changed in them, and says
 * so. Doing it again when all is well writes nothing.
 *
 * Without a policy nothing is written, except that rulesets of an earlier policy are taken away.
 *
 * @throws when the forge could not be asked, so that the delivery is tried again
 */
export async function keepProtection(scope: Scope, told?: ToldChange): Promise<void> {
  const { octokit, services } = scope
  const loaded = await scope.policy()
  const record = await services.protection.read(scope.repository.id)
  if (loaded.state === 'absent' && record === undefined) return
  const repository = await readRepository(octokit, scope.repository)
  if (repository === undefined || repository.archived) return
  if (loaded.state === 'absent') return takeAway(scope, repository, record ?? emptyRecord)
  await carryOutPolicy(scope, repository, loaded, record ?? emptyRecord, told)
}

/**
 * Names the policy that was carried out; the built-in one is told from a file of the same content.
 */
export const policyName = ({ digest, source }: PolicyInForce): string =>
  source === 'built-in' ? `built-in ${digest}` : digest

async function carryOutPolicy(
  scope: Scope,
  repository: Repository,
  loaded: PolicyInForce,
  before: ProtectionRecord,
  told: ToldChange | undefined,
): Promise<void> {
  const { services } = scope
  const { enforced, preview } = wantedNow(scope, repository, loaded)
  const policy = policyName(loaded)
  let record = withoutOldTruce(before, policy, services.now())
  const save = async (change: Partial<ProtectionRecord>) => {
    record = { ...record, ...change }
    await services.protection.write(repository.id, record)
  }
  const found = await readRulesets(scope, repository, record.applied)
  await noteAudit(scope, repository, preview.rulesets)
  if ('kind' in found) {
    await save({ policy })
    return reportProtection(scope, repository, {
      ...emptyState(preview.rulesets),
      ...missing(found),
      notes: preview.notes,
      record,
      save,
    })
  }
  const plan = planRulesets(enforced.rulesets, found.live, record.applied, told?.rulesetId)
  const may = await beginReverts(scope, repository, { plan, policy, told, record, save })
  const written = may
    ? await writeRulesets(scope, repository, {
        steps: plan.steps,
        live: found.live,
        applied: record.applied,
        save: (applied) => save({ applied: { ...applied } }),
        beforeChanges: () => restoreFirst(scope),
      })
    : { inForce: keptOf(plan), problems: [], failed: new Set<string>() }
  const { incident } = record
  const settled = incident && may ? settleDrifts(incident, written.failed) : incident
  await save({ policy, ...(settled === undefined ? {} : { incident: settled }) })
  await reportProtection(scope, repository, {
    rulesets: written.inForce,
    preview: preview.rulesets,
    problems: written.problems,
    notes: [...new Set([...enforced.notes, ...preview.notes])],
    strangers: plan.strangers.map(({ name }) => name),
    others: found.others,
    record,
    save,
  })
}

/**
 * Puts refs back that were rewritten while the rulesets were not what they should be. It must happen
 * before the rulesets of `changes` are written: after that nobody can push past them, the App included.
 */
async function restoreFirst(scope: Scope): Promise<void> {
  await sweepRefs(scope).catch((error: unknown) => {
    scope.log.warn(
      { err: error },
      'protected refs could not be looked at before rulesets are written',
    )
  })
}

/** What is carried out, and what would be if the policy did not only audit. */
function wantedNow(
  { services }: Scope,
  { defaultBranch }: Repository,
  { policy }: PolicyInForce,
): { enforced: WantedRulesets; preview: WantedRulesets } {
  const about = { appId: services.app.id, defaultBranch }
  const carriedOut = policy.branches.filter((entry) => isEnforced(policy, [entry]))
  const audited = policy.branches.filter((entry) => !carriedOut.includes(entry))
  return {
    enforced: wantedRulesets(policy, about, carriedOut),
    preview: wantedRulesets(policy, about, audited),
  }
}

/** Decides whether drift is undone, and remembers it before anything is written. */
async function beginReverts(
  { services, installation }: Scope,
  repository: Repository,
  given: {
    plan: RulesetPlan
    policy: string
    told: ToldChange | undefined
    record: ProtectionRecord
    save(change: Partial<ProtectionRecord>): Promise<void>
  },
): Promise<boolean> {
  const { plan, policy, record, save } = given
  const now = services.now()
  const drifts = driftsOf(plan, record, given.told)
  if (drifts.length === 0) {
    const named = given.told && nameLate(record, given.told, now)
    if (named !== undefined) await save({ incident: named })
    return !isStopped(record, policy, now)
  }
  const { may, war } = areAwaited(record.incident, drifts)
    ? { may: !isStopped(record, policy, now), war: record }
    : mayRevert(record, policy, now)
  const outcome = may ? ('pending' as const) : ('left' as const)
  const incident = addDrifts(
    record.incident,
    drifts.map((drift) => ({ ...drift, outcome })),
    now,
  )
  await save({
    reverts: war.reverts,
    incident,
    ...(war.stopped === undefined ? {} : { stopped: war.stopped }),
  })
  if (!may && war.stopped !== undefined) {
    const about = { installation, repository: repository.id, why: 'branch protection is resumed' }
    await services.jobs.add(sweepRepository, about, war.stopped.at + truceMs)
  }
  return may
}

function driftsOf(
  { steps }: RulesetPlan,
  { applied }: ProtectionRecord,
  told: ToldChange | undefined,
): Omit<NewDrift, 'outcome'>[] {
  return steps.flatMap((step) => {
    if ((step.do !== 'update' && step.do !== 'create') || step.cause.why !== 'drift') return []
    const { differences } = step.cause
    const actor = told?.rulesetId === applied[step.key]?.id ? told?.actor : undefined
    // No webhook named anybody, and the policy has no such field: the forge has introduced it.
    if (actor === undefined && differences.every(({ what }) => isForeign(what))) return []
    const by = actor === undefined ? {} : { actor: { id: actor.id, login: actor.login } }
    return [{ ruleset: step.key, differences, ...by }]
  })
}

/** All is as it should be, yet somebody is said to have changed it: it was put back before that. */
function nameLate(record: ProtectionRecord, { actor, rulesetId, name }: ToldChange, now: number) {
  const known = Object.entries(record.applied).find(([, { id }]) => id === rulesetId)
  const ruleset = known?.[0] ?? name
  if (ruleset === undefined) return undefined
  return nameDrift(record.incident, { ruleset, actor: { id: actor.id, login: actor.login } }, now)
}

const keptOf = ({ steps }: RulesetPlan): RulesetDocument[] =>
  steps.flatMap((step) => (step.do === 'keep' && step.unmet.length === 0 ? [step.wanted] : []))

/** Forgets a pause in reverting that is over, or that a new policy has ended. */
function withoutOldTruce(record: ProtectionRecord, policy: string, now: number): ProtectionRecord {
  if (record.stopped === undefined || isStopped(record, policy, now)) return record
  const { stopped: _, ...rest } = record
  return { ...rest, reverts: [] }
}

const emptyState = (preview: readonly RulesetDocument[]) => ({
  rulesets: [],
  preview,
  problems: [],
  strangers: [],
  others: [],
})

/** Why the list of rulesets could not be read, as the report says it. */
function missing({ kind, text }: Refusal) {
  if (kind === 'plan' || kind === 'absent') return { noRulesets: text }
  return {
    problems: [
      `The rulesets of this repository cannot be read: the App needs the permission "Administration: read" at least. (GitHub says: ${markdownText(text)})`,
    ],
  }
}

/** Notes the rulesets that an enforced policy would make, once for each content. */
async function noteAudit(
  { services }: Scope,
  repository: Repository,
  preview: readonly RulesetDocument[],
): Promise<void> {
  for (const ruleset of preview) {
    await services.audit.note({
      repositoryId: repository.id,
      key: `ruleset ${ruleset.name} ${digestOf(rulesetFields(ruleset))}`,
      rule: 'branches',
      subject: 'ruleset',
      would: 'created',
      at: services.now(),
    })
  }
}

/**
 * The policy is gone: what was set up for it goes too, once; nobody else's rulesets are touched.
 */
async function takeAway(
  scope: Scope,
  repository: Repository,
  record: ProtectionRecord,
): Promise<void> {
  const { services, log } = scope
  const save = (applied: ProtectionRecord['applied']) =>
    services.protection.write(repository.id, { ...record, applied: { ...applied } })
  const found: FoundRulesets | Refusal =
    Object.keys(record.applied).length === 0
      ? { live: [], others: [] }
      : await readRulesets(scope, repository, record.applied)
  if ('kind' in found) {
    log.warn({ refusal: found }, 'rulesets of a removed policy cannot be read')
    return
  }
  const { steps } = planRulesets([], found.live, record.applied)
  const { applied, live } = { applied: record.applied, live: found.live }
  const written = await writeRulesets(scope, repository, { steps, live, applied, save })
  if (written.problems.length === 0) return services.protection.remove(repository.id)
  log.warn({ problems: written.problems }, 'rulesets of a removed policy are left')
}
