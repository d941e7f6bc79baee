import { isZero } from '../../../core/git/ref-update.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { reportSecrets, secretsOfHead } from './report-secrets.ts'

/** Branches and tags compared with at most; of a repository with more, nothing is withdrawn. */
const maxTips = 1_000

/**
 * A ref of a public repository has left a commit with secrets: when no branch or tag has what held
 * them any more, the report may say where they were.
 */
export async function noteWithdrawn(
  scope: Scope,
  policy: Policy,
  { ref, before }: { ref: string; before: string },
): Promise<void> {
  const { repository, services } = scope
  if (repository.visibility !== 'public' || isZero(before)) return
  const found = await secretsOfHead(scope, policy, before)
  const arrival = found?.arrivals.find(({ key }) => key === ref)
  if (found === undefined || arrival === undefined || found.secrets.length === 0) return
  if (arrival.undone !== undefined && arrival.undone !== 'moved') return
  const source = gitSource(scope)
  const tips = [...new Set((await services.changes.readTips(source)).values())]
  if (tips.length > maxTips) return
  const left = await services.changes.commitsBetween(source, before, tips)
  if (left === 'unknown' || !found.secrets.every(({ commit }) => left.has(commit))) return
  await services.scans.save(repository.id, {
    head: before,
    arrival: { ...arrival, undone: 'withdrawn' },
    commits: [],
    secrets: [],
    at: services.now(),
  })
  await reportSecrets(scope, policy, before)
}
