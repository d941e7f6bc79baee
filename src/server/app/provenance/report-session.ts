import { publishCheck } from '../../../adapters/github/check-runs.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import { GuardError } from '../../../core/errors.ts'
import type { PushedCommit } from '../../../core/git/ref-update.ts'
import { isCursorApp } from '../../../core/policy/agent-identity.ts'
import { compilePolicy } from '../../../core/policy/judge/compile.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { provenanceOf } from './provenance-of.ts'
import { renderSession, type SessionView, sessionProblems } from './render-session.ts'

/**
 * Publishes who made the commits that a head came with: on every ref and in every pull request whose
 * head it is. Without a sign of an agent nothing is published, unless a pull request needs an answer.
 *
 * Safe to call again at any time, for instance once a recording has come in.
 */
export async function reportSession(scope: Scope, policy: Policy, head: string): Promise<void> {
  const { octokit, repository, services, log } = scope
  const arrivals = await services.scans.arrivals(repository.id, head)
  if (arrivals.length === 0) return
  const commits = await commitsOf(
    scope,
    head,
    arrivals.map(({ excluded }) => excluded),
  )
  const found = await provenanceOf(scope, commits)
  const openedBy = [...new Set(arrivals.flatMap((arrival) => arrival.openedBy ?? []))]
  const provenance = { ...found, cloudAgent: found.cloudAgent || openedBy.some(isCursorApp) }
  // A merge queue waits for the same checks as its pull requests.
  const isPull = arrivals.some(
    ({ key }) => key.startsWith('pull ') || key.startsWith('refs/heads/gh-readonly-queue/'),
  )
  const view: SessionView = { head, provenance, isPull, openedBy, ...demands(policy) }
  const hasSign = provenance.agentMade.length > 0 || openedBy.length > 0 || provenance.cloudAgent
  if (!hasSign && !(isPull && view.requires === 'recording' && isAsked(policy))) return
  if (view.isAudit && sessionProblems(view).length > 0) {
    await services.audit.note({
      repositoryId: repository.id,
      key: `session ${head}`,
      rule: view.requires === 'recording' ? 'recording.require' : 'agents.cloud',
      subject: 'pull request',
      would: 'blocked',
      at: services.now(),
    })
  }
  try {
    await publishCheck(octokit, repository, renderSession(view), services.checks)
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    log.warn({ head, needs: 'checks: write' }, 'no check run could be written')
  }
}

/** Each commit once; with one list that is not known, none is. */
async function commitsOf(
  scope: Scope,
  head: string,
  exclusions: readonly (readonly string[])[],
): Promise<readonly PushedCommit[] | 'unknown'> {
  const found = new Map<string, PushedCommit>()
  const distinct = new Map(exclusions.map((excluded) => [excluded.join(), excluded]))
  for (const excluded of distinct.values()) {
    // A history that does not come must not keep the delivery for ever; the sweep asks again.
    const commits = await scope.services.changes
      .readCommits(gitSource(scope), head, excluded)
      .catch((error: unknown) => {
        if (error instanceof GuardError) return 'unknown' as const
        throw error
      })
    if (commits === 'unknown') return 'unknown'
    for (const commit of commits) found.set(commit.id, commit)
  }
  return [...found.values()]
}

/** What the policy asks for; of one that only audits, what its floor does not. */
function demands(policy: Policy): Pick<SessionView, 'requires' | 'cloud' | 'isAudit'> {
  const { enforced, floorEnforced } = compilePolicy(policy)
  const requires = policy.recording.require ? 'recording' : 'nothing'
  const { cloud } = policy.agents
  if (enforced) return { requires, cloud, isAudit: false }
  const { floor } = policy
  const isFloor =
    floorEnforced && (floor?.recording?.require === true || floor?.agents?.cloud !== undefined)
  if (!isFloor) return { requires, cloud, isAudit: true }
  return {
    requires: floor?.recording?.require === true ? 'recording' : 'nothing',
    cloud: floor?.agents?.cloud ?? 'allow',
    isAudit: false,
  }
}

/** Whether somebody waits for the check: the policy names it, or states that recordings must be. */
function isAsked({ branches, stated, floor }: Policy): boolean {
  const name = 'cursor-guard / session'
  return (
    stated.includes('recording.require') ||
    floor?.recording?.require === true ||
    branches.some(({ required_checks }) => required_checks.includes(name))
  )
}
