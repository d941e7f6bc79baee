import {
  listOpenPulls,
  type PullRequest,
  readPull,
} from '../../../adapters/github/pull-requests.ts'
import { isZero, zeroId } from '../../../core/git/ref-update.ts'
import { type Actor, agentAccount } from '../../../core/policy/agent-identity.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { maxTips } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import type { Payload } from '../payloads.ts'
import { reportSession } from '../provenance/report-session.ts'
import { lookThroughPull, lookThroughPush } from '../scan/look-through.ts'
import { quarantinePush } from '../scan/quarantine-push.ts'
import { reportSecrets } from '../scan/report-secrets.ts'
import { scanEngine } from '../scan/scan-engine.ts'
import { noteWithdrawn } from '../scan/withdrawn.ts'
import type { Scope } from '../scope.ts'

/** How long arrivals are remembered, in milliseconds. */
const keptMs = 180 * 86_400_000

/** `push`: looks for secrets in what has arrived, and says who made it where there is a sign. */
export async function scanPush(
  { ref, before, after, sender }: Payload<'push'>,
  scope: Scope,
): Promise<void> {
  const policy = await policyOf(scope)
  if (policy === undefined) return
  await arrived(scope, policy, { ref, before, after }, sender)
}

/** `create`: GitHub sends no `push` for more than three tags at once. */
export async function scanTag(
  { ref: name, ref_type, sender }: Payload<'create'>,
  scope: Scope,
): Promise<void> {
  if (ref_type !== 'tag') return
  const policy = await policyOf(scope)
  if (policy === undefined) return
  const ref = `refs/tags/${name}`
  const after = (await scope.services.changes.readTips(gitSource(scope))).get(ref)
  if (after !== undefined) await arrived(scope, policy, { ref, before: zeroId, after }, sender)
}

/** `pull_request`: the same for all commits of a pull request. */
export async function scanPull(
  { action, pull_request }: Payload<'pull_request'>,
  scope: Scope,
): Promise<void> {
  if (!['opened', 'reopened', 'synchronize', 'edited'].includes(action)) return
  const policy = await policyOf(scope)
  if (policy === undefined) return
  const pull = await readPull(scope.octokit, scope.repository, pull_request.number)
  if (pull?.isOpen) await pullArrived(scope, policy, pull)
}

/** `merge_group`: what a queue is about to merge needs the check as well. */
export async function scanMergeGroup(
  { action, merge_group }: Payload<'merge_group'>,
  scope: Scope,
): Promise<void> {
  if (action !== 'checks_requested') return
  const policy = await policyOf(scope)
  if (policy === undefined) return
  const { head_ref: ref, base_sha: before, head_sha: after } = merge_group
  await arrived(scope, policy, { ref, before, after }, undefined)
}

/** `check_run`: somebody wants one of our two checks anew. */
export async function rescan({ action, check_run }: Payload<'check_run'>, scope: Scope) {
  const isOurs = check_run.app?.id === scope.services.app.id
  if (action !== 'rerequested' || !isOurs) return
  if (!/^cursor-guard \/ (?:secrets|session)$/.test(check_run.name)) return
  await lookAgain(scope, check_run.head_sha)
}

/** `check_suite`: somebody wants all of our checks anew. */
export async function rescanAll({ action, check_suite }: Payload<'check_suite'>, scope: Scope) {
  if (action !== 'rerequested' || check_suite.app?.id !== scope.services.app.id) return
  await lookAgain(scope, check_suite.head_sha)
}

async function lookAgain(scope: Scope, head: string): Promise<void> {
  const { repository, services, octokit } = scope
  const policy = await policyOf(scope)
  if (policy === undefined) return
  for (const arrival of await services.scans.arrivals(repository.id, head)) {
    const [, number] = /^pull (\d+)$/.exec(arrival.key) ?? []
    const pull = number && (await readPull(octokit, repository, Number(number)))
    if (pull) await pullArrived(scope, policy, pull)
    if (number === undefined) {
      const { key: ref, before, after } = arrival
      await arrived(scope, policy, { ref, before, after }, undefined)
    }
  }
}

