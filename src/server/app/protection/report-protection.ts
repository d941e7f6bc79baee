import { classicProtection, readBranch } from '../../../adapters/github/branch-protection.ts'
import { publishCheck } from '../../../adapters/github/check-runs.ts'
import { keepIssue } from '../../../adapters/github/issues.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import type { Repository } from '../../../adapters/github/repository.ts'
import type { RulesetSummary } from '../../../adapters/github/rulesets.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import { renderIncident } from '../../../core/protection/drift-incident.ts'
import { isStopped } from '../../../core/protection/edit-war.ts'
import type { ProtectionRecord } from '../../../core/protection/protection-record.ts'
import {
  type ProtectionState,
  renderProtection,
  toldInCheckMs,
} from '../../../core/protection/render-protection.ts'
import type { Scope } from '../scope.ts'

/** What was found and done, and where it is remembered that people know. */
export interface ProtectionReport
  extends Omit<ProtectionState, 'others' | 'incident' | 'stoppedAt'> {
  others: readonly RulesetSummary[]
  record: ProtectionRecord
  save(change: Partial<ProtectionRecord>): Promise<void>
}

/**
 * Says how branches are protected: in `cursor-guard / protection` on the default branch's head, and in
 * one issue for each incident.
 */
export async function reportProtection(
  scope: Scope,
  repository: Repository,
  report: ProtectionReport,
): Promise<void> {
  const { services } = scope
  const { record, save, others, ...state } = report
  const { policy = '', incident, stopped } = record
  const stoppedAt = isStopped(record, policy, services.now()) ? stopped?.at : undefined
  const told =
    incident === undefined || (await tellIncident(scope, repository, incident, stoppedAt))
  if (told !== true) await save({ incident: told })
  const branch = await readBranch(scope.octokit, repository, repository.defaultBranch)
  if (branch === undefined) return
  const isRecent = incident !== undefined && services.now() - incident.lastAt < toldInCheckMs
  const text = renderProtection({
    ...state,
    others: [
      ...others.filter(({ enforcement }) => enforcement === 'active').map(otherText),
      ...(branch.isProtected ? await classicText(scope, repository) : []),
    ],
    incident: isRecent ? incident : undefined,
    stoppedAt,
  })
  await publish(scope, repository, branch.headSha, { ...text, record, save })
}

const otherText = ({ name, source, target, isOwn }: RulesetSummary): string =>
  `the ${target} ruleset "${markdownText(name)}"${isOwn ? '' : ` of ${markdownText(source)}`}`

async function classicText({ octokit }: Scope, repository: Repository): Promise<readonly string[]> {
  const { defaultBranch } = repository
  const found = await classicProtection(octokit, repository, defaultBranch)
  const branch = markdownText(defaultBranch)
  if (found === undefined) return []
  if ('kind' in found) {
    if (found.kind === 'plan') return []
    return [
      `whether ${branch} has a classic protection rule cannot be seen: the App needs the permission "Administration: read"`,
    ]
  }
  const rules = found.length === 0 ? 'nothing in particular' : found.map(markdownText).join('; ')
  return [`the classic protection of ${branch}: ${rules}`]
}

/** @returns the incident as told, or `true` when people know already */
async function tellIncident(
  scope: Scope,
  repository: Repository,
  incident: NonNullable<ProtectionRecord['incident']>,
  stoppedAt: number | undefined,
): Promise<NonNullable<ProtectionRecord['incident']> | true> {
  if (incident.told) return true
  const { title, body } = renderIncident(incident, stoppedAt)
  const notice = { marker: `protection-${incident.openedAt}`, title, body }
  const botLogin = `${scope.services.app.slug}[bot]`
  const issue = await keepIssue(scope.octokit, repository, notice, {
    known: incident.issue,
    botLogin,
  })
  if (issue === undefined) scope.log.warn('an incident has no issue: they are off or not permitted')
  return { ...incident, told: true, ...(issue === undefined ? {} : { issue }) }
}

/**
 * Writes the check. A report that stands on the same commit already, as of a force-push that was let
 * pass, is only replaced when something is wrong.
 */
async function publish(
  { octokit, services, log }: Scope,
  repository: Repository,
  headSha: string,
  given: ReturnType<typeof renderProtection> & Pick<ProtectionReport, 'record' | 'save'>,
): Promise<void> {
  const { record, save, ...text } = given
  const find = () => services.checks.find(repository.id, headSha, 'protection')
  const there = await find()
  const { published } = record
  const isOurs = published?.headSha === headSha && published.digest === there?.digest
  if (there !== undefined && !isOurs && text.conclusion !== 'failure') return
  try {
    const report = { name: 'protection' as const, headSha, ...text }
    const { written } = await publishCheck(octokit, repository, report, services.checks)
    if (!written && isOurs) return
    const known = await find()
    if (known !== undefined) await save({ published: { headSha, digest: known.digest } })
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.kind !== 'permission' && refusal?.kind !== 'absent') throw error
    const said = { title: text.title, summary: text.summary, refusal: refusal.text }
    const message = 'the check run cannot be written: the App needs the permission "Checks: write"'
    if (text.conclusion === 'failure') log.error(said, message)
    else log.warn(said, message)
  }
}
