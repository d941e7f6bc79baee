import { type Refusal, refusalOf } from '../../../adapters/github/refusal.ts'
import type { Repository } from '../../../adapters/github/repository.ts'
import {
  createRuleset,
  deleteRuleset,
  getRuleset,
  type ReadRuleset,
  updateRuleset,
} from '../../../adapters/github/rulesets.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import { differenceText } from '../../../core/protection/drift-incident.ts'
import type { AppliedRuleset, Difference } from '../../../core/protection/protection-record.ts'
import type { RulesetDocument } from '../../../core/protection/ruleset.ts'
import { overwriting, type RulesetStep } from '../../../core/protection/ruleset-changes.ts'
import {
  digestOf,
  rulesetDifferences,
  rulesetFields,
  showsBypass,
} from '../../../core/protection/ruleset-fields.ts'
import type { Scope } from '../scope.ts'

export type AppliedRulesets = Record<string, AppliedRuleset>

export interface Written {
  applied: AppliedRulesets
  /** In force as wanted. */
  inForce: RulesetDocument[]
  /** One sentence each; markdown. */
  problems: string[]
  /** Wanted names of those that are not as wanted. */
  failed: Set<string>
}

/**
 * Carries out the steps one by one: what keeps history first, then what says how changes come, and at
 * last what is taken away. Each ruleset is read back after it was written, and remembered before the
 * next one is touched.
 *
 * A refusal is told of and does not keep the others from being written; anything else is thrown.
 *
 * @param live the rulesets as they were read before
 * @param save remembers what is applied, so that a crash loses nothing
 * @param beforeChanges called once history is kept, before rulesets are written that let nobody push
 */
export async function writeRulesets(
  scope: Scope,
  repository: Repository,
  given: {
    steps: readonly RulesetStep[]
    live: readonly ReadRuleset[]
    applied: Readonly<AppliedRulesets>
    save(applied: AppliedRulesets): Promise<void>
    beforeChanges?(): Promise<void>
  },
): Promise<Written> {
  const written: Written = {
    applied: { ...given.applied },
    inForce: [],
    problems: [],
    failed: new Set(),
  }
  if (!(await scope.services.grants.mayWrite(scope.installation, 'administration'))) {
    return withoutWriting(given, written)
  }
  const inOrder = given.steps.toSorted((a, b) => turnOf(a) - turnOf(b))
  const firstChanges = inOrder.find(isChangesWrite)
  for (const step of inOrder) {
    if (step === firstChanges) await given.beforeChanges?.()
    try {
      await carryOut(scope, repository, step, given, written)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      written.failed.add(step.key)
      written.problems.push(refusalText(step, refusal))
    }
  }
  return { ...written, problems: [...new Set(written.problems)] }
}

/** What stands there as wanted, and the permission that the rest needs; the forge is asked nothing. */
function withoutWriting(given: Parameters<typeof writeRulesets>[2], written: Written): Written {
  for (const step of given.steps) {
    if (step.do === 'forget') continue
    const known = step.do === 'keep' && given.live.find(({ id }) => id === step.live.id)
    const problems = known ? check(step.wanted, known, step.unmet) : [neededPermission]
    written.problems.push(...problems)
    if (step.do === 'keep' && problems.length === 0) written.inForce.push(step.wanted)
    else written.failed.add(step.key)
  }
  written.problems = [...new Set(written.problems)]
  return written
}

const neededPermission =
  'The App may not write rulesets: it needs the permission "Administration: write", and the account that owns the repository must have accepted it. Until then branches are only watched, and restored where the App may.'

const isRemoval = (step: RulesetStep): boolean => step.do === 'delete' || step.do === 'forget'

const isChangesWrite = (step: RulesetStep): boolean =>
  (step.do === 'create' || step.do === 'update') && step.wanted.bypass_actors.length === 0

const turnOf = (step: RulesetStep): number => (isRemoval(step) ? 2 : isChangesWrite(step) ? 1 : 0)

async function carryOut(
  { octokit }: Scope,
  repository: Repository,
  step: RulesetStep,
  given: Parameters<typeof writeRulesets>[2],
  written: Written,
): Promise<void> {
  if (step.do === 'delete') await deleteRuleset(octokit, repository, step.live.id)
  if (step.do === 'delete' || step.do === 'forget') {
    delete written.applied[step.key]
    return given.save(written.applied)
  }
  const { key, wanted } = step
  if (step.do === 'keep') {
    const known = given.live.find(({ id }) => id === step.live.id)
    if (known === undefined) return
    // What GitHub made of it when it was written stays the measure; only ours is looked at here.
    const problems = check(wanted, known, step.unmet)
    return remember(step.key, wanted, known, problems, given, written)
  }
  const fields = rulesetFields(wanted)
  let id: number
  if (step.do === 'create') {
    id = await createRuleset(octokit, repository, wanted)
    // From here on, if it is missing, somebody has removed it.
    written.applied[key] = { id, name: wanted.name, wanted: digestOf(fields), live: fields }
    await given.save(written.applied)
  } else {
    id = step.live.id
    await updateRuleset(octokit, repository, id, overwriting(wanted, step.live))
  }
  const found = await getRuleset(octokit, repository, id)
  if (found === undefined) {
    written.failed.add(key)
    written.problems.push(
      `The ruleset "${markdownText(key)}" was removed as soon as it was written.`,
    )
    return
  }
  const differences = rulesetDifferences(fields, found.fields, found.fields)
  await remember(key, wanted, found, check(wanted, found, differences), given, written)
}

async function remember(
  key: string,
  wanted: RulesetDocument,
  found: ReadRuleset,
  problems: readonly string[],
  given: Parameters<typeof writeRulesets>[2],
  written: Written,
): Promise<void> {
  const { id, fields: live } = found
  const now = { id, name: wanted.name, wanted: digestOf(rulesetFields(wanted)), live }
  if (JSON.stringify(now) !== JSON.stringify(written.applied[key])) {
    written.applied[key] = now
    await given.save(written.applied)
  }
  written.problems.push(...problems)
  if (problems.length > 0) written.failed.add(key)
  else written.inForce.push(wanted)
}

/** What is wrong with a ruleset that was read back; one sentence each, in markdown. */
function check(
  wanted: RulesetDocument,
  { fields, canBypass }: ReadRuleset,
  differences: readonly Difference[],
): string[] {
  const name = `"${markdownText(wanted.name)}"`
  const problems: string[] = []
  if (differences.length > 0) {
    const list = differences.map(differenceText).join('; ')
    problems.push(`GitHub holds ${name} otherwise than it was asked to: ${list}.`)
  }
  if (!showsBypass(fields)) {
    problems.push(
      `GitHub does not show who may pass ${name}: the App needs the permission "Administration: write" to see it.`,
    )
  }
  const mayPass = wanted.bypass_actors.length > 0
  if (canBypass !== undefined && mayPass !== (canBypass === 'always')) {
    problems.push(
      mayPass
        ? `GitHub does not let the App pass ${name} (it says "${markdownText(canBypass)}"), so it cannot put back what is lost there.`
        : `GitHub says that the App may pass ${name} ("${markdownText(canBypass)}"), though nobody should.`,
    )
  }
  return problems
}

function refusalText(step: RulesetStep, { kind, text }: Refusal): string {
  const words = `GitHub says: ${markdownText(text)}`
  if (kind === 'permission' || kind === 'absent') {
    return `${neededPermission} (${words})`
  }
  const verb = { create: 'made', update: 'written', delete: 'taken away', keep: '', forget: '' }
  return `The ruleset "${markdownText(step.key)}" could not be ${verb[step.do]}. ${words}`
}