/** In a sweep: pushes that no webhook told of, and every open pull request. */
export async function sweepScans(scope: Scope): Promise<void> {
  const { octokit, repository, services } = scope
  const policy = await policyOf(scope)
  if (policy === undefined) return
  // What fails for one must not keep the others from being looked at.
  const failures: unknown[] = []
  const fail = (error: unknown) => void failures.push(error)
  await sweepTips(scope, policy, fail)
  const { pulls } = await listOpenPulls(octokit, repository)
  for (const pull of pulls) await pullArrived(scope, policy, pull).catch(fail)
  await services.scans.forget(services.now() - keptMs)
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be scanned')
}

async function sweepTips(
  scope: Scope,
  policy: Policy,
  fail: (error: unknown) => void,
): Promise<void> {
  const { repository, services } = scope
  const { digest } = scanEngine(policy)
  const live = await services.changes.readTips(gitSource(scope))
  const known = await services.scans.tips(repository.id, digest)
  if (known.length === 0) {
    const tips = [...live].map(([ref, oid]) => ({ ref, oid })).slice(0, maxTips)
    return services.scans.begin(repository.id, digest, tips, services.now())
  }
  const looked = new Map(known.map(({ ref, oid }) => [ref, oid]))
  // At most so many refs are remembered, those with the latest pushes.
  const isPartial = known.length >= maxTips
  for (const [ref, after] of live) {
    const before = looked.get(ref)
    if (before === after || (before === undefined && isPartial)) continue
    const push = { ref, before: before ?? zeroId, after }
    await arrived(scope, policy, push, undefined).catch(fail)
  }
}

/** The policy in force where the App may say something; nothing is written without one. */
async function policyOf(scope: Scope): Promise<Policy | undefined> {
  if (scope.repository.archived) return undefined
  const loaded = await scope.policy()
  return loaded.state === 'in-force' ? loaded.policy : undefined
}

async function arrived(
  scope: Scope,
  policy: Policy,
  push: { ref: string; before: string; after: string },
  pusher: Actor | undefined,
): Promise<void> {
  const { ref, before, after } = push
  if (!/^refs\/(?:heads|tags)\//.test(ref)) return
  await noteWithdrawn(scope, policy, push)
  if (isZero(after)) return
  const source = gitSource(scope)
  const isTag = ref.startsWith('refs/tags/')
  const head = isTag ? await scope.services.changes.peel(source, after) : after
  if (head === 'unknown') {
    // There is no commit on which anything could be said.
    scope.log.warn({ ref, after }, 'a tag that points to no commit was not looked at')
    return
  }
  await lookAndReport(scope, policy, head, async () => {
    const arrival = await lookThroughPush(scope, policy, { ref, before, after, head })
    const identity = pusher && agentAccount(pusher, policy.agents.identities)
    if (identity !== undefined) {
      const excluded = [...arrival.excluded, before]
      const commits = await scope.services.changes.commitsBetween(source, after, excluded)
      const ids = commits === 'unknown' ? [after] : [...commits]
      await scope.services.agentPushes.note(scope.repository.id, ids, identity)
    }
    await quarantinePush(scope, policy, arrival, pusher)
  })
}

async function pullArrived(scope: Scope, policy: Policy, pull: PullRequest): Promise<void> {
  await lookAndReport(scope, policy, pull.headSha, () => lookThroughPull(scope, policy, pull))
}

/**
 * Reports what is known even when the rest could not be read; the error then brings it up again.
 */
async function lookAndReport(
  scope: Scope,
  policy: Policy,
  head: string,
  look: () => Promise<unknown>,
): Promise<void> {
  try {
    await look()
  } catch (error) {
    await reportSecrets(scope, policy, head).catch((other: unknown) =>
      scope.log.error({ err: other }, 'an incomplete scan could not be reported'),
    )
    throw error
  }
  await reportSecrets(scope, policy, head)
  await reportSession(scope, policy, head)
}
