import {
  listOpenPulls,
  type PullRequest,
  readPull,
} from '../../../adapters/github/pull-requests.ts'
import { isZero, zeroId } from '../../../core/git/ref-update.ts'
import { type Actor, agentAccount } from '../../../core/policy/agent-identity.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { type LookedTip, maxTips } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import { sweepRepository } from '../jobs/sweep-repository.ts'
import type { Payload } from '../payloads.ts'
import { reportSession } from '../provenance/report-session.ts'
import { lookThroughPull, lookThroughPush } from '../scan/look-through.ts'
import { quarantinePush } from '../scan/quarantine-push.ts'
import { reportSecrets } from '../scan/report-secrets.ts'
import { scanEngine } from '../scan/scan-engine.ts'
import { firstSight } from '../scan/scan-range.ts'
import { noteWithdrawn } from '../scan/withdrawn.ts'
import type { Scope } from '../scope.ts'

/** How long arrivals are remembered, in milliseconds. */
const keptMs = 180 * 86_400_000

/**
 * `push`: looks for secrets in what has arrived, and says who made it where there is a sign. The
 * first one under new rules has everything looked at again that was searched with others.
 */
export async function scanPush(
  { ref, before, after, sender }: Payload<'push'>,
  scope: Scope,
): Promise<void> {
  const policy = await policyOf(scope)
  if (policy === undefined) return
  if (ref === `refs/heads/${scope.repository.defaultBranch}`) await sweepForNewRules(scope, policy)
  await arrived(scope, policy, { ref, before, after }, sender)
}

/** A new rule comes with a push to the default branch, to which no push was searched with it yet. */
async function sweepForNewRules(scope: Scope, policy: Policy): Promise<void> {
  const { services, repository, installation } = scope
  const { digest } = scanEngine(policy)
  if ((await services.scans.tips(repository.id, digest)).length > 0) return
  const home = `refs/heads/${repository.defaultBranch}`
  if ((await services.scans.earlierTips(repository.id, digest, [home])).length === 0) return
  const why = 'secrets are looked for with other rules'
  await services.jobs.add(sweepRepository, { installation, repository: repository.id, why })
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
  await lookAnew(scope, check_run.head_sha)
}

/** `check_suite`: somebody wants all of our checks anew. */
export async function rescanAll({ action, check_suite }: Payload<'check_suite'>, scope: Scope) {
  if (action !== 'rerequested' || check_suite.app?.id !== scope.services.app.id) return
  await lookAnew(scope, check_suite.head_sha)
}

async function lookAnew(scope: Scope, head: string): Promise<void> {
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
  const seen = byRef((await firstSight(scope)).seen)
  const tips = await services.scans.tips(repository.id, digest)
  const looked = byRef(tips)
  const earlier = byRef(await services.scans.earlierTips(repository.id, digest, [...live.keys()]))
  // At most so many refs are remembered, those with the latest pushes.
  const isPartial = tips.length >= maxTips || seen.size >= maxTips
  for (const [ref, after] of live) {
    const before = looked.get(ref) ?? earlier.get(ref) ?? seen.get(ref)
    if (looked.get(ref) === after || (before === undefined && isPartial)) continue
    if (before !== after) {
      const push = { ref, before: before ?? zeroId, after }
      await arrived(scope, policy, push, undefined).catch(fail)
    } else if (earlier.has(ref)) {
      await lookAgain(scope, policy, { ref, after }).catch(fail)
    }
  }
}

/** The rules have changed since a ref's tip was searched: what was said of it is said by the new ones. */
async function lookAgain(
  scope: Scope,
  policy: Policy,
  { ref, after }: { ref: string; after: string },
): Promise<void> {
  const { repository, services } = scope
  const head = await headOf(scope, ref, after)
  const arrivals = await services.scans.arrivals(repository.id, head)
  const arrival = arrivals.find(({ key }) => key === ref)
  if (arrival === undefined) return
  await arrived(scope, policy, { ref, before: arrival.before, after }, undefined)
}

const byRef = (tips: readonly LookedTip[]): ReadonlyMap<string, string> =>
  new Map(tips.map(({ ref, oid }) => [ref, oid]))

/** The commit that a ref comes to; `unknown` for a tag of none. */
async function headOf(scope: Scope, ref: string, oid: string): Promise<string> {
  const isTag = ref.startsWith('refs/tags/')
  return isTag ? scope.services.changes.peel(gitSource(scope), oid) : oid
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
  const head = await headOf(scope, ref, after)
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
