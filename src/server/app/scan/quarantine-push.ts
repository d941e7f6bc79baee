import { isZero } from '../../../core/git/ref-update.ts'
import { type Actor, agentAccount } from '../../../core/policy/agent-identity.ts'
import { pushedAction } from '../../../core/policy/judge/pushed-action.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { forbiddenBy } from '../../../core/protection/protected.ts'
import { replaceSecrets } from '../../../core/secrets/replace-secrets.ts'
import type { Arrival, ArrivedSecret } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import { provenanceOf } from '../provenance/provenance-of.ts'
import { restoreRefs } from '../restore/restore-refs.ts'
import type { Scope } from '../scope.ts'
import { secretsOfHead } from './report-secrets.ts'
import { scanEngine } from './scan-engine.ts'

/** Pushes of one branch that are walked back at most, to find the tip before the first secret. */
const maxSteps = 20

/**
 * `secrets.pushed: quarantine`: takes a branch of an agent's back to where it held no secret, and keeps
 * the commits. A branch that has moved on meanwhile is left as it is.
 *
 * @returns the arrival with what became of it
 */
export async function quarantinePush(
  scope: Scope,
  policy: Policy,
  arrival: Arrival,
  pusher: Actor | undefined,
): Promise<Arrival> {
  const { repository, services } = scope
  const { key: ref, after } = arrival
  const { does } = pushedAction(policy)
  if (does !== 'quarantine' || arrival.undone !== undefined || !isOwn(scope, policy, ref)) {
    return arrival
  }
  const found = await secretsOfHead(scope, policy, after)
  if (found === undefined || found.secrets.length === 0) return arrival
  const commits = await services.changes.readCommits(gitSource(scope), after, arrival.excluded)
  const { agentMade } = await provenanceOf(scope, commits, pusher)
  const ids = new Set(agentMade.map(({ commit }) => commit.id))
  const isAgent =
    pusher !== undefined && agentAccount(pusher, policy.agents.identities) !== undefined
  if (!isAgent && !found.secrets.some(({ commit }) => ids.has(commit))) return arrival
  if (!isAgent && !(await bringsOneOf(scope, arrival, found.secrets))) return arrival
  const to = await cleanTip(scope, policy, arrival)
  // A backup must not show what the branch is taken away for.
  const keptAs = replaceSecrets(ref, scanEngine(policy).engine, () => 'redacted')
  const restored = await restoreRefs(scope, { ref, from: after, to, keep: [after], keptAs })
  const changed: Arrival = { ...arrival, undone: restored.outcome }
  if (restored.outcome === 'impossible') {
    scope.log.error({ ref, why: restored.why }, 'a branch with secrets could not be put back')
  }
  const scan = { head: after, arrival: changed, commits: [], secrets: [], at: services.now() }
  await services.scans.save(repository.id, scan)
  return changed
}

/**
 * Whether this very push brought one of the secrets. What somebody else pushed on top of an agent's is
 * nobody's to take off; a history that cannot be listed is taken to hold it.
 */
async function bringsOneOf(
  scope: Scope,
  { before, after }: Arrival,
  secrets: readonly ArrivedSecret[],
): Promise<boolean> {
  if (isZero(before)) return true
  const commits = await scope.services.changes.commitsBetween(gitSource(scope), after, [before])
  return commits === 'unknown' || secrets.some(({ commit }) => commits.has(commit))
}

/** A branch that nobody else relies on: neither the default branch nor a protected one. */
function isOwn({ repository }: Scope, policy: Policy, ref: string): boolean {
  const { defaultBranch } = repository
  if (!ref.startsWith('refs/heads/') || ref === `refs/heads/${defaultBranch}`) return false
  return (['rewrite', 'delete'] as const).every(
    (what) => forbiddenBy(policy, ref, defaultBranch, what).length === 0,
  )
}

/** Where the branch was before the first of the pushes with a secret that stand on each other. */
async function cleanTip(scope: Scope, policy: Policy, { key, before }: Arrival): Promise<string> {
  let tip = before
  for (let step = 0; step < maxSteps && !isZero(tip); step += 1) {
    const found = await secretsOfHead(scope, policy, tip)
    const earlier = found?.arrivals.find((one) => one.key === key)
    if (earlier === undefined || found?.secrets.length === 0) return tip
    tip = earlier.before
  }
  return tip
}
