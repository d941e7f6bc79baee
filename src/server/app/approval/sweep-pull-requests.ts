import { listOpenPulls, type PullRequest } from '../../../adapters/github/pull-requests.ts'
import type { PolicyInForce } from '../../../core/policy/in-force.ts'
import type { Scope } from '../scope.ts'
import { judgePullRequest } from './judge-pull-request.ts'
import { readBasis } from './read-change.ts'

/** How long closed pull requests are remembered, in milliseconds: longer than a request can live. */
const keptMs = 90 * 24 * 3_600_000
/** Failures after which a sweep gives up and is tried again later. */
const maxFailures = 5

/**
 * In a sweep: judges every open pull request that is new or has changed, every one that a rule holds,
 * and those that were closed while nobody listened. One whose answer stands costs nothing more than
 * its line in the list.
 */
export async function sweepPullRequests(scope: Scope): Promise<void> {
  const { octokit, repository, services } = scope
  const loaded = await scope.policy()
  if (loaded.state === 'absent' || repository.archived) return
  const { pulls, isWhole } = await listOpenPulls(octokit, repository)
  const failures: unknown[] = []
  const attempt = async (number: number, wish: Parameters<typeof judgePullRequest>[2]) => {
    if (failures.length >= maxFailures) return
    await judgePullRequest(scope, number, wish).catch((error: unknown) => failures.push(error))
  }
  for (const pull of pulls) {
    const need = await needOf(scope, pull, loaded)
    if (need !== 'none') await attempt(pull.number, { pull, fresh: need === 'fresh' })
  }
  const open = new Set(pulls.map(({ number }) => number))
  const gone = (await services.rememberedPulls.listOpen(repository.id)).filter(
    (one) => !open.has(one),
  )
  for (const number of isWhole ? gone : []) await attempt(number, {})
  const before = services.now() - keptMs
  await services.rememberedPulls.forget(repository.id, before)
  await services.approvals(repository.id).forgetPeople(before)
  if (failures.length > 0) throw new AggregateError(failures, 'not every pull request was judged')
}

/** `fresh` where people are asked: what they are asked about is read again. */
async function needOf(
  scope: Scope,
  pull: PullRequest,
  loaded: PolicyInForce,
): Promise<'none' | 'look' | 'fresh'> {
  const known = await scope.services.rememberedPulls.get(scope.repository.id, pull.number)
  if (known?.isOpen !== true) return 'look'
  if (known.request !== undefined) return 'fresh'
  const { digest } = await readBasis(scope, pull, loaded)
  return known.basis === digest ? 'none' : 'look'
}
