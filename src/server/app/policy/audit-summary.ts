import { publishCheck } from '../../../adapters/github/check-runs.ts'
import { readRef } from '../../../adapters/github/refs.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import type { Scope } from '../scope.ts'
import { type AuditSummary, auditReport } from './policy-report.ts'

const dayMs = 86_400_000
/** The span that one summary covers, and how often one is published. */
const periodDays = 7
/** How long notes are kept. */
const keptDays = 90

/** What would have been done lately; `undefined` where the policy in force does not audit. */
export async function summarizeAudit(scope: Scope): Promise<AuditSummary | undefined> {
  const { services, repository } = scope
  const current = await scope.policy()
  if (current.state === 'absent' || current.policy.enforcement !== 'audit') return undefined
  const since = services.now() - periodDays * dayMs
  return { counts: await services.audit.counts(repository.id, since), days: periodDays }
}

/**
 * Says once a week, on the default branch, what an audited policy would have done: for an
 * administrator to know when to enforce it.
 */
export async function sweepAudit(scope: Scope): Promise<void> {
  const { octokit, repository, services } = scope
  if (repository.archived) return
  const audit = await summarizeAudit(scope)
  const current = await scope.policy()
  if (audit === undefined || current.state === 'absent' || current.problems.length > 0) return
  const now = services.now()
  const last = await services.policyMemory.lastAuditReport(repository.id)
  if (last !== undefined && now - last < periodDays * dayMs) return
  await services.audit.forget(now - keptDays * dayMs)
  // The first week begins when the policy is first seen.
  const head =
    last === undefined
      ? undefined
      : await readRef(octokit, repository, `refs/heads/${repository.defaultBranch}`)
  if (head !== undefined) {
    const report = auditReport(head, current.policy, audit)
    try {
      await publishCheck(octokit, repository, report, services.checks)
    } catch (error) {
      if (refusalOf(error)?.kind !== 'permission') throw error
      scope.log.warn({ missing: 'checks: write' }, report.title)
    }
  }
  await services.policyMemory.saveAuditReport(repository.id, now)
}
