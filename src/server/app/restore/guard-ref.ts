import { readRef } from '../../../adapters/github/refs.ts'
import { GuardError } from '../../../core/errors.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import { bypassFor } from '../../../core/policy/judge/bypass.ts'
import { forbiddenBy, isEnforced } from '../../../core/protection/protected.ts'
import type { Incident } from '../../../core/protection/ref-memory.ts'
import { type AcceptedTip, judgeRefPush, type RefPush } from '../../../core/protection/ref-push.ts'
import { judgeAgain } from '../jobs/judge-again.ts'
import { sweepRepository } from '../jobs/sweep-repository.ts'
import type { Account } from '../payloads.ts'
import type { Scope } from '../scope.ts'
import { ancestry } from './ancestry.ts'
import { type Loss, lossOf, pushersBetween } from './loss-of.ts'
import { reportIncident } from './report-incident.ts'
import { restoreRefs } from './restore-refs.ts'

/** Accounts that are named for what stands on top. */
const maxNames = 5

/**
 * Looks at what happened to a protected ref, and puts it back when it has lost commits.
 *
 * State decides, not the webhook: the same push told twice, late or after others changes nothing. A
 * ref that has moved on since is left as it is, for what stands on top is nobody's to drop.
 *
 * @param actor who did it; undefined when no webhook said so
 */
export async function guardRef(
  scope: Scope,
  push: RefPush,
  actor: Account | undefined,
): Promise<void> {
  const { repository, services } = scope
  const loaded = await scope.policy()
  if (loaded.state === 'absent' || repository.archived) return
  const { policy } = loaded
  const { ref } = push
  const rulesFor = (what: 'rewrite' | 'delete') =>
    forbiddenBy(policy, ref, repository.defaultBranch, what)
  if (rulesFor('rewrite').length === 0 && rulesFor('delete').length === 0) return
  const accepted = await services.refs.accepted(repository.id, ref)
  if (accepted?.oid === push.after && (await isUndoing(scope, push))) return
  const contains = (a: string, b: string) => holds(scope, ref, b, a)
  const verdict = await judgeRefPush(push, accepted, contains, services.now())
  if (verdict.kind === 'unknown') {
    throw new GuardError('UPSTREAM_FAILED', `the history of ${ref} could not be read`)
  }
  if (verdict.kind === 'fine') return accept(scope, push, accepted)
  const rules = rulesFor(verdict.kind)
  if (rules.length === 0) return accept(scope, push, accepted)
  await judgePullsInto(scope, ref)
  const loss = await lossOf(scope, push, verdict.lost, actor)
  const change = { ref, change: verdict.kind, defaultBranch: repository.defaultBranch }
  const permits = loss.by.map(({ login }) =>
    bypassFor(policy, { ...change, actor: login, now: services.now() }),
  )
  // Only where all of them may: else it is said of the first who may not.
  const culprit = loss.by[Math.max(0, permits.indexOf(undefined))]
  const bypass = permits.includes(undefined) ? undefined : permits[0]?.reason
  const about = { ref, lost: loss.lost, pushed: loss.pushed }
  const earlier = await services.refs.incident(repository.id, about)
  const incident: Incident = {
    ...about,
    kind: verdict.kind,
    actor: culprit === undefined ? earlier?.actor : { id: culprit.id, login: culprit.login },
    outcome: 'open',
    times: earlier?.times ?? 0,
    told: earlier?.told ?? 0,
    at: earlier?.at ?? services.now(),
    ...(earlier?.issue === undefined ? {} : { issue: earlier.issue }),
  }
  if (bypass !== undefined || !isEnforced(policy, rules)) {
    await accept(scope, push, accepted)
    await adoptPolicy(scope, ref)
    const outcome = bypass === undefined ? 'audited' : 'bypassed'
    if (outcome === 'audited') await noteAudit(scope, incident)
    return finish(scope, { ...incident, outcome, times: 1 }, bypass)
  }
  if (loss.onTop === 'nobody') return putBack(scope, incident, earlier, loss)
  const live = await readRef(scope.octokit, repository, ref)
  await leave(scope, { incident, earlier, live, onTop: loss.onTop })
}

/**
 * Whether a ref that is at `tip` has all that it had at `earlier`. A tag stays where it is: moved to a
 * commit on top, it is as lost as moved elsewhere.
 */
async function holds(
  scope: Scope,
  ref: string,
  tip: string,
  earlier: string,
): Promise<'yes' | 'no' | 'unknown'> {
  if (ref.startsWith('refs/tags/')) return tip === earlier ? 'yes' : 'no'
  return ancestry(scope, earlier, tip)
}

/** Pull requests into it may have been judged by where it stood meanwhile. */
async function judgePullsInto({ repository, installation, services }: Scope, ref: string) {
  for (const number of await services.rememberedPulls.listOpen(repository.id)) {
    const judged = await services.rememberedPulls.get(repository.id, number)
    if (judged?.baseRef !== ref) continue
    await services.jobs.add(judgeAgain, { installation, repository: repository.id, number })
  }
}

/**
 * A policy file that came with a rewrite counts once the rewrite is accepted: see `isImposed` of
 * the policy reader.
 */
