import { listRefSteps } from '../../../adapters/github/activity.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import { arrivingMs, tipsBefore } from '../../../core/secrets/first-sight.ts'
import type { FirstSight, LookedTip } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import { ancestry } from '../restore/ancestry.ts'
import type { Scope } from '../scope.ts'

/** What of a push is to be searched. */
export interface ScanRange {
  /** The push is not judged by what these commits have in their history. */
  excluded: string[]
  /** What these commits have was searched with these rules, or was there before anybody looked. */
  known: string[]
  /** Whether the ref is looked through up to this push once all of it was seen. */
  advances: boolean
}

interface Push {
  ref: string
  before: string
  after: string
}

/**
 * Chooses what is searched so that nothing is called clean that no search has seen: neither where
 * webhooks come late or in another order, nor where the rules have changed since.
 */
export async function scanRange(scope: Scope, digest: string, push: Push): Promise<ScanRange> {
  const { repository, services } = scope
  const { ref, before, after } = push
  const home = `refs/heads/${repository.defaultBranch}`
  const sight = await firstSight(scope)
  const tips = await services.scans.tips(repository.id, digest)
  const known = [...tips, ...(await thereBefore(scope, sight, push))].map(({ oid }) => oid)
  const looked = tips.find((tip) => tip.ref === ref)
  const isLater =
    looked === undefined ||
    looked.oid === before ||
    (await ancestry(scope, after, looked.oid)) !== 'yes'
  const searched = tips.find((tip) => tip.ref === home)?.oid
  const earlier = searched ?? (await earlierHome(scope, digest, home))
  if (ref !== home) {
    const homeTip = earlier ?? oidOf(sight.before, home)
    const base = homeTip === undefined ? [] : [await homeWithout(scope, home, homeTip, after)]
    return { excluded: base, known: [...known, ...base], advances: isLater }
  }
  const excluded = [before].filter((id) => !isZero(id))
  if (searched !== undefined || earlier === undefined) {
    return { excluded, known, advances: isLater }
  }
  // Other rules looked at it: a push that they have seen is searched anew, one on top from there on.
  const isAgain = (await ancestry(scope, after, earlier)) === 'yes'
  return { excluded, known: [...known, ...(isAgain ? excluded : [earlier])], advances: !isAgain }
}

/**
 * What was there before anybody looked. A push that tells otherwise of its own ref is believed: the
 * forge's list of steps may lag behind.
 */
async function thereBefore(
  scope: Scope,
  sight: FirstSight,
  { ref, before, after }: Push,
): Promise<LookedTip[]> {
  const own = oidOf(sight.before, ref)
  const isTrue =
    own === undefined ||
    own === before ||
    (!isZero(before) && (await ancestry(scope, own, before)) === 'yes')
  const others = sight.before.filter((tip) => tip.ref !== ref && tip.oid !== after)
  if (own !== undefined && isTrue) return [...others, { ref, oid: own }]
  const isHome = ref === `refs/heads/${scope.repository.defaultBranch}`
  return isHome && !isZero(before) ? [...others, { ref, oid: before }] : others
}

/** Pushes to the default branch that are walked back at most. */
const maxHomePushes = 50

/**
 * Where the default branch was before it got this commit: a branch that was merged before its own push
 * was looked at is judged by what it brought all the same. One that it has had for long brings nothing.
 */
async function homeWithout(
  scope: Scope,
  home: string,
  homeTip: string,
  commit: string,
): Promise<string> {
  const { repository, services } = scope
  let tip = homeTip
  for (let step = 0; step < maxHomePushes; step += 1) {
    if ((await ancestry(scope, commit, tip)) !== 'yes') return tip
    const arrivals = await services.scans.arrivals(repository.id, tip)
    const before = arrivals.find(({ key }) => key === home)?.before
    if (before === undefined || isZero(before)) return homeTip
    tip = before
  }
  return homeTip
}

async function earlierHome({ repository, services }: Scope, digest: string, home: string) {
  return oidOf(await services.scans.earlierTips(repository.id, digest, [home]), home)
}

/** The repository as it was before the first push that the App hears of. */
export async function firstSight(scope: Scope): Promise<FirstSight> {
  const { octokit, repository, services } = scope
  const known = await services.scans.firstSight(repository.id)
  if (known !== undefined) return known
  const now = services.now()
  const live = await services.changes.readTips(gitSource(scope))
  const steps = await listRefSteps(octokit, repository, { since: now - arrivingMs })
  // The default branch first: of very many refs, only so many are kept.
  const home = `refs/heads/${repository.defaultBranch}`
  const homeFirst = (tips: LookedTip[]) =>
    tips.toSorted((a, b) => Number(b.ref === home) - Number(a.ref === home))
  const sight = {
    before: steps === 'unknown' ? [] : homeFirst(tipsBefore(live, steps)),
    seen: homeFirst([...live].map(([ref, oid]) => ({ ref, oid }))),
  }
  await services.scans.begin(repository.id, sight, now)
  return sight
}

const oidOf = (tips: readonly LookedTip[], ref: string): string | undefined =>
  tips.find((tip) => tip.ref === ref)?.oid