async function adoptPolicy({ repository, installation, services }: Scope, ref: string) {
  if (ref !== `refs/heads/${repository.defaultBranch}`) return
  await services.jobs.add(sweepRepository, {
    installation,
    repository: repository.id,
    why: 'a rewrite of the default branch stands',
  })
}

/**
 * Whether this push undoes an incident: it moved the ref from what was pushed then to what was lost
 * then.
 */
async function isUndoing({ repository, services }: Scope, push: RefPush): Promise<boolean> {
  const about = { ref: push.ref, lost: push.after, pushed: push.before }
  const incident = await services.refs.incident(repository.id, about)
  return incident?.outcome === 'restored' || incident?.outcome === 'open'
}

async function putBack(
  scope: Scope,
  incident: Incident,
  earlier: Incident | undefined,
  { between, onTop }: Loss,
): Promise<void> {
  const { octokit, repository, services } = scope
  const { ref, lost, pushed } = incident
  await services.refs.accept(repository.id, ref, { oid: lost })
  const live = await readRef(octokit, repository, ref)
  const isThere = isZero(pushed) ? live === undefined : live === pushed
  if (!isThere) return leave(scope, { incident, earlier, live, onTop })
  await services.refs.saveIncident(repository.id, incident)
  const keep = [lost, pushed, ...between]
  const restored = await restoreRefs(scope, { ref, from: pushed, to: lost, keep })
  const times = incident.times + 1
  if (restored.outcome === 'done') return finish(scope, { ...incident, outcome: 'restored', times })
  if (restored.outcome === 'moved') {
    return leave(scope, { incident, earlier, live: restored.live, onTop })
  }
  await finish(scope, { ...incident, outcome: 'impossible', times }, restored.why)
}

/**
 * The ref has moved on since the push: it is only put in order in memory, and reported where that is
 * due.
 */
async function leave(
  scope: Scope,
  {
    incident,
    earlier,
    live,
    onTop,
  }: {
    incident: Incident
    earlier: Incident | undefined
    live: string | undefined
    onTop: Loss['onTop']
  },
): Promise<void> {
  const { repository, services } = scope
  const { ref, lost } = incident
  if (live !== undefined && (await holds(scope, ref, live, lost)) === 'yes') {
    await services.refs.accept(repository.id, ref, { oid: live })
    // Nothing is lost any more. A restoration that a crash kept from being reported is reported
    // now.
    if (earlier === undefined || (earlier.times > 0 && earlier.told === earlier.times)) return
    const times = Math.max(earlier.times, 1)
    return finish(scope, { ...incident, outcome: 'restored', times })
  }
  const isOnTop =
    live !== undefined &&
    !isZero(incident.pushed) &&
    (await holds(scope, ref, live, incident.pushed)) === 'yes'
  // Rewritten or deleted once more: the webhook of that push is judged against the accepted tip.
  if (!isOnTop) return
  const kept = await restoreRefs(scope, { ref, from: live, to: live, keep: [lost] })
  if (kept.outcome === 'moved') throw new GuardError('UPSTREAM_FAILED', `${ref} keeps moving`)
  await services.refs.accept(repository.id, ref, { oid: live })
  await adoptPolicy(scope, ref)
  const outcome = onTop === 'unknown' ? 'asked' : 'left'
  if (earlier?.outcome === outcome && earlier.told > 0) return
  const pushers =
    onTop === 'nobody'
      ? await pushersBetween(scope, ref, { later: live, earlier: incident.pushed })
      : onTop
  await finish(scope, { ...incident, outcome, times: 1 }, onTopText(pushers))
}

/** Who must be asked before anything is taken off. */
function onTopText(onTop: Loss['onTop']): string | undefined {
  if (typeof onTop === 'string' || onTop.length === 0) return undefined
  const names = [...new Set(onTop.map(({ login }) => login))].slice(0, maxNames)
  return `${names.join(', ')} pushed on top of it meanwhile, and that is not taken off without asking`
}

/** The ref stands where it may stand. */
async function accept(
  { repository, services }: Scope,
  { ref, after, before }: RefPush,
  accepted: AcceptedTip | undefined,
): Promise<void> {
  if (!isZero(after)) {
    if (accepted?.oid === after && accepted.deletedAt === undefined) return
    return services.refs.accept(repository.id, ref, { oid: after })
  }
  if (accepted?.deletedAt !== undefined) return
  const oid = accepted?.oid ?? before
  if (!isZero(oid)) {
    await services.refs.accept(repository.id, ref, { oid, deletedAt: services.now() })
  }
}

async function noteAudit({ repository, services }: Scope, incident: Incident): Promise<void> {
  const { ref, lost, pushed, kind } = incident
  await services.audit.note({
    repositoryId: repository.id,
    key: `push ${ref} ${lost} ${pushed}`,
    rule: kind === 'delete' ? 'branches.delete' : 'branches.force_push',
    subject: 'push',
    would: 'restored',
    at: services.now(),
  })
}

/** Tells people, and remembers that they were told. */
async function finish(scope: Scope, incident: Incident, why?: string): Promise<void> {
  const { repository, services } = scope
  await services.refs.saveIncident(repository.id, incident)
  const issue = await reportIncident(scope, incident, why)
  await services.refs.saveIncident(repository.id, {
    ...incident,
    told: incident.times,
    ...(issue === undefined ? {} : { issue }),
  })
}
